// Random tables on small domains: the search against looking at every point, by the rules of the language
// text alone.
#include <fmt/format.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdio>
#include <cstdlib>
#include <random>

#include "compiler/analysis/table_search.h"

using namespace pol;
using namespace pol::analysis;

namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define POL_BRUTE_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || \
    __has_feature(undefined_behavior_sanitizer)
#define POL_BRUTE_SANITIZED 1
#endif
#endif
#ifdef POL_BRUTE_SANITIZED
constexpr std::size_t kTables = 2'000;
#else
constexpr std::size_t kTables = 20'000;
#endif

enum class Fit : std::uint8_t { no, unknown, yes };

// A table and every value that its inputs can take, written out.
struct Small {
  std::vector<Domain> domains;
  std::vector<std::vector<Witness>> values;  // by column
  std::vector<ir::Cell> cells;
  std::vector<ir::CellRange> ranges;
  std::uint32_t rows = 0;
  bool otherwise = false;

  const ir::Cell& cell(std::uint32_t row, std::size_t c) const { return cells[row * domains.size() + c]; }

  // The rule of decision points for one cell.
  Fit fit(std::uint32_t row, std::size_t c, const Witness& value) const {
    const ir::Cell& one = cell(row, c);
    if (one.any) return Fit::yes;
    if (value.causes == 0) {
      for (std::uint32_t i = one.first; i < one.first + one.count; ++i)
        if (ranges[i].lo <= value.value && value.value <= ranges[i].hi) return Fit::yes;
      return Fit::no;
    }
    const auto answers = [&](const ir::Cell& by) { return by.missing && (value.causes & ~by.missing) == 0; };
    if (answers(one)) return Fit::yes;
    if (one.count == 0) return Fit::no;
    for (std::uint32_t other = 0; other < rows; ++other)
      if (!cell(other, c).any && answers(cell(other, c))) return Fit::no;
    return Fit::unknown;
  }
};

class Maker {
 public:
  explicit Maker(std::mt19937& random) : random_(random) {}

  Small table() {
    Small t;
    const std::size_t columns = 1 + below(6);
    for (std::size_t c = 0; c < columns; ++c) add_column(t, columns);
    t.rows = static_cast<std::uint32_t>(below(9));
    t.otherwise = below(4) == 0;
    const std::size_t any = below(5), missing = 1 + below(5);  // how often, of this table
    for (std::uint32_t row = 0; row < t.rows; ++row)
      for (std::size_t c = 0; c < columns; ++c) add_cell(t, c, any, missing);
    return t;
  }

 private:
  std::size_t below(std::size_t n) { return random_() % n; }

  void add_column(Small& t, std::size_t columns) {
    const std::size_t most = columns < 3 ? 9 : columns < 5 ? 4 : 3;
    Domain domain;
    domain.text = below(6) == 0;
    const auto lo = static_cast<std::int64_t>(below(3)) - 1;
    domain.range = {lo, lo + static_cast<std::int64_t>(below(most))};
    if (domain.text) domain.range = {-1, static_cast<std::int64_t>(below(most)) - 1};
    const CauseMask causes[] = {cause::no_hit, cause::stale, cause::no_hit | cause::stale};
    const std::size_t sets = below(columns < 5 ? 4 : 2);
    for (std::size_t i = 0; i < sets; ++i) domain.missing.push_back(causes[i]);
    std::vector<Witness> values;
    for (i128 v = domain.range.lo; v <= domain.range.hi; ++v) values.push_back({v, cause::present});
    for (const CauseMask set : domain.missing) values.push_back({0, set});
    t.domains.push_back(domain);
    t.values.push_back(std::move(values));
  }

