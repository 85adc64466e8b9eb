// A policy bound to a host's memory decides as single cases are decided, whatever the memory looks like.
#include <catch2/catch.hpp>

#include "compiler/native/native.h"
#include "tests/support/bound_rows.h"

namespace pol::testing {
namespace {

using engine::BoundPolicy;

std::shared_ptr<const engine::LoadedPolicy> loaded(ir::Module module) {
  auto policy = engine::LoadedPolicy::load(std::move(module));
  if (!policy) FAIL(policy.failure().message);
  return std::move(*policy);
}

TEST_CASE("random programs bound to random memory, on each level and without native code") {
  const auto whole = native::make_backend(), pieces = native::make_backend({10, 7});
  std::size_t columnar = 0;
  std::uint64_t rows = 0, refused = 0;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    const auto policy = loaded(with_strict_door(random_program(seed, {30}), seed));
    HostMemory memory(policy->module(), seed);
    const auto levels = engine::levels_here();
    engine::NativeOptions options;
    options.level = levels[seed % levels.size()];
    engine::Backend* backend = seed % 10 == 0 ? nullptr : seed % 3 == 0 ? pieces.get() : whole.get();
    auto bound = BoundPolicy::bind(policy, memory.forms(), backend, options);
    if (!bound) FAIL(bound.failure().message);
    INFO("seed " << seed << " " << (*bound)->why_not_columnar());
    columnar += (*bound)->is_columnar();
    BoundRows check(**bound);
    for (const std::size_t length : {0, 1, 7, 8, 9, 16, 40, 600})
      REQUIRE(check.difference(memory, length) == "");
    rows += check.rows;
    refused += check.refused;
  }
  CHECK(columnar > 40);
  CHECK(refused > rows / 50);
  CHECK(refused < rows / 2);
}

TEST_CASE("forms that do not suit their tags are refused, each by name") {
  const auto policy = loaded(random_program(3, {30}));
  const ir::Module& module = policy->module();
  const HostMemory memory(module, 3);
  for (std::size_t i = 0; i < module.inputs.size(); ++i) {
    if (module.inputs[i].bucket) continue;
    auto forms = memory.forms();
    const Kind kind = module.types[module.inputs[i].type].kind;
    forms[i] = {};
    forms[i].type = kind == Kind::text ? engine::HostType::bits : engine::HostType::text_offsets;
    const auto bound = BoundPolicy::bind(policy, forms, nullptr);
    REQUIRE(!bound);
    CHECK(bound.failure().message.find(module.inputs[i].name) == 0);
  }
  auto forms = memory.forms();
  forms.pop_back();
  CHECK(!BoundPolicy::bind(policy, forms, nullptr));
}

}  // namespace
}  // namespace pol::testing
