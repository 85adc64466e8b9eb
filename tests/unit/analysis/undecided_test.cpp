#include <catch2/catch.hpp>

#include "compiler/analysis/flow.h"
#include "tests/unit/analysis/analysed.h"

using pol::test::Found;
using pol::test::policy_of;

namespace {

const std::string kBrakes = "brakes on limit start from 10,000 CNY B5 cap 200,000 CNY end\n";
const std::string kDecide =
    "decide outcome\n  decline when any decline knockout\n  refer when any refer knockout\n  approve "
    "otherwise\nend\n";

}  // namespace

TEST_CASE("a knockout that asks a missing tag is named at the operand, with a witness") {
  const auto run = policy_of("knockouts\n  K04 decline because R01 when score below 560\nend\n" + kBrakes +
                             "decide outcome decline when any decline knockout approve otherwise end\n");
  CHECK(run.found() == Found{"E0601 12:32"});
  CHECK(run.says("K04 cannot be answered if score is missing"));
  CHECK(run.says("score missing (no_hit), everything else typical"));
  CHECK(run.says("Write `score if present below 560`"));
}

TEST_CASE("an arm below a knockout on `is missing` knows that the tag is present") {
  const std::string asks =
      "knockouts\n  K01 decline because R01 when verified is no\n  K02 refer because R02 when score is "
      "missing\nend\n";
  const auto sound =
      policy_of(asks +
                "brakes on limit start from 10,000 CNY B1 cap score * 100 CNY end\ndecide outcome\n"
                "  decline when any decline knockout\n  refer when any refer knockout\n"
                "  decline because R01 when score below 400\n  approve otherwise\nend\n");
  CHECK(sound.found() == Found{});
  const auto early = policy_of(asks + kBrakes +
                               "decide outcome\n  decline when any decline knockout\n"
                               "  decline because R01 when score below 400\n  refer when any refer "
                               "knockout\n  approve otherwise\nend\n");
  CHECK(early.found() == Found{"E0601 18:28"});
  CHECK(early.says("the arm `decline` of `outcome` cannot be answered if score is missing"));
}

TEST_CASE("a knockout that an exception may waive gives no fact") {
  const auto run = policy_of(
      "knockouts\n  K01 decline because R01 when verified is no\n  K02 refer because R02 when score is "
      "missing\nend\n"
      "exception X1 \"Fire\" ticket \"T\" from 2026-11-03 until 2026-12-31 waives K02 when industry_code is "
      "catering end\n"
      "brakes on limit start from 10,000 CNY\n  B1 cap score * 100 CNY\nend\n" +
      kDecide);
  CHECK(run.found() == Found{"E0601 17:10"});
  CHECK(run.says("B1 cannot be answered if score * 100 CNY is missing"));
}

TEST_CASE("a value that is missing where its output is shown is named at its definition") {
  const auto run = policy_of(
      "let raw be score * 1 CNY\nbrakes on limit start from raw B5 cap 200,000 CNY end\ndecide outcome "
      "approve otherwise end\n");
  CHECK(run.found() == Found{"E0601 12:11"});
  CHECK(run.says("`limit` is missing when `outcome is approve` and score is missing"));
}

TEST_CASE("a mask on an arm tells what holds in that arm") {
  const auto run = policy_of(
      "segment means\n  enough when score if present at least 500\n  little otherwise\nend\nlet raw be score "
      "* 1 CNY\n"
      "brakes on limit start from raw B5 cap 200,000 CNY end\ndecide outcome\n  refer because R02 when means "
      "is little\n  approve otherwise\nend\n");
  CHECK(run.found() == Found{});
}

TEST_CASE("a row of a table knows what its cells ask") {
  const auto with = [](const std::string& cells) {
    return policy_of(
        "segment kind good when score if present at least 600 bad when verified plain otherwise end\n"
        "table worth | kind | takings || worth |\n" +
        cells + "end\n" + "brakes on limit start from worth * 100 CNY B5 cap 200,000 CNY end\n" +
        "decide outcome approve otherwise end\n");
  };
  const auto sound = with(
      "| good | any || score |\n| not (good) | below 5 CNY || 1 |\n| not (good) | at least 5 CNY || 2 |\n");
  CHECK(sound.found() == Found{});
  const auto broken = with("| not (plain) | any || score |\n| plain | any || 1 |\n");
  INFO(broken.run.text());
  CHECK(broken.found() == Found{"E0601 16:11"});
}