  void add_cell(Small& t, std::size_t c, std::size_t any, std::size_t missing) {
    ir::Cell cell;
    cell.first = static_cast<std::uint32_t>(t.ranges.size());
    if (below(6) < any) {
      cell.any = true;
      cell.missing = cause::all;
      t.cells.push_back(cell);
      return;
    }
    if (below(6) < missing) {
      const CauseMask masks[] = {cause::all, cause::no_hit, cause::stale, cause::no_hit | cause::stale};
      cell.missing = masks[below(4)];
    }
    // Values in or just outside the column; of texts only their indices are named.
    const Domain& domain = t.domains[c];
    const auto lo = static_cast<std::int64_t>(domain.text ? 0 : domain.range.lo);
    const auto hi = static_cast<std::int64_t>(domain.range.hi);
    std::int64_t from = domain.text ? lo : lo - static_cast<std::int64_t>(below(2));
    const std::size_t patterns = cell.missing && below(3) == 0 ? 0 : 1 + below(3);
    for (std::size_t i = 0; i < patterns && from <= hi + (domain.text ? 0 : 1); ++i) {
      from += static_cast<std::int64_t>(below(3));
      const auto size = static_cast<std::int64_t>(domain.text ? 0 : below(5));
      if (domain.text && from > hi) break;
      t.ranges.push_back({from, from + size});
      from += size + 1 + static_cast<std::int64_t>(domain.text ? 0 : below(2));
    }
    cell.count = static_cast<std::uint32_t>(t.ranges.size()) - cell.first;
    t.cells.push_back(cell);
  }

  std::mt19937& random_;
};

// Every point of the table's domains (an index into Small::values a column) and how each row fits there.
struct Brute {
  std::vector<std::vector<std::size_t>> points;
  std::vector<std::vector<Fit>> fits;  // row, point

  explicit Brute(const Small& t) {
    std::vector<std::size_t> at(t.domains.size(), 0);
    for (std::size_t c = 0; c < at.size();) {
      points.push_back(at);
      for (c = 0; c < at.size() && ++at[c] == t.values[c].size(); ++c) at[c] = 0;
    }
    for (std::uint32_t row = 0; row < t.rows; ++row) {
      std::vector<std::vector<Fit>> cells;
      for (std::size_t c = 0; c < at.size(); ++c) {
        cells.emplace_back();
        for (const Witness& value : t.values[c]) cells[c].push_back(t.fit(row, c, value));
      }
      fits.emplace_back();
      for (const std::vector<std::size_t>& point : points) {
        Fit all = Fit::yes;
        for (std::size_t c = 0; c < point.size(); ++c) all = std::min(all, cells[c][point[c]]);
        fits.back().push_back(all);
      }
    }
  }

  std::size_t find(const std::vector<std::size_t>& at) const {
    return static_cast<std::size_t>(std::find(points.begin(), points.end(), at) - points.begin());
  }
  bool fitting(std::uint32_t row, std::size_t point) const { return fits[row][point] == Fit::yes; }
};

struct Tally {
  std::size_t gaps = 0, overlaps = 0, hidden = 0, dead_otherwise = 0, points = 0, boxes = 0;
};

// The atoms that hold each value of each column.
std::vector<std::vector<std::uint32_t>> atoms_of_values(const TableGrid& grid, const Small& t) {
  std::vector<std::vector<std::uint32_t>> atoms;
  for (std::size_t c = 0; c < t.domains.size(); ++c) {
    const Axis& axis = grid.axes[c];
    auto& column = atoms.emplace_back();
    for (const Witness& value : t.values[c]) {
      std::uint32_t found = axis.text ? 0 : kNoRow;
      for (std::uint32_t i = 0; i < axis.present.size(); ++i)
        if (value.causes == 0 && axis.present[i].contains(value.value)) found = i;
      for (std::uint32_t i = 0; i < axis.missing.size(); ++i)
        if (value.causes &&
            std::find(axis.missing[i].begin(), axis.missing[i].end(), value.causes) != axis.missing[i].end())
          found = static_cast<std::uint32_t>(axis.present.size()) + i;
      column.push_back(found);
    }
  }
  return atoms;
}

bool holds(const AtomSet& set, std::uint32_t atom) {
  return std::any_of(set.begin(), set.end(),
                     [&](const AtomRange& range) { return range.lo <= atom && atom <= range.hi; });
}

