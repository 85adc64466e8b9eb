#include <catch2/catch.hpp>

#include "tests/unit/sema/bundle.h"

using namespace pol;
using namespace pol::test;
using Lines = std::vector<std::string>;

namespace {

std::vector<std::string> order_of(const sema::Checked& checked) {
  std::vector<std::string> names;
  for (const auto id : checked.order) names.push_back(checked.symbols[id].name);
  return names;
}

}  // namespace

TEST_CASE("an unknown name is told with the nearest tag and its label") {
  const auto run = check_library("let a be scoer + 1\n");
  CHECK(run.found() == Lines{"E0304 3:10"});
  CHECK(run.says("Did you mean the tag `score` (分)?"));
}

TEST_CASE("definitions stand in the order of what they read, whatever the order of the text") {
  const auto run = check_library("let c be b + 1\nlet b be a + 1\nlet a be 1\n");
  REQUIRE(run.found().empty());
  CHECK(order_of(*run.checked) == Lines{"a", "b", "c"});
}

TEST_CASE("a circle is printed once, at the first definition") {
  const auto run = check_library("let z be 1\nlet a be c + 1\nlet b be a + 1\nlet c be b + 1\nlet d be a\n");
  CHECK(run.found() == Lines{"E0305 4:5"});
  CHECK(run.says("`a` depends on itself: a -> c -> b -> a"));
}

TEST_CASE("a function that calls itself is a circle") {
  CHECK(check_library("define f(x int) give f(x) end\n").found() == Lines{"E0305 3:8"});
}

TEST_CASE("names are defined once") {
  CHECK(check_library("let a be 1\nlet a be 2\n").found() == Lines{"E0301 4:5"});
  CHECK(check_library("let score be 1\n").found() == Lines{"E0301 3:5"});
  CHECK(check_library("let decision_date be 1\n").found() == Lines{"E0301 3:5"});
  CHECK(check_library("define days_from(x int) give x end\n").found() == Lines{"E0301 3:8"});
}

TEST_CASE("a table may be called like its column") {
  const auto run = check_library(
      "table share\n | verified || share |\n | yes || 10% |\n | no || 0% |\nend\nlet x be share\n");
  CHECK(run.found().empty());
}

TEST_CASE("a function reads its parameters and lets only") {
  CHECK(check_library("let k be 2\ndefine f(x int) give x * k end\n").found() == Lines{"E0308 4:26"});
  CHECK(check_library("define f(x int) give x + tags.score end\n").found() == Lines{"E0308 3:26"});
  CHECK(check_library("define f(score int) give score end\n").found() == Lines{"E0306 3:10"});
  CHECK(check_library("define f(x int) let y be x + 1 give y * 2 end\nlet a be f(3)\n").found().empty());
}

TEST_CASE("calls of unknown functions") {
  const auto run = check_library("define room(x int) give x end\nlet a be rom(3)\n");
  CHECK(run.found() == Lines{"E0304 4:10"});
  CHECK(run.says("Did you mean `room`?"));
}

TEST_CASE("codes are used once, and each only for what it labels") {
  const auto twice = check_limit(brakes() + R"(knockouts
  B5 decline because R01 when verified is no
end
decide outcome decline when any decline knockout approve otherwise end
)");
  CHECK(twice.found() == Lines{"E0302 13:3"});
  const auto taken = check_limit(brakes() + R"(decide outcome
  decline because R01 when taken by B6 above 1 CNY
  approve otherwise
end
)");
  CHECK(taken.found() == Lines{"E0304 13:37"});
  CHECK(taken.says("Did you mean `B5`?"));
}

TEST_CASE("brakes and legal steps are one definition; any other is one too many") {
  const std::string outcome = "decide outcome approve otherwise end\n";
  CHECK(
      check_limit(brakes() + "legal on limit L1 cap 1,000 CNY source \"x\" end\n" + outcome).found().empty());
  CHECK(check_limit(brakes() + "let limit be 3 CNY\n" + outcome).found() == Lines{"E0301 12:5"});
  CHECK(check_limit(brakes() + "brakes on limit start from 1 CNY B6 cap 2 CNY end\n" + outcome).found() ==
        Lines{"E0301 12:11"});
}

TEST_CASE("an output wants its definition, and is told once") {
  const auto run = check_limit(
      "brakes on other start from 1 CNY B1 cap 3 CNY end\ndecide outcome approve otherwise end\n");
  CHECK(run.found() == Lines{"E0801 2:1", "E0303 9:9"});
}

TEST_CASE("a mistake of syntax does not hide the others, and hides what follows from it") {
  const auto run =
      check_library("let a be\nlet b be a + scoer\nlet c be 1 +\nlet d be c + nothing_like_it\n");
  std::size_t unknown = 0;
  for (const auto& line : run.found()) unknown += line.rfind("E0304", 0) == 0;
  INFO(run.text());
  CHECK(unknown == 2);
  CHECK_FALSE(run.says("unknown name `a`"));
  CHECK_FALSE(run.says("unknown name `c`"));
}

TEST_CASE("a chain of twenty thousand definitions is no depth") {
  std::string text;
  for (int i = 0; i < 20000; ++i)
    text += "let x" + std::to_string(i) + " be x" + std::to_string(i + 1) + "\n";
  const auto run = check_library(text + "let x20000 be 1\n");
  CHECK(run.found().empty());
  CHECK(run.checked->order.size() == 20001);
}
