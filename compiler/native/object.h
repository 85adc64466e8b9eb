// Machine code as a relocatable object (ELF), between the emitter and the linker: what the cache keeps and
// what an isolated child hands back. An object names what it needs; addresses are given to the linker apart.
#pragma once
#include <string>

#include "compiler/native/emitter.h"
#include "runtime/base/result.h"

namespace pol::native {

// Thread-safe. The module's context goes with it.
Result<std::string> compile_object(Emitted emitted);

// What an object depends on beside its module: LLVM's version, the processor and its features.
Result<std::string> target_fingerprint();

}  // namespace pol::native
