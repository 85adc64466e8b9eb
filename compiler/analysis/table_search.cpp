#include "compiler/analysis/table_search.h"

#include <algorithm>
#include <numeric>
#include <set>

namespace pol::analysis {
namespace {

bool covers(const ir::Cell& cell, CauseMask causes) {
  return (causes & ~cell.missing) == 0;
}

bool covered_somewhere(const ir::Table& table, std::size_t column, CauseMask causes) {
  for (std::uint32_t row = 0; row < table.rows; ++row) {
    const ir::Cell& cell = table.cells[row * table.columns.size() + column];
    if (!cell.any && covers(cell, causes)) return true;
  }
  return false;
}

// A row that may still fit: all columns looked at so far fit, or (`unknown`) are missing and cannot be
// answered.
struct Entry {
  std::uint32_t row = 0;
  bool unknown = false;
  auto operator<=>(const Entry&) const = default;
};
using Entries = std::vector<Entry>;

class Search {
 public:
  Search(const ir::Table& table, const std::vector<Domain>& domains, const SearchOptions& options)
      : table_(table), domains_(domains), options_(options), at_(domains.size()), order_(domains.size()) {
    facts_.reached.assign(table.rows, false);
    overlaps_of_.assign(table.rows, false);
    std::iota(order_.begin(), order_.end(), 0);
    // Columns that most rows care about come first: they part the rows soonest.
    std::vector<std::size_t> open(domains.size());
    for (std::size_t i = 0; i < table.cells.size(); ++i)
      open[i % domains.size()] += table.cells[i].any ? 1 : 0;
    std::sort(order_.begin(), order_.end(),
              [&](std::size_t a, std::size_t b) { return std::pair(open[a], a) < std::pair(open[b], b); });
    for (std::size_t column = 0; column < domains.size(); ++column) {
      auto& covered = covered_.emplace_back();
      for (const CauseMask causes : domains[column].missing)
        covered.push_back(covered_somewhere(table, column, causes));
    }
  }

  TableFacts run() {
    Entries all(table_.rows);
    for (std::uint32_t row = 0; row < table_.rows; ++row) all[row].row = row;
    walk(0, std::move(all));
    if (!facts_.finished) facts_.complete = false;
    std::sort(facts_.overlaps.begin(), facts_.overlaps.end(),
              [](const auto& a, const auto& b) { return a.second < b.second; });
    return std::move(facts_);
  }

 private:
  const ir::Cell& cell(const Entry& entry, std::size_t column) const {
    return table_.cells[entry.row * table_.columns.size() + column];
  }

  void walk(std::size_t depth, Entries entries) {
    if (!facts_.finished) return;
    work_ += entries.size() + 1;
    if (work_ > options_.budget) {
      facts_.finished = false;
      return;
    }
    if (entries.empty() || depth == order_.size()) return settle(depth, entries);
    const std::size_t column = order_[depth];
    if (table_.hit == ir::Hit::first) drop_hidden(depth, entries);
    const bool all_any =
        std::all_of(entries.begin(), entries.end(), [&](const Entry& e) { return cell(e, column).any; });
    if (all_any) {
      at_[column] = first_value(column);
      return walk(depth + 1, std::move(entries));
    }
    std::set<Entries> seen;
    walk_values(depth, column, entries, seen);
    walk_missing(depth, column, entries, seen);
  }

  // Where the first row takes everything that is left, those below it take nothing.
  void drop_hidden(std::size_t depth, Entries& entries) const {
    const Entry& top = entries.front();
    if (top.unknown) return;
    for (std::size_t i = depth; i < order_.size(); ++i)
      if (!cell(top, order_[i]).any) return;
    entries.resize(1);
  }

  void walk_values(std::size_t depth, std::size_t column, const Entries& entries, std::set<Entries>& seen) {
    const Domain& domain = domains_[column];
    // Where rows come and go: at `value` the row with this place in `entries` starts (or no longer) fits.
    struct Event {
      i128 value;
      bool starts;
      std::uint32_t place;
    };
    std::vector<Event> events;
    std::vector<std::uint32_t> active;  // places, sorted
    for (std::uint32_t place = 0; place < entries.size(); ++place) {
      const ir::Cell& c = cell(entries[place], column);
      if (c.any) {
        active.push_back(place);
        continue;
      }
      for (std::uint32_t i = 0; i < c.count; ++i) {
        const ir::CellRange& range = table_.ranges[c.first + i];
        events.push_back({range.lo, true, place});
        events.push_back({i128{range.hi} + 1, false, place});
      }
    }
    std::sort(events.begin(), events.end(), [](const Event& a, const Event& b) {
      return a.value != b.value ? a.value < b.value : a.starts < b.starts;
    });
    const i128 lo = domain.text ? -1 : domain.range.lo;  // -1 stands for every text that no cell names
    const i128 hi = domain.text ? kInt127Max : domain.range.hi;
    i128 from = lo;
    for (std::size_t next = 0; facts_.finished;) {
      while (next < events.size() && events[next].value <= from) {
        const Event& event = events[next++];
        const auto place = std::lower_bound(active.begin(), active.end(), event.place);
        if (event.starts)
          active.insert(place, event.place);
        else
          active.erase(place);
      }
      const i128 until = next < events.size() ? events[next].value : hi + 1;
      const bool real = !domain.text || from == lo || named(column, entries, active);
      if (from < until && from <= hi && real)
        visit(depth, column, {from, cause::present}, pick(entries, active), seen);
      if (next >= events.size() || until > hi) break;
      from = until;
    }
  }

