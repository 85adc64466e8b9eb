// The search behind `prove`: a mistake is planted behind each construct, in a place that chance does not hit
// (often one value of millions), and must be found. What holds is never called refuted, nor proved.
#include <catch2/catch.hpp>

#include "compiler/study/prove.h"
#include "tests/unit/sema/bundle.h"

using namespace pol;
using study::Verdict;

namespace {

const char* kStrategy = R"(language 1
policy strategy t version 1
  owner "Test" approved by 2 of (cro, cfo)
  effective 2026-11-01 zone "Asia/Shanghai" review by 2027-05-01
  tags demo "1" reasons demo "1"
)";
const char* kClause = "undecided gives way plain because T98\n";

struct Proved {
  test::Bundle bundle;
  Sources sources;
  Diagnostics diagnostics;
  std::vector<study::ProveResult> results;

  void run(const std::string& text) {
    bundle.write("file.pol", text);
    const study::Compiled compiled = study::compile(sources, bundle.path("file.pol"), diagnostics);
    INFO(said());
    REQUIRE(compiled.policy);
    results = study::run_proves(compiled, sources, diagnostics);
  }
  std::string said() const {
    std::string all;
    for (const auto& d : diagnostics.all()) all += one_line(d, sources) + "\n";
    return all;
  }
};

// `planted` is the condition under which the policy does what the claim denies.
study::ProveResult planted(const std::string& items, const std::string& condition,
                           const std::string& head = "", const std::string& when = "") {
  Proved proved;
  proved.run(kStrategy + head + "  gives way one of (plain, odd)\nend\n" + items + "\ndecide way odd when " +
             condition + " plain otherwise end\n" + kClause + "prove way is plain" + when + "\n");
  REQUIRE(proved.results.size() == 1);
  return proved.results[0];
}

void refuted(const std::string& name, const study::ProveResult& result, const std::string& witness) {
  INFO(name << ": " << result.searched << " cases; " << result.witness);
  CHECK(result.verdict == Verdict::refuted);
  CHECK(result.witness.find(witness) != std::string::npos);
}

}  // namespace

TEST_CASE("mistakes behind arithmetic and tests are found") {
  refuted("rounded sum",
          planted("let room be 7% of takings - 1,250 CNY rounded down to 1 CNY",
                  "room is 123,456 CNY and verified is no"),
          "takings 1,781,5");
  refuted("half a division",
          planted("let part be takings / 7 rounded half even to 1 CNY", "part is 543,210 CNY"),
          "takings 3,802,4");
  refuted("a ratio of two",
          planted("let ratio be takings / 1,234 CNY rounded half even to 2 places\n"
                  "let most be highest of (ratio, 17)",
                  "most from 3000.01 to 3000.02 and verified is no"),
          "takings 3,702,0");
  refuted("smaller of two",
          planted("let least be lowest of (takings, 2,000,000.37 CNY)",
                  "least is 2,000,000.36 CNY and industry_code is catering"),
          "takings 2,000,000.36 CNY");
  refuted("a window of dates",
          planted("let d be days_from(2026-11-01, decision_date)",
                  "d is 97 days and takings from 17.35 CNY to 17.36 CNY"),
          "on 2027-02-06");
  refuted("months",
          planted("let later be decision_date + 2 months", "later is 2027-02-28 and verified is no"),
          "verified no");
  refuted("a text", planted("", "customer_id if present starts with \"XQ\" and verified is no"), "\"XQ");
  refuted("one cause", planted("", "score is missing (suppressed) and industry_code is catering"),
          "score missing (suppressed)");
  refuted("evidence", planted("let a be first present of (score, old_score when verified, 400)", "a is 77"),
          "old_score 77");
  refuted("a function",
          planted("define spare(a money CNY, b percent) let half be a * b give half - 10 CNY end\n"
                  "let s be spare(takings, 12.5%) rounded down to 1 CNY",
                  "s is 77,777 CNY"),
          "takings 622,");
}

