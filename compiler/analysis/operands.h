// The instructions that an instruction reads.
#pragma once
#include <vector>

#include "runtime/ir/module.h"

namespace pol::analysis {

// Appends to `out`, in order, repeats included.
void operands_of(const ir::Module& module, const ir::Inst& inst, std::vector<ir::Ref>& out);

}  // namespace pol::analysis
