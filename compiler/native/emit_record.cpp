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
  llvm::Value* bits = number(i64_, 0);
  for (const ir::Field& field : layout_.fields)
    if (field.word == word)
      bits = b_.CreateOr(bits, b_.CreateShl(field_bits(field), number(i64_, field.shift)));
  store_row(words_, b_.getInt64Ty(), word, bits);
}

llvm::Value* Emitter::field_bits(const ir::Field& field) {
  const ir::Ref ref = shown_by(module_, field);
  const auto yes = [&] { return ref == ir::kNone ? number(i64_, 0) : b_.CreateZExt(get(ref).value, i64_); };
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
      return b_.CreateZExt(b_.CreateNot(present(get(ref))), i64_);
    case ir::FieldKind::output_masked: {
      if (ref == ir::kNone) return number(i64_, 0);
      const Val shown = get(ref);
      return b_.CreateZExt(b_.CreateAnd(b_.CreateNot(shown.value), present(shown)), i64_);
    }
    case ir::FieldKind::bucket: {
      if (ref == ir::kNone) return number(i64_, 0);
      const Val val = get(ref);
      llvm::Value* value = b_.CreateAdd(as(val.value, i64_), number(i64_, 1));
      return val.causes ? b_.CreateSelect(present(val), value, number(i64_, 0)) : value;
    }
    case ir::FieldKind::variant:
    case ir::FieldKind::arm:
    case ir::FieldKind::row:
    case ir::FieldKind::evidence: {
      if (ref == ir::kNone) return number(i64_, 0);
      const Val val = get(ref);
      llvm::Value* value = as(val.value, i64_);
      return val.causes ? b_.CreateSelect(present(val), value, number(i64_, 0)) : value;
    }
    case ir::FieldKind::tag_missing: {
      llvm::Value* causes = load_row(causes_, b_.getInt8Ty(), field.index);
      return b_.CreateZExt(b_.CreateICmpNE(causes, mask(0)), i64_);
    }
  }
  return number(i64_, 0);
}

}  // namespace pol::native