std::vector<std::size_t> index_of(const Small& t, const Point& point) {
  std::vector<std::size_t> at;
  for (std::size_t c = 0; c < point.size(); ++c) {
    const auto same = [&](const Witness& w) {
      return w.causes == point[c].causes && (w.causes || w.value == point[c].value);
    };
    const auto found = std::find_if(t.values[c].begin(), t.values[c].end(), same);
    REQUIRE(found != t.values[c].end());
    at.push_back(static_cast<std::size_t>(found - t.values[c].begin()));
  }
  return at;
}

// Every point in some listed gap fits no row, every other point does; no two gaps share one, and none could
// be larger.
void check_gaps(const Small& t, const TableGrid& grid, const TableFacts& facts, const Brute& brute,
                Tally& tally) {
  const auto atoms = atoms_of_values(grid, t);
  const auto outside = [&](const Gap& gap, const std::vector<std::size_t>& at) {
    std::size_t out = 0, column = 0;
    for (std::size_t c = 0; c < at.size(); ++c)
      if (!holds(gap.box[c], atoms[c][at[c]])) ++out, column = c;
    return std::pair(out, column);
  };
  // [gap][column][atom]: why the gap does not go on there
  std::vector<std::vector<std::vector<bool>>> stopped(facts.gaps.size());
  for (auto& gap : stopped)
    for (std::size_t c = 0; c < grid.axes.size(); ++c) gap.emplace_back(grid.axes[c].size(), false);
  bool sound = true;
  for (std::size_t point = 0; point < brute.points.size(); ++point) {
    const std::vector<std::size_t>& at = brute.points[point];
    ++tally.points;
    bool covered = false;
    for (std::uint32_t row = 0; row < t.rows && !covered; ++row) covered = brute.fitting(row, point);
    std::size_t in = 0;
    for (std::size_t g = 0; g < facts.gaps.size(); ++g) {
      const auto [out, column] = outside(facts.gaps[g], at);
      if (out == 0) ++in;
      if (out == 1 && (covered || in > 0)) stopped[g][column][atoms[column][at[column]]] = true;
    }
    sound = sound && in == (covered ? 0 : 1);
  }
  CHECK(sound);
  CHECK_FALSE(facts.more_gaps);
  for (std::size_t g = 0; g < facts.gaps.size(); ++g) {
    ++tally.boxes;
    for (std::size_t c = 0; c < grid.axes.size(); ++c)
      for (std::uint32_t atom = 0; atom < grid.axes[c].size(); ++atom)
        if (std::count(atoms[c].begin(), atoms[c].end(), atom) > 0)
          sound = sound && (holds(facts.gaps[g].box[c], atom) || stopped[g][c][atom]);
    const std::vector<std::size_t> first = index_of(t, facts.gaps[g].first);
    sound = sound && outside(facts.gaps[g], first).first == 0;
  }
  CHECK(sound);
}

// Classes of rows: all different as for hit unique, or a few as for hit any.
void check_overlaps(const Small& t, const TableGrid& grid, const Brute& brute,
                    std::vector<std::uint32_t> classes, Tally& tally) {
  SearchOptions options;
  options.classes = classes;
  const TableFacts facts = search_grid(grid, t.otherwise, options);
  bool clash = false;
  for (std::size_t point = 0; point < brute.points.size(); ++point) {
    std::uint32_t first = kNoRow;
    for (std::uint32_t row = 0; row < t.rows; ++row) {
      if (!brute.fitting(row, point)) continue;
      if (first == kNoRow) first = row;
      clash = clash || classes[row] != classes[first];
    }
  }
  CHECK(facts.overlaps.empty() == !clash);
  std::vector<std::uint32_t> seconds;
  for (const RowPair& pair : facts.overlaps) {
    const std::size_t at = brute.find(index_of(t, pair.at));
    CHECK(pair.first < pair.second);
    CHECK(classes[pair.first] != classes[pair.second]);
    CHECK(brute.fitting(pair.first, at));
    CHECK(brute.fitting(pair.second, at));
    seconds.push_back(pair.second);
  }
  CHECK(std::is_sorted(seconds.begin(), seconds.end()));
  CHECK(std::adjacent_find(seconds.begin(), seconds.end()) == seconds.end());
  tally.overlaps += clash ? 1 : 0;
}

