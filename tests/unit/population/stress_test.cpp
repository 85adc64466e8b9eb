// Scenarios beside the base run against a recount: every case shocked and decided by itself, with a few lines
// that share nothing with the tally.
#include "compiler/population/stress.h"

#include <catch2/catch.hpp>

#include "compiler/native/native.h"
#include "compiler/population/generated.h"
#include "compiler/population/scenario_sections.h"
#include "compiler/population/simulate.h"
#include "compiler/population/simulate_report.h"
#include "compiler/study/pipeline.h"
#include "runtime/engine/bucket.h"

using namespace pol;
using namespace pol::population;

namespace {

constexpr std::uint64_t kStressed = 3000;

struct Stressed {
  Sources sources;
  Diagnostics diagnostics;
  std::unique_ptr<engine::Backend> backend = native::make_backend();
  study::Compiled compiled;
  Groups groups;
  std::unique_ptr<Subject> subject;
  Plan plan;
  std::unique_ptr<Stress> stress;
  std::vector<const ir::Module*> modules;

  explicit Stressed(const std::vector<std::string>& scenarios) {
    study::CompileOptions options;
    options.backend = backend.get();
    compiled = study::compile(sources, std::string(POL_SOURCE_DIR) + "/policies/sme/limit.pol", diagnostics,
                              options);
    REQUIRE(compiled.policy);
    groups = *read_groups(*compiled.checked->catalog, {"province"});
    subject = std::make_unique<Subject>(*compiled.chain);
    plan.subject = subject.get();
    plan.groups = &groups;
    plan.engine = engine::Which::scalar;
    std::vector<Scenario> read;
    for (const std::string& text : scenarios) {
      auto scenario = read_scenario(sources, sources.add("x.scenario.yaml", text), compiled.checked->catalog,
                                    compiled.checked->catalog_path, diagnostics);
      for (const auto& one : diagnostics.all()) INFO(one_line(one, sources));
      REQUIRE(scenario);
      read.push_back(std::move(*scenario));
    }
    modules = modules_read(*compiled.chain, groups);
    stress = std::make_unique<Stress>(*subject, std::move(read), modules.size());
    for (const ir::Module* door : stress->doors()) modules.push_back(door);
  }
  std::unique_ptr<data::CaseSource> people() const {
    const catalog::Catalog& catalog = *compiled.checked->catalog;
    return generated_source(catalog, modules, {kStressed, *parse_date("2026-11-08"), [&catalog] {
                                                 return std::make_unique<study::People>(catalog, 1, nullptr);
                                               }});
  }
  std::pair<Tally, StressTally> run(unsigned threads) const {
    const auto source = people();
    data::BlockOptions options;
    options.threads = threads;
    StressTally stressed(*stress, plan);
    auto tally = simulate(*source, plan, options, &stressed);
    REQUIRE(tally);
    return {std::move(*tally), std::move(stressed)};
  }
  std::size_t input(const std::string& name) const {
    const auto& inputs = compiled.chain->door().inputs;
    for (std::size_t i = 0; i < inputs.size(); ++i)
      if (inputs[i].name == name) return i;
    FAIL(name);
    return 0;
  }
};

const std::string kSlump =
    "scenario: slump\ntext: Slump\ncatalogue: \"sme 2026.10\"\n"
    "shocks:\n"
    "  - {tags: [tax_turnover_12m], scope: \"industry is catering\", multiply: 70%}\n"
    "  - {tags: [score], share: 20%, add: -40}\n"
    "trends:\n  periods: 2\n  every: 1 months\n  changes:\n"
    "    - {tags: [free_cash_month], multiply: 90%}\n";

// To whole cents, half even, for figures at or above zero.
std::int64_t part_of(std::int64_t cents, std::int64_t percent) {
  const std::int64_t exact = cents * percent, whole = exact / 100, rest = exact % 100;
  return whole + (rest > 50 || (rest == 50 && whole % 2 == 1) ? 1 : 0);
}

}  // namespace

