// Random source programs, through the whole front end and as a chain on both engines.
#pragma once
#include "tests/differential/counts.h"
#include "tests/support/source/workshop.h"

namespace pol::testing {

// One of them, and its pairs. Prints what differs. True if the program could be used.
bool source_pairs(std::uint64_t seed, Workshop& workshop, engine::Backend& backend,
                  const PairOptions& options, Counts& counts);

}  // namespace pol::testing
