#include "compiler/analysis/box_search.h"

#include <algorithm>
#include <bit>
#include <numeric>

namespace pol::analysis {

Boxes::Boxes(std::vector<std::uint32_t> atoms) : atoms_(std::move(atoms)) {}

void Boxes::add_cell(const AtomSet& set) {
  Cell cell;
  cell.first = static_cast<std::uint32_t>(ranges_.size());
  cell.count = static_cast<std::uint32_t>(set.size());
  if (!set.empty()) {
    cell.lo = set.front().lo;
    cell.hi = set.back().hi;
  }
  if (set.size() > 1) ranges_.insert(ranges_.end(), set.begin(), set.end());
  cells_.push_back(cell);
}

void Boxes::drop_rows_from(std::uint32_t row) {
  const std::size_t from = row * atoms_.size();
  for (std::size_t i = from; i < cells_.size(); ++i)
    if (cells_[i].count > 1) {
      ranges_.resize(cells_[i].first);
      break;
    }
  cells_.resize(from);
}

AtomSet Boxes::set(std::uint32_t row, std::size_t column) const {
  const Cell& one = cell(row, column);
  if (one.count == 0) return {};
  if (one.count == 1) return {{one.lo, one.hi}};
  return {ranges_.begin() + one.first, ranges_.begin() + one.first + one.count};
}

bool Boxes::never_fits(std::uint32_t row) const {
  for (std::size_t c = 0; c < columns(); ++c)
    if (cell(row, c).count == 0) return true;
  return false;
}

bool Boxes::Cell::touches(AtomRange with, const std::vector<AtomRange>& all) const {
  if (hi < with.lo || with.hi < lo) return false;
  for (std::uint32_t i = first; count > 1 && i < first + count; ++i)
    if (all[i].hi >= with.lo) return all[i].lo <= with.hi;
  return true;
}

bool Boxes::Cell::holds(AtomRange inner, const std::vector<AtomRange>& all) const {
  if (inner.lo < lo || hi < inner.hi) return false;
  for (std::uint32_t i = first; count > 1 && i < first + count; ++i)
    if (all[i].hi >= inner.lo) return all[i].lo <= inner.lo && inner.hi <= all[i].hi;
  return true;
}

namespace {

using BoxCorner = std::array<AtomRange, kMaxAxes>;

class BoxSearch {
 public:
  BoxSearch(const Boxes& rows, const BoxQuestion& question)
      : rows_(rows), question_(question), own_(rows.rows()), columns_(rows.columns()) {
    if (question.ordered) answer_.reached.assign(own_, false);
    if (question.classes) clashes_of_.assign(own_, false);
    // What parting a list of n rows further costs, about n log n, in whole numbers so that every machine
    // parts alike.
    cost_.resize(own_ + question.gaps + 2);
    for (std::size_t n = 1; n < cost_.size(); ++n) cost_[n] = cost_[n - 1] + std::bit_width(n);
  }

  BoxAnswer run() {
    Node root;
    for (std::size_t c = 0; c < columns_; ++c) {
      root.box[c] = {0, rows_.atoms(c) - 1};
      if (question_.only != kNoRow && !rows_.never_fits(question_.only))
        root.box[c] = {rows_.cell(question_.only, c).lo, rows_.cell(question_.only, c).hi};
    }
    for (std::uint32_t row = 0; row < own_; ++row)
      if (!rows_.never_fits(row) && touches(row, root.box)) list_.push_back(row);
    push(root, list_);
    while (!nodes_.empty() && !settled()) {
      Node node = nodes_.back();
      nodes_.pop_back();
      list_.assign(pool_.begin() + static_cast<std::ptrdiff_t>(node.from), pool_.end());
      pool_.resize(node.from);
      answer_.work += list_.size() + 1;
      if (answer_.work > question_.budget) {
        answer_.finished = false;
        break;
      }
      look(node);
    }
    std::sort(answer_.clashes.begin(), answer_.clashes.end(),
              [](const Clash& a, const Clash& b) { return a.second < b.second; });
    return std::move(answer_);
  }

 private:
  // A box still to be looked at; its rows are the pool's from `from` up to the next node's.
  struct Node {
    BoxCorner box;
    std::size_t from = 0;
    std::uint32_t gaps_known =
        0;  // the listed gaps before this one are among the rows, if they touch the box
  };

  bool gaps_settled() const { return answer_.more_gaps && (answer_.haunted || !ghosts()); }
  bool ghosts() const { return question_.ghosts_from < own_; }
  bool settled() const {
    if (question_.only != kNoRow) return question_.ordered && answer_.reached[question_.only];
    return gaps_settled() && !question_.ordered && !question_.classes;
  }
  bool is_ghost(std::uint32_t row) const { return row >= question_.ghosts_from && row < own_; }

  void push(Node node, const std::vector<std::uint32_t>& list) {
    node.from = pool_.size();
    pool_.insert(pool_.end(), list.begin(), list.end());
    nodes_.push_back(node);
  }

