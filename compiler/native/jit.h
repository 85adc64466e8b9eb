// LLVM's ORC linker behind one call: an object becomes machine code, which lives as long as the JitCode.
#pragma once
#include <memory>

#include <span>

#include "compiler/native/symbol.h"
#include "runtime/base/result.h"
#include "runtime/value/cause.h"

namespace pol::native {

using DecideFunction = void (*)(const std::int64_t* values, const CauseMask* causes, std::int64_t* outputs,
                                CauseMask* output_causes, std::uint64_t* words);

// Of several rows at once, from `row` on; `last` is the last one that strided columns have. With a door there
// is one more column of output causes: 1 where a row is refused.
using DecideLanes = void (*)(const void* const* values, const void* const* causes,
                             std::int64_t* const* outputs, CauseMask* const* output_causes,
                             std::uint64_t* const* words, std::int64_t row, std::int64_t last);

class JitCode {
 public:
  virtual ~JitCode() = default;
  virtual void* entry() const = 0;  // a DecideFunction or DecideLanes, by what was emitted
};

// One a backend; thread-safe. Code keeps its Jit alive.
class Jit {
 public:
  virtual ~Jit() = default;
  // The object has been looked through (find_object_breach); it sees its symbols and nothing else.
  virtual Result<std::unique_ptr<JitCode>> link(const std::string& object,
                                                std::span<const Symbol> symbols) = 0;
};
Result<std::shared_ptr<Jit>> make_jit();

}  // namespace pol::native
