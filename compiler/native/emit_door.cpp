// What comes in: inputs of one case, or columns of a host in the form that they have, with the door that they
// must pass (as engine::admit does it for one case).
#include "compiler/native/emitter.h"

namespace pol::native {

using engine::Presence;

// The rows that the lanes stand for; those beyond the end of strided columns are like the last one.
llvm::Value* Emitter::rows() {
  if (rows_) return rows_;
  std::vector<llvm::Constant*> places;
  for (unsigned i = 0; i < lanes_; ++i) places.push_back(b_.getInt64(i));
  llvm::Value* all = b_.CreateAdd(b_.CreateVectorSplat(lanes_, row_), llvm::ConstantVector::get(places));
  llvm::Value* last = b_.CreateVectorSplat(lanes_, last_);
  return rows_ = b_.CreateSelect(b_.CreateICmpSLT(all, last), all, last);
}

// One element a row, `stride` bytes apart.
llvm::Value* Emitter::load_rows(llvm::Value* argument, llvm::Type* one, std::uint32_t column,
                                std::size_t stride) {
  if (stride == one->getIntegerBitWidth() / 8) return load_row(argument, one, column);
  llvm::Value* begin =
      b_.CreateLoad(b_.getPtrTy(), b_.CreateConstInBoundsGEP1_64(b_.getPtrTy(), argument, column));
  llvm::Value* offsets = b_.CreateMul(rows(), number(i64_, static_cast<i128>(stride)));
  return b_.CreateMaskedGather(lanes_of(one), b_.CreateInBoundsGEP(b_.getInt8Ty(), begin, offsets),
                               llvm::Align(1));
}

// For a row that has none; texts are looked at before anybody asks.
llvm::Value* Emitter::anything(std::uint32_t input) {
  const Type& type = module_.types[module_.inputs[input].type];
  if (type.kind == Kind::text) return b_.CreatePtrToInt(text_constant(""), i64_);
  return number(i64_, type.kind == Kind::boolean ? i128{0} : type.range.lo);
}

// In lanes of 32 bits where they hold whatever the column holds, else of 64.
llvm::Value* Emitter::load_value(std::uint32_t input) {
  if (lanes_ == 1) return load_row(values_, b_.getInt64Ty(), input);
  const engine::ColumnForm& form = forms_[input];
  if (form.presence == Presence::never && !form.one_for_all) return anything(input);
  if (form.one_for_all) {
    llvm::Value* place =
        b_.CreateLoad(b_.getPtrTy(), b_.CreateConstInBoundsGEP1_64(b_.getPtrTy(), values_, input));
    return b_.CreateVectorSplat(lanes_, b_.CreateAlignedLoad(b_.getInt64Ty(), place, llvm::Align(1)));
  }
  llvm::Type* one = b_.getIntNTy(static_cast<unsigned>(engine::bytes_of(form.type)) * 8);
  llvm::Value* raw = load_rows(values_, one, input, engine::stride_of(form));
  const Interval holds = engine::range_of(form.type);
  llvm::Type* wide = holds.lo >= INT32_MIN && holds.hi <= INT32_MAX ? i32_ : i64_;
  return holds.lo == 0 ? b_.CreateZExt(raw, wide) : b_.CreateSExt(raw, wide);
}

llvm::Value* Emitter::load_causes(std::uint32_t input, llvm::Value* value) {
  if (lanes_ == 1) return load_row(causes_, b_.getInt8Ty(), input);
  const engine::ColumnForm& form = forms_[input];
  if (form.one_for_all) return nullptr;
  const auto absent_unless = [&](llvm::Value* there) {
    return b_.CreateSelect(there, mask(0), mask(form.absent));
  };
  switch (form.presence) {
    case Presence::always:
      return nullptr;
    case Presence::never:
      return mask(form.absent);
    case Presence::causes:
      return load_rows(causes_, b_.getInt8Ty(), input, engine::presence_stride_of(form));
    case Presence::bit: {
      llvm::Value* bytes = load_rows(causes_, b_.getInt8Ty(), input, engine::presence_stride_of(form));
      return absent_unless(b_.CreateNot(is_zero(b_.CreateAnd(bytes, number(i8_, 1 << form.presence_bit)))));
    }
    case Presence::sentinel:
      return absent_unless(b_.CreateICmpNE(value, number(value->getType(), form.sentinel)));
    case Presence::bitmap: {
      // Rows go in whole sets of lanes, and lanes are a multiple of 8: their bits are whole bytes.
      llvm::Value* begin =
          b_.CreateLoad(b_.getPtrTy(), b_.CreateConstInBoundsGEP1_64(b_.getPtrTy(), causes_, input));
      llvm::Value* place = b_.CreateInBoundsGEP(b_.getInt8Ty(), begin, b_.CreateLShr(row_, 3));
      return absent_unless(
          b_.CreateBitCast(b_.CreateAlignedLoad(b_.getIntNTy(lanes_), place, llvm::Align(1)), i1_));
    }
  }
  return nullptr;
}

// Null: whatever the column holds is in range, and there is nothing to check.
llvm::Value* Emitter::in_range(llvm::Value* value, std::uint32_t input) {
  const Type& type = module_.types[module_.inputs[input].type];
  if (type.kind == Kind::text) return nullptr;
  const engine::ColumnForm& form = forms_[input];
  const Interval holds = engine::range_of(form.one_for_all ? engine::Physical::i64 : form.type);
  const Interval range = type.kind == Kind::boolean ? Interval{0, 1} : type.range;
  const i128 lo = std::max(range.lo, holds.lo), hi = std::min(range.hi, holds.hi);
  if (lo > hi) return bit(false);
  if (lo == holds.lo && hi == holds.hi) return nullptr;
  llvm::Type* own = value->getType();
  return b_.CreateICmpULE(b_.CreateSub(value, number(own, lo)), number(own, hi - lo));
}

// The order of the rules is that of engine::admit: causes that may not be sent, range, invariants, what may
// not be missing. Where a tag may not be missing, some value in range stands for it and the row is refused:
// past this line no present value is outside its interval, whatever memory holds.
const Emitter::Admitted& Emitter::admitted(std::uint32_t index) {
  const auto [known, is_new] = admitted_.try_emplace(index);
  Admitted& made = known->second;
  if (!is_new) return made;
  const ir::Input& input = module_.inputs[index];
  const Type& type = module_.types[input.type];
  if (asking_ && input.bucket) {  // it comes after the invariants
    made.value = number(i64_, 0);
    return made;
  }
  made.value = load_value(index);
  made.causes = load_causes(index, made.value);
  if (!door_) return made;

  const engine::ColumnForm& form = forms_[index];
  const auto broken_by = [&](llvm::Value* broken) {
    llvm::Value* error = b_.CreateSelect(broken, mask(cause::error), mask(0));
    made.causes = made.causes ? b_.CreateSelect(is_zero(made.causes), error, made.causes) : error;
  };
  const auto unheard = form.admitted ? engine::kRefusedRow : static_cast<CauseMask>(~input.causes);
  const bool asks = form.presence != Presence::never && made.causes;
  if (asks && (form.presence == Presence::causes || (form.absent & unheard)))
    made.refused = b_.CreateNot(is_zero(b_.CreateAnd(made.causes, mask(unheard))));
  llvm::Value* inside = form.admitted ? nullptr : in_range(made.value, index);
  if (inside) broken_by(b_.CreateNot(inside));
  if (llvm::Value* broken = broken_invariant(index)) broken_by(broken);
  if (type.may_be_missing || !made.causes) return made;
  llvm::Value* there = is_zero(made.causes);
  made.refused = made.refused ? b_.CreateOr(made.refused, b_.CreateNot(there)) : b_.CreateNot(there);
  made.value = b_.CreateSelect(there, made.value, as(anything(index), made.value->getType()));
  made.causes = nullptr;
  return made;
}

// Whether an enforced invariant takes the tag away; null: no invariant names it, or they are being asked.
llvm::Value* Emitter::broken_invariant(std::uint32_t input) {
  // A bucket is missing with its tag.
  if (module_.inputs[input].bucket) input = module_.inputs[input].bucket->tag;
  const auto found = broken_.find(input);
  if (asking_ || found == broken_.end()) return nullptr;
  if (!scratch_) return found->second.mask;
  llvm::Value* place = b_.CreateConstInBoundsGEP1_32(b_.getInt8Ty(), scratch_, found->second.place * lanes_);
  return b_.CreateTrunc(b_.CreateAlignedLoad(i8_, place, llvm::Align(1)), i1_);
}

// All are asked about what was sent, so that their order does not matter.
void Emitter::ask_invariants() {
  std::vector<std::uint8_t> needed(module_.insts.size());
  std::size_t end = 0;
  for (const ir::Invariant& invariant : module_.invariants) {
    needed[invariant.condition] = 1;
    end = std::max<std::size_t>(end, invariant.condition + 1);
  }
  for (std::size_t i = end; i-- > 0;)
    if (needed[i]) each_operand(module_, module_.insts[i], [&](ir::Ref ref) { needed[ref] = 1; });
  asking_ = true;
  for (ir::Ref ref = 0; ref < end; ++ref)
    if (needed[ref]) vals_[ref] = emit_inst(ref);
  std::map<std::uint32_t, llvm::Value*> broken;
  for (const ir::Invariant& invariant : module_.invariants) {
    const Val& holds = vals_[invariant.condition];
    llvm::Value* breaks = b_.CreateNot(holds.value);
    if (holds.causes) breaks = b_.CreateAnd(breaks, present(holds));
    for (const std::uint32_t tag : invariant.tags) {
      llvm::Value*& all = broken[tag];
      all = all ? b_.CreateOr(all, breaks) : breaks;
    }
  }
  for (const auto& [tag, mask] : broken) {
    broken_[tag].mask = mask;
    if (!scratch_) continue;
    llvm::Value* place = b_.CreateConstInBoundsGEP1_32(b_.getInt8Ty(), scratch_, broken_[tag].place * lanes_);
    b_.CreateAlignedStore(b_.CreateZExt(mask, i8_), place, llvm::Align(1));
  }
  asking_ = false;
  std::fill(vals_.begin(), vals_.end(), Val{});
  admitted_.clear();
}

void Emitter::emit_door() {
  if (!module_.invariants.empty()) ask_invariants();
  llvm::Value* refused = bit(false);
  for (std::uint32_t i = 0; i < module_.inputs.size(); ++i)
    if (llvm::Value* one = admitted(i).refused) refused = b_.CreateOr(refused, one);
  store_row(output_causes_, b_.getInt8Ty(), static_cast<std::uint32_t>(ir::output_slots(module_)),
            b_.CreateZExt(refused, i8_));
}

Val Emitter::input(std::uint32_t index, const Type& type) {
  const Admitted& in = admitted(index);
  Val val;
  if (type.may_be_missing) val.causes = in.causes;
  if (type.kind == Kind::boolean) return boolean(b_.CreateTrunc(in.value, i1_), val.causes);
  val.value = type.kind == Kind::text ? b_.CreateIntToPtr(in.value, ptr_) : as(in.value, storage(type));
  return val;
}

}  // namespace pol::native
