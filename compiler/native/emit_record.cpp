// What a decision leaves behind: outputs with their causes, and the packed words of the record.
#include "compiler/native/emitter.h"

namespace pol::native {

void Emitter::write_output(std::size_t index) {
  const Val val = get(ir::output_slot(module_, index));
  llvm::Value* value =
      val.value->getType() == vptr_ ? b_.CreatePtrToInt(val.value, v64_) : as(val.value, v64_);
  if (val.causes) value = b_.CreateSelect(present(val), value, number(v64_, 0));
  llvm::Value* causes = val.causes ? val.causes : mask(0);
  if (lanes_.many()) {
    store_lanes(value, record_at(2 * index, i64_));
    store_lanes(causes, record_at(2 * index + 1, i8_));
    return;
  }
  b_.CreateStore(value, b_.CreateConstInBoundsGEP1_64(i64_, outputs_, index));
  b_.CreateStore(causes, b_.CreateConstInBoundsGEP1_64(i8_, output_causes_, index));
}

void Emitter::write_word(std::uint32_t word) {
  if (lanes_.many()) return write_word_column(word);
  llvm::Value* bits = number(i64_, 0);
  for (const ir::Field& field : layout_.fields) {
    if (field.word != word) continue;
    llvm::Value* flag = field_flag(field);
    llvm::Value* value = flag ? b_.CreateZExt(flag, i64_) : field_number(field, i64_);
    bits = b_.CreateOr(bits, b_.CreateShl(value, number(i64_, field.shift)));
  }
  b_.CreateStore(bits, b_.CreateConstInBoundsGEP1_64(i64_, words_, word));
}

// Halves of 32 bits take half the registers, and a bit under a mask is one instruction.
void Emitter::write_word_column(std::uint32_t word) {
  llvm::Value *low = number(v32_, 0), *high = number(v32_, 0), *across = nullptr;
  for (const ir::Field& field : layout_.fields) {
    if (field.word != word) continue;
    if (field.shift < 32 && field.shift + field.bits > 32) {  // never a flag
      llvm::Value* value = b_.CreateShl(field_number(field, v64_), number(v64_, field.shift));
      across = across ? b_.CreateOr(across, value) : value;
      continue;
    }
    llvm::Value*& half = field.shift < 32 ? low : high;
    const unsigned shift = field.shift % 32;
    if (llvm::Value* flag = field_flag(field))
      half = b_.CreateSelect(flag, b_.CreateOr(half, number(v32_, i128{1} << shift)), half);
    else
      half = b_.CreateOr(half, b_.CreateShl(field_number(field, v32_), number(v32_, shift)));
  }
  llvm::Value* bits = b_.CreateZExt(low, v64_);
  if (!llvm::isa<llvm::Constant>(high))
    bits = b_.CreateOr(bits, b_.CreateShl(b_.CreateZExt(high, v64_), number(v64_, 32)));
  if (across) bits = b_.CreateOr(bits, across);
  store_lanes(bits, record_at(2 * ir::output_slots(module_) + word, i64_));
}

// A field that is yes or no; null for numbers.
llvm::Value* Emitter::field_flag(const ir::Field& field) {
  const ir::Ref ref = shown_by(module_, field);
  switch (field.kind) {
    case ir::FieldKind::undecided:
    case ir::FieldKind::knockout_fired:
    case ir::FieldKind::knockout_waived:
    case ir::FieldKind::event_active:
    case ir::FieldKind::step_active:
    case ir::FieldKind::step_changed:
    case ir::FieldKind::row_used:
      return ref == ir::kNone ? never() : get(ref).value;
    case ir::FieldKind::knockout_unknown:
      return b_.CreateNot(present(get(ref)));
    case ir::FieldKind::output_masked: {
      if (ref == ir::kNone) return never();
      const Val shown = get(ref);
      return b_.CreateAnd(b_.CreateNot(shown.value), present(shown));
    }
    case ir::FieldKind::tag_missing: {
      if (lanes_.many())
        return b_.CreateNot(present(column(field.index, module_.types[module_.inputs[field.index].type])));
      llvm::Value* causes = b_.CreateLoad(i8_, b_.CreateConstInBoundsGEP1_64(i8_, causes_, field.index));
      return b_.CreateICmpNE(causes, mask(0));
    }
    case ir::FieldKind::bucket:
    case ir::FieldKind::variant:
    case ir::FieldKind::arm:
    case ir::FieldKind::row:
    case ir::FieldKind::evidence:
      return nullptr;
  }
  return nullptr;
}

// 0 where it is missing.
llvm::Value* Emitter::field_number(const ir::Field& field, llvm::Type* type) {
  const ir::Ref ref = shown_by(module_, field);
  if (ref == ir::kNone) return number(type, 0);
  const Val val = get(ref);
  llvm::Value* value = as(val.value, type);
  if (field.kind == ir::FieldKind::bucket) value = b_.CreateAdd(value, number(type, 1));
  return val.causes ? b_.CreateSelect(present(val), value, number(type, 0)) : value;
}

}  // namespace pol::native
