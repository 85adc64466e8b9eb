// The last look at machine code before it is linked.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "compiler/native/symbol.h"

namespace pol::native {

// Why these bytes may not run; empty: they may. They must be an object for this machine with nothing to write
// to, that names nothing but `allowed` and itself, and has no instruction that leaves it otherwise: no system
// call, no jump or call through a register or memory or into the middle of an instruction, nothing that LLVM
// cannot decode or does not model. What it does not prove: that code keeps to the memory it is given. That
// rests on the emitter, so code whose writer is not known is never linked at all.
std::string find_object_breach(std::string_view bytes, const std::vector<Symbol>& allowed);

}  // namespace pol::native
