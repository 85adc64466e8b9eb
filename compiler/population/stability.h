// How far the people of today are from those of a baseline: the population stability index of a score or an
// output, the characteristic stability index of a tag. Both are one formula over bins,
//   sum over bins of (p - q) ln(p / q),   p and q: shares of the bin today and in the baseline
// (N. Siddiqi, "Credit Risk Scorecards", Wiley 2006, chapter 8, with the customary bounds 0.10 and 0.25). How
// large it grows by chance alone depends on how many people there are: without any shift it is distributed as
// (1/N + 1/M) chi-square with bins - 1 degrees of freedom (B. Yurdakul and J. Naranjo, "Statistical
// properties of the population stability index", Journal of Risk Model Validation 14(4), 2020).
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "compiler/population/values.h"

namespace pol::population {

struct Bin {
  std::string label;
  std::uint64_t baseline = 0, now = 0;  // people
  double part = 0;                      // of the index
};

struct Stability {
  std::string name;
  std::vector<Bin> bins;
  std::uint64_t baseline = 0, now = 0;
  double index = 0;
  double bound = 0;        // what chance alone exceeds in 5 % of all comparisons
  bool corrected = false;  // a bin is empty on one side: half a person was added to every bin on both
  std::string why_not;     // then nothing was computed
};

// Fills in `part` of each bin. Bins that are empty on both sides are left out.
Stability stability(std::string name, std::vector<Bin> bins);

inline constexpr std::size_t kBins = 10;

// Bins of numbers: the baseline's deciles, equal ones united; each value by itself where there are at most
// kBins different ones, as for enum values. `baseline` and `now` may differ in exactness.
std::vector<Bin> number_bins(Distribution baseline, Distribution now, const Type& type,
                             const EnumPool& enums);
// Of a tag: its values, then missing if anybody lacks it.
Stability stability(std::string name, const ValueTally& baseline, const ValueTally& now, const Type& type,
                    const EnumPool& enums);

}  // namespace pol::population
