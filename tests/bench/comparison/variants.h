// The hand-written programs. Each source is compiled twice, by g++ and by clang++, into a namespace of its
// own; POL_COMPILER names it there.
#pragma once
#include <cstddef>
#include <cstdint>

#include "tests/bench/comparison/rows.h"

namespace pol::comparison {

// Blocks that stay in the nearest caches: what columns() takes at once.
inline constexpr std::size_t kBlock = 2048;

#define POL_VARIANTS(compiler)                                                                        \
  namespace compiler {                                                                                \
  /* One row after the other, as a programmer would write it: tests and early ends. */                \
  void plain(const Row* rows, std::size_t count, Answer* answers);                                    \
  /* One row after the other, all of it computed, nothing to guess for the processor. */              \
  void branch_free(const Row* rows, std::size_t count, Answer* answers);                              \
  /* At most kBlock rows in columns, in loops that the compiler turns into vector code. */            \
  void columns(const Slice& in, std::size_t count, const AnswerSlice& out);                           \
  /* Reads every byte of the columns and writes nothing: no program can be faster than its memory. */ \
  std::uint64_t read_only(const Slice& in, std::size_t count);                                        \
  }
POL_VARIANTS(gxx)
POL_VARIANTS(clang)
#undef POL_VARIANTS

}  // namespace pol::comparison
