#include "tests/unit/engine/sample_policy.h"

using namespace pol;
using namespace pol::testing;
using engine::SentTag;

namespace {

// The causes with which a tag stands inside, after the change.
template <class Change>
CauseMask causes(SampleInput tag, Change change) {
  SamplePolicy sample;
  change(sample.sent.tags[tag]);
  const auto refusal = sample.admit();
  if (refusal) FAIL(refusal->message);
  return sample.admitted.inputs.causes[tag];
}

}  // namespace

TEST_CASE("a good case comes through as it is") {
  SamplePolicy sample;
  REQUIRE_FALSE(sample.admit());
  CHECK(sample.admitted.inputs.values[kDate] == *parse_date("2026-11-08"));
  CHECK(sample.admitted.inputs.values[kScore] == 700);
  const auto& town = *reinterpret_cast<const ir::Text*>(sample.admitted.inputs.values[kTown]);
  CHECK(std::string_view(town.data, town.size) == "Wuhan");
  CHECK(sample.admitted.inputs.causes == std::vector<CauseMask>(6));
}

TEST_CASE("a value out of range or of the wrong scale is missing (error)") {
  CHECK(causes(kScore, [](SentTag& t) { t.number = 299; }) == cause::error);
  CHECK(causes(kScore, [](SentTag& t) { t.number = 850; }) == cause::present);
  CHECK(causes(kScore, [](SentTag& t) { t.number = 851; }) == cause::error);
  CHECK(causes(kAsk, [](SentTag& t) { t.state = SentTag::State::bad; }) == cause::error);
  CHECK(causes(kAsk, [](SentTag& t) { t.number = i128{1} << 100; }) == cause::error);
  CHECK(causes(kTown, [](SentTag& t) { t.text = ""; }) == cause::error);
  CHECK(causes(kTown, [](SentTag& t) { t.text = "十个字的城市名称可以"; }) ==
        cause::present);  // 10 code points
  CHECK(causes(kTown, [](SentTag& t) { t.text = "eleven char"; }) == cause::error);
  CHECK(causes(kTown, [](SentTag& t) { t.text = "\xff"; }) == cause::error);
}

TEST_CASE("freshness: too old or without a date is stale, from the future is an error") {
  const auto score_as_of = [](std::optional<Day> day) {
    return causes(kScore, [&](SentTag& tag) { tag.as_of = day; });
  };
  CHECK(score_as_of(*parse_date("2026-10-09")) == cause::present);  // 30 days
  CHECK(score_as_of(*parse_date("2026-10-08")) == cause::stale);
  CHECK(score_as_of(std::nullopt) == cause::stale);
  CHECK(score_as_of(*parse_date("2026-11-09")) == cause::error);
  // Range is asked first.
  CHECK(causes(kScore, [](SentTag& t) { t.number = 0, t.as_of.reset(); }) == cause::error);
  // Without fresh_for only the future matters.
  CHECK(causes(kAsk, [](SentTag& t) { t.as_of = *parse_date("1999-01-01"); }) == cause::present);
  CHECK(causes(kAsk, [](SentTag& t) { t.as_of = *parse_date("2027-01-01"); }) == cause::error);
}

TEST_CASE("freshness in months goes by the calendar") {
  SamplePolicy sample;
  ir::Module module = sample.policy->module();
  module.inputs[kScore].fresh_days.reset();
  module.inputs[kScore].fresh_months = 1;
  sample.sent.decision_date = *parse_date("2027-03-31");
  const auto inside = [&](const char* day) {
    sample.sent.tags[kScore].as_of = *parse_date(day);
    REQUIRE_FALSE(engine::admit(module, sample.sent, sample.admitted));
    return sample.admitted.inputs.causes[kScore];
  };
  CHECK(inside("2027-02-28") == cause::present);
  CHECK(inside("2027-02-27") == cause::stale);
}

