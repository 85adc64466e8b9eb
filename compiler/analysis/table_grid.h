// A table's columns cut into atoms, its rows as boxes of atoms, and the way back: atoms as values.
#pragma once
#include "compiler/analysis/box_search.h"
#include "runtime/ir/module.h"

namespace pol::analysis {

// What one input column can hold.
struct Domain {
  Interval range;  // present values; not of texts
  bool text = false;
  std::vector<CauseMask> missing;  // cause sets
};

// One value of a column.
struct Witness {
  i128 value = 0;  // a text column: index into Module::texts, -1 for any other text
  CauseMask causes = cause::present;
};
using Point = std::vector<Witness>;  // beside the table's columns

// Atoms of present values come first, in their order (of texts: "any other" first), then those of missing
// ones; cause sets that the same cells cover are one atom.
struct Axis {
  bool text = false;
  std::vector<Interval> present;
  std::vector<std::vector<CauseMask>> missing;
  std::vector<bool> covered;  // beside `missing`: by a missing cell of some row

  std::uint32_t size() const { return static_cast<std::uint32_t>(present.size() + missing.size()); }
  Witness witness(std::uint32_t atom) const;  // its first value
};

struct TableGrid {
  std::vector<Axis> axes;
  Boxes fits;    // each row where it fits
  Boxes haunts;  // likewise, and then each row that may be unknown somewhere, where it fits or is unknown
  std::vector<std::uint32_t> unknown;  // the rows of `haunts` from fits.rows() on
};

// `cells` row by row, one for each domain, with `ranges` as in ir::Table.
TableGrid cut_table(const std::vector<ir::Cell>& cells, const std::vector<ir::CellRange>& ranges,
                    const std::vector<Domain>& domains);

// A missing input with these causes fits the cell's `missing` patterns.
inline bool covers(const ir::Cell& cell, CauseMask causes) {
  return (causes & ~cell.missing) == 0;
}

}  // namespace pol::analysis
