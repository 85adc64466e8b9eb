#include <catch2/catch.hpp>

#include "runtime/interp/interp.h"

using namespace pol;
using interp::Slot;
using ir::Hit;

namespace {

// Cells as a person writes them: "any", "3..5", "missing", "missing no_hit", "3..5 missing".
struct Grid {
  ir::Module m;
  ir::Table table;

  Grid(Hit hit, std::vector<std::vector<std::string>> rows, bool otherwise = false) {
    m.types.resize(1);
    m.types[0].kind = Kind::number;
    m.types[0].range = {0, 100};
    table.hit = hit;
    table.otherwise = otherwise;
    table.rows = static_cast<std::uint32_t>(rows.size());
    table.columns.assign(rows[0].size(), 0);
    for (const auto& row : rows)
      for (const std::string& text : row) add(text);
  }
  void add(const std::string& text) {
    ir::Cell cell;
    cell.first = static_cast<std::uint32_t>(table.ranges.size());
    if (text == "any") {
      cell.any = true;
      cell.missing = cause::all;
    } else {
      if (const std::size_t dots = text.find(".."); dots != std::string::npos) {
        table.ranges.push_back({std::stoi(text), std::stoi(text.substr(dots + 2))});
        cell.count = 1;
      }
      if (text.find("missing") != std::string::npos)
        cell.missing = text.find("no_hit") != std::string::npos ? cause::no_hit : cause::all;
    }
    table.cells.push_back(cell);
  }
  Slot row(std::vector<Slot> inputs) const { return interp::table_row(m, table, inputs); }
};

Slot slot(i128 number) {
  return {number};
}
Slot missing_slot(CauseMask causes) {
  return {0, causes};
}

}  // namespace

TEST_CASE("unique: the row that fits; none is a computed error, or otherwise") {
  Grid grid(Hit::unique, {{"0..4"}, {"5..9"}});
  CHECK(grid.row({slot(4)}) == slot(1));
  CHECK(grid.row({slot(5)}) == slot(2));
  CHECK(grid.row({slot(10)}) == missing_slot(cause::computed_error));
  grid.table.otherwise = true;
  CHECK(grid.row({slot(10)}) == slot(3));
}

TEST_CASE("a missing input is unknown against values, unless a row covers it in that column") {
  Grid open(Hit::unique, {{"0..4"}, {"5..9"}}, true);
  CHECK(open.row({missing_slot(cause::no_hit)}) ==
        missing_slot(cause::no_hit));  // `otherwise` does not catch an unknown row
  Grid covered(Hit::unique, {{"0..4"}, {"missing"}}, true);
  CHECK(covered.row({missing_slot(cause::no_hit)}) == slot(2));
  Grid partly(Hit::unique, {{"0..4"}, {"missing no_hit"}}, true);
  CHECK(partly.row({missing_slot(cause::no_hit)}) == slot(2));
  CHECK(partly.row({missing_slot(cause::stale)}) == missing_slot(cause::stale));  // the first row may fit
  CHECK(partly.row({missing_slot(cause::no_hit | cause::stale)}) ==
        missing_slot(cause::no_hit | cause::stale));
  Grid only_missing(Hit::unique, {{"missing no_hit"}, {"missing no_hit"}}, true);
  CHECK(only_missing.row({missing_slot(cause::stale)}) == slot(3));  // `missing` cells are always answered
}

TEST_CASE("any fits a missing input and does not cover it for other rows") {
  Grid grid(Hit::any, {{"0..4", "0..9"}, {"any", "10..19"}});
  CHECK(grid.row({missing_slot(cause::no_hit), slot(12)}) == slot(2));
  CHECK(grid.row({missing_slot(cause::no_hit), slot(5)}) == missing_slot(cause::no_hit));
  CHECK(grid.row({slot(7), slot(5)}) == missing_slot(cause::computed_error));
}

TEST_CASE("a row that certainly does not fit is not unknown") {
  Grid grid(Hit::unique, {{"0..4", "0..9"}}, true);
  CHECK(grid.row({missing_slot(cause::no_hit), slot(50)}) == slot(2));
  CHECK(grid.row({missing_slot(cause::no_hit), missing_slot(cause::stale)}) ==
        missing_slot(cause::no_hit | cause::stale));
}

TEST_CASE("unique and any: a fitting row wins over an unknown one; first: only from above") {
  const std::vector<std::vector<std::string>> rows = {{"0..4", "any"}, {"any", "0..9"}};
  CHECK(Grid(Hit::any, rows).row({missing_slot(cause::no_hit), slot(3)}) == slot(2));
  CHECK(Grid(Hit::first, rows).row({missing_slot(cause::no_hit), slot(3)}) == missing_slot(cause::no_hit));
  CHECK(Grid(Hit::first, rows).row({slot(2), missing_slot(cause::stale)}) == slot(1));
  CHECK(Grid(Hit::first, rows).row({slot(9), slot(3)}) == slot(2));
}

TEST_CASE("priority: the lowest rank among the fitting; an unknown row matters if it could win") {
  Grid grid(Hit::priority, {{"any", "0..9"}, {"0..4", "any"}});
  grid.table.rank = {2, 1};
  CHECK(grid.row({slot(3), slot(3)}) == slot(2));
  CHECK(grid.row({slot(9), slot(3)}) == slot(1));
  CHECK(grid.row({missing_slot(cause::no_hit), slot(3)}) == missing_slot(cause::no_hit));  // row 2 could win
  CHECK(grid.row({slot(3), missing_slot(cause::stale)}) == slot(2));                       // row 1 could not
  grid.table.rank = {1, 1};
  CHECK(grid.row({slot(3), slot(3)}) == slot(1));  // a tie goes to the first
}

TEST_CASE("a complete table keeps its promise even if it was broken") {
  Grid grid(Hit::unique, {{"0..4"}, {"5..9"}});
  grid.table.complete = true;
  CHECK(grid.row({slot(50)}) == slot(2));
  CHECK(grid.row({missing_slot(cause::no_hit)}) == slot(2));
  grid.table.hit = Hit::first;
  CHECK(grid.row({missing_slot(cause::no_hit)}) == missing_slot(cause::no_hit));
  CHECK(grid.row({slot(50)}) == slot(2));
}

TEST_CASE("text columns compare bytes") {
  Grid grid(Hit::unique, {{"0..0"}, {"1..1"}}, true);
  grid.m.types[0].kind = Kind::text;
  grid.m.texts = {"Anhui", "Henan"};
  CHECK(grid.row({interp::text_slot("Henan")}) == slot(2));
  CHECK(grid.row({interp::text_slot("henan")}) == slot(3));
}

TEST_CASE("a text cell may take every text but some") {
  Grid grid(Hit::first, {{"any"}, {"any"}});
  grid.m.types[0] = Type{};
  grid.m.types[0].kind = Kind::text;
  grid.m.texts = {"Suqian", "Hefei"};
  grid.table.cells[0] = {false, 0, 0, 2, true};
  grid.table.ranges = {{0, 0}, {1, 1}};
  CHECK(grid.row({interp::text_slot("Wuxi")}) == slot(1));
  CHECK(grid.row({interp::text_slot("Hefei")}) == slot(2));
  CHECK(grid.row({missing_slot(cause::no_hit)}) == missing_slot(cause::no_hit));
  grid.table.cells[0] = {false, cause::no_hit, 0, 0, true};  // all texts, and missing
  CHECK(grid.row({interp::text_slot("Hefei")}) == slot(1));
  CHECK(grid.row({missing_slot(cause::no_hit)}) == slot(1));
}
