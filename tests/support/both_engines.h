// One module on the interpreter and in native code.
#pragma once
#include <memory>
#include <optional>
#include <string>

#include "compiler/native/native.h"
#include "runtime/ir/verify.h"
#include "tests/support/random_program.h"

namespace pol::testing {

class BothEngines {
 public:
  // `module` must outlive this. error() is not empty if it does not verify or native code refuses it.
  explicit BothEngines(const ir::Module& module, engine::Backend& backend)
      : module_(module), layout_((check(), error_.empty()) ? ir::record_layout(module) : ir::RecordLayout{}) {
    if (!error_.empty()) return;
    auto compiled = backend.compile(module, {});
    if (compiled)
      native_ = std::move(*compiled);
    else
      error_ = compiled.failure().message;
    native_record.outputs.resize(ir::output_slots(module));
    native_record.output_causes.resize(ir::output_slots(module));
    native_record.words.resize(layout_.words);
  }
  const std::string& error() const { return error_; }
  bool agree(const Case& given) {
    interp::evaluate(module_, given.slots, slots_);
    interp::write_record(module_, layout_, given.slots, slots_, interpreted_record);
    native_->decide(given.inputs, native_record);
    return interpreted_record == native_record;
  }
  // After agree(): the first output that differs.
  std::optional<std::size_t> first_difference() const {
    for (std::size_t i = 0; i < native_record.outputs.size(); ++i)
      if (native_record.outputs[i] != interpreted_record.outputs[i] ||
          native_record.output_causes[i] != interpreted_record.output_causes[i])
        return i;
    return std::nullopt;
  }
  ir::NativeRecord interpreted_record, native_record;

 private:
  void check() {
    if (const auto problems = ir::verify(module_); !problems.empty())
      error_ = "does not verify: " + problems.front();
  }
  const ir::Module& module_;
  std::string error_;
  ir::RecordLayout layout_;
  std::unique_ptr<engine::NativePolicy> native_;
  std::vector<interp::Slot> slots_;
};

}  // namespace pol::testing
