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
  llvm::Value* bits = number(v64_, 0);
  for (const ir::Field& field : layout_.fields)
    if (field.word == word)
      bits = b_.CreateOr(bits, b_.CreateShl(field_bits(field), number(v64_, field.shift)));
  if (lanes_.many()) return store_lanes(bits, record_at(2 * ir::output_slots(module_) + word, i64_));
  b_.CreateStore(bits, b_.CreateConstInBoundsGEP1_64(i64_, words_, word));
}

llvm::Value* Emitter::field_bits(const ir::Field& field) {
  const ir::Ref ref = shown_by(module_, field);
  const auto yes = [&] { return ref == ir::kNone ? number(v64_, 0) : b_.CreateZExt(get(ref).value, v64_); };
  switch (field.kind) {
    case ir::FieldKind::undecided:
    case ir::FieldKind::knockout_fired:
    case ir::FieldKind::knockout_waived:
    case ir::FieldKind::event_active:
    case ir::FieldKind::step_active:
    case ir::FieldKind::step_changed:
    case ir::FieldKind::row_used:
      return yes();
    case ir::FieldKind::knockout_unknown:
      return b_.CreateZExt(b_.CreateNot(present(get(ref))), v64_);
    case ir::FieldKind::output_masked: {
      if (ref == ir::kNone) return number(v64_, 0);
      const Val shown = get(ref);
      return b_.CreateZExt(b_.CreateAnd(b_.CreateNot(shown.value), present(shown)), v64_);
    }
    case ir::FieldKind::bucket: {
      if (ref == ir::kNone) return number(v64_, 0);
      const Val val = get(ref);
      llvm::Value* value = b_.CreateAdd(as(val.value, v64_), number(v64_, 1));
      return val.causes ? b_.CreateSelect(present(val), value, number(v64_, 0)) : value;
    }
    case ir::FieldKind::variant:
    case ir::FieldKind::arm:
    case ir::FieldKind::row:
    case ir::FieldKind::evidence: {
      if (ref == ir::kNone) return number(v64_, 0);
      const Val val = get(ref);
      llvm::Value* value = as(val.value, v64_);
      return val.causes ? b_.CreateSelect(present(val), value, number(v64_, 0)) : value;
    }
    case ir::FieldKind::tag_missing: {
      if (lanes_.many()) {
        const Val tag = column(field.index, module_.types[module_.inputs[field.index].type]);
        return b_.CreateZExt(b_.CreateNot(present(tag)), v64_);
      }
      llvm::Value* causes = b_.CreateLoad(i8_, b_.CreateConstInBoundsGEP1_64(i8_, causes_, field.index));
      return b_.CreateZExt(b_.CreateICmpNE(causes, mask(0)), i64_);
    }
  }
  return number(v64_, 0);
}

}  // namespace pol::native
