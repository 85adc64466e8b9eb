#include "runtime/engine/engine.h"

#include <cassert>

#include "runtime/engine/digest.h"
#include "runtime/ir/verify.h"

namespace pol::engine {

std::string_view engine_name(Which which) {
  switch (which) {
    case Which::interpreter:
      return "interpreter";
    case Which::scalar:
      return "scalar";
  }
  __builtin_unreachable();
}

Result<std::unique_ptr<LoadedPolicy>> LoadedPolicy::load(ir::Module module) {
  const std::vector<std::string> problems = ir::verify(module);
  if (!problems.empty())
    return Failure{Exit::input, "the policy is refused: its code does not verify: " + problems.front()};
  auto policy = std::make_unique<LoadedPolicy>();
  policy->layout_ = ir::record_layout(module);
  policy->content_hash_ = engine::content_hash(module);
  policy->module_ = std::move(module);
  return policy;
}

Status LoadedPolicy::compile(Backend& backend, const NativeOptions& options) {
  auto native = backend.compile(module_, options);
  if (!native) return native.failure();
  native_ = std::move(*native);
  return Unit{};
}

ir::NativeRecord LoadedPolicy::new_record() const {
  ir::NativeRecord record;
  prepare_record(module_, layout_, record);
  return record;
}

void LoadedPolicy::decide(Which which, const Inputs& inputs, ir::NativeRecord& record,
                          Scratch& scratch) const {
  switch (which) {
    case Which::interpreter:
      return interpret(inputs, record, scratch);
    case Which::scalar:
      assert(native_);
      return native_->decide(inputs, record);
  }
}

void LoadedPolicy::interpret(const Inputs& inputs, ir::NativeRecord& record, Scratch& scratch) const {
  to_slots(module_, inputs, scratch.inputs);
  interp::evaluate(module_, scratch.inputs, scratch.slots);
  interp::write_record(module_, layout_, scratch.inputs, scratch.slots, record);
}

}  // namespace pol::engine
