// Explanations of a bundle: the same as of the policy that it was built from, and refused where they do not
// fit.
#include "compiler/study/explain_plan.h"
#include "runtime/explain/explanation.h"
#include "tests/unit/bundle/packs.h"

using namespace pol;
using namespace pol::testing;

TEST_CASE("a bundle's plans are those of its policies", "[explain]") {
  for (const std::string& path : kPacks) {
    INFO(path);
    const auto built = build(path);
    const auto loaded = bundle::load(signed_file(built->bundle), trusting(built->bundle));
    if (!loaded) FAIL(loaded.refusal().message);
    REQUIRE(loaded->plans);
    CHECK(*loaded->plans == study::explain_plans(built->compiled, built->sources));
    for (const explain::Plan& plan : *loaded->plans) CHECK_FALSE(plan.definitions.empty());
  }
}

TEST_CASE("explanations that do not fit the code are refused", "[explain]") {
  const auto built = build(kPacks[0]);
  const auto refused = [&](auto change) {
    bundle::Bundle bundle = built->bundle;
    change(bundle.members.back().plan);
    const auto loaded = bundle::load(signed_file(bundle), trusting(bundle));
    REQUIRE_FALSE(loaded);
    CHECK(loaded.refusal().code == Code::E1216);
    return loaded.refusal().message;
  };
  using explain::Plan;
  CHECK_THAT(refused([](Plan& plan) { plan.steps.push_back({}); }), Catch::Contains("steps"));
  CHECK_THAT(refused([](Plan& plan) { plan.knockouts.pop_back(); }), Catch::Contains("knockouts"));
  CHECK_THAT(refused([](Plan& plan) { plan.unless.clear(); }), Catch::Contains("outputs"));
  refused([](Plan& plan) { plan.names[0].value = 1'000'000; });
  refused([](Plan& plan) { plan.names[0].input = 100'000; });
  refused([](Plan& plan) { plan.definitions[0].name = 100'000; });
  refused([](Plan& plan) { plan.nodes[0].args = {0}; });  // itself
  refused([](Plan& plan) { plan.formulas[0].reads.push_back({100'000, 0}); });
  refused([](Plan& plan) { plan.knockouts[0].node = 100'000; });
  refused([](Plan& plan) {  // a text of a megabyte, told a hundred times
    plan.formulas[0].text.en = std::string(1 << 20, 'x');
    explain::Definition many;
    many.form = explain::Definition::Form::choose;
    many.name = plan.definitions[0].name;
    many.arms.assign(100, 0);
    plan.definitions.push_back(many);
  });
}
