#include <catch2/catch.hpp>

#include "tests/unit/analysis/analysed.h"

using pol::test::Found;
using pol::test::library_of;

TEST_CASE("a gap is named at the table, with the row that closes it") {
  const auto run = library_of(
      "table share\n  | takings || share |\n  | 0 CNY to 2 CNY || 10% |\n  | at least 2.02 CNY || 5% "
      "|\nend\n");
  CHECK(run.found() == Found{"E0711 3:1"});
  CHECK(run.says("no row for takings 2.01 CNY"));
  CHECK(run.says("`| 2.01 CNY || … |`"));
}

TEST_CASE("a missing input is a gap of its own") {
  const auto gap = library_of(
      "table t\n  | industry_code | score || v |\n  | retail | any || 1 |\n  | catering | 300 to 850 || 2 "
      "|\nend\n");
  CHECK(gap.found() == Found{"E0711 3:1"});
  CHECK(gap.says("industry_code catering, score missing ("));
}

TEST_CASE("an overlap is named at the later row, with a value that both take") {
  const auto run = library_of(
      "table t\n  | industry_code | score || v |\n  | retail | at most 600 || 1 |\n  | any | 600 to 700 || 2 "
      "|\n  | any | above 700 || 3 |\n"
      "  | catering | below 600 || 4 |\n  | retail | 601 || 5 |\n  | any | missing || 6 |\nend\n");
  CHECK(run.found() == Found{"E0712 6:3", "E0712 9:3"});
  CHECK(run.says("rows 1 and 2 both fit industry_code retail, score 600"));
}

TEST_CASE("hit first: a row that those above it hide; hit any: rows that disagree") {
  const auto first = library_of(
      "table t hit first\n  | score || v |\n  | at least 400 || 1 |\n  | at least 500 || 2 |\n  | any || 3 "
      "|\nend\n");
  CHECK(first.found() == Found{"E0713 6:3"});
  CHECK(first.says("row 2 never fits: row 1 takes every case first"));
  const auto any = library_of(
      "table t hit any\n  | score || v |\n  | at most 400 || 1% |\n  | at least 400 || 1.0% |\n  | at least "
      "800 || 2% |\n  | missing || 1% |\nend\n");
  CHECK(any.found() == Found{"E0714 7:3"});
  CHECK(any.says("give different results (1.0%, 2%)"));
}

TEST_CASE("texts: those that no cell names are one more value") {
  const auto run = library_of(
      "let word be \"x\"\nlet n be 5\ntable t\n  | score || v |\n  | 300 to 850, missing || 1 |\nend\n");
  CHECK(run.found().empty());
}

TEST_CASE("a table that is sure to have a row says so, which engines and later checks use") {
  const auto run = library_of(
      "table t\n  | score || v |\n  | at most 500 || 1 |\n  | above 500 || 2 |\n  | missing || 3 |\nend\nlet "
      "w be v * 2\n");
  CHECK(run.found().empty());
  REQUIRE(run.lowered->module.tables.size() == 1);
  CHECK(run.lowered->module.tables[0].complete);
}

TEST_CASE("a function's table is looked at for every call, with what that call can hand over") {
  const std::string function =
      "define grade(x int) table t | x || g | | 0 to 600 || 1 | | above 600 || 2 | end give g end\n";
  const auto sound =
      library_of(function + "let known be first present of (score, 0)\nlet a be grade(known)\n");
  CHECK(sound.found().empty());
  const auto gap = library_of(
      function + "let known be first present of (score, 0)\nlet a be grade(known)\nlet b be grade(score)\n");
  CHECK(gap.found() == Found{"E0711 3:21"});
  CHECK(gap.says("no row when x is missing"));
}
