// How the approval rate of a group compares with that of the group approved most often, for a tag that is
// counted and never decided by (`sensitivity: monitor_only`). It informs; nothing is concluded from it.
#pragma once
#include <optional>

#include "compiler/population/tally.h"
#include "compiler/report/report.h"

namespace pol::population {

// Of the groups of `tally.plan->groups->by[by]`; empty where the tag is not monitored, the policy has no
// outcomes, or fewer than two groups have `few` people. Approval is the policy's first, kindest outcome;
// undecided people count as not approved. Smaller groups and people whose group is missing stand without
// ratio.
std::optional<report::Table> approval_ratio(const Tally& tally, std::size_t by, std::uint64_t few);

}  // namespace pol::population
