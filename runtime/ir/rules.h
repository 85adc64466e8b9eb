// The typing rules of ops.def, in one place: the builder, the verifier and the checker's interval analysis use them.
#pragma once
#include <span>
#include <string>

#include "runtime/ir/module.h"

namespace pol::ir {

struct Typing {
  Type type;
  std::string error;  // empty if the op is well typed; else lower case, no period
};

// The type of `inst` from the types of its operands. For `input`, `constant`, `text` and `retype` the declared type
// (inst.type) is checked and returned. All indices of `inst` must be in bounds (verify() checks that first).
Typing type_of(const Module& module, const Inst& inst);

}  // namespace pol::ir
