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

TEST_CASE("the row that closes a gap, and a row that may be widened instead") {
  const auto run = library_of(
      "table t\n  | industry_code | score || a | b |\n  | retail | any || 1 | 1 |\n  | catering | below 640 "
      "|| 2 | 2 "
      "|\n  | catering | above 640, missing || 3 | 3 |\nend\n");
  CHECK(run.found() == Found{"E0711 3:1"});
  CHECK(
      run.says("table t: no row for industry_code catering, score 640. Add `| catering | 640 || … | … |` or "
               "widen row 2 to `at most 640`"));
  const auto missing = library_of(
      "table t\n  | score || v |\n  | any || 1 |\nend\ntable u\n  | score || w |\n  | "
      "at least 300 || 1 |\nend\n");
  CHECK(missing.found() == Found{"E0711 7:1"});
  CHECK(missing.says("no row when score is missing. Add `| missing || … |`\n"));
}

TEST_CASE("several gaps are as many rows to add, and the rest is counted") {
  const auto two = library_of(
      "table t\n  | industry_code | score || v |\n  | retail | 400 to 500 || 1 |\n  | catering | any || 2 "
      "|\nend\n");
  CHECK(two.found() == Found{"E0711 3:1"});
  CHECK(two.says("Add `| retail | at most 399, at least 501, missing || … |`"));
  std::string rows;
  for (int from = 300; from < 600; from += 10)
    rows += "  | " + std::to_string(from) + " | " + std::to_string(from / 10 * 1000) + " CNY || 1 |\n";
  const auto many = library_of("table t\n  | score | takings || v |\n" + rows + "end\n");
  CHECK(many.found() == Found(5, "E0711 3:1"));
  CHECK(many.says(" more gaps"));
}

TEST_CASE("the rows proposed close the gaps without an overlap") {
  const std::string head = "table t\n  | industry_code | verified | score || v |\n";
  std::string rows =
      "  | retail | yes | 300 to 500 || 1 |\n  | catering | any | at least 450 || 2 |\n  | any | no | "
      "missing || 3 |\n";
  const auto open = library_of(head + rows + "end\n");
  REQUIRE(open.found().size() >= 2);
  for (const auto& d : open.run.diagnostics.all()) {
    const auto from = d.fix.find('|'), until = d.fix.find('`', from);
    REQUIRE(until != std::string::npos);
    std::string row = d.fix.substr(from, until - from);
    row.replace(row.find("…"), std::string("…").size(), "9");
    rows += "  " + row + "\n";
  }
  CHECK(library_of(head + rows + "end\n").run.text().empty());
}

TEST_CASE("rows that only together hide one are all named") {
  const auto run = library_of(
      "table t hit first\n  | industry_code | score || v |\n  | retail | at least 400 || 1 |\n  | any | "
      "missing || 5 "
      "|\n  | catering | at least 350 || 2 |\n  | any | at least 500 || 3 |\n  | any | any || 4 |\nend\n");
  CHECK(run.found() == Found{"E0713 8:3"});
  CHECK(run.says("row 4 never fits: rows 1 and 3 together take every case first"));
}

TEST_CASE("a row or an `otherwise` that nothing is left for is warned about") {
  const auto row = library_of(
      "table t\n  | score | takings || v |\n  | any | at most 3 CNY || 1 |\n  | above 900 | above 3 CNY || 2 "
      "|\n  | any "
      "| above 3 CNY || 3 |\n  | any | missing || 4 |\nend\n");
  CHECK(row.run.found(true) == Found{"W0903 6:3", "W0903 8:3"});
  CHECK(row.says("row 2 never fits: `above 900` takes nothing that score can be (300 to 850)"));
  CHECK(row.says("row 4 never fits: takings is never missing"));
  const auto first =
      library_of("table t hit first\n  | score || v |\n  | above 900 || 2 |\n  | any || 3 |\nend\n");
  CHECK(first.found() == Found{"E0713 5:3"});
  const auto otherwise = library_of(
      "table t\n  | score || v |\n  | at most 600 || 1 |\n  | above 600, missing || 2 |\n  | otherwise || 3 "
      "|\nend\n");
  CHECK(otherwise.run.found(true) == Found{"W0903 7:3"});
}

TEST_CASE("the table of a function that nothing calls is looked at as it is written") {
  const auto run = library_of(
      "define grade(x int) table t hit first | x || g | | at least 5 || 1 | | at least 9 || 2 | | any || 3 | "
      "end give g "
      "end\ndefine band(x int) table u | x || h | | 0 to 9 || 1 | | 5 to 20 || 2 | end give h end\n");
  CHECK(run.found() == Found{"E0713 3:70", "E0712 4:55"});
  // A call that never hands over more than 4 does not make its second row a mistake.
  const auto narrow = library_of(
      "define grade(x int) table t hit first | x || g | | at most 4 || 1 | | any || 3 | end give g end\nlet "
      "few be first "
      "present of (old_score, 1)\nlet w be grade(lowest of (few, 3))\n");
  CHECK(narrow.found().empty());
}

TEST_CASE("what a test asks about only if it is present leaves no gap") {
  const std::string table = "table t | level || v | | high || 1 | | low || 2 | end\n";
  CHECK(library_of("segment level high when score if present at least 600 low otherwise end\n" + table)
            .found()
            .empty());
  CHECK(library_of("segment level high when score at least 600 low otherwise end\n" + table).found() ==
        Found{"E0711 4:1"});
  CHECK(library_of("segment level high when score if present above old_score low otherwise end\n" + table)
            .found() == Found{"E0711 4:1"});
}

TEST_CASE("a scorecard whose factors are complete has points in every case, for tables too") {
  const std::string card =
      "scorecard card start from 500\n  factor score because R01\n    | at least 600 || 20 |\n"
      "    | below 600 || 10 |\n    | missing || 0 |\n";
  const std::string table =
      "end\ntable t\n  | card.points || share |\n  | at least 520 || 10% |\n  | below 520 || 5% |\nend\n";
  const auto run = library_of(card + table);
  INFO(run.run.text());
  CHECK(run.found() == Found{});
  REQUIRE(run.lowered);
  for (const auto& one : run.lowered->module.tables) CHECK(one.complete);
  const auto open = library_of(card.substr(0, card.find("    | missing")) + table);
  CHECK(open.found() == Found{"E0711 4:3", "E0711 8:1"});
}
