// What authors get wrong, and what they are told: one mistake, one message, at its place.
#include <catch2/catch.hpp>

#include "syntax_support.h"

namespace pol::syntax {
namespace {

using Found = std::vector<std::string>;

// The diagnostics of items that start in line 3.
Found in_items(const std::string& items) {
  return Run(in_library(items)).found();
}
std::string message(const std::string& items) {
  return Run(in_library(items)).lines();
}

}  // namespace

TEST_CASE("tokens that are wrong by themselves") {
  CHECK(in_items("let a be Score") == Found{"E0103 3:10"});
  CHECK(in_items("let a be 2,000") == Found{"E0104 3:10"});
  CHECK(in_items("let a be x is one of (1,000, 2)") == Found{"E0104 3:23"});
  CHECK(message("let a be x is one of (1,000)").find("space after the comma (`1, 000`)") !=
        std::string::npos);
  CHECK(in_items("let a be 1e5") == Found{"E0105 3:10"});
  CHECK(message("let a be 1.25e-3").find("`0.00125`") != std::string::npos);
  CHECK(message("let a be 12.5e3").find("`12500`") != std::string::npos);
  CHECK(in_items("let a be 007") == Found{"E0106 3:10"});
  CHECK(in_items("let a be 00.5") == Found{"E0106 3:10"});
  CHECK(in_items("let a be 6 months_x") == Found{"E0107 3:10"});
  CHECK(in_items("let budget be 1") == Found{"E0108 3:5"});
  CHECK(in_items("let a be d at least 2026-02-30") == Found{"E0109 3:21"});
  CHECK(message("let a be d at least 2026-13-01").find("there is no month 13") != std::string::npos);
  CHECK(in_items("let a be 0.505 CNY") == Found{"E0503 3:10"});
  CHECK(in_items("let a be 0.5 JPY") == Found{"E0503 3:10"});
  CHECK(in_items("let a be 5 QQQ") == Found{"E0200 3:10"});
  CHECK(in_items("let a be b & c") == Found{"E0102 3:12"});
  CHECK(in_items("let a be 客户") == Found{"E0102 3:10"});
  CHECK(in_items("let a be \"open") == Found{"E0200 3:10"});
  CHECK(in_items("let a be \"c:\\dir\"") == Found{"E0200 3:10"});
  CHECK(in_items("let a be 99999999999999999999999999999999999999999") == Found{"E0510 3:10"});
}

TEST_CASE("characters that a policy may not contain") {
  CHECK(in_items("let a be \"x\u202Ey\"") == Found{"E0101 3:12"});
  CHECK(in_items("-- a\u200Bb\nlet a be 1") == Found{"E0101 3:5"});
  CHECK(in_items("let a be \u00A01") == Found{"E0102 3:10"});
  CHECK(in_items("-- cafe\u0301") == Found{"E0101 3:7"});  // e and a combining accent
  CHECK(in_items("-- caf\u00E9 额度") == Found{});         // composed
  CHECK(in_items("-- caf\xE9") == Found{"E0101 3:7"});     // Latin-1
  CHECK(in_items("let a be \x01 1") == Found{"E0101 3:10"});
  CHECK(Run("\xEF\xBB\xBF" + in_library("let a be 1")).found() == Found{"E0101 1:1"});
  CHECK(Run("language 1\r\nlibrary t version 1 owner \"T\" tags s \"1\" end\r\nlet\ta be 1\r\n")
            .diagnostics.empty());
}

TEST_CASE("`and` mixed with `or`") {
  CHECK(in_items("let a be b and c or d") == Found{"E0209 3:18"});
  CHECK(in_items("let a be b or c and d or e") == Found{"E0209 3:17"});
  CHECK(in_items("let a be (b or c) and d or (e and f)") == Found{"E0209 3:25"});
  CHECK(in_items("let a be (b and c) or d") == Found{});
  CHECK(in_items("let a be not b and not c") == Found{});
  CHECK(message("let a be b or c and d").find("`b or (c and d)`") != std::string::npos);
}

TEST_CASE("an end that is missing or too many") {
  CHECK(in_items("segment s\n  a when b\n  c otherwise\nlet d be 1\nlet e be 2") == Found{"E0210 6:1"});
  CHECK(in_items("segment s\n  a when b\n  c otherwise\n") == Found{"E0210 6:1"});
  CHECK(in_items("let a be 1\nend\nlet b be 2") == Found{"E0200 4:1"});
  CHECK(Run("language 1\nlibrary t version 1\n  owner \"T\"\nlet a be 1").found() == Found{"E0210 4:1"});
  CHECK(in_items("define f(x int)\n  segment s a when x is 1 b otherwise\n  give s\nend\nlet b be 2") ==
        Found{"E0210 5:3"});
  const Run run(in_library("segment s\n  a when b\n  c otherwise\nlet d be 1"));
  REQUIRE(run.parsed.file != nullptr);
  CHECK(run.file().items.size() == 2);  // the segment counts as read
}

TEST_CASE("a broken line costs itself, not its block") {
  const Run run(
      in_library("knockouts\n"
                 "  K01 decline because R01 x is no\n"
                 "  K02 decline because R02 when score belo 560\n"
                 "  k03 decline because R03 when y\n"
                 "  K04 decline because R04\n"
                 "  K05 decline because R05 when y\n"
                 "  K06 decline because R06 when y is one of (a, b\n"
                 "  K07 decline because R07 when y == 3\n"
                 "  K08 decline because R08 when y\n"
                 "end\nlet z be 1"));
  CHECK(run.found() ==
        Found{"E0200 4:27", "E0200 5:38", "E0200 6:3", "E0200 8:3", "E0200 10:3", "E0200 10:35"});
  CHECK(run.lines().find("Did you mean `below`?") != std::string::npos);
  REQUIRE(run.parsed.file != nullptr);
  CHECK_FALSE(run.parsed.complete);
  const auto& knockouts = std::get<Knockouts>(run.file().items.at(0));
  REQUIRE(knockouts.items.size() == 2);
  CHECK(knockouts.items[0].code.text == "K05");
  CHECK(knockouts.items[1].code.text == "K08");
  CHECK(std::get<Let>(run.file().items.at(1)).name.text == "z");
  CHECK(run.parsed.lost == std::vector<std::string>{"K01", "K02", "K04", "K06", "K07"});
}

TEST_CASE("what was lost is named") {
  const Run run(
      in_library("let a be\ntable t\n  | x || share | cap_share |\n  | 1 | 2 | 3 |\nend\nlet c be 1"));
  CHECK(run.diagnostics.errors() == 2);
  CHECK(run.parsed.lost == std::vector<std::string>{"a", "t", "share", "cap_share"});
  CHECK(run.file().items.size() == 1);
}

TEST_CASE("a wrong head line leaves the header") {
  const Run run(
      "language 1\npolicy limit t version 1\n  owner \"T\"\n  aproved by 2 of (cro, cfo)\n"
      "  effective 2026-11-01 zone \"UTC\"\n  gives a int\nend\nlet a be 1");
  CHECK(run.found() == Found{"E0200 4:3"});
  REQUIRE(run.parsed.file != nullptr);
  CHECK_FALSE(run.file().header.complete);
  CHECK(run.file().header.effective.size() == 1);
  CHECK(run.file().header.gives.size() == 1);
}

TEST_CASE("ten mistakes in ten places are ten errors") {
  const Run run(
      in_library("let a be Score\n"
                 "let b be c * 1e5\n"
                 "lett d be 4\n"
                 "let e be (f + g\n"
                 "let h be 2,000\n"
                 "let i be j and k or l\n"
                 "segment s\n  x when y is\n  z otherwise\nend\n"
                 "let m be 6 months_x\n"
                 "let n be circuit\n"
                 "tree t if a then b end\n"));
  CHECK(run.found() == Found{"E0103 3:10", "E0105 4:14", "E0200 5:1", "E0200 7:1", "E0104 7:10", "E0209 8:18",
                             "E0200 11:3", "E0107 13:10", "E0108 14:10", "E0200 15:20"});
}

TEST_CASE("a condition alone") {
  const auto parse_text = [](const std::string& text, Diagnostics& diagnostics) {
    Sources sources;
    return parse_condition(sources, sources.add("c", text), diagnostics);
  };
  Diagnostics fine;
  const ExprPtr condition = parse_text("a is present and b at least 3", fine);
  REQUIRE(condition != nullptr);
  CHECK(fine.empty());
  CHECK(condition->kind == ExprKind::logical_and);
  for (const char* wrong : {"", "a is", "a b", "a end", "let a be 1", "a and b or c", "1e5", "(((("}) {
    INFO(wrong);
    Diagnostics diagnostics;
    CHECK(parse_text(wrong, diagnostics) == nullptr);
    CHECK(diagnostics.has_errors());
  }
}

TEST_CASE("reserved words") {
  for (const char* word : {"let", "when", "knockouts", "and", "yes", "missing", "circuit", "alert", "end"})
    CHECK(is_reserved(word));
  for (const char* word : {"score", "version", "cap", "floor", "at", "least", "days", "a", "half", "reasons",
                           "", "Let", "K01", "two words"})
    CHECK_FALSE(is_reserved(word));
}

}  // namespace pol::syntax
