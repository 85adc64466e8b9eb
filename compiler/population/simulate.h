// What a policy does to a population.
#pragma once
#include "compiler/population/stress.h"
#include "compiler/population/tally.h"
#include "runtime/data/blocks.h"

namespace pol::population {

// The modules that a source for simulate() must read, in their order: the chain's door, then the groups'.
inline std::vector<const ir::Module*> modules_read(const engine::Chain& chain, const Groups& groups) {
  return {&chain.door(), &groups.module};
}

// Decides every case of the source. `plan` must outlive the result. Fails where the source does, and (exit 2)
// where a grouping has more than kMostGroups groups. `stress`: empty, to be filled with what scenarios do to
// the same cases; null: there are none.
Result<Tally> simulate(data::CaseSource& source, const Plan& plan, const data::BlockOptions& options,
                       StressTally* stress = nullptr);

}  // namespace pol::population
