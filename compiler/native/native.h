// LLVM behind the engine's Backend interface; no LLVM type shows here.
#pragma once
#include <memory>
#include <string>

#include "runtime/engine/backend.h"

namespace pol::native {

std::unique_ptr<engine::Backend> make_backend();
// The LLVM IR of a module as text, for people who debug the emitter.
Result<std::string> llvm_text(const ir::Module& module);

}  // namespace pol::native
