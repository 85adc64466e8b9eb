#include "tests/unit/lower/lowered.h"

using namespace pol;
using test::limit_head;
using test::LoweredRun;

namespace {

std::string trial_policy(const std::string& items) {
  return limit_head() + "let wish be 10,000 CNY\nlet step be 5%\n" + items +
         "brakes on limit start from wish B5 cap 200,000 CNY end\n"
         "decide outcome approve otherwise end\n";
}

std::string experiment(const std::string& code, const std::string& arms, const std::string& when) {
  return "experiment " + code +
         " \"x\" ticket \"T\" from 2026-11-03 until 2026-11-30 split customer_id salt \"E7-2026\"\n" + arms +
         "when " + when + " end\n";
}

const std::string kArms = "plain 85% more 10% sets wish 20,000 CNY idle 5%\n";

}  // namespace

TEST_CASE("an arm sets a name for its buckets, in its dates, where the condition is yes") {
  LoweredRun run(trial_policy(experiment("E7", kArms, "verified")));
  run.give("verified", "yes").on(*parse_date("2026-11-03"));
  REQUIRE(run.module().experiments.size() == 1);
  CHECK(run.module().experiments[0].arms[1].sets == std::vector<std::string>{"wish"});
  const auto limit_at = [&](const char* bucket) { return run.give("E7.bucket", bucket).value("limit"); };
  CHECK(limit_at("0") == "10,000 CNY");
  CHECK(limit_at("8499") == "10,000 CNY");
  CHECK(run.value("E7") == "1");
  CHECK(limit_at("8500") == "20,000 CNY");
  CHECK(limit_at("9499") == "20,000 CNY");
  CHECK(run.value("E7") == "2");
  CHECK(limit_at("9500") == "10,000 CNY");
  CHECK(run.value("E7") == "3");
  run.give("E7.bucket", "9000").give("verified", "no");
  CHECK(run.value("limit") == "10,000 CNY");
  CHECK(run.value("E7") == "0");
  run.give("verified", "yes");
  CHECK(run.on(*parse_date("2026-12-01")).value("limit") == "10,000 CNY");
  CHECK(run.on(*parse_date("2026-11-30")).value("limit") == "20,000 CNY");
}

TEST_CASE("what an experiment sets is missing where its condition or the bucket is unknown") {
  LoweredRun run(trial_policy(experiment("E7", kArms, "score above 600")));
  run.on(*parse_date("2026-11-05")).give("E7.bucket", "0");
  CHECK(run.value("limit") == "missing (not_asked)");  // in the champion too: the arms stay comparable
  CHECK(run.on(*parse_date("2026-11-02")).value("limit") == "10,000 CNY");
  run.on(*parse_date("2026-11-05")).give("score", "700");
  CHECK(run.value("limit") == "10,000 CNY");
  CHECK(run.missing("E7.bucket", cause::no_hit).value("limit") == "missing (no_hit)");
  CHECK(run.give("score", "500").value("limit") == "10,000 CNY");  // takes no part
}

TEST_CASE("the interval of a name that is set is the hull, at the finer scale") {
  LoweredRun run(trial_policy("let part be 50%\n" +
                              experiment("E7", "plain 50% other 50% sets part 12.5%\n", "verified") +
                              "let twice be 2 * part\n"));
  const auto& symbols = run.run.checked->symbols;
  for (const auto& symbol : symbols)
    if (symbol.name == "part") {
      CHECK(symbol.type.scale == 3);
      CHECK(symbol.type.range == Interval{125, 500});
    }
  run.give("verified", "yes").on(*parse_date("2026-11-05")).give("E7.bucket", "5000");
  CHECK(run.value("twice") == "25%");
}

TEST_CASE("two experiments on one name: each acts in its part, unknown in one is unknown") {
  LoweredRun run(
      trial_policy(experiment("E7", kArms, "verified and score above 600") +
                   experiment("E8", "plain 50% less 50% sets wish 5,000 CNY\n", "verified is no")));
  run.give("verified", "yes").give("score", "700").on(*parse_date("2026-11-05"));
  run.give("E7.bucket", "9000").give("E8.bucket", "9000");
  CHECK(run.value("limit") == "20,000 CNY");
  CHECK(run.give("verified", "no").value("limit") == "5,000 CNY");
}

TEST_CASE("a segment that an arm sets counts as not reached") {
  LoweredRun run(trial_policy("segment size big when takings above 100,000 CNY small otherwise end\n" +
                              experiment("E7", "plain 50% other 50% sets size big\n", "verified") +
                              "let weight be 1\nlet unused be size is big\n"));
  run.give("verified", "yes").give("takings", "0.00").on(*parse_date("2026-11-05"));
  const auto arm = [&] {
    for (const auto& choice : run.module().choices)
      if (choice.name == "size") return run.shown(choice.number);
    return std::string();
  };
  run.give("E7.bucket", "0");
  CHECK(run.value("size") == "small");
  CHECK(arm() == "2");
  run.give("E7.bucket", "5000");
  CHECK(run.value("size") == "big");
  CHECK(arm() == "missing (not_asked)");
}

