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
  for (std::size_t i = 0; i < ir::output_slots(module); ++i)
    if (module.type_of(ir::output_slot(module, i)).kind == Kind::text) policy->texts_.push_back(i);
  policy->module_ = std::move(module);
  return policy;
}

Status LoadedPolicy::compile(Backend& backend, const NativeOptions& options) {
  auto native = backend.compile(module_, options);
  if (!native) return native.failure();
  native_ = std::move(*native);
  return Unit{};
}

std::string_view output_text(const ir::Module& module, const Inputs& inputs, std::int64_t number) {
  const auto at = static_cast<std::size_t>(number);
  if (at < module.texts.size()) return module.texts[at];
  const auto& text = *reinterpret_cast<const ir::Text*>(inputs.values[at - module.texts.size()]);
  return {text.data, static_cast<std::size_t>(text.size)};
}

// A text is made of nothing but constants and inputs, so it is one of them.
std::int64_t LoadedPolicy::text_number(std::string_view text, const Inputs& inputs) const {
  const std::size_t count = module_.texts.size() + module_.inputs.size();
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t input = i - module_.texts.size();
    const bool known =
        i < module_.texts.size() ||
        (!inputs.causes[input] && module_.types[module_.inputs[input].type].kind == Kind::text);
    const auto number = static_cast<std::int64_t>(i);
    if (known && output_text(module_, inputs, number) == text) return number;
  }
  assert(false);
  return 0;
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
      native_->decide(inputs, record);
      for (const std::size_t i : texts_) {
        if (record.output_causes[i]) continue;
        const auto& text = *reinterpret_cast<const ir::Text*>(record.outputs[i]);
        record.outputs[i] = text_number({text.data, static_cast<std::size_t>(text.size)}, inputs);
      }
  }
}

Status LoadedPolicy::decide_columns(const ColumnBatch& batch, const RecordColumns& records) const {
  if (!native_) return Failure{Exit::input, "columns: not supported: there is no native code"};
  if (!module_.invariants.empty())
    return Failure{Exit::input, "columns: not supported: the catalogue enforces invariants"};
  if (!texts_.empty()) return Failure{Exit::input, "columns: not supported: an output is a text"};
  return native_->decide_columns(batch, records);
}

void LoadedPolicy::interpret(const Inputs& inputs, ir::NativeRecord& record, Scratch& scratch) const {
  to_slots(module_, inputs, scratch.inputs);
  interp::evaluate(module_, scratch.inputs, scratch.slots);
  interp::write_record(module_, layout_, scratch.inputs, scratch.slots, record);
  for (const std::size_t i : texts_)
    if (!record.output_causes[i])
      record.outputs[i] = text_number(interp::text_of(scratch.slots[ir::output_slot(module_, i)]), inputs);
}

}  // namespace pol::engine
