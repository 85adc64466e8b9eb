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

// Halves of a word are put together apart, so that lanes are no wider than they need to be.
void Emitter::write_word(std::uint32_t word) {
  llvm::Type* half = lanes_ > 1 ? i32_ : i64_;
  llvm::Value *low = nullptr, *high = nullptr, *across = nullptr;
  const auto put = [&](llvm::Value*& to, llvm::Value* bits) { to = to ? b_.CreateOr(to, bits) : bits; };
  for (const ir::Field& field : layout_.fields) {
    if (field.word != word) continue;
    if (lanes_ == 1 || field.shift + field.bits <= 32)
      put(low, field_bits(field, half, field.shift));
    else if (field.shift >= 32)
      put(high, field_bits(field, half, field.shift - 32u));
    else
      put(across, field_bits(field, i64_, field.shift));
  }
  llvm::Value* bits = low ? b_.CreateZExt(low, i64_) : number(i64_, 0);
  if (high) bits = b_.CreateOr(bits, b_.CreateShl(b_.CreateZExt(high, i64_), number(i64_, 32)));
  if (across) bits = b_.CreateOr(bits, across);
  store_row(words_, b_.getInt64Ty(), word, bits);
}

// What a field of one bit shows; null: it is no such field.
llvm::Value* Emitter::field_condition(const ir::Field& field) {
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
      llvm::Value* causes = admitted(field.index).causes;
      return causes ? b_.CreateICmpNE(causes, mask(0)) : bit(false);
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

llvm::Value* Emitter::field_bits(const ir::Field& field, llvm::Type* type, unsigned shift) {
  if (llvm::Value* condition = field_condition(field))
    return b_.CreateSelect(condition, number(type, i128{1} << shift), number(type, 0));
  const ir::Ref ref = shown_by(module_, field);
  if (ref == ir::kNone) return number(type, 0);
  const Val val = get(ref);
  llvm::Value* value = as(val.value, type);
  if (field.kind == ir::FieldKind::bucket) value = b_.CreateAdd(value, number(type, 1));
  if (val.causes) value = b_.CreateSelect(present(val), value, number(type, 0));
  return b_.CreateShl(value, number(type, shift));
}

}  // namespace pol::native
