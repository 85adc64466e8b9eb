// A PairTally read for a report: the words and cells that the sections of `pol diff` share.
#pragma once
#include "compiler/population/pair_tally.h"
#include "compiler/report/report.h"

namespace pol::population {

struct DiffView {
  const PairTally& tally;
  const DiffPlan& plan = *tally.plan;
  const EnumPool& enums = plan.after().module->enums;

  std::string class_name(std::size_t c) const;  // an outcome, "undecided" or "refused"
  report::Cell shared(i128 total, std::size_t amount = 0) const;
  report::Cell change(i128 total, std::size_t amount = 0) const;  // with its sign
  bool has_money() const;   // the first shared amount, which says who gains, is money
  bool has_losses() const;  // both versions have a model of expected loss
  std::uint64_t people_in(bool before, std::size_t c) const;
  std::uint64_t newly(std::size_t c) const;
  // What the columns of moved_columns() say of one movement.
  std::vector<report::Cell> moved(const Movement& movement) const;
  std::vector<report::Column> moved_columns() const;
};

// The change of a share in percentage points.
report::Cell points(std::uint64_t before, std::uint64_t after, std::uint64_t whole);
report::Cell points(i128 change, std::uint64_t whole);

}  // namespace pol::population
