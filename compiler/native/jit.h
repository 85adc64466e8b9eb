// LLVM's ORC behind one call: machine code for a sealed module, which lives as long as the JitCode.
#pragma once
#include <memory>

#include "compiler/native/emitter.h"
#include "runtime/base/result.h"

namespace pol::native {

// Scalar code; columnar code is a ColumnsFunction.
using DecideFunction = void (*)(const std::int64_t* values, const CauseMask* causes, std::int64_t* outputs,
                                CauseMask* output_causes, std::uint64_t* words);

class JitCode {
 public:
  virtual ~JitCode() = default;
  virtual const void* entry() const = 0;  // the function kEntry
};

// One a backend; thread-safe. Code keeps its Jit alive.
class Jit {
 public:
  virtual ~Jit() = default;
  virtual Result<std::unique_ptr<JitCode>> add(Emitted emitted) = 0;
};
Result<std::shared_ptr<Jit>> make_jit();

}  // namespace pol::native
