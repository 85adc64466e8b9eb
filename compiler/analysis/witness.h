// A case that is left undecided, searched over presence patterns around the typical case.
#pragma once
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "compiler/sema/checked.h"
#include "runtime/interp/interp.h"

namespace pol::analysis {

// The catalogue's typical case for the inputs of `module`, on its first day.
std::vector<interp::Slot> typical_inputs(const ir::Module& module, const catalog::Catalog& catalog);

// "score missing (no_hit), everything else typical", or "" if no case with one or two tags missing leaves
// `ref` missing. `first`: an input to try before all others.
std::string find_missing(const ir::Module& module, const catalog::Catalog& catalog, ir::Ref ref,
                         std::uint32_t first);

}  // namespace pol::analysis
