// The sample policy, loaded, and one case that any test may change.
#pragma once
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "runtime/engine/record.h"
#include "tests/unit/ir/sample_module.h"

namespace pol::testing {

struct SamplePolicy {
  std::unique_ptr<engine::LoadedPolicy> policy;
  engine::SentCase sent;
  engine::Admitted admitted;
  ir::NativeRecord record;
  engine::Scratch scratch;

  SamplePolicy() {
    auto loaded = engine::LoadedPolicy::load(sample_module());
    if (!loaded) FAIL(loaded.failure().message);
    policy = std::move(*loaded);
    record = policy->new_record();
    sent.case_id = "C-1";
    sent.decision_time = "2026-11-08T09:30:00+08:00";
    sent.decision_date = *parse_date("2026-11-08");
    sent.tags.resize(policy->module().inputs.size());
    value(kScore, 700).as_of = *parse_date("2026-11-02");
    value(kIdVerified, 1);
    value(kAsk, 400'000);
    value(kTown, 0).text = "Wuhan";
    value(kRoadClosed, 0);
  }

  engine::SentTag& value(SampleInput tag, i128 number) {
    engine::SentTag& sent_tag = sent.tags[tag];
    sent_tag.state = engine::SentTag::State::value;
    sent_tag.number = number;
    return sent_tag;
  }
  engine::SentTag& missing(SampleInput tag, CauseMask cause) {
    engine::SentTag& sent_tag = sent.tags[tag];
    sent_tag.state = engine::SentTag::State::missing;
    sent_tag.cause = cause;
    return sent_tag;
  }
  std::optional<engine::Refusal> admit() { return engine::admit(policy->module(), sent, admitted); }
  void decide() {
    const auto refusal = admit();
    if (refusal) FAIL(refusal->message);
    policy->interpret(admitted.inputs, record, scratch);
  }
  std::string text() {
    decide();
    return engine::record_json(*policy, sent, admitted, record, scratch.slots, engine::Which::interpreter);
  }
  nlohmann::ordered_json json() { return nlohmann::ordered_json::parse(text()); }
};

}  // namespace pol::testing
