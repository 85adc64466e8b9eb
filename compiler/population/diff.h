// Two policies over one population.
#pragma once
#include "compiler/population/pair_tally.h"
#include "runtime/data/blocks.h"

namespace pol::population {

// The modules that a source for diff() must read: the door of each side, then the groups'.
std::vector<const ir::Module*> modules_read(const DiffPlan& plan);

// Decides every case of the source by every side. `plan` must outlive the result.
Result<PairTally> diff(data::CaseSource& source, const DiffPlan& plan, const data::BlockOptions& options);

}  // namespace pol::population
