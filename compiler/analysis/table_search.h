// What a table's rows leave open, take twice or hide, exactly, over every combination of its inputs: values
// on their grids, missing ones by cause set. box_search.h has the search itself.
#pragma once
#include <functional>
#include <optional>
#include <vector>

#include "compiler/analysis/table_grid.h"

namespace pol::analysis {

struct RowPair {
  std::uint32_t first = 0, second = 0;  // row numbers from 0, first < second
  Point at;                             // both fit here
};

struct Gap {
  std::vector<AtomSet> box;  // a set of atoms of TableGrid::axes for each column
  Point first;               // its first point
};

struct TableFacts {
  bool finished = true;        // false: the search went over its budget, the rest is only what was met so far
  std::vector<Gap> gaps;       // no row fits, and there is no `otherwise`; disjoint maximal boxes
  bool more_gaps = false;      // than those listed
  bool complete = true;        // whatever the inputs, a row (or `otherwise`) fits
  bool otherwise_fits = true;  // somewhere no row fits and none is unknown
  std::vector<RowPair> overlaps;  // clashing rows; one at most for each second row
  std::vector<bool> reached;      // hit first: the row is the first that fits somewhere
  std::vector<bool> never_fits;   // some cell of the row holds nothing that its input can be
  std::size_t work = 0;           // rows looked at
};

struct SearchOptions {
  std::size_t budget = 20'000'000;  // rows looked at: some seconds
  // Of it, for all rows together (hit first). Rows that part the grid are told in near n log n; where wide
  // rows lie across each other, asking of each row by itself whether those above it leave it a place is
  // quicker.
  std::size_t together = 2'000'000;
  std::size_t gaps = 50;  // how many are listed
  bool may_gap = false;   // `rule order` and the like: gaps are no matter
  bool ordered = false;   // hit first
  // Rows of different classes may not overlap; empty: rows may.
  std::vector<std::uint32_t> classes;
};

// `otherwise`: the table ends in such a row.
TableFacts search_grid(const TableGrid& grid, bool otherwise, const SearchOptions& options);
// Classes for rows none of which may overlap another.
std::vector<std::uint32_t> all_different(std::uint32_t rows);
// The rows above `row` that between them take all of it, as few as can be told; empty if they do not, or if
// it takes too long to tell.
std::vector<std::uint32_t> hiding_rows(const TableGrid& grid, std::uint32_t row);

// A missing input of the column with a set out of `missing` may leave a row neither fitting nor not.
bool may_be_unknown(const ir::Table& table, std::size_t column, const std::vector<CauseMask>& missing);

}  // namespace pol::analysis
