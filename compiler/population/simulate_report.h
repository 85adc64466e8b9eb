// The report of `pol simulate`.
#pragma once
#include "compiler/population/stress.h"
#include "compiler/population/tally.h"
#include "compiler/report/report.h"

namespace pol::population {

struct SimulateAbout {
  std::string data;                 // "applicants.csv", "10,000,000 generated people, seed 1"
  std::string feed, decision_date;  // may be empty
  std::string no_losses;            // why no expected loss was computed; empty if it was
  std::uint64_t few = 5;            // smaller groups are not told
  const StressTally* stress = nullptr;
};
report::Report simulate_report(const Tally& tally, const SimulateAbout& about);

}  // namespace pol::population
