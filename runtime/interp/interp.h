// The reference engine: walks the instructions once, in order. Short and obvious, because it is the oracle that native
// code is compared with, and the permanent fallback.
#pragma once
#include <span>
#include <vector>

#include "runtime/ir/module.h"
#include "runtime/ir/record_layout.h"

namespace pol::interp {

// A value with its presence. `value` is 0 when `causes` is not. Text: a `const ir::Text*` that outlives the call.
struct Slot {
  i128 value = 0;
  CauseMask causes = cause::present;
  bool operator==(const Slot&) const = default;
};

// Evaluates all instructions. `inputs` has one slot per Module::inputs, already checked at the door; `slots` is resized
// to Module::insts. The module must have passed verify(). Never throws, never loops, reads only what it is given.
void evaluate(const ir::Module& module, std::span<const Slot> inputs, std::vector<Slot>& slots);

// The native record out of the values of all instructions.
void write_record(const ir::Module& module, const ir::RecordLayout& layout, std::span<const Slot> inputs,
                  std::span<const Slot> slots, ir::NativeRecord& record);

}  // namespace pol::interp
