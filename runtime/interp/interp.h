// The reference engine: walks the instructions once, in order. Short and obvious, because it is the oracle
// that native code is compared with, and the permanent fallback.
#pragma once
#include <span>
#include <string_view>
#include <vector>

#include "runtime/ir/module.h"
#include "runtime/ir/record_layout.h"

namespace pol::interp {

// A value with its presence. `value` is 0 when `causes` is not. A text is held as one integer (text_slot,
// text_of): it refers to bytes that outlive the slot.
struct Slot {
  i128 value = 0;
  CauseMask causes = cause::present;
  bool operator==(const Slot&) const = default;
};
Slot text_slot(std::string_view text);
std::string_view text_of(const Slot& slot);

// Evaluates all instructions. `inputs` has one slot per Module::inputs, already checked at the door; `slots`
// is resized to Module::insts. The module must have passed verify(). Never throws, never loops, reads only
// what it is given.
void evaluate(const ir::Module& module, std::span<const Slot> inputs, std::vector<Slot>& slots);
// The first `count` only; `slots` is resized to that many.
void evaluate_first(const ir::Module& module, std::size_t count, std::span<const Slot> inputs,
                    std::vector<Slot>& slots);
// Those of `refs` only (ascending, and with each all that it reads); the other slots are left as they are.
void evaluate_these(const ir::Module& module, std::span<const ir::Ref> refs, std::span<const Slot> inputs,
                    std::vector<Slot>& slots);

// The row that a table uses (the value of `table_row`), for inputs in the order of its columns:
// - a cell fits, does not fit, or is unknown (only against a missing input: a cell with value patterns,
// unless a row of
//   the table has a cell in that column that covers the input's causes); a row fits if all cells fit, is
//   unknown if some are unknown and the others fit;
// - unique, any: the first row that fits; none, but unknown rows: missing;
// - first: the first row that fits, unless an unknown row stands above it: missing;
// - priority: the fitting row of the lowest rank (ties: the first), unless an unknown row comes before it in
// that
//   order: missing;
// - none fits and none is unknown: `otherwise`, or missing (computed error).
// The causes of a missing row are those of the inputs at the unknown cells of all unknown rows that stood in
// the way. In a table that promises to be complete, `unique` and `any` never give missing, and the others
// only where an unknown row stands in the way: where nothing fits the last row (`otherwise` if there is one)
// is taken.
Slot table_row(const ir::Module& module, const ir::Table& table, std::span<const Slot> inputs);

// The native record out of the values of all instructions.
void write_record(const ir::Module& module, const ir::RecordLayout& layout, std::span<const Slot> inputs,
                  std::span<const Slot> slots, ir::NativeRecord& record);

}  // namespace pol::interp
