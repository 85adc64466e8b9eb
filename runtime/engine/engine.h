// A loaded policy: verified module, layout, and native code if there is a backend. Immutable after load;
// decide is thread-safe as long as every thread has its own Scratch.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "runtime/engine/backend.h"
#include "runtime/engine/case.h"
#include "runtime/interp/interp.h"

namespace pol::engine {

enum class Which : std::uint8_t { interpreter, scalar };
std::string_view engine_name(Which which);  // as in the record: "interpreter", "scalar"

struct Scratch {
  std::vector<interp::Slot> inputs, slots;  // slots hold all values after interpret()
};

// What a text output says. Records hold it as a number, the same in every engine: first Module::texts, then
// the inputs, the first that has these bytes.
std::string_view output_text(const ir::Module& module, const Inputs& inputs, std::int64_t number);

class LoadedPolicy {
 public:
  // Verifies first: a module that does not verify is refused (exit 3).
  static Result<std::unique_ptr<LoadedPolicy>> load(ir::Module module);
  // Native code for it; on failure the policy stays usable with the interpreter.
  Status compile(Backend& backend, const NativeOptions& options = {});

  const ir::Module& module() const { return module_; }
  const ir::RecordLayout& layout() const { return layout_; }
  bool has_native() const { return native_ != nullptr; }
  const std::string& content_hash() const { return content_hash_; }  // 64 hex digits; see digest.h
  // Why it may decide although nobody signed it, for every record; "" for signed bundles and for policies
  // that were compiled here.
  const std::string& unsigned_because() const { return unsigned_because_; }
  void mark_unsigned(std::string because) { unsigned_because_ = std::move(because); }

  ir::NativeRecord new_record() const;
  // Which::scalar needs has_native().
  void decide(Which which, const Inputs& inputs, ir::NativeRecord& record, Scratch& scratch) const;
  // Interpreter with all values left in scratch.slots, for explanations and the `later` fields of the record.
  void interpret(const Inputs& inputs, ir::NativeRecord& record, Scratch& scratch) const;
  // Outputs that are texts, as slots of the record, and the number that stands for one of them there.
  const std::vector<std::size_t>& text_outputs() const { return texts_; }
  std::int64_t text_number(std::string_view text, const Inputs& inputs) const;

 private:
  ir::Module module_;
  ir::RecordLayout layout_;
  std::string content_hash_, unsigned_because_;
  std::vector<std::size_t> texts_;  // outputs of the record that are texts
  std::unique_ptr<NativePolicy> native_;
};

}  // namespace pol::engine
