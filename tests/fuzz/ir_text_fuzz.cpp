// IR text from anywhere: it is refused, or it verifies and then prints, reads back and evaluates without
// harm.
#include <cstdlib>

#include "runtime/interp/interp.h"
#include "runtime/ir/text.h"
#include "runtime/ir/verify.h"

using namespace pol;

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

// Every input at the low end of its range, at the high end, and missing where it may be.
interp::Slot edge(const Type& type, int which) {
  if (which == 2 && type.may_be_missing) return {0, cause::no_hit};
  if (type.kind == Kind::text) return interp::text_slot(which == 0 ? "" : "text");
  return {which == 0 ? type.range.lo : type.range.hi};
}

void evaluate(const ir::Module& module) {
  const ir::RecordLayout layout = ir::record_layout(module);
  std::vector<interp::Slot> inputs(module.inputs.size()), slots;
  ir::NativeRecord record;
  for (int which = 0; which < 3; ++which) {
    for (std::size_t i = 0; i < inputs.size(); ++i)
      inputs[i] = edge(module.types[module.inputs[i].type], which);
    interp::evaluate(module, inputs, slots);
    interp::write_record(module, layout, inputs, slots, record);
    for (std::size_t i = 0; i < slots.size(); ++i) {
      const Type& type = module.types[module.insts[i].type];
      require(slots[i].causes == 0 || (type.may_be_missing && slots[i].value == 0));
      require(slots[i].causes != 0 || type.kind == Kind::text || type.range.contains(slots[i].value));
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Sources sources;
  Diagnostics diagnostics;
  const FileId file = sources.add("fuzz.ir", std::string(reinterpret_cast<const char*>(data), size));
  const auto module = ir::parse(sources, file, diagnostics);
  require(module ? diagnostics.empty() : diagnostics.errors() == 1);
  ir::Limits limits;
  limits.insts = limits.operands = limits.cells = 2'000;
  if (!module || !ir::verify(*module, limits).empty()) return 0;
  (void)ir::cost_bound(*module);
  const std::string text = ir::print(*module);
  const auto again = ir::parse(sources, sources.add("again.ir", text), diagnostics);
  require(again && ir::print(*again) == text && ir::verify(*again, limits).empty());
  evaluate(*module);
  return 0;
}