  // Some row of `active` names a text here; else this stretch lies between texts.
  bool named(std::size_t column, const Entries& entries, const std::vector<std::uint32_t>& active) const {
    return std::any_of(active.begin(), active.end(),
                       [&](std::uint32_t place) { return !cell(entries[place], column).any; });
  }

  static Entries pick(const Entries& entries, const std::vector<std::uint32_t>& places) {
    Entries out;
    out.reserve(places.size());
    for (const std::uint32_t place : places) out.push_back(entries[place]);
    return out;
  }

  void walk_missing(std::size_t depth, std::size_t column, const Entries& entries, std::set<Entries>& seen) {
    const Domain& domain = domains_[column];
    for (std::size_t i = 0; i < domain.missing.size() && facts_.finished; ++i) {
      const CauseMask causes = domain.missing[i];
      Entries left;
      for (Entry entry : entries) {
        const ir::Cell& c = cell(entry, column);
        if (!c.any && !covers(c, causes)) {
          if (c.count == 0 || covered_[column][i]) continue;
          entry.unknown = true;
        }
        left.push_back(entry);
      }
      work_ += entries.size();
      visit(depth, column, {0, causes}, std::move(left), seen);
    }
  }

  // Values that leave the same rows have the same future.
  void visit(std::size_t depth, std::size_t column, Witness value, Entries left, std::set<Entries>& seen) {
    if (!seen.insert(left).second) return;
    at_[column] = value;
    walk(depth + 1, std::move(left));
  }

  Witness first_value(std::size_t column) const {
    const Domain& domain = domains_[column];
    return {domain.text ? i128{-1} : domain.range.lo, cause::present};
  }

  void settle(std::size_t depth, const Entries& entries) {
    for (std::size_t i = depth; i < order_.size(); ++i) at_[order_[i]] = first_value(order_[i]);
    const auto fits = [](const Entry& entry) { return !entry.unknown; };
    const auto first = std::find_if(entries.begin(), entries.end(), fits);
    if (first == entries.end()) {
      if (!table_.otherwise) {
        facts_.complete = false;
        if (!facts_.gap) facts_.gap = at_;
      } else if (!entries.empty()) {
        facts_.complete = false;  // neither a row nor `otherwise` is sure to fit
      }
      return;
    }
    facts_.reached[first->row] = true;
    if (!options_.clash) return;
    for (auto next = std::find_if(first + 1, entries.end(), fits); next != entries.end();
         next = std::find_if(next + 1, entries.end(), fits)) {
      if (overlaps_of_[next->row] || !options_.clash(first->row, next->row)) continue;
      overlaps_of_[next->row] = true;
      facts_.overlaps.push_back({first->row, next->row, at_});
    }
  }

  const ir::Table& table_;
  const std::vector<Domain>& domains_;
  const SearchOptions& options_;
  Point at_;
  std::vector<std::size_t> order_;
  std::vector<std::vector<bool>> covered_;  // by column and cause set
  std::vector<bool> overlaps_of_;
  std::size_t work_ = 0;
  TableFacts facts_;
};

}  // namespace

TableFacts search_table(const ir::Table& table, const std::vector<Domain>& domains,
                        const SearchOptions& options) {
  return Search(table, domains, options).run();
}

bool may_be_unknown(const ir::Table& table, std::size_t column, const std::vector<CauseMask>& missing) {
  bool values = false;
  for (std::uint32_t row = 0; row < table.rows; ++row)
    values |= table.cells[row * table.columns.size() + column].count > 0;
  if (!values) return false;
  return std::any_of(missing.begin(), missing.end(),
                     [&](CauseMask causes) { return !covered_somewhere(table, column, causes); });
}

}  // namespace pol::analysis
