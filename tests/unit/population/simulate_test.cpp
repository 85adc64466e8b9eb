// Simulations against a count by hand: every case decided by itself, and added up with a few lines that share
// nothing with the tally.
#include "compiler/population/simulate.h"
#include "compiler/population/approval_ratio.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>

#include "compiler/native/native.h"
#include "compiler/population/generated.h"
#include "compiler/population/simulate_report.h"
#include "compiler/study/pipeline.h"

using namespace pol;
using namespace pol::population;

namespace {

constexpr std::uint64_t kPeople = 3000;

struct Simulated {
  Sources sources;
  Diagnostics diagnostics;
  std::unique_ptr<engine::Backend> backend = native::make_backend();
  study::Compiled compiled;
  Groups groups;
  std::unique_ptr<Subject> subject;
  Plan plan;

  explicit Simulated(const std::string& path, const std::vector<std::string>& by = {}) {
    study::CompileOptions options;
    options.backend = backend.get();
    compiled = study::compile(sources, std::string(POL_SOURCE_DIR) + "/" + path, diagnostics, options);
    REQUIRE(compiled.policy);
    auto read = read_groups(*compiled.checked->catalog, by);
    REQUIRE(read);
    groups = std::move(*read);
    subject = std::make_unique<Subject>(*compiled.chain);
    plan.subject = subject.get();
    plan.groups = &groups;
    plan.engine = engine::Which::scalar;
  }
  std::unique_ptr<data::CaseSource> people() const {
    const catalog::Catalog& catalog = *compiled.checked->catalog;
    return generated_source(catalog, modules_read(*compiled.chain, groups),
                            {kPeople, *parse_date("2026-11-08"),
                             [&catalog] { return std::make_unique<study::People>(catalog, 1, nullptr); }});
  }
  Tally run(unsigned threads) const {
    const auto source = people();
    data::BlockOptions options;
    options.threads = threads;
    auto tally = simulate(*source, plan, options);
    REQUIRE(tally);
    return std::move(*tally);
  }
};

std::uint64_t sum(const std::vector<std::uint64_t>& all) {
  std::uint64_t total = 0;
  for (const std::uint64_t n : all) total += n;
  return total;
}

}  // namespace

TEST_CASE("the figures of a simulation add up") {
  const Simulated of("policies/sme/limit.pol", {"province", "score/50"});
  const Tally tally = of.run(2);
  const ir::Module& module = *of.subject->module;
  CHECK(tally.all.people + tally.refused == kPeople);
  CHECK(sum(tally.all.outcomes) == tally.all.people);  // this policy decides everybody
  std::uint64_t stopped = 0;
  for (std::size_t i = 0; i < tally.knockouts.size(); ++i) {
    stopped += tally.knockouts[i].first;
    CHECK(tally.knockouts[i].solo <= tally.knockouts[i].first);
    CHECK(tally.knockouts[i].first <= tally.knockouts[i].fired);
  }
  CHECK(stopped <= tally.all.people);
  CHECK(tally.all.served <= tally.all.people - stopped);
  // Money: what the served get is where the steps began, and what each gave and took.
  REQUIRE(of.subject->amounts.size() == 1);
  i128 steps = 0;
  for (const StepTally& step : tally.steps) steps += step.gave.total + step.took.total;
  i128 started = 0, got = 0;
  const auto source = of.people();
  const auto reader = source->reader();
  data::CaseBlock block;
  engine::SentCase sent;
  engine::ChainCase decided;
  std::uint64_t approved = 0;
  while (*source->next(block))
    for (std::size_t row = 0; row < block.size; ++row) {
      REQUIRE_FALSE(reader->read(block, row, 0, sent));
      REQUIRE_FALSE(of.compiled.chain->decide(engine::Which::interpreter, sent, decided));
      of.compiled.chain->fill_slots(0, decided.root());
      const std::string& outcome = module.enums[module.type_of(module.outputs[0].value).enum_id]
                                       .values[static_cast<std::size_t>(decided.root().record.outputs[0])];
      if (outcome != "approve") continue;
      ++approved;
      got += decided.root().record.outputs[1];
      started += decided.root().scratch.slots[module.steps[0].before].value;
    }
  CHECK(approved == tally.all.served);
  CHECK(tally.all.amounts[0].total == got);
  CHECK(tally.amounts[0].sum() == got);
  CHECK(started + steps == got);
  // Every parting is a parting of all.
  for (const auto& groups : tally.groups) {
    std::uint64_t people = 0;
    i128 money = 0;
    for (const auto& [key, cohort] : groups) people += cohort.people, money += cohort.amounts[0].total;
    CHECK(people == tally.all.people);
    CHECK(money == got);
  }
  for (const ChoiceTally& choice : tally.choices) CHECK(sum(choice.arms) == tally.all.people);
  for (const auto& rows : tally.rows) CHECK(sum(rows) == tally.all.people);
}

