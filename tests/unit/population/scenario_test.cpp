// Scenario files: what is wrong in them is told with its place, several mistakes at once.
#include "compiler/population/scenario.h"

#include <catch2/catch.hpp>

#include "compiler/population/shocker.h"
#include "runtime/engine/bucket.h"
#include "tests/unit/population/tags_of_a_mill.h"

using namespace pol;
using namespace pol::population;
using test::Mill;

namespace {

const std::string kHead = "scenario: dry_summer\ncatalogue: \"mill 3\"\n";

std::string one_shock(const std::string& change) {
  return kHead + "shocks:\n  - {" + change + "}\n";
}

void check_wrong(const std::string& text, const std::string& wanted) {
  Mill mill;
  CHECK_FALSE(mill.read(text));
  CHECK(mill.reported() == wanted);
}

}  // namespace

TEST_CASE("a scenario is read whole") {
  Mill mill;
  const auto scenario = mill.read(
      "scenario: dry_summer\ntext: \"The river is low\"\ncatalogue: \"mill 3\"\non: 2026-12-01\n"
      "shocks:\n"
      "  - {tags: [takings, debts], scope: \"trade one of (flour, oil) and wheels above 1\", multiply: 70%}\n"
      "  - {tags: [rate], add: 1.50% a year}\n"
      "  - {tags: [takings], share: 20%, missing: no_hit}\n"
      "  - {tags: [flooded], scope: \"place is \\\"Bridge End\\\"\", set: yes}\n"
      "trends:\n  periods: 6\n  every: 1 months\n  changes:\n"
      "    - {tags: [wheels], add: -1, share: 2.5%, scope: \"trade one of (flour, oil) and wheels above "
      "1\"}\n");
  REQUIRE(scenario);
  CHECK(mill.reported() == "");
  CHECK(scenario->name == "dry_summer");
  CHECK(scenario->text == "The river is low");
  CHECK(scenario->on == parse_date("2026-12-01"));
  REQUIRE(scenario->shocks.size() == 4);
  CHECK(scenario->shocks[0].tags == "takings, debts");
  CHECK(scenario->shocks[0].form == Change::Form::multiply);
  CHECK(scenario->shocks[1].targets[0].number == 150);  // of 0.01%
  CHECK(scenario->shocks[2].buckets == 2000);
  CHECK(scenario->shocks[2].cause == cause::no_hit);
  CHECK(scenario->shocks[3].targets[0].number == 1);
  CHECK(scenario->trends[0].targets[0].number == -1);
  CHECK(scenario->trends[0].buckets == 250);
  CHECK(scenario->steps() == 7);
  REQUIRE(scenario->scopes.size() == 2);  // one text, one scope
  CHECK(scenario->shocks[0].scope == scenario->trends[0].scope);
}

TEST_CASE("a scenario may only move the date") {
  Mill mill;
  const auto scenario = mill.read(kHead + "on: 2026-12-01\n");
  REQUIRE(scenario);
  CHECK(scenario->steps() == 1);
}

