// A module as columns against the interpreter, row by row, at every level that the CPU has.
#pragma once
#include "runtime/engine/backend.h"
#include "tests/differential/counts.h"

namespace pol::testing {

// Prints what differs. Batches of many lengths, with presence in every form, under every rounding mode that a
// host may have set.
void column_pairs(const ir::Module& module, std::uint64_t seed, engine::Backend& backend,
                  const PairOptions& options, Counts& counts);

}  // namespace pol::testing