TEST_CASE("a step that asks for its amount `if present` leaves the value whole") {
  const auto run = policy_of(
      "brakes on limit start from 10,000 CNY\n  G1 raise to score * 100 CNY if present\n  B1 cap 5 CNY when "
      "score if present below 500\nend\n"
      "decide outcome approve otherwise end\n");
  CHECK(run.found() == Found{});
}

TEST_CASE("a division that may be by zero leaves the case undecided though no tag is missing") {
  const auto run = policy_of(
      "let ratio be 5 CNY / takings rounded down to 1 bp\nknockouts K01 decline because R01 when ratio below "
      "1% end\n" +
      kBrakes + "decide outcome decline when any decline knockout approve otherwise end\n");
  CHECK(run.found() == Found{"E0601 12:40"});
  CHECK(run.says("K01 cannot be answered if ratio is missing after a division by zero"));
  CHECK(run.says("For example: takings 0 CNY, everything else typical"));
}

TEST_CASE("under `if present` the operand with the division is named, not the tag that may be missing") {
  const auto run = policy_of(
      "let ratio be score * 5 CNY / takings rounded down to 1 bp\nknockouts K01 decline because R01 when "
      "ratio if "
      "present below 1% end\n" +
      kBrakes + "decide outcome decline when any decline knockout approve otherwise end\n");
  INFO(run.run.text());
  CHECK(run.found() == Found{"E0601 12:40"});
  CHECK(run.says("K01 cannot be answered if ratio is missing after a division by zero"));
  CHECK_FALSE(run.says("it depends on score"));
  CHECK(run.says("For example: takings 0 CNY, everything else typical"));
}

// Flow knows facts about whole conditions; that 300 to 850 is covered by the two arms it does not see.
TEST_CASE("what flow cannot show is proved where all cells can be tried") {
  const std::string means =
      "segment means\n  known when score if present at least 300\n  none otherwise\nend\n"
      "let sure be means is known or takings above 1,000 CNY\n"
      "let raw be first present of (score * 1 CNY when score is present, 5 CNY when score is missing)\n";
  const auto proved =
      policy_of(means +
                "brakes on limit start from raw B5 cap 200,000 CNY end\n"
                "decide outcome\n  refer because R02 when not sure\n  approve otherwise\nend\n");
  INFO(proved.run.text());
  CHECK(proved.found() == Found{});
  CHECK_FALSE(proved.says("W0904"));
  REQUIRE(proved.lowered);
  const auto causes = pol::analysis::possible_causes(proved.lowered->module);
  pol::analysis::Flow flow(proved.lowered->module, causes);
  CHECK(flow.may_be_missing(proved.lowered->module.outputs[1].masked));  // flow alone does not show it
  // The same with a clause: it is never needed.
  const auto clause =
      policy_of(means +
                "brakes on limit start from raw B5 cap 200,000 CNY end\n"
                "decide outcome\n  refer because R02 when not sure\n  approve otherwise\nend\n"
                "undecided gives outcome refer, limit 0 CNY because T98\n");
  CHECK(clause.says("W0904"));
  // And with a hole.
  const auto hole = policy_of(
      "let raw be first present of (score * 1 CNY when score is present, 5 CNY when score is missing "
      "(no_hit))\n"
      "brakes on limit start from raw B5 cap 200,000 CNY end\ndecide outcome approve otherwise end\n");
  CHECK(hole.found() == Found{"E0601 12:11"});
  CHECK(hole.says("score missing (not_asked), everything else typical"));
}

TEST_CASE("a witness may need a number beyond a threshold and a tag that is missing") {
  const auto run = policy_of(
      "segment size\n  large when takings above 4,000,000 CNY\n  small otherwise\nend\n"
      "knockouts\n  K01 decline because R01 when size is large and score below 560\nend\n" +
      kBrakes + "decide outcome decline when any decline knockout approve otherwise end\n");
  INFO(run.run.text());
  CHECK(run.found() == Found{"E0601 16:50"});
  CHECK(run.says("For example: score missing (no_hit), takings "));
  CHECK(run.says("everything else typical"));
  CHECK_FALSE(run.says("could not show"));
}

TEST_CASE("where arithmetic decides and nothing is found, the search says how many cases it tried") {
  // The divisor is never 0: takings * takings + 1 is not a range that the checker computes away.
  const auto run = policy_of(
      "let gap be takings - takings + 1 CNY\nlet ratio be 5 CNY / gap rounded down to 1 bp\n"
      "knockouts K01 decline because R01 when ratio below 1% end\n" +
      kBrakes + "decide outcome decline when any decline knockout approve otherwise end\n");
  INFO(run.run.text());
  REQUIRE(run.found().size() == 1);
  CHECK(run.says("could not show that `outcome` is always decided, "));
  CHECK(run.says(" cases were tried: K01 cannot be answered if ratio is missing after a division by zero"));
}

