#include "tests/unit/lower/lowered.h"

using namespace pol;
using test::library;

namespace {

const std::string kTree =
    "tree t\n if score at least 700 then 10\n else if verified then\n  if takings above 1,000 CNY then 7.5 "
    "else 3\n else takings / 1 CNY rounded down to 0 places\nend\n";

}  // namespace

TEST_CASE("a tree takes the leaf its forks lead to, and keeps its number") {
  auto run = library(kTree);
  REQUIRE(run.module().choices.size() == 1);
  const ir::Choice& tree = run.module().choices[0];
  CHECK(tree.form == ir::Choice::Form::tree);
  run.give("score", "700").give("verified", "yes").give("takings", "1000");
  CHECK(run.value("t") == "10");
  CHECK(run.shown(tree.number) == "1");
  run.give("score", "699");
  CHECK(run.value("t") == "3");
  CHECK(run.shown(tree.number) == "3");
  run.give("takings", "1000.01");
  CHECK(run.value("t") == "7.5");
  CHECK(run.shown(tree.number) == "2");
  run.give("verified", "no");
  CHECK(run.value("t") == "1000");
  CHECK(run.shown(tree.number) == "4");
}

TEST_CASE("a missing condition matters only on the way to it, and its cause alone") {
  auto run =
      library("tree t if verified then 1 else if score above 500 and old_score above 9 then 2 else 3 end\n");
  run.give("verified", "yes").missing("score", cause::no_hit).missing("old_score", cause::stale);
  CHECK(run.value("t") == "1");
  run.give("verified", "no").give("score", "600");
  CHECK(run.value("t") == "missing (stale)");
  CHECK(run.shown(run.module().choices[0].number) == "missing (stale)");
  run.give("score", "400");
  CHECK(run.value("t") == "3");
}

TEST_CASE("a tree in a function is computed for each call and not recorded") {
  auto run = library(
      "define f(x int) tree t if x above 600 then 1 else if x above 400 then 2 else 3 end give t * 10 end\n"
      "let a be f(500)\nlet b be f(700)\n");
  CHECK(run.value("a") == "20");
  CHECK(run.value("b") == "10");
  CHECK(run.module().choices.empty());
}

TEST_CASE("a long chain of else if needs no deep stack") {
  std::string text = "tree t\n";
  for (int i = 0; i < 900; ++i)
    text +=
        "if takings above " + std::to_string(5'000'000 - i) + " CNY then " + std::to_string(i) + " else\n";
  auto run = library(text + "if verified then 901 else 902 end\n");
  run.give("verified", "no").give("takings", "4999500.5");
  CHECK(run.value("t") == "500");
  run.give("takings", "0");
  CHECK(run.value("t") == "902");
}
