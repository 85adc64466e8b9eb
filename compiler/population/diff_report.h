// The report of `pol diff`.
#pragma once
#include <optional>

#include "compiler/population/gates.h"
#include "compiler/population/pair_tally.h"
#include "compiler/report/report.h"
#include "compiler/study/changes.h"

namespace pol::population {

// A change of the text, and what became of the attempt to run it alone.
struct TriedChange {
  study::Change change;
  std::optional<std::size_t> side;  // of the tally: index into PairTally::alone
  std::string why_not;              // where there is no side
};

// What a gate of `pol diff` may be called.
const std::vector<GateName>& diff_gates();

struct DiffAbout {
  std::string before, after;  // paths or revisions
  std::string data, feed, decision_date, no_losses;
  std::uint64_t few = 5;
  std::vector<TriedChange> changes;
  bool compiled_only = false;  // a side is a bundle: the changes are of what was compiled, none is run alone
  std::vector<Gate> gates;
};
struct DiffReport {
  report::Report report;
  std::vector<std::string> failed_gates;  // a line each
};
DiffReport diff_report(const PairTally& tally, const DiffAbout& about);

}  // namespace pol::population
