// Tests and Kleene logic. A missing bool is 0 as well as masked, so "yes" is the value itself.
#include <algorithm>

#include "compiler/native/emitter.h"

namespace pol::native {

Val Emitter::compare(const ir::Inst& inst, llvm::CmpInst::Predicate predicate) {
  const Val a = get(inst.a), b = get(inst.b);
  const bool bools = a.value->getType() == i1_;
  llvm::Type* work = bools ? i64_ : integer(hull(type_of(inst.a).range, type_of(inst.b).range));
  return boolean(b_.CreateICmp(predicate, as(a.value, work), as(b.value, work)), unite(a.causes, b.causes));
}

Val Emitter::in_set(const ir::Inst& inst) {
  const Val a = get(inst.a);
  std::vector<std::int64_t> values = module_.arrays[inst.b].values;
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  // What the value never is may not even fit its lanes.
  if (type_of(inst.a).kind != Kind::boolean)
    std::erase_if(values, [&](std::int64_t value) { return !type_of(inst.a).range.contains(value); });
  llvm::Value* member = bit(false);
  llvm::Type* type = a.value->getType();
  const bool wide = type == i128_;
  const auto within = [&](std::uint64_t span) {
    return !values.empty() &&
           static_cast<std::uint64_t>(values.back()) - static_cast<std::uint64_t>(values.front()) < span;
  };
  if (values.size() > 2 && within(64) && !wide) {
    std::uint64_t bits = 0;
    for (const std::int64_t value : values) bits |= std::uint64_t{1} << (value - values.front());
    llvm::Value* offset = b_.CreateSub(as(a.value, i64_), number(i64_, values.front()));
    llvm::Value* inside = b_.CreateICmpULT(offset, number(i64_, 64));
    llvm::Value* bit =
        b_.CreateLShr(llvm::ConstantInt::get(i64_, bits), b_.CreateAnd(offset, number(i64_, 63)));
    member = b_.CreateAnd(inside, b_.CreateTrunc(bit, i1_));
  } else if (values.size() > 8) {
    llvm::Value* narrow = as(a.value, i64_);
    llvm::Value* found = call(&in_sorted, {int_array(values), b_.getInt64(values.size()), narrow});
    member = b_.CreateICmpNE(found, number(i64_, 0));
    if (wide) member = b_.CreateAnd(member, b_.CreateICmpEQ(as(narrow, i128_), a.value));
  } else {
    llvm::Value* work = type == i1_ ? as(a.value, i64_) : a.value;
    for (const std::int64_t value : values)
      member = b_.CreateOr(member, b_.CreateICmpEQ(work, number(work->getType(), value)));
  }
  return boolean(member, a.causes);
}

Val Emitter::text_test(const ir::Inst& inst) {
  const Val a = get(inst.a), b = get(inst.b);
  llvm::Value *x = safe_text(a), *y = safe_text(b);
  llvm::Value* holds =
      inst.op == ir::Op::text_equal ? call(&texts_equal, {x, y}) : call(&text_starts_with, {x, y});
  return boolean(b_.CreateICmpNE(holds, number(i64_, 0)), unite(a.causes, b.causes));
}

Val Emitter::logical_not(const ir::Inst& inst) {
  const Val a = get(inst.a);
  return boolean(b_.CreateNot(a.value), a.causes);
}

Val Emitter::logical_and(const ir::Inst& inst) {
  const Val a = get(inst.a), b = get(inst.b);
  llvm::Value* causes = unite(a.causes, b.causes);
  if (causes) {
    llvm::Value* no_a = b_.CreateAnd(b_.CreateNot(a.value), present(a));
    llvm::Value* no_b = b_.CreateAnd(b_.CreateNot(b.value), present(b));
    causes = b_.CreateSelect(b_.CreateOr(no_a, no_b), mask(0), causes);
  }
  return {b_.CreateAnd(a.value, b.value), causes};
}

Val Emitter::logical_or(const ir::Inst& inst) {
  const Val a = get(inst.a), b = get(inst.b);
  llvm::Value* yes = b_.CreateOr(a.value, b.value);
  llvm::Value* causes = unite(a.causes, b.causes);
  return {yes, causes ? b_.CreateSelect(yes, mask(0), causes) : nullptr};
}

Val Emitter::is_missing(const ir::Inst& inst) {
  return {b_.CreateNot(present(get(inst.a))), nullptr};
}

Val Emitter::missing_only(const ir::Inst& inst) {
  const Val a = get(inst.a);
  if (!a.causes) return {bit(false), nullptr};
  const auto others = static_cast<CauseMask>(~inst.b & 0xffu);
  llvm::Value* only = b_.CreateICmpEQ(b_.CreateAnd(a.causes, mask(others)), mask(0));
  return {b_.CreateAnd(b_.CreateNot(present(a)), only), nullptr};
}

Val Emitter::if_present(const ir::Inst& inst) {
  const Val a = get(inst.a), test = get(inst.b);
  if (!a.causes) return test;
  llvm::Value* error = b_.CreateICmpNE(b_.CreateAnd(a.causes, mask(cause::computed_error)), mask(0));
  llvm::Value* absent = b_.CreateSelect(error, a.causes, mask(0));
  llvm::Value* causes = choose(present(a), test.causes, absent);
  return boolean(b_.CreateAnd(test.value, present(a)), causes);
}

Val Emitter::any_missing(const ir::Inst& inst) {
  llvm::Value* causes = nullptr;
  for (const ir::Ref ref : slice(inst.a, inst.b)) causes = unite(causes, get(ref).causes);
  return {causes ? b_.CreateNot(is_zero(causes)) : bit(false), nullptr};
}

}  // namespace pol::native
