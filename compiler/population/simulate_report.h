// The report of `pol simulate`.
#pragma once
#include "compiler/population/gates.h"
#include "compiler/population/stress.h"
#include "compiler/population/tally.h"
#include "compiler/report/report.h"

namespace pol::population {

struct SimulateAbout {
  std::string data;                 // "applicants.csv", "10,000,000 generated people, seed 1"
  std::string feed, decision_date;  // may be empty
  std::string no_losses;            // why no expected loss was computed; empty if it was
  std::string dates;                // the decision dates that were asked for; may be empty
  std::uint64_t few = 5;            // smaller groups are not told
  const Tally* baseline = nullptr;  // of the same policy, both with Plan::values
  std::string baseline_data;        // as `data`, with its dates
  std::vector<Gate> gates;
  const StressTally* stress = nullptr;
};
// What a gate of `pol simulate` may be called.
const std::vector<GateName>& simulate_gates();

struct SimulateReport {
  report::Report report;
  std::vector<std::string> failed_gates;  // a line each
};
SimulateReport simulate_report(const Tally& tally, const SimulateAbout& about);

}  // namespace pol::population