  bool holds(std::uint32_t row, const BoxCorner& box) const {
    for (std::size_t c = 0; c < columns_; ++c)
      if (!rows_.cell(row, c).holds(box[c], rows_.ranges())) return false;
    return true;
  }

  bool touches(std::uint32_t row, const BoxCorner& box) const {
    for (std::size_t c = 0; c < columns_; ++c)
      if (!rows_.cell(row, c).touches(box[c], rows_.ranges())) return false;
    return true;
  }

  void look(const Node& node) {
    if (question_.only != kNoRow && (list_.empty() || list_.back() != question_.only)) return;
    const bool bare = list_.empty() || is_ghost(list_.front());  // ghosts stand behind the rows
    if (bare) return uncovered(node);
    if (question_.ordered && list_.front() < own_) answer_.reached[list_.front()] = true;
    const auto whole = std::find_if(list_.begin(), list_.end(), [&](std::uint32_t row) {
      return !is_ghost(row) && holds(row, node.box);
    });
    if (whole != list_.end()) {
      if (question_.classes) clash(node, *whole);
      if (!question_.ordered || (question_.only != kNoRow && *whole != question_.only)) return;
      list_.erase(whole + 1, list_.end());
      if (all_reached()) return;
    } else if (question_.ordered && gaps_settled() && all_reached()) {
      return;
    }
    part(node);
  }

  bool all_reached() const {
    return std::all_of(list_.begin(), list_.end(), [&](std::uint32_t row) {
      return row >= own_ || is_ghost(row) || answer_.reached[row];
    });
  }

  // `whole` takes all of the box, so it meets every other row of the list there.
  void clash(const Node& node, std::uint32_t whole) {
    if (whole >= own_) return;
    for (const std::uint32_t row : list_) {
      if (row == whole || is_ghost(row) || (*question_.classes)[row] == (*question_.classes)[whole]) continue;
      const std::uint32_t first = std::min(row, whole), second = std::max(row, whole);
      if (clashes_of_[second]) continue;
      clashes_of_[second] = true;
      Clash found{first, second, {}};
      for (std::size_t c = 0; c < columns_; ++c) found.at.push_back(first_common(row, c, node.box[c]));
      answer_.clashes.push_back(std::move(found));
    }
  }

  std::uint32_t first_common(std::uint32_t row, std::size_t column, AtomRange with) const {
    for (const AtomRange& range : rows_.set(row, column))
      if (range.hi >= with.lo) return std::max(range.lo, with.lo);
    return with.lo;
  }

  // ---- where no row fits
  void uncovered(const Node& node) {
    if (!list_.empty()) answer_.haunted = true;
    if (answer_.more_gaps) return;
    if (answer_.gaps.size() < question_.gaps || !answer_.gaps.empty()) {
      // Gaps found since this box was cut out may take it, or a part of it.
      const auto known = static_cast<std::uint32_t>(answer_.gaps.size());
      std::vector<std::uint32_t> taking;
      for (std::uint32_t gap = node.gaps_known; gap < known; ++gap)
        if (touches(own_ + gap, node.box)) taking.push_back(own_ + gap);
      if (!taking.empty()) {
        Node again = node;
        again.gaps_known = known;
        return push(again, taking);
      }
    }
    if (answer_.gaps.size() == question_.gaps) {
      answer_.more_gaps = true;
      return;
    }
    grow(node.box);
  }

  // In one pass over the columns: what blocks the growth in a column is every row that meets the box in all
  // the others, and later growth only adds to those.
  void grow(const BoxCorner& box) {
    std::vector<AtomSet> grown;
    for (std::size_t c = 0; c < columns_; ++c) grown.push_back({box[c]});
    const std::uint32_t blockers = own_ + static_cast<std::uint32_t>(answer_.gaps.size());
    answer_.work += blockers;
    for (std::size_t c = 0; c < columns_; ++c) {
      AtomSet blocked;
      for (std::uint32_t row = 0; row < blockers; ++row) {
        if (is_ghost(row) || !touches_sets(row, grown, c)) continue;
        const AtomSet taken = rows_.set(row, c);
        blocked.insert(blocked.end(), taken.begin(), taken.end());
      }
      grown[c] = free_of(std::move(blocked), rows_.atoms(c));
    }
    for (const AtomSet& set : grown) rows_.add_cell(set);
    answer_.gaps.push_back(std::move(grown));
  }

  bool touches_sets(std::uint32_t row, const std::vector<AtomSet>& sets, std::size_t but) const {
    for (std::size_t c = 0; c < columns_; ++c) {
      if (c == but) continue;
      const Boxes::Cell& cell = rows_.cell(row, c);
      if (cell.count == 0 || std::none_of(sets[c].begin(), sets[c].end(), [&](AtomRange range) {
            return cell.touches(range, rows_.ranges());
          }))
        return false;
    }
    return rows_.cell(row, but).count > 0;
  }