TEST_CASE("mistakes behind arms, tables and trees are found") {
  refuted(
      "arms",
      planted(
          "segment size huge when takings above 4,999,000 CNY\n"
          "  large when takings above 4,998,999.97 CNY tiny when takings below 3 CNY middle otherwise end",
          "size is large and verified is no and industry_code is catering"),
      "takings 4,99");
  refuted("a row",
          planted("table plan\n| takings | industry_code || plan |\n"
                  "| 1,234,567 CNY to 1,234,567.01 CNY | catering || 7 |\n"
                  "| otherwise || 1 |\nend",
                  "plan is 7 and verified is no and old_score if present is 13"),
          "takings 1,234,567");
  refuted("the row of a missing value",
          planted("table plan\n| score | takings || plan |\n| missing (no_hit) | at most 0.05 CNY || 7 |\n"
                  "| otherwise || 1 |\nend",
                  "plan is 7 and verified is no"),
          "score missing (no_hit)");
  refuted("the sum of rows",
          planted("table fees hit collect sum\n| takings | industry_code || fees |\n| at least 4,000,000 CNY "
                  "| any || 3 |\n"
                  "| at most 4,000,000 CNY | catering || 5 |\n| any | retail || 1 |\nend",
                  "fees is 8 and verified is no"),
          "takings 4,000,000 CNY");
  refuted("rows by priority",
          planted("table stage hit priority\n| takings | old_score || stage one of (hard, soft, none) |\n"
                  "| at least 3,333,333 CNY | any || soft |\n| below 3,333,333.02 CNY | 41 || hard |\n"
                  "| otherwise || none |\nend",
                  "stage is hard and takings at least 3,333,333.01 CNY"),
          "old_score 41");
  refuted(
      "a leaf",
      planted(
          "tree kind if verified then if takings above 3,000,000 CNY then 1 else 2\n"
          "  else if industry_code is retail then 3 else if takings from 777.77 CNY to 777.78 CNY then 4\n"
          "  else if score is missing then 5 else 6 end",
          "kind is 4 and score is missing (no_hit)"),
      "takings 777.7");
}

TEST_CASE("mistakes behind a scorecard are found, in its points, its pd and its reasons") {
  const std::string card =
      "scorecard card odds 30 to 1 at 600 points, double every 20 points start from 500\n"
      "  factor takings because R20\n  | below 1,000 CNY || 1 |\n  | 1,000 CNY to below 1,000.03 CNY || 29 "
      "|\n"
      "  | at least 1,000.03 CNY || 40 |\n"
      "  factor industry_code because R20\n  | retail || 3 |\n  | catering || 11 |\n"
      "  factor old_score because R20\n  | missing || 0 |\n  | below 99 || 5 |\n  | at least 99 || 70 |\nend";
  refuted("points", planted(card, "card.points is 610"), "takings 1,000");
  refuted("pd", planted(card, "card.pd from 2.3% to 2.31% and verified is no"), "old_score");
}

TEST_CASE("mistakes behind knockouts, exceptions and steps are found") {
  Proved waived;
  waived.run(std::string(kStrategy) + R"(  gives way one of (plain, odd, bad)
end
knockouts K01 bad because R01 when takings below 12.34 CNY end
exception X1 "x" ticket "T" from 2026-12-24 until 2026-12-24 waives K01 when verified is no end
decide way bad when any bad knockout odd when takings below 12.34 CNY plain otherwise end
prove way is not odd
prove way is bad when takings below 12.34 CNY and verified
)");
  REQUIRE(waived.results.size() == 2);
  refuted("a knockout that is waived", waived.results[0], "on 2026-12-24");
  CHECK(waived.results[1].verdict == Verdict::not_proved);
  Proved steps;
  steps.run(test::limit_head() + R"(
let wish be 20% of takings rounded down to 100 CNY
brakes on limit rounded down to 100 CNY
  start from wish
  G1 raise to 312,300 CNY when takings from 1,000,000 CNY to 1,000,000.02 CNY
  B1 cap 150,000 CNY until 2027-04-29 when industry_code is retail
  B2 cap 300,000 CNY when verified
end
legal on limit rounded down to 100 CNY
  L1 cap 310,000 CNY source "notice 9"
  L2 cap 299,900 CNY from 2027-04-30 source "notice 10"
end
decide outcome approve otherwise end
prove limit at most 300,000 CNY when verified
prove limit at most 300,000 CNY when takings from 1,000,000 CNY to 1,200,000 CNY
prove limit at most 310,000 CNY
prove limit at most 299,900 CNY when decision_date at least 2027-04-30
)");
  REQUIRE(steps.results.size() == 4);
  CHECK(steps.results[0].verdict == Verdict::not_proved);
  refuted("a guarantee", steps.results[1], "takings 1,000,000");
  CHECK(steps.results[2].verdict == Verdict::not_proved);
  CHECK(steps.results[3].verdict == Verdict::not_proved);
  CHECK(steps.results[3].searched == study::ProveOptions{}.cases);
}

