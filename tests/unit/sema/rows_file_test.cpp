// Cells out of a file: by hand as by the parser; the file's own mistakes.
#include "compiler/sema/rows_file.h"

#include <catch2/catch.hpp>

#include "tests/unit/sema/bundle.h"

using namespace pol;
using test::Bundle;
using Found = std::vector<std::string>;

namespace {

std::string shown(const syntax::Value& value) {
  std::string text = std::to_string(value.id) + ":" + std::to_string(value.span.begin) + "-" +
                     std::to_string(value.span.end) + (value.negative ? "-" : "+");
  switch (value.kind) {
    case syntax::ValueKind::literal: {
      const Constant& c = value.literal.constant;
      return text + to_string(c.number) + "/" + std::to_string(c.type.scale) + " " +
             std::to_string(static_cast<int>(c.type.kind)) + c.type.currency.name() +
             std::to_string(static_cast<int>(c.type.period)) + c.text + "@" +
             std::to_string(value.literal.span.begin);
    }
    case syntax::ValueKind::ref:
      return text + "ref " + std::to_string(value.ref.id) + value.ref.name.text;
    case syntax::ValueKind::code:
      return text + "code " + value.code.text;
    case syntax::ValueKind::missing:
      return text + "missing " + std::to_string(value.causes) + (value.has_causes ? "()" : "");
    case syntax::ValueKind::stale:
      return text + "stale";
    case syntax::ValueKind::undecided:
      return text + "undecided";
  }
  return text;
}

std::string shown(const std::optional<syntax::Cell>& cell) {
  if (!cell) return "refused";
  std::string text = std::to_string(cell->span.begin) + "-" + std::to_string(cell->span.end);
  if (cell->any) text += " any";
  for (const syntax::Pattern& pattern : cell->patterns) {
    text += " [" + std::to_string(static_cast<int>(pattern.form)) + " " + std::to_string(pattern.span.begin) +
            "-" + std::to_string(pattern.span.end);
    if (pattern.form == syntax::Pattern::Form::none_of) {
      for (const syntax::Value& value : pattern.none_of) text += " " + shown(value);
    } else {
      text += " " + shown(pattern.value);
    }
    if (pattern.form == syntax::Pattern::Form::bounded)
      text += " " + std::to_string(static_cast<int>(pattern.bound));
    if (pattern.form == syntax::Pattern::Form::between)
      text += (pattern.below_upper ? " below " : " to ") + shown(pattern.upper);
    text += "]";
  }
  return text;
}

test::CheckRun check_rows(const std::string& csv, const std::string& path = "rows.csv") {
  Bundle bundle;
  bundle.write("rows.csv", csv);
  return bundle.check(
      "language 1\nlibrary t version 1 owner \"Test\" tags demo \"1\" end\n"
      "table t hit first\n  | score | verified || x | y |\n  rows from \"" +
      path + "\"\nend\n");
}

}  // namespace

TEST_CASE("a cell read by hand is the cell that the parser reads") {
  int read = 0;
  for (const char* text :
       {"any", "missing", "stale", "yes", "no", "12", "-12", "0", "0.65", "7.2%", "30 bp", "-30 bp",
        "24% a year", "90 days", "6 months", "2026-11-01", "780,000 CNY", "0.50 CNY", "retail",
        "retail, catering", "AH", "18 to 35", "18 to below 35", "-5 to -1", "0 CNY to below 1,000 CNY",
        "at least 560", "at most 1,000 CNY", "above 0 days", "below -3", "1, 2, 3", "below 300, missing",
        "at least 5, stale", "some_let to 9",
        // the parser's own
        "missing (no_hit)", "missing (no_hit, stale), 4", "not (retail)", "not (1, 2)", "\"Suqian\"",
        "\"a, b\", \"c\"", ">= 5", "18  to 35", "limit.outcome", "tags.score", "retail,catering",
        // wrong
        "", "007", "1,000", "1e5", "2026-02-30", "5 to", "to 5", "at least", "5 CNY to", "any, 5", "end",
        "when", "sum of x", "a b", "1 | 2", "5 -- five", "--5", "alert", "Mixed", "6 months_x", "at  least 5",
        "5,", ", 5", "not retail", "missing ()", "undecided"}) {
    CAPTURE(text);
    Sources sources;
    const FileId file = sources.add("rows.csv", std::string("####") + text);
    const Span at{file, 4, 4 + static_cast<std::uint32_t>(std::string(text).size())};
    syntax::NodeId by_hand = 100, by_parser = 100;
    Diagnostics ignored, expected;
    const auto hand = sema::read_cell(sources, at, text, by_hand, ignored);
    const auto parsed = sema::parse_cell_at(sources, at, text, by_parser, expected);
    CHECK(shown(hand) == shown(parsed));
    CHECK(by_hand == by_parser);
    read += hand ? 1 : 0;
  }
  CHECK(read == 47);
}

