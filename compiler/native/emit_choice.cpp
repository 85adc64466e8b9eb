// Where values come from and which one is taken.
#include <fmt/format.h>
#include <algorithm>

#include "compiler/native/emitter.h"

namespace pol::native {

Val Emitter::constant(const ir::Inst& inst, const Type& type) {
  return {number(storage(type), module_.constants[inst.a]), nullptr};
}

Val Emitter::input(std::uint32_t index, const Type& type) {
  Val val;
  llvm::Value* raw = b_.CreateLoad(i64_, b_.CreateConstInBoundsGEP1_64(i64_, values_, index));
  if (type.may_be_missing)
    val.causes = b_.CreateLoad(i8_, b_.CreateConstInBoundsGEP1_64(i8_, causes_, index));
  if (type.kind == Kind::boolean) return boolean(b_.CreateTrunc(raw, i1_), val.causes);
  val.value = type.kind == Kind::text ? b_.CreateIntToPtr(raw, ptr_) : as(raw, storage(type));
  return val;
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

// The arms stand in scratch memory, at places that a constant array lists.
Val Emitter::scan_arms(std::span<const ir::Ref> arms) {
  std::vector<std::int64_t> places;
  for (const ir::Ref arm : arms) {
    if (rematerialised(module_, arm)) keep(arm, get(arm));
    const Place& place = plan_.places[arm];
    places.push_back(
        std::int64_t{place.value} |
        (type_of(arm).may_be_missing ? std::int64_t{place.causes} << 32 : -1 * (std::int64_t{1} << 32)));
  }
  llvm::Value* found =
      call(&first_of, {scratch_, int_array(places), number(i64_, static_cast<i128>(places.size()))});
  llvm::Value* arm = b_.CreateAnd(found, number(i64_, 0xffffffff));
  return {arm, b_.CreateTrunc(b_.CreateLShr(found, number(i64_, 32)), i8_)};
}

Val Emitter::first_arm(ir::Ref ref) {
  const ir::Inst& inst = module_.insts[ref];
  const auto arms = slice(inst.a, inst.b);
  if (plan_.scanned[ref]) return scan_arms(arms);
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
  // Whatever the number holds, the load stays inside the array.
  llvm::Value* index = b_.CreateSub(as(which.value, i64_), number(i64_, 1));
  llvm::Value* inside = b_.CreateICmpULT(index, number(i64_, static_cast<i128>(values.size())));
  index = b_.CreateSelect(inside, index, number(i64_, 0));
  llvm::Value* value = b_.CreateLoad(i64_, b_.CreateInBoundsGEP(i64_, int_array(values), index));
  if (type.kind == Kind::boolean) return boolean(b_.CreateTrunc(value, i1_), which.causes);
  if (type.kind == Kind::text) {
    fail("a look-up of texts is not supported yet");
    return {};
  }
  return {as(value, storage(type)), which.causes};
}

// Values beyond 64 bits lie beyond every cut, so the nearest 64-bit value stands for them.
llvm::Value* Emitter::column_value(const ir::Table& table, std::size_t column, llvm::Value* value) {
  if (value->getType() == ptr_) return b_.CreatePtrToInt(value, i64_);
  if (value->getType() != i128_) return as(value, i64_);
  for (std::size_t i = column; i < table.cells.size(); i += table.columns.size())
    for (std::uint32_t r = table.cells[i].first; r < table.cells[i].first + table.cells[i].count; ++r)
      if (table.ranges[r].lo == INT64_MIN || table.ranges[r].hi == INT64_MAX)
        fail(fmt::format("a cut of table {} at the end of 64 bits, for a wider input", table.name));
  llvm::Value *lo = number(i128_, INT64_MIN), *hi = number(i128_, INT64_MAX);
  value = b_.CreateSelect(b_.CreateICmpSLT(value, lo), lo, value);
  return as(b_.CreateSelect(b_.CreateICmpSGT(value, hi), hi, value), i64_);
}

// Arguments go through two arrays on the stack, one pair a function.
Val Emitter::table_row(const ir::Inst& inst) {
  if (!row_values_) {
    std::size_t columns = 1;
    for (const ir::Table& each : module_.tables) columns = std::max(columns, each.columns.size());
    llvm::IRBuilder<> entry(&function_->getEntryBlock(), function_->getEntryBlock().begin());
    row_values_ = entry.CreateAlloca(llvm::ArrayType::get(i64_, columns));
    row_causes_ = entry.CreateAlloca(llvm::ArrayType::get(i8_, columns));
  }
  const auto inputs = slice(inst.b, inst.c);
  for (unsigned i = 0; i < inputs.size(); ++i) {
    const Val input = get(inputs[i]);
    llvm::Value* value = column_value(module_.tables[inst.a], i, input.value);
    b_.CreateStore(value, b_.CreateConstInBoundsGEP1_64(i64_, row_values_, i));
    b_.CreateStore(input.causes ? input.causes : mask(0), b_.CreateConstInBoundsGEP1_64(i8_, row_causes_, i));
  }
  const std::string name = fmt::format("pol_table_{}", inst.a);
  allow(name, tables_[inst.a].get());
  llvm::Value* found = call(&find_row, {code_->getOrInsertGlobal(name, i8_), row_values_, row_causes_});
  llvm::Value* row = b_.CreateAnd(found, number(i64_, 0xffffffff));
  return {row, b_.CreateTrunc(b_.CreateLShr(found, number(i64_, 32)), i8_)};
}

}  // namespace pol::native
