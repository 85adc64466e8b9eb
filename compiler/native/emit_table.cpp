// Decision tables: data that is looked up.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/native/emitter.h"

namespace pol::native {

// Values beyond 64 bits lie beyond every cut, so the nearest 64-bit value stands for them.
llvm::Value* Emitter::column_value(const ir::Table& table, std::size_t column, llvm::Value* value) {
  if (value->getType() == vptr_) return b_.CreatePtrToInt(value, v64_);
  if (value->getType() != v128_) return as(value, v64_);
  for (std::size_t i = column; i < table.cells.size(); i += table.columns.size())
    for (std::uint32_t r = table.cells[i].first; r < table.cells[i].first + table.cells[i].count; ++r)
      if (table.ranges[r].lo == INT64_MIN || table.ranges[r].hi == INT64_MAX)
        fail(fmt::format("a cut of table {} at the end of 64 bits, for a wider input", table.name));
  llvm::Value *lo = number(v128_, INT64_MIN), *hi = number(v128_, INT64_MAX);
  value = b_.CreateSelect(b_.CreateICmpSLT(value, lo), lo, value);
  return as(b_.CreateSelect(b_.CreateICmpSGT(value, hi), hi, value), v64_);
}

// Arguments go through two arrays on the stack, one pair a function.
Val Emitter::table_row(const ir::Inst& inst, const Type& type) {
  if (lanes_.many() && has_vector_form(*tables_[inst.a], inst.c)) return grid_row(inst, type);
  const auto inputs = slice(inst.b, inst.c);
  if (!row_values_) {
    std::size_t columns = 1;
    for (const ir::Table& each : module_.tables) columns = std::max(columns, each.columns.size());
    llvm::IRBuilder<> entry(&function_->getEntryBlock(), function_->getEntryBlock().begin());
    row_values_ = entry.CreateAlloca(llvm::ArrayType::get(i64_, columns));
    row_causes_ = entry.CreateAlloca(llvm::ArrayType::get(i8_, columns));
  }
  std::vector<llvm::Value*> arguments;  // values, then causes
  for (unsigned i = 0; i < inputs.size(); ++i)
    arguments.push_back(column_value(module_.tables[inst.a], i, get(inputs[i]).value));
  for (const ir::Ref ref : inputs) arguments.push_back(get(ref).causes ? get(ref).causes : mask(0));
  const std::string name = table_symbol(inst.a);
  allow(name, tables_[inst.a].get());
  llvm::Value* found = per_lane(i64_, arguments, [&](llvm::ArrayRef<llvm::Value*> lane) {
    for (unsigned i = 0; i < inputs.size(); ++i) {
      b_.CreateStore(lane[i], b_.CreateConstInBoundsGEP1_64(i64_, row_values_, i));
      b_.CreateStore(lane[inputs.size() + i], b_.CreateConstInBoundsGEP1_64(i8_, row_causes_, i));
    }
    return call(&find_row, {code_->getOrInsertGlobal(name, i8_), row_values_, row_causes_});
  });
  llvm::Value* row = b_.CreateAnd(found, number(v64_, 0xffffffff));
  return {row, b_.CreateTrunc(b_.CreateLShr(found, number(v64_, 32)), v8_)};
}

}  // namespace pol::native