TEST_CASE("a report has the same bytes for any number of threads") {
  const Simulated of("policies/sme/strategy.pol", {"province,industry"});
  SimulateAbout about;
  about.data = "test";
  const std::string one = report::to_json(simulate_report(of.run(1), about).report);
  CHECK(report::to_json(simulate_report(of.run(3), about).report) == one);
  CHECK(report::to_json(simulate_report(of.run(2), about).report) == one);
}

TEST_CASE("who flips with one step of one tag is who another decision flips") {
  Simulated of("policies/sme/limit.pol");
  const JitterPlan jitter(*of.subject, engine::Which::scalar, 10'000);
  of.plan.jitter = &jitter;
  const Tally tally = of.run(2);
  CHECK(tally.jitter.people == tally.all.people);
  const ir::Module& door = of.compiled.chain->door();
  const auto moved =
      std::find_if(jitter.moved.begin(), jitter.moved.end(),
                   [&](const JitterPlan::Moved& one) { return door.inputs[one.input].name == "score"; });
  REQUIRE(moved != jitter.moved.end());
  const auto source = of.people();
  const auto reader = source->reader();
  data::CaseBlock block;
  engine::SentCase sent;
  engine::ChainCase decided;
  std::uint64_t people = 0, flipped = 0;
  while (*source->next(block))
    for (std::size_t row = 0; row < block.size; ++row) {
      REQUIRE_FALSE(reader->read(block, row, 0, sent));
      const auto outcome = [&](i128 step) {
        engine::SentCase other = sent;
        other.tags[moved->input].number += step;
        REQUIRE_FALSE(of.compiled.chain->decide(engine::Which::interpreter, other, decided));
        return decided.root().record.outputs[0];
      };
      const engine::SentTag& score = sent.tags[moved->input];
      if (score.state != engine::SentTag::State::value) continue;
      const bool lowest = score.number == moved->type.range.lo,
                 highest = score.number == moved->type.range.hi;
      ++people;
      flipped += (!highest && outcome(1) != outcome(0)) || (!lowest && outcome(-1) != outcome(0));
    }
  const auto& found = tally.jitter.tags[static_cast<std::size_t>(moved - jitter.moved.begin())];
  CHECK(found.people == people);
  CHECK(found.flipped == flipped);
  CHECK(flipped > 0);
  CHECK(tally.jitter.flipped >= flipped);
}

TEST_CASE("groupings are refused in words") {
  Sources sources;
  Diagnostics diagnostics;
  const auto file = sources.load(std::string(POL_SOURCE_DIR) + "/policies/sme/tags/sme.yaml");
  REQUIRE(file);
  const auto catalog = catalog::read_catalog(sources, *file, diagnostics);
  REQUIRE(catalog);
  const auto message = [&](const char* text) {
    const auto groups = read_groups(*catalog, {text});
    return groups ? std::string() : groups.failure().message;
  };
  CHECK(message("provinze") ==
        "--by: `provinze` is no tag of catalogue sme 2026.10; did you mean `province`?");
  CHECK(message("score").find("give its bands a width: score/50") != std::string::npos);
  CHECK(message("score/0").find("no width") != std::string::npos);
  CHECK(message("province/5").find("has no bands") != std::string::npos);
  CHECK(message("identity_confidence/50").find("say identity_confidence/5%") != std::string::npos);
  CHECK(message("province,industry").empty());
}

TEST_CASE("approval rates of a monitored tag are compared with the highest") {
  const Simulated of("policies/german/limit.pol", {"sex_and_status", "purpose"});
  const Tally tally = of.run(1);
  CHECK_FALSE(approval_ratio(tally, 1, 5));  // not monitored
  const auto table = approval_ratio(tally, 0, 5);
  REQUIRE(table);
  REQUIRE(table->rows.size() == tally.groups[0].size());
  double most = 0;
  for (const auto& [key, cohort] : tally.groups[0])
    most = std::max(most, static_cast<double>(cohort.outcomes[0]) / static_cast<double>(cohort.people));
  std::size_t row = 0, highest = 0;
  for (const auto& [key, cohort] : tally.groups[0]) {
    const double rate = static_cast<double>(cohort.outcomes[0]) / static_cast<double>(cohort.people);
    CHECK(*table->rows[row][1].plot == static_cast<double>(cohort.people));
    CHECK(*table->rows[row][2].plot == static_cast<double>(cohort.outcomes[0]));
    CHECK(*table->rows[row][6].plot == Approx(rate / most));
    highest += table->rows[row][6].text == "1.000";
    ++row;
  }
  CHECK(highest == 1);
  // Groups too small to be told have no ratio, and are not what others are compared with.
  const auto few = approval_ratio(tally, 0, 200);
  REQUIRE(few);
  row = 0;
  for (const auto& [key, cohort] : tally.groups[0])
    CHECK((few->rows[row++][6].text == "-") == (cohort.people < 200));
}
