// Modules of one computed value, run on both engines.
#pragma once
#include <catch2/catch.hpp>

#include "tests/support/both_engines.h"
#include "tests/unit/ir/sample_module.h"

namespace pol::testing {

// Inputs are declared first, then `value` is built; run() gives it for given inputs.
class SmallPolicy {
 public:
  SmallPolicy() : build(module) {
    module.policy.kind = "limit";
    Type date = kind_type(Kind::date, 20'000, 30'000);
    add("decision_date", date);
  }
  ir::Ref add(const std::string& name, const Type& type) {
    ir::Input input;
    input.name = name;
    input.forbid = !module.inputs.empty() && !type.may_be_missing;
    input.type = build.type(type);
    module.inputs.push_back(input);
    return build.input(static_cast<std::uint32_t>(module.inputs.size() - 1));
  }
  void finish(ir::Ref value) {
    REQUIRE(value != ir::kNone);
    ir::Output output;
    output.name = "out";
    output.type = module.insts[value].type;
    output.defined = output.masked = output.value = value;
    module.outputs = {output};
    const ir::Ref all[] = {value};
    module.undecided.undecided = build.over(ir::Op::any_missing, all);
    backend_ = native::make_backend();
    engines_ = std::make_unique<BothEngines>(module, *backend_);
    REQUIRE(engines_->error() == "");
  }
  // "5", or "missing:16"; the values follow decision_date.
  std::string run(std::vector<GivenValue> values) {
    values.insert(values.begin(), GivenValue{20'000, 0, {}});
    const Case given = make_case(module, values);
    CHECK(engines_->agree(given));
    const ir::NativeRecord& record = engines_->native_record;
    if (record.output_causes[0]) return "missing:" + std::to_string(record.output_causes[0]);
    return std::to_string(record.outputs[0]);
  }

  ir::Module module;
  ir::Builder build;

 private:
  std::unique_ptr<engine::Backend> backend_;
  std::unique_ptr<BothEngines> engines_;
};

inline GivenValue given(std::int64_t value) {
  return {value, 0, {}};
}
inline GivenValue gone(CauseMask causes) {
  return {0, causes, {}};
}

}  // namespace pol::testing
