// Versions in service: which is in force, and what a pin keeps.
#include "runtime/engine/slot.h"

#include <catch2/catch.hpp>

#include "tests/unit/engine/sample_policy.h"

using namespace pol;
using namespace pol::engine;
using testing::sample_module;

namespace {

std::shared_ptr<const Chain> chain_of(ir::Module module) {
  auto policy = LoadedPolicy::load(std::move(module));
  if (!policy) FAIL(policy.failure().message);
  auto chain = Chain::make({std::shared_ptr<const LoadedPolicy>(std::move(*policy))});
  if (!chain) FAIL(chain.failure().message);
  return *chain;
}

ir::Module version(std::int64_t number, const char* effective) {
  ir::Module module = sample_module();
  module.policy.version = static_cast<std::uint32_t>(number);
  module.policy.effective = *parse_date(effective);
  module.types[module.inputs[0].type].range.lo = module.policy.effective;
  return module;
}

// The tags that the sample reads, in another order, and one that it does not read.
ir::Module wide_door() {
  ir::Module door = chain_of(sample_module())->door();
  std::swap(door.inputs[1], door.inputs[4]);
  ir::Input other = door.inputs[2];
  other.name = "colour_of_the_door";
  door.inputs.insert(door.inputs.begin() + 1, other);
  return door;
}

SentCase sent_through(const ir::Module& door, const SentCase& sample, const ir::Module& module) {
  SentCase sent = sample;
  sent.tags.assign(door.inputs.size(), {});
  for (std::size_t i = 0; i < door.inputs.size(); ++i)
    for (std::size_t k = 0; k < module.inputs.size(); ++k)
      if (door.inputs[i].name == module.inputs[k].name) sent.tags[i] = sample.tags[k];
  return sent;
}

struct Service {
  Epochs epochs;
  Slot slot{epochs, wide_door()};
  EpochReader reader{epochs};
  testing::SamplePolicy sample;
  SlotCase out;

  std::uint64_t load(ir::Module module) {
    auto number = slot.load(chain_of(std::move(module)));
    if (!number) FAIL(number.failure().message);
    return *number;
  }
  std::uint64_t publish(ir::Module module) {
    const std::uint64_t number = load(std::move(module));
    if (const Status status = slot.publish(number); !status) FAIL(status.failure().message);
    return number;
  }
  // The number of the version that decided; 0 if the case was refused.
  std::uint64_t decide(const char* date) {
    SentCase sent = sent_through(slot.door(), sample.sent, sample.policy->module());
    sent.decision_date = *parse_date(date);
    const Pin pin(reader, slot);
    if (const auto refusal = pin->decide(Which::interpreter, sent, out)) {
      CHECK(refusal->code == "I06");
      return 0;
    }
    return out.release->number;
  }
};

}  // namespace

TEST_CASE("the version in force is the published one with the latest effective date") {
  Service service;
  CHECK(service.decide("2026-11-08") == 0);
  const auto old = service.publish(version(3, "2026-11-01"));
  const auto next = service.publish(version(4, "2026-12-01"));
  CHECK(service.decide("2026-10-31") == 0);
  CHECK(service.decide("2026-11-30") == old);
  CHECK(service.decide("2026-12-01") == next);
  const auto mended = service.publish(version(5, "2026-12-01"));
  CHECK(service.decide("2026-12-01") == mended);
  CHECK(service.decide("2026-11-30") == old);
}

TEST_CASE("a version may be withdrawn, rolled back to, and published again") {
  Service service;
  const auto first = service.publish(version(3, "2026-11-01"));
  const auto second = service.publish(version(4, "2026-11-02"));
  const auto third = service.publish(version(5, "2026-11-03"));
  REQUIRE(service.slot.roll_back(first));
  CHECK(service.decide("2026-12-01") == first);
  CHECK(service.slot.loaded().size() == 3);
  REQUIRE(service.slot.publish(third));
  CHECK(service.decide("2026-12-01") == third);
  REQUIRE(service.slot.withdraw(third));
  CHECK(service.decide("2026-12-01") == first);
  CHECK_FALSE(service.slot.withdraw(second));
  CHECK_FALSE(service.slot.roll_back(second));
  CHECK_FALSE(service.slot.publish(first));
  CHECK_FALSE(service.slot.unload(first));
  REQUIRE(service.slot.unload(second));
  CHECK_FALSE(service.slot.publish(second));
  CHECK(service.decide("2026-12-01") == first);
}

TEST_CASE("what does not fit a slot is refused, and what was in force stays so") {
  Service service;
  const auto first = service.publish(version(3, "2026-11-01"));
  ir::Module other = version(4, "2026-11-02");
  other.policy.name = "another";
  CHECK_FALSE(service.slot.load(chain_of(std::move(other))));
  ir::Module renamed = version(4, "2026-11-02");
  renamed.inputs[testing::kAsk].name = "wish";
  const auto unknown = service.slot.load(chain_of(std::move(renamed)));
  REQUIRE_FALSE(unknown);
  CHECK(unknown.failure().message.find("wish") != std::string::npos);
  CHECK(*service.slot.load(chain_of(version(3, "2026-11-01"))) == first);
  CHECK(service.slot.loaded().size() == 1);
  CHECK(service.decide("2026-12-01") == first);
}

TEST_CASE("a pin holds the whole of what it saw") {
  Service service;
  const auto first = service.publish(version(3, "2026-11-01"));
  std::weak_ptr<const Chain> old = service.slot.loaded()[0].chain;
  {
    const Pin pin(service.reader, service.slot);
    service.publish(version(4, "2026-11-02"));
    REQUIRE(service.slot.withdraw(first));
    REQUIRE(service.slot.unload(first));
    CHECK(pin->in_force(*parse_date("2026-12-01"))->number == first);
    CHECK(pin->sequence() == 1);
    CHECK_FALSE(old.expired());
  }
  service.epochs.collect();
  CHECK(old.expired());
}

TEST_CASE("a shadow counts and changes nothing") {
  Service service;
  service.publish(version(3, "2026-11-01"));
  ir::Module candidate = version(4, "2026-11-05");
  candidate.tables[0].ranges[0].hi = 699;  // scores below 700 get the lower share
  candidate.tables[0].ranges[1].lo = 700;
  const auto number = service.load(std::move(candidate));
  REQUIRE(service.slot.set_shadow(number));
  service.sample.value(testing::kScore, 650).as_of = *parse_date("2026-11-02");
  CHECK(service.decide("2026-11-08") != number);
  const auto outputs = service.out.decided.root().record.outputs;
  service.sample.value(testing::kScore, 720).as_of = *parse_date("2026-11-02");
  CHECK(service.decide("2026-11-08") != number);
  CHECK(service.decide("2026-11-03") != number);  // not in force for the candidate
  {
    const Pin pin(service.reader, service.slot);
    const ShadowCounts counts = pin->shadow()->counts();
    CHECK(counts.decided == 2);
    CHECK(counts.outputs == 1);
    CHECK(counts.main == 1);
    CHECK(counts.status == 0);
    CHECK(counts.refused == 1);
    CHECK(counts.not_alike == 0);
  }
  service.slot.clear_shadow();
  service.sample.value(testing::kScore, 650).as_of = *parse_date("2026-11-02");
  CHECK(service.decide("2026-11-08") != number);
  CHECK(service.out.decided.root().record.outputs == outputs);
}
