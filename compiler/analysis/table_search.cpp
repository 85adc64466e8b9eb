#include "compiler/analysis/table_search.h"

#include <algorithm>
#include <numeric>

namespace pol::analysis {
namespace {

Point point_of(const TableGrid& grid, const std::vector<std::uint32_t>& atoms) {
  Point point;
  for (std::size_t c = 0; c < atoms.size(); ++c) point.push_back(grid.axes[c].witness(atoms[c]));
  return point;
}

bool rows_meet(const Boxes& boxes, std::uint32_t a, std::uint32_t b) {
  for (std::size_t c = 0; c < boxes.columns(); ++c) {
    const AtomSet set = boxes.set(a, c);
    if (std::none_of(set.begin(), set.end(), [&](AtomRange range) {
          return boxes.cell(b, c).count > 0 && boxes.cell(b, c).touches(range, boxes.ranges());
        }))
      return false;
  }
  return true;
}

// Which rows are the first to fit somewhere, asking of each that is not known to be; takes what it looks at
// off `budget`, and says no if that is not enough.
bool reach_rows(const Boxes& fits, std::vector<bool>& reached, std::size_t& budget) {
  Boxes upto = fits;  // with the rows below the one that is asked about gone
  for (std::uint32_t row = fits.rows(); row-- > 0;) {
    upto.drop_rows_from(row + 1);
    if (reached[row] || fits.never_fits(row)) continue;
    BoxQuestion question;
    question.ordered = true;
    question.only = row;
    question.budget = budget;
    const BoxAnswer answer = search_boxes(upto, question);
    budget -= std::min(budget, answer.work + upto.rows());
    if (!answer.finished) return false;
    reached[row] = answer.reached[row];
  }
  return true;
}

// `hiders` (above `row`) leave nothing of `row`.
bool hide(const TableGrid& grid, const std::vector<std::uint32_t>& hiders, std::uint32_t row) {
  std::vector<std::uint32_t> atoms;
  for (const Axis& axis : grid.axes) atoms.push_back(axis.size());
  Boxes few(atoms);
  const auto add = [&](std::uint32_t one) {
    for (std::size_t c = 0; c < grid.axes.size(); ++c) few.add_cell(grid.fits.set(one, c));
  };
  for (const std::uint32_t hider : hiders) add(hider);
  add(row);
  BoxQuestion question;
  question.ordered = true;
  question.only = few.rows() - 1;
  question.budget = 200'000;
  const BoxAnswer answer = search_boxes(few, question);
  return answer.finished && !answer.reached.back();
}

}  // namespace

std::vector<std::uint32_t> all_different(std::uint32_t rows) {
  std::vector<std::uint32_t> classes(rows);
  std::iota(classes.begin(), classes.end(), 0u);
  return classes;
}

TableFacts search_grid(const TableGrid& grid, bool otherwise, const SearchOptions& options) {
  TableFacts facts;
  facts.never_fits.assign(grid.fits.rows(), false);
  for (std::uint32_t row = 0; row < grid.fits.rows(); ++row)
    facts.never_fits[row] = grid.fits.never_fits(row);

  std::vector<std::uint32_t> classes = options.classes;
  if (!classes.empty()) classes.resize(grid.haunts.rows(), 0);
  BoxQuestion question;
  question.ordered = options.ordered;
  question.classes = options.classes.empty() ? nullptr : &classes;
  question.budget = options.ordered ? std::min(options.budget, options.together) : options.budget;
  question.gaps = otherwise || options.may_gap ? 0 : options.gaps;
  // With `otherwise`, a place that no row takes is no gap, unless a row is unknown there.
  if (otherwise) question.ghosts_from = grid.fits.rows();
  const Boxes& boxes = otherwise ? grid.haunts : grid.fits;
  BoxAnswer answer = search_boxes(boxes, question);
  if (!answer.finished && options.ordered && options.together < options.budget) {
    std::vector<bool> reached = std::move(answer.reached);
    reached.resize(grid.fits.rows());
    question.ordered = false;
    question.budget = options.budget;
    answer = search_boxes(boxes, question);
    std::size_t left = options.budget;
    answer.finished = answer.finished && reach_rows(grid.fits, reached, left);
    answer.work += options.together + (options.budget - left);
    answer.reached = std::move(reached);
  }
  facts.finished = answer.finished;
  facts.work = answer.work;
  facts.more_gaps = answer.more_gaps && !otherwise && !options.may_gap;
  for (std::vector<AtomSet>& box : answer.gaps) {
    std::vector<std::uint32_t> corner;
    for (const AtomSet& set : box) corner.push_back(set.front().lo);
    facts.gaps.push_back({std::move(box), point_of(grid, corner)});
  }
  const bool open = !answer.gaps.empty() || answer.more_gaps;
  facts.complete = answer.finished && (otherwise ? !answer.haunted : !open);
  for (const Clash& clash : answer.clashes)
    facts.overlaps.push_back({clash.first, clash.second, point_of(grid, clash.at)});
  facts.reached = std::move(answer.reached);
  facts.reached.resize(options.ordered ? grid.fits.rows() : 0);
  if (otherwise && facts.finished) {
    BoxQuestion rest;
    rest.budget = options.budget;
    const BoxAnswer left = search_boxes(grid.haunts, rest);
    facts.otherwise_fits = left.more_gaps || !left.finished;
    facts.finished = left.finished;
    facts.complete = facts.complete && left.finished;
    facts.work += left.work;
  }
  return facts;
}

std::vector<std::uint32_t> hiding_rows(const TableGrid& grid, std::uint32_t row) {
  constexpr std::size_t kMaxTried = 64;
  std::vector<std::uint32_t> hiders;
  for (std::uint32_t above = 0; above < row; ++above) {
    if (!rows_meet(grid.fits, above, row)) continue;
    if (hide(grid, {above}, row)) return {above};
    hiders.push_back(above);
  }
  if (hiders.size() > kMaxTried || !hide(grid, hiders, row)) return {};
  for (std::size_t i = hiders.size(); i-- > 0;) {
    std::vector<std::uint32_t> fewer = hiders;
    fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
    if (hide(grid, fewer, row)) hiders = std::move(fewer);
  }
  return hiders;
}

bool may_be_unknown(const ir::Table& table, std::size_t column, const std::vector<CauseMask>& missing) {
  const auto cell = [&](std::uint32_t row) -> const ir::Cell& {
    return table.cells[row * table.columns.size() + column];
  };
  bool values = false;
  for (std::uint32_t row = 0; row < table.rows; ++row) values |= cell(row).count > 0 || cell(row).except;
  if (!values) return false;
  return std::any_of(missing.begin(), missing.end(), [&](CauseMask causes) {
    for (std::uint32_t row = 0; row < table.rows; ++row)
      if (!cell(row).any && covers(cell(row), causes)) return false;
    return true;
  });
}

}  // namespace pol::analysis
