// This machine as LLVM knows it.
#pragma once
#include <llvm/ExecutionEngine/Orc/JITTargetMachineBuilder.h>

#include "runtime/base/result.h"
#include "runtime/engine/columns.h"

namespace pol::native {

// Initialises LLVM once a process. Fails (exit 4) where LLVM does not know the machine. `level`: what code
// may use of it; empty: all it has.
Result<llvm::orc::JITTargetMachineBuilder> host_target(std::optional<engine::Level> level = std::nullopt);
Failure llvm_failure(llvm::Error error);

}  // namespace pol::native
