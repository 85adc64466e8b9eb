// Cases are pushed to where an instruction is wanted, through each kind of op.
#include "compiler/analysis/aim.h"
#include "tests/unit/lower/lowered.h"

using namespace pol;
using analysis::Aim;
using analysis::Draws;
using analysis::Wish;

namespace {

// How many pushes it took until `name` was as wished; 0: not within 40.
int pushes(const std::string& items, const std::string& name, const Wish& wish) {
  test::LoweredRun run = test::library(items);
  const ir::Module& module = run.module();
  const auto candidates = analysis::find_candidates(module, *run.run.checked->catalog, 20'000, 20'900);
  ir::Ref ref = ir::kNone;
  for (const auto& [symbol, at] : run.lowered->definitions)
    if (run.run.checked->symbols[symbol].name == name) ref = at;
  REQUIRE(ref != ir::kNone);
  Draws draws(7);
  Aim aim(module, candidates, draws);
  auto inputs = candidates.typical;
  std::vector<interp::Slot> slots;
  for (int i = 1; i <= 40; ++i) {
    interp::evaluate(module, inputs, slots);
    const interp::Slot& slot = slots[ref];
    if (wish.missing ? (slot.causes & wish.missing) != 0 : !slot.causes && wish.range.contains(slot.value))
      return i;
    const std::vector<interp::Slot> before = slots;
    aim.push(ref, wish, before, inputs);
    // Whatever is pushed stays a case that the door gives.
    for (std::size_t k = 0; k < inputs.size(); ++k) {
      const Type& type = module.types[module.inputs[k].type];
      if (inputs[k].causes) CHECK_FALSE(module.inputs[k].forbid);
      if (!inputs[k].causes && type.kind != Kind::text) CHECK(type.range.contains(inputs[k].value));
    }
  }
  return 0;
}

void pushed_to(const std::string& condition, const std::string& items = "") {
  INFO(condition);
  CHECK(pushes(items + "\nlet wanted be " + condition, "wanted", analysis::kWishYes) > 0);
}

}  // namespace

TEST_CASE("a push goes backwards through arithmetic to the one value that fits") {
  pushed_to("(takings * 3 - 12.34 CNY) is 1,000,000.01 CNY");
  pushed_to("(12% of takings rounded down to 100 CNY) is 77,700 CNY");
  pushed_to("(12% of takings rounded half even to 1 CNY) from 77,701 CNY to 77,702 CNY");
  pushed_to("(takings / 7 rounded up to 1 CNY) is 123,456 CNY");
  pushed_to("(takings / 13 CNY rounded half up to 3 places) from 4567.001 to 4567.003");
  pushed_to("(-takings) is -12.34 CNY");
  pushed_to("highest of (takings, 4,000,000 CNY) is 4,000,000.01 CNY");
  pushed_to("lowest of (takings, 4,000,000 CNY) is 3,999,999.99 CNY");
  pushed_to("(score + old_score) is 431");
  pushed_to("(score - old_score) is 849");
  pushed_to("(score * old_score) from 30000 to 30400");
  pushed_to("days_from(2024-11-01, decision_date) is 123 days");
}

TEST_CASE("a push goes through tests, choices and tables") {
  pushed_to("score is 411 and takings is 17.01 CNY and industry_code is catering and verified is no");
  pushed_to("not (verified or takings above 3 CNY)");
  pushed_to("score is missing (suppressed) and old_score is missing");
  pushed_to("score if present below 301 and customer_id starts with \"AB\"");
  pushed_to("first present of (score when verified is no, old_score) is 99");
  pushed_to("kind is middle",
            "segment kind low when takings below 1,000,000 CNY middle when takings below "
            "1,000,000.02 CNY high otherwise end");
  pushed_to(
      "leaf is 3",
      "tree leaf if verified then 1 else if takings below 4,999,999 CNY then 2 else if score is present "
      "then 3 else 4 end");
  pushed_to(
      "cell is 5",
      "table cell\n| takings | industry_code | score || cell |\n| 17 CNY to 18 CNY | catering | 512 || 5 |\n"
      "| 19 CNY to 20 CNY | retail | missing || 6 |\n| otherwise || 7 |\nend");
  pushed_to(
      "cell is 6",
      "table cell\n| takings | industry_code | score || cell |\n| 17 CNY to 18 CNY | catering | 512 || 5 |\n"
      "| 19 CNY to 20 CNY | retail | missing || 6 |\n| otherwise || 7 |\nend");
  pushed_to("f(takings, 3) is 301 CNY", "define f(a money CNY, n int) let b be a * n give b + 1 CNY end");
}

TEST_CASE("a push makes a value missing where it can be, and is honest where it cannot") {
  CHECK(pushes("let x be score + old_score", "x", {{}, cause::no_hit}) > 0);
  CHECK(pushes("let x be takings / old_score rounded down to 1 CNY", "x", {{}, cause::computed_error}) > 0);
  CHECK(pushes("let x be takings * 2", "x", {{}, cause::all}) == 0);
  CHECK(pushes("let x be takings * 2", "x", {{1, 1}}) == 0);
  CHECK(pushes("let x be score above 400 and verified", "x", {{}, cause::stale}) > 0);
}
