#include "compiler/analysis/table_search.h"

#include <catch2/catch.hpp>

#include <random>

#include "runtime/interp/interp.h"

using namespace pol;
using analysis::Domain;
using analysis::TableFacts;

namespace {

// A column of whole numbers 0..9 that may be missing with no_hit and stale, one at a time.
Domain digits() {
  return {{0, 9}, false, {cause::no_hit, cause::stale}};
}

struct Rows {
  ir::Table table;
  explicit Rows(std::size_t columns, ir::Hit hit = ir::Hit::unique) {
    table.columns.assign(columns, 0);
    table.hit = hit;
  }
  Rows& any() { return cell({true, cause::all, 0, 0}); }
  Rows& range(std::int64_t lo, std::int64_t hi, CauseMask missing = 0) {
    const auto first = static_cast<std::uint32_t>(table.ranges.size());
    table.ranges.push_back({lo, hi});
    return cell({false, missing, first, 1});
  }
  Rows& only_missing(CauseMask causes) { return cell({false, causes, 0, 0}); }
  Rows& cell(ir::Cell cell) {
    table.cells.push_back(cell);
    table.rows = static_cast<std::uint32_t>(table.cells.size() / table.columns.size());
    return *this;
  }
};

TableFacts search(const Rows& rows, std::size_t budget = 1'000'000, const Domain& domain = digits()) {
  analysis::SearchOptions options;
  options.budget = budget;
  options.ordered = rows.table.hit == ir::Hit::first;
  if (!options.ordered) options.classes = analysis::all_different(rows.table.rows);
  const std::vector<Domain> domains(rows.table.columns.size(), domain);
  return search_grid(analysis::cut_table(rows.table.cells, rows.table.ranges, domains), rows.table.otherwise,
                     options);
}

}  // namespace

TEST_CASE("a hole between two rows is found, and named by its first value") {
  Rows rows(1);
  rows.range(0, 2).range(4, 9, cause::all);
  const TableFacts facts = search(rows);
  REQUIRE_FALSE(facts.gaps.empty());
  CHECK(facts.gaps[0].first.at(0).value == 3);
  CHECK_FALSE(facts.complete);
  CHECK(facts.overlaps.empty());
}

TEST_CASE("a missing input that no row takes is a gap") {
  Rows rows(1);
  rows.range(0, 9).only_missing(cause::stale);
  const TableFacts facts = search(rows);
  REQUIRE_FALSE(facts.gaps.empty());
  CHECK(facts.gaps[0].first.at(0).causes == cause::no_hit);
  rows.only_missing(cause::no_hit);
  CHECK(search(rows).complete);
}

TEST_CASE("columns are looked at together") {
  Rows rows(2);
  rows.range(0, 4, cause::all)
      .range(0, 9, cause::all)
      .range(5, 9)
      .range(0, 4)
      .range(5, 9)
      .range(6, 9, cause::all);
  const TableFacts facts = search(rows);
  REQUIRE_FALSE(facts.gaps.empty());
  CHECK(facts.gaps[0].first.at(0).value == 5);
  CHECK(facts.gaps[0].first.at(1).value == 5);
}

TEST_CASE("overlapping rows are found with a value that both fit") {
  Rows rows(2);
  rows.range(0, 5, cause::all).any().range(5, 9).range(0, 3).range(6, 9).range(4, 9, cause::all);
  const TableFacts facts = search(rows);
  REQUIRE(facts.overlaps.size() == 1);
  CHECK(facts.overlaps[0].first == 0);
  CHECK(facts.overlaps[0].second == 1);
  CHECK(facts.overlaps[0].at[0].value == 5);
}

TEST_CASE("a row below one that takes everything is never reached") {
  Rows rows(1, ir::Hit::first);
  rows.range(1, 9, cause::all).range(5, 9).range(0, 0);
  const TableFacts facts = search(rows);
  CHECK(facts.reached == std::vector<bool>{true, false, true});
  CHECK(facts.gaps.empty());
}

TEST_CASE("with `otherwise` there is no gap, but an unknown row may keep it from being sure") {
  Rows rows(1);
  rows.range(0, 5);
  rows.table.otherwise = true;
  CHECK(search(rows).gaps.empty());
  CHECK_FALSE(search(rows).complete);
  rows.only_missing(cause::all);
  CHECK(search(rows).complete);
}

TEST_CASE("a search over its budget says so") {
  Rows rows(3);
  for (int i = 0; i < 10; ++i)
    for (int k = 0; k < 10; ++k) rows.range(i, i).range(k, k).range(0, 9);
  CHECK_FALSE(search(rows, 100).finished);
  CHECK(search(rows).finished);
}

TEST_CASE("a table of ten thousand rows is searched whole") {
  Rows rows(2);
  for (int i = 0; i < 100; ++i)
    for (int k = 0; k < 100; ++k) rows.range(i, i).range(k, k);
  const Domain hundred{{0, 99}, false, {}};
  const TableFacts facts = search(rows, 1'000'000, hundred);
  CHECK(facts.finished);
  CHECK(facts.complete);
  CHECK(facts.overlaps.empty());
}

// The interpreter says for every point of a small grid which row is used; the search must have said the same.
TEST_CASE("random tables: the search agrees with looking at every point") {
  std::mt19937 random(7);
  const auto below = [&](std::uint32_t n) { return static_cast<std::int64_t>(random() % n); };
  ir::Module module;
  Type digit;
  digit.kind = Kind::number;
  digit.range = {0, 9};
  digit.may_be_missing = true;
  module.types = {digit};
  for (int round = 0; round < 2'000; ++round) {
    Rows rows(2);
    const auto count = 1 + below(6);
    for (std::int64_t cell = 0; cell < count * 2; ++cell) {
      const auto kind = below(6);
      const std::int64_t lo = below(10);
      if (kind == 0)
        rows.any();
      else if (kind == 1)
        rows.only_missing(below(2) ? cause::all : cause::no_hit);
      else
        rows.range(lo, lo + below(static_cast<std::uint32_t>(10 - lo)),
                   below(2) ? cause::all : cause::present);
    }
    rows.table.otherwise = below(4) == 0;
    const TableFacts facts = search(rows);
    std::vector<interp::Slot> values;
    for (int v = 0; v < 10; ++v) values.push_back({v});
    values.push_back({0, cause::no_hit});
    values.push_back({0, cause::stale});
    bool always = true, overlap = false;
    for (const auto& a : values)
      for (const auto& b : values) {
        const interp::Slot inputs[] = {a, b};
        always = always && interp::table_row(module, rows.table, inputs).causes == 0;
        ir::Table one = rows.table;
        one.otherwise = false;
        // A row that fits alone, twice over, is an overlap.
        int fits = 0;
        for (std::uint32_t row = 0; row < rows.table.rows; ++row) {
          ir::Table rest = one;
          for (std::uint32_t other = 0; other < rows.table.rows; ++other)
            if (other != row) rest.cells[other * 2] = {};  // fits nothing
          const interp::Slot used = interp::table_row(module, rest, inputs);
          fits += used.causes == 0 && used.value == row + 1 ? 1 : 0;
        }
        overlap = overlap || fits > 1;
      }
    INFO("round " << round);
    CHECK(facts.complete == always);
    CHECK(facts.overlaps.empty() == !overlap);
  }
}