TEST_CASE("mistakes behind an experiment are found: an arm, its dates, its condition") {
  const std::string trial =
      "let wish be 10,000 CNY\n"
      "experiment E7 \"x\" ticket \"T\" from 2026-12-05 until 2026-12-06 split customer_id salt \"E7\"\n"
      "  plain 99.98% more 0.01% sets wish 20,000 CNY most 0.01% sets wish 30,000 CNY\n"
      "  when industry_code is catering and takings above 4,999,999.9 CNY end";
  const auto found = planted(trial, "wish is 30,000 CNY and verified is no");
  refuted("an arm", found, "E7 most");
  CHECK(found.witness.find("on 2026-12-0") != std::string::npos);
  // A bucket goes with its tag: without one there is none.
  const auto never = planted(trial, "wish is 20,000 CNY and customer_id is missing");
  CHECK(never.verdict == Verdict::not_proved);
}

TEST_CASE("mistakes behind a needed policy are found, and its masks are kept") {
  test::Bundle bundle;
  bundle.write("up.pol", test::limit_head() + R"(
knockouts K01 decline because R01 when not verified end
brakes on limit start from 50,000 CNY
  B1 cap takings rounded down to 1 CNY because R20
end
decide outcome decline when any decline knockout approve otherwise end
)");
  bundle.write("root.pol", std::string(kStrategy) + R"(  needs limit/t version 2
  gives way one of (plain, odd)
end
decide way
  odd when limit.limit is 43,210 CNY and limit.knockouts includes K01 and limit.reasons includes R20 and verified is no
  plain otherwise
end
prove way is plain
prove limit.limit is 0 CNY when limit.outcome is not approve
prove limit.limit below 50,000 CNY
)");
  Sources sources;
  Diagnostics diagnostics;
  const study::Compiled compiled = study::compile(sources, bundle.path("root.pol"), diagnostics);
  std::string said;
  for (const auto& d : diagnostics.all()) said += one_line(d, sources) + "\n";
  INFO(said);
  REQUIRE(compiled.policy);
  const auto results = study::run_proves(compiled, sources, diagnostics);
  REQUIRE(results.size() == 3);
  refuted("what another policy gives", results[0], "limit.limit 43,210 CNY");
  CHECK(results[1].verdict == Verdict::not_proved);
  refuted("the end of its range", results[2], "limit.limit 50,000 CNY");
}

TEST_CASE("what is moved alone is followed between its boundaries") {
  Proved moved;
  moved.run(std::string(kStrategy) + R"(  gives way one of (plain, odd)
  gives amount money CNY
end
table base
  | takings                                   || base      |
  | below 1,000,000 CNY                       || 1,000 CNY |
  | 1,000,000 CNY to 1,000,000.02 CNY         || 900 CNY   |
  | above 1,000,000.02 CNY                    || 2,000 CNY |
end
let extra be 1% of takings rounded down to 1 CNY
decide amount base when verified extra when industry_code is retail 5 CNY otherwise end
decide way odd when amount is 7 CNY plain otherwise end
prove amount never falls as takings rises when not verified
prove amount never falls as takings rises
prove amount never rises as takings falls when verified and takings at least 1,000,001 CNY
prove amount never rises as base rises when takings below 10 CNY
prove base never rises as decision_date rises
)");
  REQUIRE(moved.results.size() == 5);
  CHECK(moved.results[0].verdict == Verdict::not_proved);
  refuted("a dip of three values", moved.results[1],
          "takings 999,999.99 CNY gives amount 1,000 CNY, takings 1,000,000 CNY gives amount 900 CNY");
  CHECK(moved.results[2].verdict == Verdict::not_proved);
  refuted("a definition", moved.results[3], "base ");
  CHECK(moved.results[4].verdict == Verdict::not_proved);
}

TEST_CASE("a search repeats itself, and says how many cases it tried") {
  const auto once = [] {
    return planted("let room be 7% of takings rounded down to 1 CNY", "room is 99,999 CNY");
  };
  CHECK(once().witness == once().witness);
  CHECK(once().searched == once().searched);
  const auto holds = planted("", "takings above 1 CNY and takings below 1 CNY");
  CHECK(holds.verdict == Verdict::not_proved);
  CHECK(holds.searched == study::ProveOptions{}.cases);
}