TEST_CASE("a clause takes every such case, and one that is never needed is a warning") {
  const std::string clause = "undecided gives outcome refer, limit 0 CNY because T98\n";
  const auto needed =
      policy_of("knockouts K04 decline because R01 when score below 560 end\n" + kBrakes +
                "decide outcome decline when any decline knockout approve otherwise end\n" + clause);
  CHECK(needed.found().empty());
  CHECK_FALSE(needed.says("W0904"));
  const auto useless = policy_of(kBrakes + "decide outcome approve otherwise end\n" + clause);
  CHECK(useless.found().empty());
  CHECK(useless.says("W0904"));
}

TEST_CASE("long chains of steps are answered in time that grows with their length") {
  std::string steps, lets = "let l0 be score is present\n";
  for (int i = 1; i <= 400; ++i) {
    const std::string n = std::to_string(i);
    lets += "let l" + n + " be l" + std::to_string(i - 1) + " and takings above " + n + " CNY\n";
    steps += "  B" + n + " cap " + n + ",000 CNY when l" + n + "\n";
  }
  const auto run = policy_of(lets + "let raw be score * 1 CNY\nbrakes on limit start from raw\n" + steps +
                             "end\nknockouts K02 refer because R02 when score is missing K01 decline because "
                             "R01 when verified is no end\n" +
                             kDecide);
  INFO(run.run.text());
  CHECK(run.found() == Found{});
}

TEST_CASE("chains of definitions longer than any stack are answered") {
  std::string lets = "let l0 be score * 1 CNY\n";
  for (int i = 1; i <= 9'000; ++i)
    lets += "let l" + std::to_string(i) + " be lowest of (l" + std::to_string(i - 1) + ", " +
            std::to_string(i) + " CNY)\n";
  const std::string rest =
      "brakes on limit start from l9000 B5 cap 200,000 CNY end\nknockouts K02 refer because R02 when score "
      "is missing "
      "K01 decline because R01 when verified is no end\n";
  CHECK(policy_of(lets + rest + kDecide).found() == Found{});
  CHECK(policy_of(
            lets +
            "brakes on limit start from l9000 B5 cap 200,000 CNY end\ndecide outcome approve otherwise end\n")
            .found() == Found{"E0601 9012:11"});
}

TEST_CASE(
    "where the typical case has no such tag, the example says so; a typically missing tag is also tried "
    "present") {
  pol::test::Bundle bundle;
  bundle.write("tags/demo.yaml", R"(catalogue: demo
version: "1"
owner: Council
languages: [zh, en]
tags:
  - {id: bonus, zh: 奖, en: "Bonus", type: money CNY, range: "0..100", missing: policy, sensitivity: open, typical: missing}
  - {id: score, zh: 分, en: "Score", type: int, range: "300..850", missing: policy, sensitivity: open, typical: '660'}
)");
  const auto analysed = [&](const std::string& items) {
    auto run = bundle.check(pol::test::limit_head() + items);
    std::string text;
    if (run.checked && !run.diagnostics.has_errors())
      if (auto lowered = pol::lower::lower(*run.checked, run.diagnostics))
        pol::analysis::analyse(*run.checked, run.sources, *lowered, run.diagnostics);
    return run.text();
  };
  const std::string rest = "decide outcome decline when any decline knockout approve otherwise end\n";
  CHECK_THAT(analysed("knockouts K01 decline because R01 when bonus below 5 CNY end\n" + kBrakes + rest),
             Catch::Contains("For example: everything typical (bonus is typically missing)"));
  CHECK_THAT(analysed("knockouts K01 decline because R01 when bonus is present and score below 560 end\n" +
                      kBrakes + rest),
             Catch::Contains("For example: bonus 0 CNY, score missing (no_hit), everything else typical"));
}

TEST_CASE("a fork that asks a missing tag is named with its tree") {
  const auto run = policy_of(
      "tree raw\n  if verified then 5 CNY\n  else if score at least 600 then 10 CNY\n  else 1 CNY\nend\n"
      "brakes on limit start from raw B5 cap 200,000 CNY end\ndecide outcome approve otherwise end\n");
  CHECK(run.found() == Found{"E0601 13:11"});
  CHECK(run.says("a fork of `raw` cannot be answered if score is missing"));
}
