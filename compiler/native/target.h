// This machine as LLVM knows it.
#pragma once
#include <llvm/ExecutionEngine/Orc/JITTargetMachineBuilder.h>

#include "runtime/base/result.h"

namespace pol::native {

// Initialises LLVM once a process. Fails (exit 4) where LLVM does not know the machine.
Result<llvm::orc::JITTargetMachineBuilder> host_target();
Failure llvm_failure(llvm::Error error);

}  // namespace pol::native
