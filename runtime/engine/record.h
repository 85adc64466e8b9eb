// The decision record (language reference, section 11): the native record turned into names and amounts, and
// its JSON.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "runtime/engine/engine.h"

namespace pol::engine {

// The case's reasons by section 6.8: full list, as indices into Module::reason_codes. `sent` holds the lists
// of needed policies. Amounts (for "largest change first") are taken from the interpreter's `slots`; where at
// most one step of an output changed it, `slots` is not needed and may be empty.
std::vector<std::uint16_t> reasons_all(const LoadedPolicy& policy, const SentCase& sent,
                                       const ir::NativeRecord& record, std::span<const interp::Slot> slots);
// True if reasons_all needs slots for this record.
bool reasons_need_amounts(const LoadedPolicy& policy, const ir::NativeRecord& record);
std::vector<std::uint16_t> reasons_shown(const LoadedPolicy& policy, std::vector<std::uint16_t> all);

// The record as one line of JSON, all fields in the documented order. `slots` = all values by the
// interpreter.
std::string record_json(const LoadedPolicy& policy, const SentCase& sent, const Admitted& admitted,
                        const ir::NativeRecord& record, std::span<const interp::Slot> slots, Which which);

// Where a missing output's causes come from: (origin, cause) pairs, origin a tag or the definition in which
// the cause arose.
struct Origin {
  std::string origin;
  CauseMask cause = 0;
  bool operator==(const Origin&) const = default;
};
std::vector<Origin> origins(const LoadedPolicy& policy, const Admitted& admitted,
                            std::span<const interp::Slot> slots, ir::Ref missing);

}  // namespace pol::engine
