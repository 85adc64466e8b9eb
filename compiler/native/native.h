// LLVM behind the engine's Backend interface; no LLVM type shows here.
#pragma once
#include <cstddef>
#include <memory>
#include <string>

#include "runtime/engine/backend.h"

namespace pol::native {

// Where code is cut into several functions, counted in operations: up to `whole` there is one function,
// beyond it one for every `chunk`. Measured with modules rich in calls and 128-bit numbers: one function
// costs 0.5 ms an operation at 500, 1.3 ms at 3,000; in chunks it stays near 0.6. Tests cut small modules to
// pieces.
// `arms`: of an outcome with more arms the first that fits is found by a scan over scratch memory, not by
// that many selects, which LLVM takes quadratic time for.
struct BackendOptions {
  std::size_t whole = 1500, chunk = 600, arms = 256;
};
std::unique_ptr<engine::Backend> make_backend(const BackendOptions& options = {});
// The LLVM IR of a module as text, for people who debug the emitter.
Result<std::string> llvm_text(const ir::Module& module);

}  // namespace pol::native
