// Where values come from and which one is taken.
#include <fmt/format.h>
#include <algorithm>
#include <numeric>

#include "compiler/native/emitter.h"

namespace pol::native {
namespace {

constexpr std::size_t kMostSteps = 12;  // beyond it lanes look in memory

}  // namespace

Val Emitter::constant(const ir::Inst& inst, const Type& type) {
  return {number(storage(type), module_.constants[inst.a]), nullptr};
}

Val Emitter::or_else(const ir::Inst& inst, const Type& type) {
  const Val a = get(inst.a), b = get(inst.b);
  llvm::Type* result = storage(type);
  if (!a.causes) return {as(a.value, result), nullptr};
  llvm::Value* value = b_.CreateSelect(present(a), as(a.value, result), as(b.value, result));
  llvm::Value* causes = nullptr;
  if (b.causes) {
    llvm::Value* either = b_.CreateOr(present(a), present(b));
    causes = b_.CreateSelect(either, mask(0), unite(a.causes, b.causes));
  }
  return {value, causes};
}

Val Emitter::only_when(const ir::Inst& inst) {
  const Val a = get(inst.a), condition = get(inst.b);
  llvm::Value* refused = b_.CreateSelect(condition.value, mask(0), mask(cause::not_asked));
  llvm::Value* causes = unite(a.causes, refused);
  return a.value->getType() == i1_ ? boolean(a.value, causes) : Val{a.value, causes};
}

Val Emitter::select(const ir::Inst& inst, const Type& type) {
  const Val condition = get(inst.a), yes = get(inst.b), no = get(inst.c);
  llvm::Type* result = storage(type);
  llvm::Value* value = b_.CreateSelect(condition.value, as(yes.value, result), as(no.value, result));
  llvm::Value* causes = choose(condition.value, yes.causes, no.causes);
  if (condition.causes) causes = choose(present(condition), causes, condition.causes);
  return result == i1_ ? boolean(value, causes) : Val{value, causes};
}

Val Emitter::first_arm(const ir::Inst& inst) {
  const auto arms = slice(inst.a, inst.b);
  Val result{number(i64_, static_cast<i128>(arms.size()) + 1), nullptr};
  for (std::size_t i = arms.size(); i-- > 0;) {
    const Val arm = get(arms[i]);
    result.value = b_.CreateSelect(arm.value, number(i64_, static_cast<i128>(i) + 1), result.value);
    result.causes = choose(arm.value, nullptr, result.causes);
    if (arm.causes) result.causes = choose(present(arm), result.causes, arm.causes);
  }
  return result;
}

Val Emitter::first_present(const ir::Inst& inst) {
  const auto options = slice(inst.a, inst.b);
  llvm::Value* result = number(i64_, 0);
  for (std::size_t i = options.size(); i-- > 0;)
    result = b_.CreateSelect(present(get(options[i])), number(i64_, static_cast<i128>(i) + 1), result);
  return {result, nullptr};
}

Val Emitter::pick(const ir::Inst& inst, const Type& type) {
  const Val which = get(inst.a);
  const auto options = slice(inst.b, inst.c);
  llvm::Type* result = storage(type);
  Val picked;
  for (std::size_t i = options.size(); i-- > 0;) {
    const Val option = get(options[i]);
    llvm::Value* value = as(option.value, result);
    if (!picked.value) {
      picked = {value, option.causes};
      continue;
    }
    llvm::Value* here =
        b_.CreateICmpEQ(which.value, number(which.value->getType(), static_cast<i128>(i) + 1));
    picked.value = b_.CreateSelect(here, value, picked.value);
    picked.causes = choose(here, option.causes, picked.causes);
  }
  if (which.causes) picked.causes = choose(present(which), picked.causes, which.causes);
  return result == i1_ ? boolean(picked.value, picked.causes) : picked;
}

Val Emitter::lookup(const ir::Inst& inst, const Type& type) {
  const Val which = get(inst.a);
  const std::vector<std::int64_t>& values = module_.arrays[inst.b].values;
  if (lanes_ > 1 && type.kind != Kind::text && type.kind != Kind::boolean && values.size() <= kMostSteps &&
      fits_i64(type.range)) {
    std::vector<std::int64_t> cuts(values.size() - 1);
    std::iota(cuts.begin(), cuts.end(), 2);
    return {steps(which.value, type_of(inst.a).range, cuts, values, storage(type)), which.causes};
  }
  // Whatever the number holds, the load stays inside the array.
  llvm::Value* index = b_.CreateSub(as(which.value, i64_), number(i64_, 1));
  llvm::Value* inside = b_.CreateICmpULT(index, number(i64_, static_cast<i128>(values.size())));
  index = b_.CreateSelect(inside, index, number(i64_, 0));
  llvm::Value* value = gather(b_.getInt64Ty(), int_array(values), index);
  if (type.kind == Kind::boolean) return boolean(b_.CreateTrunc(value, i1_), which.causes);
  if (type.kind == Kind::text) {
    fail("a look-up of texts is not supported yet");
    return {};
  }
  return {as(value, storage(type)), which.causes};
}

}  // namespace pol::native
