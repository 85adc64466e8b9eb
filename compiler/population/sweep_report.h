// The report of `pol sweep`: a policy with one of its numbers moved step by step, over the same people.
#pragma once
#include <optional>

#include "compiler/population/pair_tally.h"
#include "compiler/report/report.h"

namespace pol::population {

struct SweepStep {
  std::string value;                // "565", as people read it
  double position = 0;              // for charts
  bool base = false;                // the value that stands in the policy
  std::optional<std::size_t> side;  // of the tally: index into PairTally::alone
  std::string why_not;              // where the policy is wrong with this value
};

struct SweepAbout {
  std::string policy, literal;  // path; "K04: knockout K04, 560 at 26:55"
  std::string data, feed, decision_date, no_losses;
  std::vector<SweepStep> steps;
};

// A step is efficient if no other gives at least as much money at no more expected loss, and one of the two
// is better: the frontier of H. Markowitz, "Portfolio selection", Journal of Finance 7 (1952), 77-91, with
// expected loss in the place of variance. Told where there are both money and losses.
report::Report sweep_report(const PairTally& tally, const SweepAbout& about);

}  // namespace pol::population