TEST_CASE("a cost is the exact sum of its lines, and each line is kept") {
  LoweredRun run(trial_policy("cost all_in \"Interest\" 7.25% \"Fee\" step \"Insurance\" 0.125% end\n"));
  CHECK(run.value("all_in") == "12.375%");
  const auto& lines = run.module().cost_lines;
  REQUIRE(lines.size() == 3);
  CHECK(lines[1].label == "Fee");
  CHECK(run.shown(lines[1].value) == "5%");
  CHECK(lines[2].cost == "all_in");
}

TEST_CASE("an arm may set the points of a scorecard, and what depends on them follows") {
  const std::string head =
      "scorecard card odds 30 to 1 at 600 points, double every 20 points start from 500\n"
      "  factor verified because R01\n    | yes || 60 |\n    | no || 0 |\nend\n"
      "let points be card.points\nlet pd be card.pd\n"
      "experiment E7 \"x\" ticket \"T\" from 2026-11-01 until 2027-01-31\n"
      "  split customer_id salt \"s\"\n    champion 50%\n    less 50% sets ";
  const std::string tail =
      "\n  when verified or not verified\nend\n" + test::brakes() + "decide outcome approve otherwise end\n";
  LoweredRun run(test::limit_head() + head + "card.points 618" + tail);
  run.give("verified", "no");
  const auto bucket = [&](const std::string& number) { run.give("E7.bucket", number); };
  bucket("0");
  CHECK(run.value("points") == "500");
  bucket("9999");
  CHECK(run.value("points") == "618");
  CHECK(run.value("pd") == "1.7549%");
  CHECK(run.shown(run.module().scorecards[0].points) == "618");

  LoweredRun pd(test::limit_head() + head + "card.pd 5%" + tail);
  pd.give("verified", "yes").give("E7.bucket", "9999");
  CHECK(pd.value("points") == "560");
  CHECK(pd.value("pd") == "5%");
  CHECK(test::check_limit(head + "card.reasons R01" + tail).found() ==
        std::vector<std::string>{"E0832 21:19"});
  CHECK(test::check_limit(head + "card.points 5.5" + tail).found() ==
        std::vector<std::string>{"E0503 21:31"});
}

TEST_CASE("an arm knows the outputs that its value takes from a table's row") {
  const std::string rows =
      "table sizes\n  | verified || wish | step |\n  | yes || 10,000 CNY | 5% | because R20\n"
      "  | no || 5,000 CNY | 1% |\nend\n";
  const std::string tail =
      "brakes on limit start from wish B5 cap 200,000 CNY end\n"
      "decide outcome approve otherwise end\nlet unused be step above 2%\n";
  const auto replaced = [&](const std::string& sets) {
    LoweredRun run(limit_head() + rows +
                   experiment("E7", "plain 50% other 50% sets " + sets + "\n", "verified") + tail);
    REQUIRE(run.module().experiments.size() == 1);
    CHECK(run.module().experiments[0].arms[0].replaces.empty());
    CHECK(run.module().outputs[1].table != ir::kNone);
    return run.module().experiments[0].arms[1].replaces;
  };
  CHECK(replaced("wish 20,000 CNY") == std::vector<std::uint32_t>{1});  // the limit starts from it
  CHECK(replaced("step 3%").empty());
  CHECK(replaced("step 3%, wish 20,000 CNY") == std::vector<std::uint32_t>{1});
}

TEST_CASE("experiments with many arms on one name cost as much as they have arms") {
  constexpr std::size_t kManyArms = 1'000;
  std::string arms = "plain 80%\n";
  for (std::size_t i = 0; i < kManyArms; ++i)
    arms += "a" + std::to_string(i) + " 0.02% sets wish " + std::to_string(i + 1) + " CNY\n";
  LoweredRun run(
      trial_policy(experiment("E7", arms, "score above 600") + experiment("E8", arms, "score at most 600")));
  CHECK(run.module().operands.size() < 10 * kManyArms);
  CHECK(run.module().insts.size() < 20 * kManyArms);
  run.give("score", "700").on(*parse_date("2026-11-05"));
  run.give("E7.bucket", "9999").give("E8.bucket", "8000");
  CHECK(run.value("limit") == "1,000 CNY");
  CHECK(run.give("score", "500").value("limit") == "1 CNY");
  CHECK(run.missing("score", cause::no_hit).value("limit") == "missing (no_hit)");
}

TEST_CASE("two factors on one input have two names") {
  const std::string factor = "  factor verified because R01\n    | yes || 60 |\n    | no || 0 |\n";
  LoweredRun run(trial_policy("scorecard card start from 500\n" + factor + factor + "end\n" +
                              "let points be card.points\n"));
  std::vector<std::string> names;
  for (const auto& table : run.module().tables) names.push_back(table.name);
  CHECK(names == std::vector<std::string>{"card.verified", "card.verified#2"});
}
