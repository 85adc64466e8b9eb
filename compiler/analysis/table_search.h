// The exact search of a table's grid: every combination of the pieces into which the cells cut each column,
// missing inputs included. Rows that fit the same piece stay together, so the work follows the rows, not the
// grid.
#pragma once
#include <functional>
#include <optional>
#include <vector>

#include "runtime/ir/module.h"

namespace pol::analysis {

// What one input column can hold.
struct Domain {
  Interval range;  // present values; not of texts
  bool text = false;
  std::vector<CauseMask> missing;  // cause sets
};

// One value of a column: the first of a piece on which no cell tells values apart.
struct Witness {
  i128 value = 0;  // a text column: index into Module::texts, -1 for any other text
  CauseMask causes = cause::present;
};
using Point = std::vector<Witness>;  // beside the table's columns

struct RowPair {
  std::uint32_t first = 0, second = 0;  // row numbers from 0, first < second
  Point at;
};

struct TableFacts {
  bool finished = true;      // false: the search went over its budget, the rest is only what was met so far
  std::optional<Point> gap;  // no row fits, and there is no `otherwise`
  bool complete = true;      // whatever the inputs, a row (or `otherwise`) fits
  std::vector<RowPair> overlaps;  // one at most for each second row
  std::vector<bool> reached;      // hit first: the row is the first that fits somewhere
};

struct SearchOptions {
  std::size_t budget = 60'000'000;  // rows looked at
  // Two rows that overlap are reported if this says so; null: never.
  std::function<bool(std::uint32_t, std::uint32_t)> clash;
};

TableFacts search_table(const ir::Table& table, const std::vector<Domain>& domains,
                        const SearchOptions& options);

// A missing input of the column with a set out of `missing` may leave a row neither fitting nor not.
bool may_be_unknown(const ir::Table& table, std::size_t column, const std::vector<CauseMask>& missing);

}  // namespace pol::analysis
