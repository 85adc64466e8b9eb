#include "runtime/engine/bucket.h"

#include "tests/unit/engine/sample_policy.h"

using namespace pol;
using engine::experiment_bucket;

TEST_CASE("buckets: the check values of the language reference") {
  CHECK(experiment_bucket("E7-2026", "C-77120") == 8874);
  CHECK(experiment_bucket("E7-2026", "C-00001") == 4169);
  CHECK(experiment_bucket("s", "a") == 8288);
  CHECK(experiment_bucket("E7-2026", "客户1") == 6302);
}

TEST_CASE("buckets spread evenly") {
  std::vector<int> tenths(10);
  for (int i = 0; i < 20'000; ++i) {
    const int bucket = experiment_bucket("salt", std::to_string(i));
    REQUIRE(bucket >= 0);
    REQUIRE(bucket < ir::kBuckets);
    ++tenths[static_cast<std::size_t>(bucket / 1000)];
  }
  for (const int count : tenths) {
    CHECK(count > 1800);
    CHECK(count < 2200);
  }
}

TEST_CASE("the door computes the bucket from the tag, and takes its causes where the tag is missing") {
  ir::Module module = testing::sample_module();
  Type type;
  type.kind = Kind::number;
  type.range = {0, ir::kBuckets - 1};
  ir::Input& town = module.inputs[testing::kTown];
  type.may_be_missing = !town.forbid;
  ir::Input input;
  input.name = "E7.bucket";
  input.forbid = town.forbid;
  input.type = static_cast<std::uint16_t>(module.types.size());
  input.bucket = ir::Bucket{testing::kTown, "E7-2026"};
  module.types.push_back(type);
  module.inputs.push_back(input);
  testing::SamplePolicy sample;
  engine::Admitted admitted;
  engine::SentCase sent = sample.sent;
  sent.tags.resize(module.inputs.size());
  sent.tags[testing::kTown].text = "C-77120";
  REQUIRE_FALSE(engine::admit(module, sent, admitted));
  CHECK(admitted.inputs.values.back() == 8874);
  CHECK(admitted.inputs.causes.back() == cause::present);
  if (!town.forbid) {
    sent.tags[testing::kTown] = {};
    sent.tags[testing::kTown].state = engine::SentTag::State::missing;
    sent.tags[testing::kTown].cause = cause::no_hit;
    REQUIRE_FALSE(engine::admit(module, sent, admitted));
    CHECK(admitted.inputs.values.back() == 0);
    CHECK(admitted.inputs.causes.back() == cause::no_hit);
  }
}
