#include <algorithm>
#include <array>

#include "runtime/interp/interp.h"

namespace pol::interp {
namespace {

enum class Fit : std::uint8_t { no, unknown, yes };

class Reader {
 public:
  Reader(const ir::Module& module, const ir::Table& table, std::span<const Slot> inputs)
      : module_(module), table_(table), inputs_(inputs) {
    for (std::size_t column = 0; column < inputs.size(); ++column)
      covered_[column] = inputs[column].causes && covered_somewhere(column);
  }

  // Causes of the unknown cells are added to `causes` if the row is unknown.
  Fit row(std::uint32_t number, CauseMask& causes) const {
    CauseMask unknown = 0;
    for (std::size_t column = 0; column < inputs_.size(); ++column) {
      const Fit fit = cell(number, column);
      if (fit == Fit::no) return Fit::no;
      if (fit == Fit::unknown) unknown |= inputs_[column].causes;
    }
    causes |= unknown;
    return unknown ? Fit::unknown : Fit::yes;
  }

 private:
  const ir::Cell& at(std::uint32_t row, std::size_t column) const {
    return table_.cells[row * table_.columns.size() + column];
  }

  Fit cell(std::uint32_t row, std::size_t column) const {
    const ir::Cell& cell = at(row, column);
    const Slot& input = inputs_[column];
    if (cell.any) return Fit::yes;
    if (input.causes) {
      if (covers(cell, input.causes)) return Fit::yes;
      if (cell.count == 0 && !cell.except) return Fit::no;  // only `missing` patterns: always answered
      return covered_[column] ? Fit::no : Fit::unknown;
    }
    const auto ranges = std::span(table_.ranges).subspan(cell.first, cell.count);
    const bool hit = std::any_of(ranges.begin(), ranges.end(),
                                 [&](const ir::CellRange& range) { return inside(range, column); });
    return hit != cell.except ? Fit::yes : Fit::no;
  }

  bool inside(const ir::CellRange& range, std::size_t column) const {
    const Slot& input = inputs_[column];
    if (module_.types[table_.columns[column]].kind == Kind::text)
      return text_of(input) == module_.texts[static_cast<std::size_t>(range.lo)];
    return range.lo <= input.value && input.value <= range.hi;
  }

  static bool covers(const ir::Cell& cell, CauseMask causes) { return (causes & ~cell.missing) == 0; }

  bool covered_somewhere(std::size_t column) const {
    for (std::uint32_t row = 0; row < table_.rows; ++row)
      if (!at(row, column).any && covers(at(row, column), inputs_[column].causes)) return true;
    return false;
  }

  const ir::Module& module_;
  const ir::Table& table_;
  std::span<const Slot> inputs_;
  std::array<bool, ir::kMaxTableColumns> covered_{};
};

}  // namespace

Slot table_row(const ir::Module& module, const ir::Table& table, std::span<const Slot> inputs) {
  const Reader reader(module, table, inputs);
  const bool by_rank = table.hit == ir::Hit::priority;
  const auto before = [&](std::uint32_t a, std::uint32_t b) {  // a is preferred to b
    return by_rank && table.rank[a] != table.rank[b] ? table.rank[a] < table.rank[b] : a < b;
  };
  std::uint32_t best = table.rows;  // none yet
  for (std::uint32_t row = 0; row < table.rows; ++row) {
    CauseMask ignored = 0;
    if (reader.row(row, ignored) == Fit::yes && (best == table.rows || before(row, best))) best = row;
  }
  const bool fits = best < table.rows;
  const bool unordered = table.hit == ir::Hit::unique || table.hit == ir::Hit::any;
  CauseMask causes = 0;
  if (!(fits && unordered))
    for (std::uint32_t row = 0; row < table.rows; ++row)
      if (!fits || before(row, best)) reader.row(row, causes);
  const i128 last = i128{table.rows} + (table.otherwise ? 1 : 0);
  if (causes && !(table.complete && unordered)) return {0, causes};
  if (fits) return {i128{best} + 1};
  if (table.otherwise || table.complete) return {last};
  return {0, cause::computed_error};
}

}  // namespace pol::interp
