#include "tests/unit/lower/lowered.h"

using namespace pol;
using test::library;

TEST_CASE("numbers keep their exact value across scales") {
  auto run =
      library("let a be takings * 12.5% + 0.05 CNY\nlet b be a rounded half up to 10 CNY\nlet c be -takings");
  run.give("takings", "123.40");
  CHECK(run.value("a") == "15.475 CNY");
  CHECK(run.value("b") == "20 CNY");
  CHECK(run.value("c") == "-123.40 CNY");
}

TEST_CASE("a division is rounded once, and by nothing it is missing") {
  auto run = library(
      "let a be takings / 3 rounded half even to 1 CNY\nlet share be takings / (takings - 100 CNY) rounded "
      "down to 1 bp\n"
      "let times be takings / 7 CNY rounded up to 0 places\nlet mean be average of (takings, 50 CNY, 0 CNY) "
      "rounded down to 1 CNY");
  run.give("takings", "100");
  CHECK(run.value("a") == "33 CNY");
  CHECK(run.value("share") == "missing (error)");
  CHECK(run.value("times") == "15");
  CHECK(run.value("mean") == "50 CNY");
  run.give("takings", "300");
  CHECK(run.value("share") == "150%");
}

TEST_CASE("folds of a list bring their elements to one scale") {
  auto run = library(
      "let low be lowest of (takings, 100.5 CNY, 70% of takings)\nlet sum be sum of (takings, 1 CNY, 0.25 "
      "CNY)");
  run.give("takings", "110");
  CHECK(run.value("low") == "77 CNY");
  CHECK(run.value("sum") == "111.25 CNY");
}

TEST_CASE("dates move by days and months, and clamp at the end of a month") {
  auto run = library(
      "let a be decision_date + 1 months\nlet b be decision_date - 31 days\nlet c be decision_date - 12 "
      "months");
  run.on(*parse_date("2028-01-31"));
  CHECK(run.value("a") == "2028-02-29");
  CHECK(run.value("b") == "2027-12-31");
  CHECK(run.value("c") == "2027-01-31");
}

TEST_CASE("the first present option that its condition allows, and which one it was") {
  auto run = library(
      "let s be first present of (score when verified, old_score * 8, 300)\nlet t be first present of "
      "(score, old_score)");
  REQUIRE(run.module().evidence.size() == 2);
  run.give("verified", "no").give("score", "700").give("old_score", "50");
  CHECK(run.value("s") == "400");
  CHECK(run.shown(run.module().evidence[0].number) == "2");
  run.give("verified", "yes");
  CHECK(run.value("s") == "700");
  CHECK(run.value("t") == "700");
  run.missing("score", cause::no_hit).missing("old_score", cause::suppressed);
  CHECK(run.value("s") == "300");
  CHECK(run.value("t") == "missing (no_hit, suppressed)");
  CHECK(run.shown(run.module().evidence[1].number) == "0");
}

TEST_CASE("tests of a missing value are unknown, unless the test asks whether it is there") {
  auto run = library(
      "let plain be score below 560\nlet dropped be score if present below 560\nlet asked be score is "
      "missing (no_hit)\n"
      "let old be score is stale\nlet within be score from 500 to 600\nlet either be score below 560 or "
      "takings above 5 CNY\n"
      "let both be score below 560 and takings above 5 CNY\nlet there be score is present");
  run.missing("score", cause::no_hit).give("takings", "1");
  CHECK(run.value("plain") == "missing (no_hit)");
  CHECK(run.value("dropped") == "no");
  CHECK(run.value("asked") == "yes");
  CHECK(run.value("old") == "no");
  CHECK(run.value("within") == "missing (no_hit)");
  CHECK(run.value("either") == "missing (no_hit)");
  CHECK(run.value("both") == "no");
  CHECK(run.value("there") == "no");
  run.give("score", "600").give("takings", "6");
  CHECK(run.value("within") == "yes");
  CHECK(run.value("either") == "yes");
  CHECK(run.value("both") == "no");
}

TEST_CASE("an error of arithmetic never drops a rule") {
  auto run = library(
      "let r be takings / (old_score * 1 CNY) rounded down to 0 places\nlet test be r if present above 5");
  run.give("takings", "100").give("old_score", "0");
  CHECK(run.value("r") == "missing (error)");
  CHECK(run.value("test") == "missing (error)");
  run.missing("old_score", cause::no_hit);
  CHECK(run.value("test") == "no");
}

TEST_CASE("values finer than what they are compared with still compare exactly") {
  auto run = library(
      "let a be score at least 559.5\nlet b be score one of (559.5, 560)\nlet c be score is not 560.0");
  run.give("score", "560");
  CHECK(run.value("a") == "yes");
  CHECK(run.value("b") == "yes");
  CHECK(run.value("c") == "no");
  run.give("score", "559");
  CHECK(run.value("a") == "no");
  CHECK(run.value("b") == "no");
}

TEST_CASE("a function is its body with the arguments in place of the parameters") {
  auto run = library(
      "define room(cash money CNY, months int)\n  let half be 50% of cash\n  segment size small when months "
      "below 6 large otherwise end\n"
      "  table t | size || weight | | small || 1 | | large || 2 | end\n  give half * weight\nend\n"
      "let a be room(takings, 3)\nlet b be room(takings, score)");
  run.give("takings", "100").give("score", "400");
  CHECK(run.value("a") == "50 CNY");
  CHECK(run.value("b") == "100 CNY");
  CHECK(run.module().choices.empty());
  CHECK(run.module().table_uses.empty());
}

TEST_CASE("functions that call each other twice stop at the limit of operations") {
  std::string text =
      "language 1\nlibrary t version 1 owner \"Test\" tags demo \"1\" end\ndefine f0(x int) give x * 1 + x "
      "end\n";
  for (int i = 1; i < 12; ++i)
    text += "define f" + std::to_string(i) + "(x int) give lowest of (f" + std::to_string(i - 1) + "(x), f" +
            std::to_string(i - 1) + "(x)) end\n";
  text += "let a be f11(score)\n";
  lower::LowerOptions options;
  options.max_insts = 2'000;
  const test::LoweredRun run(text, options);
  CHECK_FALSE(run.lowered);
  CHECK(run.run.says("E0110"));
}
