#include "compiler/analysis/table_grid.h"

#include <algorithm>
#include <map>

namespace pol::analysis {

Witness Axis::witness(std::uint32_t atom) const {
  if (atom < present.size()) return {present[atom].lo, cause::present};
  return {0, missing[atom - present.size()].front()};
}

namespace {

// Text columns: -1, each text that a cell names, and nothing else; a range over several texts is one that
// takes all but the named ones outside it.
void cut_texts(const std::vector<ir::CellRange>& used, Axis& axis) {
  std::vector<i128> named = {-1};
  for (const ir::CellRange& range : used) {
    for (const i128 index : {i128{range.lo}, i128{range.hi}})
      if (range.lo == range.hi && index >= 0) named.push_back(index);
    if (range.lo == range.hi) continue;
    if (range.lo > 0) named.push_back(i128{range.lo} - 1);
    if (range.hi < INT64_MAX) named.push_back(i128{range.hi} + 1);
  }
  std::sort(named.begin(), named.end());
  named.erase(std::unique(named.begin(), named.end()), named.end());
  for (const i128 index : named) axis.present.push_back({index, index});
}

void cut_values(const std::vector<ir::CellRange>& used, const Interval& range, Axis& axis) {
  std::vector<i128> cuts = {range.lo};
  for (const ir::CellRange& one : used) {
    if (range.contains(one.lo)) cuts.push_back(one.lo);
    if (range.contains(i128{one.hi} + 1)) cuts.push_back(i128{one.hi} + 1);
  }
  std::sort(cuts.begin(), cuts.end());
  cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
  for (std::size_t i = 0; i < cuts.size(); ++i)
    axis.present.push_back({cuts[i], i + 1 < cuts.size() ? cuts[i + 1] - 1 : range.hi});
}

class Cutter {
 public:
  Cutter(const std::vector<ir::Cell>& cells, const std::vector<ir::CellRange>& ranges,
         const std::vector<Domain>& domains)
      : cells_(cells), ranges_(ranges), domains_(domains), columns_(domains.size()) {}

  TableGrid cut() {
    std::vector<Axis> axes;
    std::vector<std::uint32_t> atoms;
    for (std::size_t c = 0; c < columns_; ++c) {
      axes.push_back(axis(c));
      atoms.push_back(axes.back().size());
    }
    TableGrid grid{std::move(axes), Boxes(atoms), Boxes(atoms), {}};
    const std::size_t rows = cells_.size() / columns_;
    for (std::size_t row = 0; row < rows; ++row) {
      bool unknown = false;
      for (std::size_t c = 0; c < columns_; ++c) {
        const AtomSet set = atoms_of(grid.axes[c], cell(row, c), false);
        grid.fits.add_cell(set);
        grid.haunts.add_cell(set);
        unknown = unknown || may_be_unknown(grid.axes[c], cell(row, c));
      }
      if (unknown) grid.unknown.push_back(static_cast<std::uint32_t>(row));
    }
    for (const std::uint32_t row : grid.unknown)
      for (std::size_t c = 0; c < columns_; ++c)
        grid.haunts.add_cell(atoms_of(grid.axes[c], cell(row, c), true));
    return grid;
  }

 private:
  const ir::Cell& cell(std::size_t row, std::size_t column) const { return cells_[row * columns_ + column]; }

  Axis axis(std::size_t column) const {
    const Domain& domain = domains_[column];
    Axis axis;
    axis.text = domain.text;
    std::vector<ir::CellRange> used;
    std::vector<CauseMask> masks;
    for (std::size_t i = column; i < cells_.size(); i += columns_) {
      const ir::Cell& one = cells_[i];
      if (one.any) continue;
      used.insert(used.end(), ranges_.begin() + one.first, ranges_.begin() + one.first + one.count);
      if (one.missing && std::find(masks.begin(), masks.end(), one.missing) == masks.end())
        masks.push_back(one.missing);
    }
    if (domain.text)
      cut_texts(used, axis);
    else
      cut_values(used, domain.range, axis);
    // There are at most 63 masks, so which of them cover a set fits one word.
    std::map<std::uint64_t, std::size_t> alike;
    for (const CauseMask causes : domain.missing) {
      std::uint64_t covering = 0;
      for (std::size_t i = 0; i < masks.size(); ++i)
        if ((causes & ~masks[i]) == 0) covering |= std::uint64_t{1} << i;
      const auto [at, fresh] = alike.try_emplace(covering, axis.missing.size());
      if (fresh) {
        axis.missing.emplace_back();
        axis.covered.push_back(covering != 0);
      }
      axis.missing[at->second].push_back(causes);
    }
    return axis;
  }

  static bool may_be_unknown(const Axis& axis, const ir::Cell& cell) {
    if (cell.any || (cell.count == 0 && !cell.except)) return false;
    return std::find(axis.covered.begin(), axis.covered.end(), false) != axis.covered.end();
  }

  AtomSet atoms_of(const Axis& axis, const ir::Cell& cell, bool or_unknown) const {
    if (cell.any) return {{0, axis.size() - 1}};
    AtomSet set, named;  // `named`: the texts that an `except` cell leaves out
    const auto add = [&](std::uint32_t lo, std::uint32_t hi) {
      if (!set.empty() && set.back().hi + 1 == lo)
        set.back().hi = hi;
      else
        set.push_back({lo, hi});
    };
    // Ranges begin and end where atoms do, or beyond the column, so a range holds the atoms that begin in it.
    const auto begin = axis.present.begin();
    for (std::uint32_t i = cell.first; i < cell.first + cell.count; ++i) {
      const i128 lo = std::max<i128>(ranges_[i].lo, begin->lo);
      const auto from = std::lower_bound(begin, axis.present.end(), lo,
                                         [](const Interval& atom, i128 value) { return atom.lo < value; });
      const auto until = std::upper_bound(from, axis.present.end(), i128{ranges_[i].hi},
                                          [](i128 value, const Interval& atom) { return value < atom.lo; });
      if (from < until)
        add(static_cast<std::uint32_t>(from - begin), static_cast<std::uint32_t>(until - begin - 1));
    }
    if (cell.except) {
      std::swap(set, named);
      for (std::uint32_t atom = 0; atom < axis.present.size(); ++atom)
        if (std::none_of(named.begin(), named.end(),
                         [&](AtomRange range) { return range.lo <= atom && atom <= range.hi; }))
          add(atom, atom);
    }
    for (std::size_t i = 0; i < axis.missing.size(); ++i) {
      const bool fits = covers(cell, axis.missing[i].front());
      const bool unknown = or_unknown && (cell.count > 0 || cell.except) && !axis.covered[i];
      const auto atom = static_cast<std::uint32_t>(axis.present.size() + i);
      if (fits || unknown) add(atom, atom);
    }
    return set;
  }

  const std::vector<ir::Cell>& cells_;
  const std::vector<ir::CellRange>& ranges_;
  const std::vector<Domain>& domains_;
  std::size_t columns_;
};

}  // namespace

TableGrid cut_table(const std::vector<ir::Cell>& cells, const std::vector<ir::CellRange>& ranges,
                    const std::vector<Domain>& domains) {
  return Cutter(cells, ranges, domains).cut();
}

}  // namespace pol::analysis
