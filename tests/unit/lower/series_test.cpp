#include "tests/unit/lower/lowered.h"

using namespace pol;
using test::library;

namespace {

void give_inflow(test::LoweredRun& run, const std::vector<std::string>& values) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::string name = ir::element_name("inflow", static_cast<int>(i) + 1);
    if (values[i].empty())
      run.missing(name, cause::no_hit);
    else
      run.give(name, values[i]);
  }
}

}  // namespace

TEST_CASE("a series is neighbouring inputs, oldest first") {
  const auto run = library("let a be sum of inflow\n");
  const auto& inputs = run.module().inputs;
  REQUIRE(inputs.size() == 5);
  for (std::size_t i = 1; i < 5; ++i) {
    CHECK(inputs[i].name == "inflow[" + std::to_string(i) + "]");
    REQUIRE(inputs[i].element);
    CHECK(inputs[i].element == ir::Element{"inflow", static_cast<std::uint16_t>(i), 4});
    CHECK(inputs[i].heads_tag() == (i == 1));
  }
}

TEST_CASE("folds look at their own elements only") {
  auto run = library(
      "let a be sum of inflow\nlet b be lowest of inflow\nlet c be highest of last 2 of inflow\n"
      "let d be average of last 3 of inflow rounded half up to 1 CNY\nlet e be inflow is present\n"
      "let f be inflow is missing\nlet g be inflow is missing (no_hit)\nlet h be inflow is stale\n");
  give_inflow(run, {"100", "200", "50", "400.02"});
  CHECK(run.value("a") == "750.02 CNY");
  CHECK(run.value("b") == "50 CNY");
  CHECK(run.value("c") == "400.02 CNY");
  CHECK(run.value("d") == "217 CNY");  // 650.02 / 3
  CHECK(run.value("e") == "yes");
  CHECK(run.value("f") == "no");
  run.missing("inflow[2]", cause::no_hit);
  CHECK(run.value("a") == "missing (no_hit)");
  CHECK(run.value("c") == "400.02 CNY");
  CHECK(run.value("d") == "missing (no_hit)");
  CHECK(run.value("e") == "no");
  CHECK(run.value("f") == "yes");
  CHECK(run.value("g") == "yes");
  run.missing("inflow[4]", cause::stale);
  CHECK(run.value("g") == "no");
  CHECK(run.value("h") == "no");
  run.missing("inflow[2]", cause::stale);
  CHECK(run.value("h") == "yes");
}

TEST_CASE("a count asks each element, and is unknown if the question is for one") {
  auto run = library(
      "let a be count of inflow where (each above 100 CNY)\n"
      "let b be count of inflow where (each is not missing)\n"
      "let c be count of inflow where (each if present above 100 CNY)\n"
      "let d be count of (score, 5, old_score) where (each at least 6)\n"
      "let e be count of last 2 of marks where (each is 5 or each above 7)\n");
  give_inflow(run, {"100", "200", "100.01", "0"});
  run.give("score", "700").give("old_score", "3");
  for (const auto& [name, value] : {std::pair{"marks[1]", "5"}, {"marks[2]", "8"}, {"marks[3]", "5"}})
    run.give(name, value);
  CHECK(run.value("a") == "2");
  CHECK(run.value("b") == "4");
  CHECK(run.value("d") == "1");
  CHECK(run.value("e") == "2");
  run.missing("inflow[1]", cause::stale);
  CHECK(run.value("a") == "missing (stale)");
  CHECK(run.value("b") == "3");
  CHECK(run.value("c") == "2");
}

// Slopes by the textbook's formula: (n Sxy - Sx Sy) / (n Sxx - Sx Sx) over x = 0, 1, ...
TEST_CASE("a trend is the least-squares slope for each step") {
  auto run = library(
      "let a be trend of inflow rounded half up to 2 places\n"
      "let b be trend of last 3 of inflow rounded half up to 1 CNY\n"
      "let c be trend of (1, 2, 4) rounded half up to 2 places\n"
      "let d be trend of last 1 of inflow rounded down to 1 CNY\n");
  give_inflow(run, {"100", "200", "50", "400"});
  CHECK(run.value("a") == "75 CNY");   // (4*1500 - 6*750) / (4*14 - 36)
  CHECK(run.value("b") == "100 CNY");  // (400 - 200) / 2
  CHECK(run.value("c") == "1.5");
  CHECK(run.value("d") == "missing (error)");  // one value has no slope
  run.give("inflow[4]", "0");
  CHECK(run.value("a") == "-45 CNY");  // (-3*100 - 200 + 50 + 0) / 10
}

TEST_CASE("a power rounds every partial product") {
  auto run = library(
      "let half be 50%\nlet a be power(1.05, 3) rounded half up to 2 places\n"
      "let b be power(1.05, lowest of (old_score, 5)) rounded half up to 2 places\n"
      "let c be power(half, 2) rounded half even to 1%\nlet d be power(-2, 3) rounded down to 0 places\n"
      "let e be power(1.054, 1) rounded half up to 2 places\n"
      "let small be lowest of (old_score, 3)\nlet f be power(score, small) rounded half up to 0 places\n"
      "let g be power(score, 0) rounded half up to 0 places\n");
  CHECK(run.value("a") == "1.16");  // 1.05 * 1.05 = 1.1025 -> 1.10; * 1.05 = 1.155 -> 1.16
  CHECK(run.value("c") == "25%");
  CHECK(run.value("d") == "-8");
  CHECK(run.value("e") == "1.05");
  CHECK(run.value("b") == "missing (not_asked)");
  run.give("old_score", "0");
  CHECK(run.value("b") == "1");
  run.missing("score", cause::no_hit);
  CHECK(run.value("f") == "missing (no_hit)");
  CHECK(run.value("g") == "missing (no_hit)");
  run.missing("old_score", cause::stale);
  CHECK(run.value("f") == "missing (no_hit, stale)");
  run.give("score", "300");
  CHECK(run.value("g") == "1");
  run.give("old_score", "1");
  CHECK(run.value("b") == "1.05");
  run.give("old_score", "3");
  CHECK(run.value("b") == "1.16");
}

TEST_CASE("a function takes a series as a parameter") {
  auto run = library(
      "define steady(months 4 of money CNY, least money CNY)\n"
      "  let low be lowest of months\n  give low - least end\n"
      "define outer(m 4 of money CNY) give steady(m, 50 CNY) end\nlet a be outer(inflow)\n"
      "let b be steady(inflow, 60 CNY)\n");
  give_inflow(run, {"100", "200", "50", "400"});
  CHECK(run.value("a") == "0 CNY");
  CHECK(run.value("b") == "-10 CNY");
}
