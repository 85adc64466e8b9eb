// Which instructions had a part in a decision: those reachable from its outputs, and from what else is told
// of it, through the branches that were taken.
#pragma once
#include <span>
#include <vector>

#include "runtime/interp/interp.h"
#include "runtime/ir/module.h"

namespace pol::explain {

// true for each instruction that took part, given the values of all of them in one case. `more`: what to
// start from beside the outputs; kNone is skipped.
std::vector<bool> took_part(const ir::Module& module, std::span<const interp::Slot> slots,
                            std::vector<ir::Ref> more = {});

}  // namespace pol::explain