void check_order(const Small& t, const TableGrid& grid, const Brute& brute, Tally& tally) {
  SearchOptions options;
  options.ordered = true;
  if (t.rows % 2 == 0) options.together = 0;  // each row by itself
  const TableFacts facts = search_grid(grid, t.otherwise, options);
  std::vector<bool> reached(t.rows, false), fits(t.rows, false);
  bool always = true, rest = false;
  for (std::size_t point = 0; point < brute.points.size(); ++point) {
    bool taken = false, unknown = false;
    for (std::uint32_t row = 0; row < t.rows; ++row) {
      const Fit fit = brute.fits[row][point];
      unknown = unknown || fit == Fit::unknown;
      if (fit != Fit::yes) continue;
      fits[row] = true;
      if (!taken) reached[row] = true;
      taken = true;
    }
    always = always && (taken || (t.otherwise && !unknown));
    rest = rest || (!taken && !unknown);
  }
  CHECK(facts.reached == reached);
  CHECK(facts.complete == always);
  if (t.otherwise) CHECK(facts.otherwise_fits == rest);
  tally.dead_otherwise += t.otherwise && !rest ? 1 : 0;
  for (std::uint32_t row = 0; row < t.rows; ++row) {
    CHECK(facts.never_fits[row] == !fits[row]);
    if (!fits[row] || reached[row]) continue;
    ++tally.hidden;
    const std::vector<std::uint32_t> above = hiding_rows(grid, row);
    REQUIRE_FALSE(above.empty());
    CHECK(above.back() < row);
    // They take all of the row, and without any one of them they do not.
    for (std::size_t left_out = 0; left_out <= above.size(); ++left_out) {
      bool all = true;
      for (std::size_t point = 0; point < brute.points.size() && all; ++point) {
        bool held = !brute.fitting(row, point);
        for (std::size_t i = 0; i < above.size() && !held; ++i)
          held = i != left_out && brute.fitting(above[i], point);
        all = held;
      }
      CHECK(all == (left_out == above.size()));
    }
  }
}

}  // namespace

TEST_CASE("random tables of up to six inputs: gaps, overlaps and hidden rows as by looking at every point") {
  const char* given = std::getenv("POL_SEED");
  const unsigned long seed = given ? std::strtoul(given, nullptr, 10) : 20'261'101;
  std::mt19937 random(static_cast<std::uint32_t>(seed));
  Maker maker(random);
  Tally tally;
  for (std::size_t number = 0; number < kTables; ++number) {
    const Small t = maker.table();
    const TableGrid grid = cut_table(t.cells, t.ranges, t.domains);
    const Brute brute(t);
    INFO("seed " << seed << ", table " << number);
    SearchOptions options;
    options.gaps = 10'000;
    const TableFacts facts = search_grid(grid, false, options);
    REQUIRE(facts.finished);
    tally.gaps += facts.gaps.empty() ? 0 : 1;
    check_gaps(t, grid, facts, brute, tally);
    check_order(t, grid, brute, tally);
    if (t.rows == 0) continue;
    check_overlaps(t, grid, brute, all_different(t.rows), tally);
    std::vector<std::uint32_t> classes;
    for (std::uint32_t row = 0; row < t.rows; ++row)
      classes.push_back(static_cast<std::uint32_t>(random() % 3));
    check_overlaps(t, grid, brute, classes, tally);
  }
  const std::string text = fmt::format(
      "table search: {} tables (seed {}), {} points; {} with gaps ({} boxes), {} with clashing rows, {} "
      "hidden rows, "
      "{} dead otherwise rows\n",
      kTables, seed, tally.points, tally.gaps, tally.boxes, tally.overlaps, tally.hidden,
      tally.dead_otherwise);
  std::fputs(text.c_str(), stdout);
  for (const std::size_t seen : {tally.gaps, tally.overlaps, tally.hidden, tally.dead_otherwise})
    CHECK(seen > kTables / 200);
}
