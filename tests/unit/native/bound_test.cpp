// A policy bound to a host's memory decides as single cases are decided, whatever the memory looks like.
#include <catch2/catch.hpp>

#include "compiler/native/native.h"
#include "runtime/engine/bound.h"
#include "tests/support/host_memory.h"

namespace pol::testing {
namespace {

using engine::BoundPolicy;

std::shared_ptr<const engine::LoadedPolicy> loaded(ir::Module module) {
  auto policy = engine::LoadedPolicy::load(std::move(module));
  if (!policy) FAIL(policy.failure().message);
  return std::move(*policy);
}

// A random program behind a strict door: freshness, causes that may not be sent, enforced invariants.
std::shared_ptr<const engine::LoadedPolicy> random_policy(std::uint64_t seed) {
  ir::Module module = random_program(seed, {30});
  Rng rng(seed);
  for (std::size_t i = 1; i < module.inputs.size(); ++i) {
    ir::Input& input = module.inputs[i];
    if (input.bucket) {
      const ir::Input& id = module.inputs[input.bucket->tag];
      input.fresh_days = id.fresh_days;
      input.fresh_months = id.fresh_months;
      input.causes = id.causes;
      continue;
    }
    if (rng.percent(20))
      input.fresh_days = rng.between(0, 200);
    else if (rng.percent(20))
      input.fresh_months = rng.between(0, 7);
    if (rng.percent(30)) input.causes = static_cast<CauseMask>(rng.between(1, cause::any_sent));
  }
  std::vector<ir::Ref> conditions;
  for (ir::Ref ref = 0; ref < module.insts.size() && ref < 40; ++ref)
    if (module.type_of(ref).kind == Kind::boolean) conditions.push_back(ref);
  for (int i = 0; i < rng.between(0, 2) && !conditions.empty(); ++i) {
    ir::Invariant invariant{"I" + std::to_string(i), rng.of(conditions), {}};
    for (std::uint32_t tag = 1; tag < module.inputs.size(); ++tag)
      if (!module.inputs[tag].bucket && rng.percent(30)) invariant.tags.push_back(tag);
    if (!invariant.tags.empty()) module.invariants.push_back(invariant);
  }
  return loaded(std::move(module));
}

struct Tally {
  std::size_t rows = 0, refused = 0, columnar = 0;
};

// Every row against the door and the interpreter, one by one.
void compare(const BoundPolicy& bound, HostMemory& memory, std::size_t rows, Tally& tally) {
  const engine::HostBatch& batch = memory.draw(rows);
  engine::RecordColumns out;
  bound.decide(batch, out);
  const engine::LoadedPolicy& policy = bound.policy();
  engine::Admitted admitted;
  engine::Scratch scratch;
  ir::NativeRecord expected = policy.new_record(), got = expected;
  for (std::size_t row = 0; row < rows; ++row) {
    INFO("row " << row << " of " << rows);
    const auto refusal = engine::admit(policy.module(), memory.cases()[row], admitted);
    INFO((refusal ? refusal->code + " " + refusal->message : "let in"));
    REQUIRE(bool(out.refused[row]) == refusal.has_value());
    if (row % 7 == 0) {
      const auto told = bound.refusal(batch, row);
      REQUIRE(told.has_value() == refusal.has_value());
      if (told)
        CHECK(told->code + told->tag + told->message == refusal->code + refusal->tag + refusal->message);
    }
    tally.rows += 1;
    tally.refused += refusal.has_value();
    if (refusal) continue;
    policy.interpret(admitted.inputs, expected, scratch);
    out.row(row, got);
    for (std::size_t i = 0; i < policy.module().inputs.size(); ++i)
      UNSCOPED_INFO("input " << i << " cause " << int(admitted.inputs.causes[i]) << " value "
                             << admitted.inputs.values[i]);
    REQUIRE(got == expected);
  }
}

TEST_CASE("random programs bound to random memory, on each level and without native code") {
  const auto whole = native::make_backend(), pieces = native::make_backend({10, 7});
  Tally tally;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    INFO("seed " << seed);
    const auto policy = random_policy(seed);
    HostMemory memory(policy->module(), seed);
    const auto levels = engine::levels_here();
    engine::NativeOptions options;
    options.level = levels[seed % levels.size()];
    engine::Backend* backend = seed % 10 == 0 ? nullptr : seed % 3 == 0 ? pieces.get() : whole.get();
    auto bound = BoundPolicy::bind(policy, memory.forms(), backend, options);
    if (!bound) FAIL(bound.failure().message);
    INFO((*bound)->why_not_columnar());
    tally.columnar += (*bound)->is_columnar();
    for (const std::size_t rows : {0, 1, 7, 8, 9, 16, 40, 600}) compare(**bound, memory, rows, tally);
  }
  CHECK(tally.columnar > 40);
  CHECK(tally.refused > tally.rows / 50);
  CHECK(tally.refused < tally.rows);
}

}  // namespace
}  // namespace pol::testing
