// The exact search of a grid for what its rows cover. A row is a box: in each column a set of atoms. An atom
// is a stretch of the column on which no row tells values apart (table_grid.h makes them), so the grid is
// finite; it is never walked point by point. The search halves boxes where that parts the rows best, and ends
// a branch as soon as one row takes all of it or none takes any, so the work follows how the rows lie to each
// other: near n log n rows looked at for rows that part the grid, whatever its size.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace pol::analysis {

inline constexpr std::size_t kMaxAxes = 16;

struct AtomRange {
  std::uint32_t lo = 0, hi = 0;  // both in
  bool operator==(const AtomRange&) const = default;
};
using AtomSet = std::vector<AtomRange>;  // sorted, disjoint, not touching

class Boxes {
 public:
  explicit Boxes(std::vector<std::uint32_t> atoms);  // of each column, at least 1; at most kMaxAxes columns

  // Row by row, a cell for each column; `set` as AtomSet. A row with an empty set fits nothing.
  void add_cell(const AtomSet& set);
  void drop_rows_from(std::uint32_t row);

  std::size_t columns() const { return atoms_.size(); }
  std::uint32_t atoms(std::size_t column) const { return atoms_[column]; }
  std::uint32_t rows() const { return static_cast<std::uint32_t>(cells_.size() / atoms_.size()); }
  AtomSet set(std::uint32_t row, std::size_t column) const;
  bool never_fits(std::uint32_t row) const;

  struct Cell {
    std::uint32_t lo = 1, hi = 0;        // hull; empty: lo > hi
    std::uint32_t first = 0, count = 0;  // slice of the ranges
    bool touches(AtomRange with, const std::vector<AtomRange>& ranges) const;
    bool holds(AtomRange all, const std::vector<AtomRange>& ranges) const;
  };
  const Cell& cell(std::uint32_t row, std::size_t column) const {
    return cells_[row * atoms_.size() + column];
  }
  const std::vector<AtomRange>& ranges() const { return ranges_; }

 private:
  std::vector<std::uint32_t> atoms_;
  std::vector<Cell> cells_;  // row-major
  std::vector<AtomRange> ranges_;
};

inline constexpr std::uint32_t kNoRow = ~std::uint32_t{0};

struct BoxQuestion {
  // Rows from this one on only haunt: they cover nothing, but a place that nothing covers and they touch is
  // told apart (BoxAnswer::haunted).
  std::uint32_t ghosts_from = kNoRow;
  std::size_t gaps = 0;  // how many uncovered boxes to list; one more is asked for to know of others
  bool ordered = false;  // rows hide those below them: fill BoxAnswer::reached
  // Two rows of different classes that overlap are a clash; null: rows may overlap.
  const std::vector<std::uint32_t>* classes = nullptr;
  std::uint32_t only = kNoRow;  // look only where this row, the last one, may fit
  std::size_t budget = 0;       // rows looked at
};

struct Clash {
  std::uint32_t first = 0, second = 0;  // first < second
  std::vector<std::uint32_t> at;        // one atom a column, in both rows
};

struct BoxAnswer {
  bool finished = true;  // false: over the budget; the rest is what was met so far
  // Uncovered boxes, one set a column. Disjoint, and maximal: none can grow along any column without meeting
  // a row or a box before it.
  std::vector<std::vector<AtomSet>> gaps;
  bool more_gaps = false;      // there are places that neither a row nor `gaps` takes
  bool haunted = false;        // some uncovered place is touched by a ghost
  std::vector<Clash> clashes;  // at most one for each second row, in the order of these
  std::vector<bool> reached;   // ordered: the row is the first that fits somewhere
  std::size_t work = 0;        // rows looked at
};

BoxAnswer search_boxes(const Boxes& rows, const BoxQuestion& question);

}  // namespace pol::analysis
