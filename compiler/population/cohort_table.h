// Tables with one row for each of several cohorts, the same columns wherever people are parted.
#pragma once
#include "compiler/population/tally.h"
#include "compiler/report/report.h"

namespace pol::population {

class CohortTable {
 public:
  // `keys`: the columns that name a cohort. Counts below `few` are not told.
  CohortTable(const Plan& plan, std::string id, std::string title, std::vector<report::Column> keys,
              std::uint64_t few);
  void add(std::vector<report::Cell> keys, const Cohort& cohort, std::uint64_t of_people);
  report::Table take() { return std::move(table_); }
  // Ids of the columns with the share of each outcome, for charts.
  const std::vector<std::string>& outcome_columns() const { return outcomes_; }
  bool has_observed() const { return plan_.outcome.has_value(); }

 private:
  const Plan& plan_;
  std::uint64_t few_;
  report::Table table_;
  std::vector<std::string> outcomes_;
};

// Money to its minor unit, rounded half even: sums of losses have many more places.
report::Cell money(i128 number, Type type, const EnumPool& enums);
report::Cell loss_rate(const Cohort& cohort, const LossModel& losses);

}  // namespace pol::population