  static AtomSet free_of(AtomSet blocked, std::uint32_t atoms) {
    std::sort(blocked.begin(), blocked.end(), [](AtomRange a, AtomRange b) { return a.lo < b.lo; });
    AtomSet left;
    std::uint32_t from = 0;
    for (const AtomRange& range : blocked) {
      if (range.lo > from) left.push_back({from, range.lo - 1});
      from = std::max(from, range.hi + 1);
    }
    if (from < atoms) left.push_back({from, atoms - 1});
    return left;
  }

  // ---- parting
  struct Cut {
    std::size_t column = 0;
    std::uint32_t at = 0;  // the upper part's first atom; 0: none
    std::uint64_t cost = ~std::uint64_t{0};
  };

  // Some row is not whole in some column, so there is a cut.
  void part(const Node& node) {
    Cut best;
    for (std::size_t c = 0; c < columns_; ++c)
      if (node.box[c].lo < node.box[c].hi) cut_column(c, node.box[c], best);
    Node lower = node, upper = node;
    lower.box[best.column].hi = best.at - 1;
    upper.box[best.column].lo = best.at;
    const auto keep = [&](const Node& part) {
      kept_.clear();
      for (const std::uint32_t row : list_)
        if (rows_.cell(row, best.column).touches(part.box[best.column], rows_.ranges())) kept_.push_back(row);
      push(part, kept_);
    };
    const std::size_t before = pool_.size();
    keep(upper);
    const std::size_t above = pool_.size() - before;
    keep(lower);
    // One row's free place is soonest found where few others are.
    if (question_.only != kNoRow && pool_.size() - before - above > above) {
      nodes_.pop_back();
      nodes_.pop_back();
      pool_.resize(before);
      keep(lower);
      keep(upper);
    }
  }

  // The cut of this column that leaves the cheapest two lists, if it beats `best`. A row is counted on a side
  // that the hull of its atoms reaches.
  void cut_column(std::size_t column, AtomRange range, Cut& best) {
    starts_.clear();
    ends_.clear();
    places_.clear();
    std::size_t whole = 0;
    for (const std::uint32_t row : list_) {
      const Boxes::Cell& cell = rows_.cell(row, column);
      if (cell.count == 1) {
        const std::uint32_t lo = std::max(cell.lo, range.lo), hi = std::min(cell.hi, range.hi);
        if (lo == range.lo && hi == range.hi) {
          ++whole;
        } else {
          starts_.push_back(lo);
          ends_.push_back(hi);
        }
        continue;
      }
      std::uint32_t lo = range.hi, hi = range.lo;
      for (std::uint32_t i = cell.first; i < cell.first + cell.count; ++i) {
        const AtomRange& one = rows_.ranges()[i];
        if (one.hi < range.lo || range.hi < one.lo) continue;
        lo = std::min(lo, std::max(one.lo, range.lo));
        hi = std::max(hi, std::min(one.hi, range.hi));
        if (one.lo > range.lo) places_.push_back(one.lo);
        if (one.hi < range.hi) places_.push_back(one.hi + 1);
      }
      starts_.push_back(lo);
      ends_.push_back(hi);
    }
    if (starts_.empty()) return;
    std::sort(starts_.begin(), starts_.end());
    std::sort(ends_.begin(), ends_.end());
    std::size_t below = 0, over = 0;  // rows that start below the cut; rows that end below it
    const auto weigh = [&](std::uint32_t at) {
      while (below < starts_.size() && starts_[below] < at) ++below;
      while (over < ends_.size() && ends_[over] < at) ++over;
      const std::uint64_t cost = cost_[whole + below] + cost_[whole + ends_.size() - over];
      if (cost < best.cost) best = {column, at, cost};
    };
    if (places_.empty()) {
      std::size_t s = 0, e = 0;
      while (s < starts_.size() || e < ends_.size()) {
        const std::uint32_t start = s < starts_.size() ? starts_[s] : ~0u;
        const std::uint32_t end = e < ends_.size() ? ends_[e] + 1 : ~0u;
        const std::uint32_t at = std::min(start, end);
        if (at == start) ++s;
        if (at == end) ++e;
        if (range.lo < at && at <= range.hi) weigh(at);
      }
      return;
    }
    places_.insert(places_.end(), starts_.begin(), starts_.end());
    for (const std::uint32_t end : ends_) places_.push_back(end + 1);
    std::sort(places_.begin(), places_.end());
    for (const std::uint32_t at : places_)
      if (range.lo < at && at <= range.hi) weigh(at);
  }

  Boxes rows_;  // a copy: gaps are added as they are found, so that no two of them overlap
  const BoxQuestion& question_;
  std::uint32_t own_;
  std::size_t columns_;
  BoxAnswer answer_;
  std::vector<bool> clashes_of_;
  std::vector<std::uint64_t> cost_;
  std::vector<Node> nodes_;
  std::vector<std::uint32_t> pool_, list_, kept_, starts_, ends_, places_;
};

}  // namespace

BoxAnswer search_boxes(const Boxes& rows, const BoxQuestion& question) {
  return BoxSearch(rows, question).run();
}

}  // namespace pol::analysis
