#include "tests/unit/engine/sample_policy.h"

using namespace pol;
using namespace pol::testing;

namespace {

using Codes = std::vector<std::string>;

Codes reasons(SamplePolicy& sample) {
  sample.decide();
  Codes codes;
  for (const auto code :
       engine::reasons_all(*sample.policy, sample.sent, sample.record, sample.scratch.slots))
    codes.push_back(sample.policy->module().reason_codes[code].code);
  return codes;
}

}  // namespace

TEST_CASE("reasons of fired knockouts count only for the outcome that was taken") {
  SamplePolicy sample;
  sample.value(kIdVerified, 0);
  sample.missing(kScore, cause::no_hit);
  CHECK(reasons(sample) == Codes{"R01"});  // decline; R02 would refer. The limit is masked: no row, no caps
}

TEST_CASE("then the arm, the row, and the brakes by size of change") {
  SamplePolicy sample;
  CHECK(reasons(sample) == Codes{"R30"});  // the row; no brake changed anything
  CHECK_FALSE(engine::reasons_need_amounts(*sample.policy, sample.record));

  sample.value(
      kAsk,
      1'000'000'00);  // 800,000: B1 to 500,000 (300,000 less), B2 to 480,000 (20,000 less), then the law
  sample.value(kRoadClosed, 1);
  CHECK(reasons(sample) == Codes{"R30", "R20", "R21"});
  CHECK(engine::reasons_need_amounts(*sample.policy, sample.record));

  sample.value(kAsk, 640'000'00);  // 512,000: B1 12,000 less, B2 to 307,200 192,800 less
  CHECK(reasons(sample) == Codes{"R30", "R21", "R20"});
  CHECK(engine::reasons_shown(*sample.policy, {4, 3, 2}) ==
        std::vector<std::uint16_t>{4, 3});  // most_shown 2
}

TEST_CASE("the arm's own reasons come with its output") {
  SamplePolicy sample;
  sample.value(kAsk, 100'00);  // too small: declined by the arm, so the limit is masked
  CHECK(reasons(sample) == Codes{"R40"});
}

TEST_CASE("an undecided case has the clause's reasons only") {
  SamplePolicy sample;
  ir::Module module = sample.policy->module();
  module.undecided.reasons = {{ir::ReasonRef::Form::code, 1}};
  sample.policy = std::move(*engine::LoadedPolicy::load(std::move(module)));
  sample.missing(kAsk, cause::no_hit);
  CHECK(reasons(sample) == Codes{"R02"});
}

TEST_CASE("a scorecard's reasons are its factors by points lost, no code twice, no more than it says") {
  SamplePolicy sample;
  const auto with = [&](std::vector<std::int64_t> first, std::vector<std::int64_t> second, unsigned most) {
    ir::Module module = sample_module();
    module.table_uses.push_back(module.table_uses[0]);
    module.table_uses[1].reasons[1] = {{ir::ReasonRef::Form::code, 5}, {ir::ReasonRef::Form::code, 4}};
    ir::Builder b(module);
    const Type points = number_type(-10, 10);
    ir::Scorecard card{"card", module.choices[0].number, ir::kNone, most, {}};
    card.factors.push_back({0, b.array(points, std::move(first))});
    card.factors.push_back({1, b.array(points, std::move(second))});
    module.scorecards.push_back(std::move(card));
    module.outputs[1].table = ir::kNone;
    module.choices[0].reasons[3] = {{ir::ReasonRef::Form::scorecard, 0}};
    auto loaded = engine::LoadedPolicy::load(std::move(module));
    if (!loaded) FAIL(loaded.failure().message);
    sample.policy = std::move(*loaded);
    sample.record = sample.policy->new_record();
    return reasons(sample);  // the case has row 2 of both
  };
  CHECK(with({5, 3, 1}, {9, 3, 1}, 4) == Codes{"R40", "R30"});
  CHECK(with({5, 3, 1}, {9, 3, 1}, 1) == Codes{"R40"});
  CHECK(with({9, 3, 1}, {9, 3, 1}, 4) == Codes{"R30", "R40"});
  CHECK(with({5, 3, 1}, {3, 3, -4}, 4) == Codes{"R30"});
  CHECK(with({1, 3, 1}, {3, 3, 3}, 4).empty());
}
