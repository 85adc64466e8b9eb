// What a decision leaves behind: outputs with their causes, and the packed words of the record.
#include "compiler/native/emitter.h"

namespace pol::native {

void Emitter::write_output(std::size_t index) {
  const Val val = get(ir::output_slot(module_, index));
  llvm::Value* value = is_text(val.value) ? b_.CreatePtrToInt(val.value, i64_) : as(val.value, i64_);
  if (val.causes) value = b_.CreateSelect(present(val), value, number(i64_, 0));
  store_row(outputs_, b_.getInt64Ty(), index, value);
  store_row(output_causes_, b_.getInt8Ty(), index, val.causes ? val.causes : mask(0));
}

void Emitter::write_word(std::uint32_t word) {
  if (lanes_ > 1) return write_word_column(word);
  llvm::Value* bits = number(i64_, 0);
  for (const ir::Field& field : layout_.fields) {
    if (field.word != word) continue;
    llvm::Value* flag = field_flag(field);
    llvm::Value* value = flag ? b_.CreateZExt(flag, i64_) : field_number(field, i64_);
    bits = b_.CreateOr(bits, b_.CreateShl(value, number(i64_, field.shift)));
  }
  store_row(words_, b_.getInt64Ty(), word, bits);
}

// Halves of 32 bits take half the registers, and a bit under a mask is one instruction.
void Emitter::write_word_column(std::uint32_t word) {
  llvm::Value *low = number(i32_, 0), *high = number(i32_, 0), *across = nullptr;
  for (const ir::Field& field : layout_.fields) {
    if (field.word != word) continue;
    if (field.shift < 32 && field.shift + field.bits > 32) {  // never a flag
      llvm::Value* value = b_.CreateShl(field_number(field, i64_), number(i64_, field.shift));
      across = across ? b_.CreateOr(across, value) : value;
      continue;
    }
    llvm::Value*& half = field.shift < 32 ? low : high;
    const unsigned shift = field.shift % 32;
    if (llvm::Value* flag = field_flag(field))
      half = b_.CreateSelect(flag, b_.CreateOr(half, number(i32_, i128{1} << shift)), half);
    else
      half = b_.CreateOr(half, b_.CreateShl(field_number(field, i32_), number(i32_, shift)));
  }
  llvm::Value* bits = b_.CreateZExt(low, i64_);
  if (!llvm::isa<llvm::Constant>(high))
    bits = b_.CreateOr(bits, b_.CreateShl(b_.CreateZExt(high, i64_), number(i64_, 32)));
  if (across) bits = b_.CreateOr(bits, across);
  store_row(words_, b_.getInt64Ty(), word, bits);
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
      return ref == ir::kNone ? bit(false) : get(ref).value;
    case ir::FieldKind::knockout_unknown:
      return b_.CreateNot(present(get(ref)));
    case ir::FieldKind::output_masked: {
      if (ref == ir::kNone) return bit(false);
      const Val shown = get(ref);
      return b_.CreateAnd(b_.CreateNot(shown.value), present(shown));
    }
    case ir::FieldKind::tag_missing: {
      llvm::Value* causes = load_causes(field.index);
      if (!causes) return bit(false);
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
