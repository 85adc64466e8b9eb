// The allow-list walk: what emitted code may consist of and whom it may name, checked on the finished module,
// so that a slip of the emitter cannot become a hole in the sandbox.
#pragma once
#include <string>

#include "compiler/native/emitter.h"

namespace pol::native {

// Empty if `emitted` is well-formed LLVM IR made of allowed instructions, calls only its own functions and
// its listed symbols, and cannot loop; else what is wrong.
std::string find_breach(const Emitted& emitted);

}  // namespace pol::native