TEST_CASE("causes: absent is not asked; a cause that is not allowed is I09") {
  CHECK(causes(kScore, [](SentTag& t) { t.state = SentTag::State::absent; }) == cause::not_asked);
  SamplePolicy sample;
  sample.missing(kScore, cause::no_hit);
  REQUIRE_FALSE(sample.admit());
  CHECK(sample.admitted.inputs.causes[kScore] == cause::no_hit);
  sample.missing(kScore, cause::stale);
  const auto refusal = sample.admit();
  REQUIRE(refusal);
  CHECK(refusal->code == "I09");
  CHECK(refusal->message == "score may not be missing because of stale, only of no_hit, suppressed");
}

TEST_CASE("a tag that may not be missing refuses the case, whatever the cause") {
  SamplePolicy sample;
  sample.sent.tags[kIdVerified] = {};
  auto refusal = sample.admit();
  REQUIRE(refusal);
  CHECK(refusal->code == "I02");
  CHECK(refusal->tag == "id_verified");
  CHECK(refusal->message == "id_verified is missing (not_asked) and may not be");
  sample.value(kIdVerified, 2);
  refusal = sample.admit();
  REQUIRE(refusal);
  CHECK(refusal->message == "id_verified is missing (error) and may not be");
}

TEST_CASE("before the policy takes effect no version is in force") {
  SamplePolicy sample;
  sample.sent.decision_date = *parse_date("2026-10-31");
  const auto refusal = sample.admit();
  REQUIRE(refusal);
  CHECK(refusal->code == "I06");
  CHECK(refusal->message ==
        "no version of limit/sample is in force on 2026-10-31; version 3 takes effect on 2026-11-01");
}

TEST_CASE("a module that does not verify is not loaded") {
  ir::Module module = sample_module();
  module.insts[0].a = 99;
  const auto loaded = engine::LoadedPolicy::load(std::move(module));
  REQUIRE_FALSE(loaded);
  CHECK(loaded.failure().exit == Exit::input);
}

TEST_CASE("a breach of an enforced invariant is missing(error) of its tags, and I02 where they may not be") {
  SamplePolicy sample;
  const auto enforce = [&](std::vector<std::uint32_t> tags) {
    ir::Module module = sample_module();
    ir::Ref score = ir::kNone;  // the first instruction reads it
    for (ir::Ref i = 0; i < module.insts.size() && score == ir::kNone; ++i)
      if (module.insts[i].op == ir::Op::input && module.insts[i].a == kScore) score = i;
    ir::Builder b(module);
    const ir::Ref most = b.constant(module.types[module.inputs[kScore].type], 800);
    const ir::Ref condition = b.binary(ir::Op::less_equal, score, most);
    module.invariants.push_back({"I01", condition, std::move(tags)});
    auto loaded = engine::LoadedPolicy::load(std::move(module));
    if (!loaded) FAIL(loaded.failure().message);
    sample.policy = std::move(*loaded);
  };
  enforce({kScore, kTown});
  sample.value(kScore, 800);
  REQUIRE_FALSE(sample.admit());
  CHECK(sample.admitted.inputs.causes == std::vector<CauseMask>(6));
  sample.value(kScore, 801);
  REQUIRE_FALSE(sample.admit());
  CHECK(sample.admitted.inputs.causes[kScore] == cause::error);
  CHECK(sample.admitted.inputs.values[kScore] == 0);
  CHECK(sample.admitted.inputs.causes[kTown] == cause::error);
  CHECK(sample.admitted.inputs.causes[kAsk] == cause::present);
  sample.missing(kScore, cause::no_hit);  // unknown is no breach
  REQUIRE_FALSE(sample.admit());
  CHECK(sample.admitted.inputs.causes[kScore] == cause::no_hit);
  CHECK(sample.admitted.inputs.causes[kTown] == cause::present);

  enforce({kScore, kIdVerified});
  sample.value(kScore, 801);
  const auto refusal = sample.admit();
  REQUIRE(refusal);
  CHECK(refusal->code == "I02");
  CHECK(refusal->message == "id_verified is missing (error) and may not be: I01 does not hold");
}
