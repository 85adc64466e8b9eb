#include "tests/unit/engine/sample_policy.h"

using namespace pol;
using namespace pol::testing;

namespace {

using Codes = std::vector<std::string>;

Codes reasons(SamplePolicy& sample) {
  sample.decide();
  Codes codes;
  for (const auto code : engine::reasons_all(*sample.policy, sample.record, sample.scratch.slots))
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
