// Buckets, experiments and cost lines in a module: read back as printed, and what verify refuses.
#include <catch2/catch.hpp>

#include "runtime/ir/record_layout.h"
#include "runtime/ir/text.h"
#include "runtime/ir/verify.h"
#include "tests/unit/ir/sample_module.h"

using namespace pol;

namespace {

// The sample with an experiment split by the town: 70% and 30%.
ir::Module module_with_experiment() {
  ir::Module m = testing::sample_module();
  ir::Builder b(m);
  m.inputs.push_back({"E7.bucket",
                      b.type(testing::number_type(0, ir::kBuckets - 1, 0, true)),
                      false,
                      cause::any_sent,
                      {},
                      {},
                      "open",
                      {},
                      ir::Bucket{testing::kTown, "E7-2026"}});
  const ir::Ref bucket = b.input(static_cast<std::uint32_t>(m.inputs.size() - 1));
  const ir::Ref first = b.binary(ir::Op::less_equal, bucket, b.constant(testing::number_type(0, 0), 6'999));
  const ir::Ref arm = b.over(ir::Op::first_arm, std::array{first});
  m.experiments = {{"E7",
                    "Other share",
                    "T-1",
                    *parse_date("2026-11-05"),
                    *parse_date("2026-12-05"),
                    {{"champion", 7'000, {}}, {"other", 3'000, {"share"}}},
                    bucket,
                    arm}};
  m.cost_lines = {{"all_in", "Fee", bucket}};
  return m;
}

template <class Break>
bool refused(Break break_it) {
  ir::Module module = module_with_experiment();
  break_it(module);
  return !ir::verify(module).empty();
}

}  // namespace

TEST_CASE("experiments and cost lines read back as they are printed") {
  ir::Module module = module_with_experiment();
  REQUIRE(ir::verify(module).empty());
  const std::string text = ir::print(module);
  Sources sources;
  Diagnostics diagnostics;
  const auto again = ir::parse(sources, sources.add("x.ir", text), diagnostics);
  for (const Diagnostic& diagnostic : diagnostics.all()) FAIL(one_line(diagnostic, sources));
  REQUIRE(again);
  CHECK(again->inputs == module.inputs);
  CHECK(again->experiments == module.experiments);
  CHECK(again->cost_lines == module.cost_lines);
  CHECK(text.find("bucket_of i4 salt \"E7-2026\"") != std::string::npos);
}

TEST_CASE("the record keeps bucket and arm; a bucket is no tag that can be missing") {
  const ir::RecordLayout layout = ir::record_layout(module_with_experiment());
  REQUIRE(layout.find(ir::FieldKind::bucket, 0));
  CHECK(layout.find(ir::FieldKind::bucket, 0)->bits == 14);
  CHECK(layout.find(ir::FieldKind::variant, 0)->bits == 2);
  CHECK(layout.find(ir::FieldKind::tag_missing, testing::kTown));
  CHECK_FALSE(layout.find(ir::FieldKind::tag_missing, testing::kRoadClosed + 1));
}

TEST_CASE("verify refuses buckets and experiments that are none") {
  using M = ir::Module;
  CHECK_FALSE(refused([](M&) {}));
  CHECK(refused([](M& m) { m.inputs.back().bucket->tag = testing::kScore; }));  // no text
  CHECK(refused([](M& m) { m.inputs.back().bucket->tag = 99; }));
  CHECK(refused([](M& m) { m.inputs.back().bucket->salt = "a:b"; }));
  CHECK(refused([](M& m) { m.experiments[0].arms[0].share = 6'999; }));
  CHECK(refused([](M& m) { m.experiments[0].arms.pop_back(); }));
  CHECK(refused([](M& m) { m.experiments[0].bucket = 9'999; }));
  CHECK(refused([](M& m) { m.experiments[0].arm = 0; }));  // another value
  CHECK(refused([](M& m) { m.cost_lines[0].value = 9'999; }));
}
