// The section of a simulate report that compares its people with those of a baseline.
#pragma once
#include "compiler/population/stability.h"
#include "compiler/population/tally.h"
#include "compiler/report/report.h"

namespace pol::population {

struct StabilityFound {
  report::Section section;
  double psi = 0;  // the largest of the outcomes, points and amounts
  double csi = 0;  // the largest of the tags
};
// Both tallies of one policy, with Plan::values. Bins with fewer than `few` people are not told; nor are
// those of tags that are not `sensitivity: open`.
StabilityFound stability_section(const Tally& baseline, const Tally& now, std::uint64_t few);

}  // namespace pol::population
