// Where values come from and which one is taken.
#include <fmt/format.h>
#include <algorithm>

#include "compiler/native/emitter.h"

namespace pol::native {
namespace {

Interval values_range(const std::vector<std::int64_t>& values) {
  Interval range{values.front(), values.front()};
  for (const std::int64_t value : values) range = hull(range, {value, value});
  return range;
}

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
  return a.value->getType() == v1_ ? boolean(a.value, causes) : Val{a.value, causes};
}

Val Emitter::select(const ir::Inst& inst, const Type& type) {
  const Val condition = get(inst.a), yes = get(inst.b), no = get(inst.c);
  llvm::Type* result = storage(type);
  llvm::Value* value = b_.CreateSelect(condition.value, as(yes.value, result), as(no.value, result));
  llvm::Value* causes = choose(condition.value, yes.causes, no.causes);
  if (condition.causes) causes = choose(present(condition), causes, condition.causes);
  return result == v1_ ? boolean(value, causes) : Val{value, causes};
}

Val Emitter::first_arm(const ir::Inst& inst) {
  llvm::Type* count = lanes_.many() ? v32_ : v64_;
  const auto arms = slice(inst.a, inst.b);
  Val result{number(count, static_cast<i128>(arms.size()) + 1), nullptr};
  for (std::size_t i = arms.size(); i-- > 0;) {
    const Val arm = get(arms[i]);
    result.value = b_.CreateSelect(arm.value, number(count, static_cast<i128>(i) + 1), result.value);
    result.causes = choose(arm.value, nullptr, result.causes);
    if (arm.causes) result.causes = choose(present(arm), result.causes, arm.causes);
  }
  return result;
}

Val Emitter::first_present(const ir::Inst& inst) {
  const auto options = slice(inst.a, inst.b);
  llvm::Type* count = lanes_.many() ? v32_ : v64_;
  llvm::Value* result = number(count, 0);
  for (std::size_t i = options.size(); i-- > 0;)
    result = b_.CreateSelect(present(get(options[i])), number(count, static_cast<i128>(i) + 1), result);
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
  return result == v1_ ? boolean(picked.value, picked.causes) : picked;
}

Val Emitter::lookup(const ir::Inst& inst, const Type& type) {
  const Val which = get(inst.a);
  const std::vector<std::int64_t>& values = module_.arrays[inst.b].values;
  if (lanes_.many() && type.kind != Kind::text && width_bytes(values_range(values)) == 4) {
    std::vector<std::uint32_t> narrow{0};  // number 0: what a missing one may hold
    for (const std::int64_t value : values) narrow.push_back(static_cast<std::uint32_t>(value));
    llvm::Value* at = as(which.value, v32_);
    at = b_.CreateSelect(b_.CreateICmpULE(at, number(v32_, static_cast<i128>(values.size()))), at,
                         number(v32_, 0));
    llvm::Value* found = load_small(narrow, "", at);
    if (type.kind == Kind::boolean) return boolean(b_.CreateTrunc(found, v1_), which.causes);
    return {as(found, storage(type)), which.causes};
  }
  // Whatever the number holds, the load stays inside the array.
  llvm::Value* index = b_.CreateSub(as(which.value, v64_), number(v64_, 1));
  llvm::Value* inside = b_.CreateICmpULT(index, number(v64_, static_cast<i128>(values.size())));
  index = b_.CreateSelect(inside, index, number(v64_, 0));
  llvm::Value* value = load_each(i64_, int_array(values), index, 8);
  if (type.kind == Kind::boolean) return boolean(b_.CreateTrunc(value, v1_), which.causes);
  if (type.kind == Kind::text) {
    fail("a look-up of texts is not supported yet");
    return {};
  }
  return {as(value, storage(type)), which.causes};
}

llvm::Value* Emitter::load_each(llvm::Type* element, llvm::Value* base, llvm::Value* index, unsigned align) {
  llvm::Value* at = b_.CreateInBoundsGEP(element, base, index);
  if (!lanes_.many()) return b_.CreateLoad(element, at);
  return b_.CreateMaskedGather(lanes_.of(element), at, llvm::Align(align), always(),
                               llvm::Constant::getNullValue(lanes_.of(element)));
}

}  // namespace pol::native
