// From a module on which two engines differ to the smallest that still shows it.
#pragma once
#include <functional>
#include <optional>

#include "runtime/ir/module.h"

namespace pol::testing {

// The first output on which the engines differ for the case at hand, if they do.
using FirstDifference = std::function<std::optional<std::size_t>(const ir::Module&)>;

// The result has the first instruction that differs as its only output, and nothing that this instruction
// does not need; or it is `module` if only the record as a whole differs. Inputs keep their numbers.
ir::Module shrink(const ir::Module& module, const FirstDifference& first_difference);

}  // namespace pol::testing