TEST_CASE("each mistake in a scenario has its code and place") {
  const auto [text, wanted] = GENERATE(table<std::string, std::string>({
      {"- a\n- b\n", "E1007 1:1 the scenario must be a map, here is a list"},
      {"", "E1001 1:1 the file is empty"},
      {kHead, "E1031 1:1 the scenario changes nothing. Give it `shocks`, `trends` or a date `on`"},
      {"scenario: Dry\ncatalogue: \"mill 3\"\non: 2026-12-01\n",
       "E1034 1:11 the name `Dry` is not made of small letters, digits and `_`. Like `wet_winter`"},
      {"scenario: dry\ncatalogue: \"mill 2\"\non: 2026-12-01\n",
       "E1030 2:12 the scenario is for the catalogue `mill 2`, the policy reads `mill 3`"},
      {"scenario: dry\ncatalogue: \"bakery 3\"\non: soon\n",
       "E1030 2:12 the scenario is for the catalogue `bakery 3`, the policy reads `mill 3`"},
      {kHead + "on: 2026-13-01\n", "E1034 3:5 `on`: `2026-13-01` is no date. Write it as 2026-11-08"},
      {kHead + "shock: []\n", "E1005 3:1 unknown key `shock` of the scenario. Did you mean `shocks`?"},
      {kHead + "shocks: []\n", "E1031 3:9 `shocks` is empty. Leave it out, or add a change"},
      {kHead + "shocks: {tags: [rate]}\n", "E1007 3:9 `shocks` must be a list, here is a map"},
      {kHead + "trends: {every: 1 months, changes: [{tags: [rate], multiply: 50%}]}\n",
       "E1005 3:9 `trends` has no `periods`"},
      {kHead + "trends: {periods: 3, every: 1 months, changes: []}\n",
       "E1031 3:48 `changes` is empty. Leave it out, or add a change"},
      {kHead + "trends: {periods: 0, every: 1 months, changes: [{tags: [rate], multiply: 50%}]}\n",
       "E1007 3:19 `periods` must be a whole number from 1 to 60, here is `0`"},
      {kHead + "trends: {periods: 2, every: 0 days, changes: [{tags: [rate], multiply: 50%}]}\n",
       "E1034 3:29 `every`: `0 days` is not 1 to 120 months or 1 to 3660 days. Write it as 1 months or 30 "
       "days"},
      {one_shock("tags: [takngs], multiply: 70%"),
       "E1030 4:13 the catalogue has no tag `takngs`. Did you mean `takings`?"},
      {one_shock("tags: [], multiply: 70%"),
       "E1031 4:12 `tags` of change 1 of `shocks` is empty. Name the tags that it changes"},
      {one_shock("tags: takings, multiply: 70%"),
       "E1007 4:12 `tags` of change 1 of `shocks` must be a list, here is a single value"},
      {one_shock("tags: [rate, rate], multiply: 70%"),
       "E1031 4:19 `rate` stands twice in `tags` of change 1 of `shocks`"},
      {one_shock("tags: [rate]"),
       "E1031 4:5 change 1 of `shocks` does not say what happens. Give it one of `set`, `add`, `multiply`, "
       "`missing`"},
      {one_shock("tags: [wheels], set: 1, add: 2"),
       "E1031 4:35 change 1 of `shocks` has both `set` and `add`. Make it two changes; they are made in the "
       "order of the file"},
      {one_shock("tags: [wheels], set: 100"), "E1032 4:27 `set` of `wheels`: `100` is outside 0 to 99"},
      {one_shock("tags: [trade], set: silk"), "E1032 4:26 `set` of `trade`: `silk` is not a value of trade"},
      {one_shock("tags: [trade], add: 1"),
       "E1032 4:26 `trade` is trade; only numbers and dates can be added to. Use `set`"},
      {one_shock("tags: [takings], add: 1%"), "E1032 4:28 `add` to `takings`: `1%` is not a number"},
      {one_shock("tags: [wheels], add: 0.5"), "E1032 4:27 `add` to `wheels`: `0.5` is not a whole number"},
      {one_shock("tags: [built], multiply: 50%"),
       "E1032 4:31 `built` is date; only numbers can be multiplied. Move a date with `add: 30 days`"},
      {one_shock("tags: [built], add: 5"),
       "E1032 4:26 `built` is date, and `5` is no number of days or months. Write it as 30 days or -6 "
       "months"},
      {one_shock("tags: [takings], multiply: 0.7"),
       "E1032 4:33 `multiply`: `0.7` is not a percent from 0% to 1,000,000% with at most six places. 70% "
       "leaves 70 of 100"},
      {one_shock("tags: [takings], multiply: -70%"),
       "E1032 4:33 `multiply`: `-70%` is not a percent from 0% to 1,000,000% with at most six places. 70% "
       "leaves 70 of 100"},
      {one_shock("tags: [takings], missing: lost"),
       "E1032 4:32 `missing`: `lost` is not a cause. The causes are: not_asked, no_hit, stale, suppressed, "
       "error"},
      {one_shock("tags: [wheels], missing: no_hit"),
       "E1032 4:31 `wheels` may not be missing (`missing: forbid`). Every case would be refused"},
      {one_shock("tags: [rate], missing: suppressed"),
       "E1032 4:29 `rate` may not be missing because of suppressed. Its causes are: not_asked, no_hit, "
       "error"},
      {one_shock("tags: [rate], multiply: 50%, share: 120%"),
       "E1034 4:42 `share`: `120%` is not 0% to 100% with at most two places. Like 20% or 2.5%"},
      {one_shock("tags: [rate], multiply: 50%, share: 0.001%"),
       "E1034 4:42 `share`: `0.001%` is not 0% to 100% with at most two places. Like 20% or 2.5%"},
      {one_shock("tags: [rate], multiply: 50%, scope: \"wheels above\""),
       "E1033 4:54 `scope` is no condition: expected a value, found the end of the scope"},
      {one_shock("tags: [rate], multiply: 50%, scope: \"place is \\\"X\\\" and whels above 1\""),
       "E1033 4:62 unknown name `whels`. Did you mean the tag `wheels` (Wheels)?"},
      {one_shock("tags: [rate], multiply: 50%, scope: \"decision_date at least 2026-12-01\""),
       "E1033 4:43 `decision_date` is no tag; a scope asks about tags"},
  }));
  check_wrong(text, wanted);
}

TEST_CASE("all mistakes of a scenario are told in one go") {
  Mill mill;
  CHECK_FALSE(mill.read(kHead + "shocks:\n"
                                "  - {tags: [takngs], multiply: 70%}\n"
                                "  - {tags: [wheels], scope: \"wheels is yes\", add: 1}\n"
                                "  - {tags: [rate], scope: \"whels above 1\", share: 101%, multiply: x}\n"));
  CHECK(mill.diagnostics.errors() == 5);
}

TEST_CASE("periods are counted from the first date, so that the end of a month stays the end") {
  Scenario scenario;
  scenario.every.months = 1;
  const Day base = *parse_date("2027-01-31");
  CHECK(format_date(date_of_period(scenario, base, 0)) == "2027-01-31");
  CHECK(format_date(date_of_period(scenario, base, 1)) == "2027-02-28");
  CHECK(format_date(date_of_period(scenario, base, 2)) == "2027-03-31");
  scenario.every = {10, 0};
  CHECK(format_date(date_of_period(scenario, base, 3)) == "2027-03-02");
  CHECK(date_of_period(scenario, kMaxDay, 60) == kMaxDay);
}