TEST_CASE("a scenario's figures are those of a recount, one case after the other") {
  const Stressed of({kSlump});
  const auto [tally, stressed] = of.run(3);
  const std::size_t turnover = of.input("tax_turnover_12m"), score = of.input("score"),
                    cash = of.input("free_cash_month"), industry = of.input("industry");
  const ir::Module& door = of.compiled.chain->door();
  const int catering = door.enums[door.types[door.inputs[industry].type].enum_id].index_of("catering");

  struct Count {
    std::uint64_t touched = 0, served = 0, moved = 0, better = 0, worse = 0;
    i128 money = 0;
  } counts[3];
  const auto source = of.people();
  const auto reader = source->reader();
  data::CaseBlock block;
  engine::SentCase sent;
  engine::ChainCase decided;
  using State = engine::SentTag::State;
  const auto answer = [&](std::int64_t& outcome, std::int64_t& limit) {
    REQUIRE_FALSE(of.compiled.chain->decide(engine::Which::scalar, sent, decided));
    outcome = decided.root().record.outputs[0];
    limit = decided.root().record.outputs[1];
  };
  while (*source->next(block))
    for (std::size_t row = 0; row < block.size; ++row) {
      REQUIRE_FALSE(reader->read(block, row, 0, sent));
      std::int64_t outcome = 0, limit = 0;
      answer(outcome, limit);
      bool touched = false;
      for (int period = 0; period < 3; ++period) {
        const auto change = [&](std::size_t input, std::int64_t to) {
          touched = touched || sent.tags[input].number != to;
          sent.tags[input].number = to;
        };
        const auto number = [&](std::size_t input) {
          return static_cast<std::int64_t>(sent.tags[input].number);
        };
        if (period == 0 && sent.tags[industry].number == catering &&
            sent.tags[turnover].state == State::value)
          change(turnover, part_of(number(turnover), 70));
        if (period == 0 && engine::experiment_bucket("slump", sent.case_id) < 2000 &&
            sent.tags[score].state == State::value)
          change(score, std::max<std::int64_t>(300, number(score) - 40));
        if (period > 0 && sent.tags[cash].state == State::value) change(cash, part_of(number(cash), 90));
        sent.decision_date = *parse_date(period == 0   ? "2026-11-08"
                                         : period == 1 ? "2026-12-08"
                                                       : "2027-01-08");
        for (engine::SentTag& tag : sent.tags) tag.as_of = sent.decision_date;
        std::int64_t now = 0, then = 0;
        answer(now, then);
        Count& count = counts[period];
        const bool serves = now == 0, served = outcome == 0;  // approve
        count.touched += touched;
        count.served += serves;
        if (serves) count.money += then;
        const bool both = serves && served;
        count.moved += now != outcome || (both && then != limit);
        count.better +=
            (serves && !served) || (both && then > limit) || (!serves && !served && now < outcome);
        count.worse += (served && !serves) || (both && then < limit) || (!serves && !served && now > outcome);
      }
    }
  REQUIRE(stressed.scenarios[0].stages.size() == 3);
  for (int period = 0; period < 3; ++period) {
    const StageTally& stage = stressed.scenarios[0].stages[static_cast<std::size_t>(period)];
    CAPTURE(period);
    CHECK(stage.movement.people == kStressed);
    CHECK(stage.touched == counts[period].touched);
    CHECK(stage.movement.served_after == counts[period].served);
    CHECK(stage.movement.money_after.total == counts[period].money);
    CHECK(stage.movement.moved == counts[period].moved);
    CHECK(stage.movement.better == counts[period].better);
    CHECK(stage.movement.worse == counts[period].worse);
    // The base is the run that stands beside it.
    CHECK(stage.movement.served_before == tally.all.served);
    CHECK(stage.movement.money_before.total == tally.all.amounts[0].total);
  }
  CHECK(counts[0].moved > 0);
  CHECK(counts[2].served < counts[0].served);
  CHECK(format_date(stressed.scenarios[0].stages[2].last) == "2027-01-08");
}

TEST_CASE("a scenario's cells and groups add up to all people") {
  const Stressed of({kSlump});
  const auto [tally, stressed] = of.run(2);
  const ScenarioTally& one = stressed.scenarios[0];
  const std::size_t classes = of.stress->compare.classes();
  for (const StageTally& stage : one.stages) {
    std::uint64_t all = 0, base[8] = {};
    for (std::size_t i = 0; i < stage.cells.size(); ++i) {
      all += stage.cells[i];
      base[i / classes] += stage.cells[i];
    }
    CHECK(all == kStressed);
    for (std::size_t i = 0; i < tally.all.outcomes.size(); ++i) CHECK(base[i] == tally.all.outcomes[i]);
  }
  Movement sum;
  for (const auto& [key, movement] : one.groups[0]) sum.merge(movement);
  CHECK(sum.people == kStressed);
  CHECK(sum.worse == one.stages.back().movement.worse);
  CHECK(sum.money_after.total == one.stages.back().movement.money_after.total);
  CHECK(one.shocks[1].picked == one.shocks[1].changed + one.shocks[1].stayed_missing);
}

TEST_CASE("scenarios give the same report for any number of threads") {
  const Stressed of({kSlump, "scenario: later\ncatalogue: \"sme 2026.10\"\non: 2026-12-21\n"});
  std::string reports[2];
  for (int i = 0; i < 2; ++i) {
    const auto [tally, stressed] = of.run(i == 0 ? 1 : 5);
    SimulateAbout about;
    about.stress = &stressed;
    reports[i] = report::to_json(simulate_report(tally, about).report);
  }
  CHECK(reports[0] == reports[1]);
}

TEST_CASE("a scenario that only moves the date shows a shock of the policy lapse") {
  const Stressed of({"scenario: later\ncatalogue: \"sme 2026.10\"\non: 2026-12-21\n",
                     "scenario: too_early\ncatalogue: \"sme 2026.10\"\non: 2026-10-31\n",
                     "scenario: nothing_read\ncatalogue: \"sme 2026.10\"\nshocks:\n"
                     "  - {tags: [mood], set: tense}\n  - {tags: [score], scope: \"industry is retail and "
                     "industry is catering\", add: 1}\n"});
  const auto [tally, stressed] = of.run(2);
  const StageTally& later = stressed.scenarios[0].stages[0];
  CHECK(later.touched == 0);
  CHECK(later.movement.better > 0);  // S1 caps nobody any more
  CHECK(later.movement.worse == 0);
  const StageTally& early = stressed.scenarios[1].stages[0];
  CHECK(early.refused == kStressed);
  CHECK(early.movement.served_after == 0);
  CHECK(stressed.scenarios[2].stages[0].movement.moved == 0);
  const auto warnings = scenario_warnings(stressed, of.plan);
  REQUIRE(warnings.size() == 3);
  CHECK(warnings[0] ==
        "scenario too_early: everybody is refused in step `start`, 2026-10-31; the policy takes effect on "
        "2026-11-01");
  CHECK(warnings[1] ==
        "scenario nothing_read: the policy does not read `mood` of shock 1, so it changes nothing");
  CHECK(warnings[2] == "scenario nothing_read: nobody is in the scope of shock 2");
}
