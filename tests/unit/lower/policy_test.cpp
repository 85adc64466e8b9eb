#include "tests/unit/lower/lowered.h"

using namespace pol;
using test::limit_head;
using test::LoweredRun;

namespace {

std::string policy(const std::string& items) {
  return limit_head() + items;
}

const std::string kDecide =
    "decide outcome\n  decline when any decline knockout\n  refer when any refer knockout\n  approve "
    "otherwise\nend\n";

}  // namespace

TEST_CASE("knockouts act through the arms that ask for them, exceptions waive them") {
  LoweredRun run(
      policy("knockouts\n  K01 decline because R01 when verified is no\n  K02 refer because R02 when score "
             "is missing\nend\n"
             "exception X1 \"Fire\" ticket \"T-1\" from 2026-11-03 until 2026-12-31 waives K01 when "
             "industry_code is catering end\n" +
             test::brakes() + kDecide));
  run.give("verified", "no").give("industry_code", "catering").give("score", "600");
  CHECK(run.value("outcome!") == "decline");  // before the exception begins
  CHECK(run.value("limit!") == "0 CNY");
  run.on(*parse_date("2026-11-03"));
  CHECK(run.value("outcome!") == "approve");
  CHECK(run.value("limit!") == "10,000 CNY");
  REQUIRE(run.module().knockouts.size() == 2);
  CHECK(run.shown(run.module().knockouts[0].condition) == "yes");
  CHECK(run.shown(run.module().knockouts[0].fired) == "no");
  CHECK(run.shown(run.module().knockouts[0].waived) == "yes");
  run.on(*parse_date("2027-01-01")).give("verified", "yes").missing("score", cause::no_hit);
  CHECK(run.value("outcome!") == "refer");
  CHECK(run.module().knockouts[1].value == 1);
}

TEST_CASE("guarantees, brakes and legal steps act in the order of the file, and each is kept") {
  LoweredRun run(policy(
      "let wish be score * 100 CNY\nshock S1 \"Flood\" ticket \"T\" from 2026-11-10 until 2026-11-20 when "
      "industry_code is retail end\n"
      "brakes on limit rounded down to 100 CNY start from takings\n"
      "  G1 raise to wish if present\n  B1 cap 50% of takings because R20 when S1\n  B2 floor 150 CNY "
      "when verified is no\nend\n"
      "legal on limit L1 cap 1,000 CNY from 2026-11-15 source \"law\" end\nlet taken be taken by B1\n" +
      kDecide +
      "knockouts K01 decline because R01 when taken above 100,000 CNY K02 refer because R02 when taken above "
      "90,000 CNY end\n"));
  run.give("takings", "42050.99")
      .give("verified", "yes")
      .give("industry_code", "retail")
      .missing("score", cause::no_hit);
  CHECK(run.value("limit") == "42,000 CNY");
  run.give("score", "600").on(*parse_date("2026-11-10"));
  CHECK(run.value("limit") == "21,000 CNY");
  CHECK(run.value("taken") == "39,000 CNY");
  const auto& steps = run.module().steps;
  REQUIRE(steps.size() == 4);
  CHECK(run.shown(steps[0].after) == "60,000 CNY");
  CHECK(run.shown(steps[1].active) == "yes");
  CHECK(run.shown(steps[1].changed) == "yes");
  CHECK(run.shown(steps[2].active) == "no");
  CHECK(run.shown(steps[3].active) == "no");
  run.on(*parse_date("2026-11-15"));
  CHECK(run.value("limit") == "1,000 CNY");
  CHECK(steps[3].legal);
  CHECK(steps[3].source == "law");
}

TEST_CASE("an active step without its amount is unknown, and so is everything after it") {
  LoweredRun run(
      policy("brakes on limit start from takings\n  B1 cap score * 1 CNY when verified is yes\n  B2 cap 9 "
             "CNY\nend\n" +
             kDecide +
             "knockouts K01 decline because R01 when verified is no K02 refer because R02 when score is "
             "missing end\n"));
  run.give("takings", "900").give("verified", "yes").missing("score", cause::stale);
  CHECK(run.value("limit") == "missing (stale)");
  CHECK(run.shown(run.module().steps[0].active) == "missing (stale)");
  CHECK(run.shown(run.module().steps[0].before) == "900 CNY");
  CHECK(run.value("limit!") == "0 CNY");  // masked: the outcome is refer
  run.give("verified", "no");
  CHECK(run.value("limit") == "9 CNY");
}

TEST_CASE("an undecided case takes the clause in every output") {
  LoweredRun run(policy(test::brakes() +
                        "knockouts K01 decline because R01 when score below 560 end\n"
                        "decide outcome decline when any decline knockout approve otherwise end\n"
                        "undecided gives outcome refer, limit 5 CNY because T98\n"));
  run.missing("score", cause::no_hit);
  CHECK(run.value("outcome") == "missing (no_hit)");
  CHECK(run.value("outcome!") == "refer");
  CHECK(run.value("limit!") == "5 CNY");
  CHECK(run.shown(run.module().undecided.undecided) == "yes");
  run.give("score", "560");
  CHECK(run.value("outcome!") == "approve");
  CHECK(run.value("limit!") == "10,000 CNY");
}

TEST_CASE("a table gives its columns by the row that fits") {
  LoweredRun run(
      policy("table t hit first\n  | industry_code | score || share | room |\n  | retail | 300 to below 600 "
             "|| 10% | takings | because R20\n"
             "  | any | at least 600 || 20% | 5 CNY |\n  | otherwise || 0% | 0.5 CNY |\nend\n"
             "let base be room * share rounded down to 1 CNY\nbrakes on limit start from base B5 cap 200,000 "
             "CNY end\n" +
             kDecide +
             "knockouts K01 decline because R01 when verified is no K02 refer because R02 when score is "
             "missing end\n"));
  run.give("industry_code", "retail").give("score", "599").give("takings", "70").give("verified", "yes");
  CHECK(run.value("share") == "10%");
  CHECK(run.value("room") == "70 CNY");
  CHECK(run.shown(run.module().table_uses[0].row) == "1");
  CHECK(run.module().table_uses[0].reasons.size() == 3);
  run.give("score", "600");
  CHECK(run.value("share") == "20%");
  run.give("industry_code", "catering").give("score", "500");
  CHECK(run.value("share") == "0%");
  CHECK(run.value("room") == "0.50 CNY");
  run.missing("score", cause::no_hit);
  CHECK(run.value("share") == "missing (no_hit)");
}

TEST_CASE("only the tags that are read become inputs, decision_date first") {
  LoweredRun run(policy(test::brakes() + "decide outcome approve otherwise end\n"));
  REQUIRE(run.module().inputs.size() == 1);
  CHECK(run.module().inputs[0].name == "decision_date");
  CHECK(run.module().policy.name == "t");
  CHECK(run.module().policy.review_by == *parse_date("2027-05-01"));
}
