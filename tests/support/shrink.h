// From a module on which two engines differ to the smallest that still shows it.
#pragma once
#include <functional>

#include "runtime/ir/module.h"

namespace pol::testing {

// `differs` runs both engines on the case at hand. The result has the first instruction that differs by
// itself as its only output, and nothing that this instruction does not need; or it is `module` if only the
// record as a whole differs. Inputs keep their numbers.
ir::Module shrink(const ir::Module& module, const std::function<bool(const ir::Module&)>& differs);

}  // namespace pol::testing
