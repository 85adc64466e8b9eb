// Decision tables. The axes of a table are cut into classes (table_image.h); code counts the cuts that a
// value has passed, which needs no branch, and finds the row in a grid over the classes. A table of one
// column that has few classes is a sum of steps; one with too many, or with texts, is left to a helper.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/native/emitter.h"

namespace pol::native {
namespace {

constexpr std::size_t kMostCuts = 40;       // of a column, to be counted one by one
constexpr std::size_t kMostSteps = 16;      // classes of a table that is a sum of steps
constexpr std::size_t kMostGrid = 1 << 12;  // answers that are part of the code's data

}  // namespace

// Values beyond 64 bits lie beyond every cut, so the nearest 64-bit value stands for them.
llvm::Value* Emitter::column_value(const ir::Table& table, std::size_t column, llvm::Value* value) {
  if (is_text(value)) return b_.CreatePtrToInt(value, i64_);
  if (value->getType() != i128_) return as(value, i64_);
  for (std::size_t i = column; i < table.cells.size(); i += table.columns.size())
    for (std::uint32_t r = table.cells[i].first; r < table.cells[i].first + table.cells[i].count; ++r)
      if (table.ranges[r].lo == INT64_MIN || table.ranges[r].hi == INT64_MAX)
        fail(fmt::format("a cut of table {} at the end of 64 bits, for a wider input", table.name));
  llvm::Value *lo = number(i128_, INT64_MIN), *hi = number(i128_, INT64_MAX);
  value = b_.CreateSelect(b_.CreateICmpSLT(value, lo), lo, value);
  return as(b_.CreateSelect(b_.CreateICmpSGT(value, hi), hi, value), i64_);
}

// Arguments go through two arrays on the stack, one pair a function, row by row.
Val Emitter::table_row_by_helper(const ir::Inst& inst) {
  std::size_t columns = 1;
  for (const ir::Table& each : module_.tables) columns = std::max(columns, each.columns.size());
  if (!row_values_) {
    llvm::IRBuilder<> entry(&function_->getEntryBlock(), function_->getEntryBlock().begin());
    row_values_ = entry.CreateAlloca(llvm::ArrayType::get(b_.getInt64Ty(), columns * lanes_));
    row_causes_ = entry.CreateAlloca(llvm::ArrayType::get(b_.getInt8Ty(), columns * lanes_));
  }
  const auto values_at = [&](std::size_t i) {
    return b_.CreateConstInBoundsGEP1_64(b_.getInt64Ty(), row_values_, i);
  };
  const auto causes_at = [&](std::size_t i) {
    return b_.CreateConstInBoundsGEP1_64(b_.getInt8Ty(), row_causes_, i);
  };
  const auto inputs = slice(inst.b, inst.c);
  for (unsigned i = 0; i < inputs.size(); ++i) {
    const Val input = get(inputs[i]);
    llvm::Value* value = column_value(module_.tables[inst.a], i, input.value);
    llvm::Value* causes = input.causes ? input.causes : mask(0);
    for (unsigned k = 0; k < lanes_; ++k) {
      b_.CreateStore(lane(value, k), values_at(k * columns + i));
      b_.CreateStore(lane(causes, k), causes_at(k * columns + i));
    }
  }
  const std::string name = table_symbol(inst.a);
  allow(name, tables_[inst.a].get());
  llvm::Constant* table = code_->getOrInsertGlobal(name, b_.getInt8Ty());
  const auto parts = [&](llvm::Value* found) {
    return Val{b_.CreateAnd(found, number(i64_, 0xffffffff)),
               b_.CreateTrunc(b_.CreateLShr(found, number(i64_, 32)), i8_)};
  };
  if (lanes_ == 1) return parts(call(&find_row, {table, row_values_, row_causes_}));
  // Each lane has arrays of its own.
  const auto places = [&](auto at) {
    return each_lane(b_.getPtrTy(), [&](unsigned k) { return at(k * columns); });
  };
  return parts(call(&find_row, {table, places(values_at), places(causes_at)}));
}

llvm::Value* Emitter::steps(llvm::Value* value, Interval range, llvm::ArrayRef<std::int64_t> cuts,
                            llvm::ArrayRef<std::int64_t> from, llvm::Type* type) {
  i128 base = from[0];
  llvm::Value* sum = nullptr;
  for (std::size_t i = 0; i < cuts.size(); ++i) {
    const i128 more = i128{from[i + 1]} - from[i];
    if (more == 0 || cuts[i] > range.hi) continue;
    if (cuts[i] <= range.lo) {
      base += more;
      continue;
    }
    llvm::Value* passed = b_.CreateICmpSGE(value, number(value->getType(), cuts[i]));
    llvm::Value* step = b_.CreateSelect(passed, number(type, more), number(type, 0));
    sum = sum ? b_.CreateAdd(sum, step) : step;
  }
  return sum ? b_.CreateAdd(sum, number(type, base)) : number(type, base);
}

// How many cuts the value has passed; where it is missing, the class of its causes.
llvm::Value* Emitter::column_class(const ir::Inst& inst, std::size_t place) {
  const TableImage::Column& column = tables_[inst.a]->columns()[place];
  const ir::Ref ref = slice(inst.b, inst.c)[place];
  const Val input = get(ref);
  llvm::Value* value = input.value;
  Interval range = type_of(ref).range;
  if (!fits_i64(range)) {
    value = column_value(module_.tables[inst.a], place, value);
    range = {INT64_MIN, INT64_MAX};
  }
  if (type_of(ref).kind == Kind::boolean) value = as(value, integer({0, 1}));
  llvm::Type* type = integer({0, kMostGrid});
  std::vector<std::int64_t> classes;
  for (std::size_t i = 0; i <= column.cuts.size(); ++i) classes.push_back(static_cast<std::int64_t>(i));
  llvm::Value* found = steps(value, range, column.cuts, classes, type);
  if (!input.causes) return found;
  llvm::Value* missing = number(type, column.present);
  if (column.sets.size() > 1) {
    std::vector<std::int64_t> of_causes;
    for (const std::uint8_t cls : column.missing)
      of_causes.push_back(static_cast<std::int64_t>(column.present) + cls);
    llvm::Value* index = b_.CreateZExt(b_.CreateAnd(input.causes, mask(63)), i64_);
    missing = as(gather(b_.getInt64Ty(), int_array(of_causes), index), type);
  }
  return b_.CreateSelect(present(input), found, missing);
}

llvm::Value* Emitter::row_causes(const ir::Inst& inst, const TableImage::Answer& answer) {
  llvm::Value* causes = answer.own ? mask(answer.own) : nullptr;
  const auto inputs = slice(inst.b, inst.c);
  for (std::size_t i = 0; i < inputs.size(); ++i)
    if (answer.columns >> i & 1) causes = unite(causes, get(inputs[i]).causes);
  return causes;
}

// One column: its classes are cuts of one value, and one more where it is missing.
Val Emitter::table_row_by_steps(const ir::Inst& inst) {
  const TableImage& image = *tables_[inst.a];
  const TableImage::Column& column = image.columns()[0];
  const ir::Ref ref = slice(inst.b, inst.c)[0];
  const Val input = get(ref);
  llvm::Value* value = type_of(ref).kind == Kind::boolean ? as(input.value, integer({0, 1})) : input.value;
  llvm::Type* type = integer({0, kMostGrid});
  std::vector<std::int64_t> rows;
  for (std::uint32_t cls = 0; cls < column.present; ++cls) rows.push_back(image.grid()[cls].row);
  Val result{steps(value, type_of(ref).range, column.cuts, rows, type), nullptr};
  if (!input.causes) return result;
  const TableImage::Answer& missing = image.grid()[column.present];
  result.value = b_.CreateSelect(present(input), result.value, number(type, missing.row));
  result.causes = choose(present(input), nullptr, row_causes(inst, missing));
  return result;
}

Val Emitter::table_row_by_grid(const ir::Inst& inst) {
  const TableImage& image = *tables_[inst.a];
  llvm::Type* type = integer({0, kMostGrid});
  llvm::Value* index = number(type, 0);
  for (std::size_t i = 0; i < image.columns().size(); ++i)
    index =
        b_.CreateAdd(b_.CreateMul(index, number(type, image.columns()[i].classes())), column_class(inst, i));
  // A row, the causes of its own, and the columns whose causes it takes over, side by side.
  std::vector<std::int64_t> answers;
  TableImage::Answer ever;
  for (const TableImage::Answer& answer : image.grid()) {
    answers.push_back(static_cast<std::int64_t>(std::uint64_t{answer.row} | std::uint64_t{answer.own} << 32 |
                                                std::uint64_t{answer.columns} << 40));
    ever.own |= answer.own;
    ever.columns |= answer.columns;
  }
  llvm::Value* answer = gather(b_.getInt64Ty(), int_array(answers), as(index, i64_));
  Val result{b_.CreateAnd(answer, number(i64_, 0xffffffff)), nullptr};
  if (ever.own) result.causes = b_.CreateTrunc(b_.CreateLShr(answer, number(i64_, 32)), i8_);
  const auto inputs = slice(inst.b, inst.c);
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    llvm::Value* causes = get(inputs[i]).causes;
    if (!(ever.columns >> i & 1) || !causes) continue;
    llvm::Value* taken = b_.CreateTrunc(b_.CreateLShr(answer, number(i64_, 40 + static_cast<int>(i))), i1_);
    result.causes = unite(result.causes, b_.CreateSelect(taken, causes, mask(0)));
  }
  return result;
}

Val Emitter::table_row(const ir::Inst& inst) {
  const TableImage& image = *tables_[inst.a];
  const auto& columns = image.columns();
  const bool counted = std::all_of(columns.begin(), columns.end(), [](const TableImage::Column& column) {
    return !column.is_text && column.cuts.size() <= kMostCuts;
  });
  if (!counted || image.grid().empty() || image.grid().size() > kMostGrid) return table_row_by_helper(inst);
  const auto sure = [&](std::uint32_t cls) {
    return image.grid()[cls].own == 0 && image.grid()[cls].columns == 0;
  };
  bool by_steps = columns.size() == 1 && columns[0].present <= kMostSteps && columns[0].sets.size() <= 1 &&
                  fits_i64(type_of(slice(inst.b, inst.c)[0]).range);
  for (std::uint32_t cls = 0; by_steps && cls < columns[0].present; ++cls) by_steps = sure(cls);
  return by_steps ? table_row_by_steps(inst) : table_row_by_grid(inst);
}

}  // namespace pol::native