TEST_CASE("rows of a file are rows of the table") {
  const auto run = check_rows(
      "\xEF\xBB\xBFscore,verified,x,y\r\nbelow 500,yes,1,-2.5\r\n\r\n\"500 to below 600, missing\", any "
      ",1,3\r\n"
      "otherwise,,2,0.5");
  INFO(run.text());
  REQUIRE(run.found().empty());
  const auto& table = std::get<syntax::Table>(run.checked->units[0].file->items[0]);
  REQUIRE(table.rows.size() == 3);
  CHECK(table.rows[1].cells[0].patterns.size() == 2);
  CHECK(table.rows[1].cells[1].any);
  CHECK(table.rows[2].otherwise);
  CHECK(table.rows[0].outputs[1]->kind == syntax::ExprKind::negate);
  CHECK(run.sources.slice(table.rows[1].cells[0].patterns[1].span) == "missing");
}

TEST_CASE("what is wrong with a file of rows is told at its line and column") {
  CHECK(check_rows("score,verified,x\nany,any,1\n").found() == Found{"E0718 rows.csv 1:16"});
  CHECK(check_rows("score,checked,x,y\nany,any,1,2\n").found() == Found{"E0718 rows.csv 1:7"});
  CHECK(check_rows("score,verified,x,y,why\nany,any,1,2,R01\n").found() == Found{"E0718 rows.csv 1:20"});
  CHECK(check_rows("score,verified,x,y\nany,any,1\n").found() == Found{"E0718 rows.csv 2:1"});
  CHECK(check_rows("score,verified,x,y\nany,any,1,x + 1\n").found() == Found{"E0718 rows.csv 2:11"});
  CHECK(check_rows("score,verified,x,y\n1e5,,1,1\n").found() ==
        Found{"E0718 rows.csv 2:1", "E0718 rows.csv 2:5"});
  CHECK(check_rows("score,verified,x,y\nany,\"any,1,2\n").found() == Found{"E0718 rows.csv 2:5"});
  CHECK(check_rows("score,verified,x,y\nany,\"any\"x,1,2\n").found() == Found{"E0718 rows.csv 2:10"});
  CHECK(check_rows("score,verified,x,y\nany,a\"ny,1,2\n").found() == Found{"E0718 rows.csv 2:6"});
  CHECK(check_rows("score,verified,x,y\n").found() == Found{"E0718 rows.csv 1:1"});
  CHECK(check_rows("").found() == Found{"E0718 rows.csv 1:1"});
  CHECK(check_rows("score,verified,x,y,because\nany,any,1,2,r1\n").found() == Found{"E0718 rows.csv 2:13"});
  // What fits the syntax but not the column is told by the checker, at the same place.
  CHECK(check_rows("score,verified,x,y\n60%,any,1,2\n").found() == Found{"E0401 rows.csv 2:1"});
  CHECK(check_rows("score,verified,x,y\nany,any,1,2\nany,any,1,2%\n").found() ==
        Found{"E0401 rows.csv 3:11"});
}

TEST_CASE("the file of rows stands below a root") {
  const std::string csv = "score,verified,x,y\nany,any,1,2\n";
  CHECK(check_rows(csv, "/rows.csv").found() == Found{"E0206 5:13"});
  CHECK(check_rows(csv, "../rows.csv").found() == Found{"E0206 5:13"});
  CHECK(check_rows(csv, "other.csv").found() == Found{"E0206 5:13"});
  CHECK(check_rows(csv).found().empty());
}

TEST_CASE("10,000 rows are read") {
  std::string csv = "score,verified,x,y\n";
  for (int i = 0; i < 10'000; ++i) csv += "300 to below 301,yes,\"1,000.50 CNY\"," + std::to_string(i) + "\n";
  const auto run = check_rows(csv);
  INFO(run.text());
  CHECK(run.found().empty());
  CHECK(std::get<syntax::Table>(run.checked->units[0].file->items[0]).rows.size() == 10'000);
}
