#include "compiler/population/cohort_table.h"

#include <fmt/format.h>

#include <cmath>

#include "compiler/population/statistics.h"
#include "runtime/value/rounding.h"

namespace pol::population {

using report::Cell;

CohortTable::CohortTable(const Plan& plan, std::string id, std::string title,
                         std::vector<report::Column> keys, std::uint64_t few)
    : plan_(plan), few_(few) {
  table_.id = std::move(id);
  table_.title = std::move(title);
  table_.columns = std::move(keys);
  auto& columns = table_.columns;
  columns.push_back({"people", "people"});
  columns.push_back({"people_share", "share"});
  for (const std::string& outcome : plan.subject->outcomes) {
    outcomes_.push_back(outcome + "_share");
    columns.push_back({outcomes_.back(), outcome, true, true});
  }
  columns.push_back({"undecided", "undecided"});
  for (const Subject::Amount& amount : plan.subject->amounts) {
    const std::string& name = plan.subject->module->outputs[amount.output].name;
    columns.push_back({name + "_mean", "mean " + name, true, true});
    if (amount.type->kind == Kind::money) columns.push_back({name + "_sum", "sum of " + name});
  }
  if (plan.losses) {
    columns.push_back({"expected_loss", "expected loss"});
    columns.push_back({"loss_rate", "of exposure", true, true});
  }
  if (plan.outcome) {
    columns.push_back({"bad_rate", "bad among served", true, true});
    columns.push_back({"bad_low", "95% from"});
    columns.push_back({"bad_high", "to"});
    columns.push_back({"known", "known"});
  }
}

void CohortTable::add(std::vector<Cell> keys, const Cohort& cohort, std::uint64_t of_people) {
  const EnumPool& enums = plan_.subject->module->enums;
  const bool small = cohort.people < few_;
  std::vector<Cell> row = std::move(keys);
  row.push_back(report::count_or_few(cohort.people, few_));
  row.push_back(small ? report::nothing() : report::share(cohort.people, of_people));
  for (const std::uint64_t n : cohort.outcomes)
    row.push_back(small ? report::nothing() : report::share(n, cohort.people));
  row.push_back(small ? report::nothing() : report::count(cohort.undecided));
  for (std::size_t i = 0; i < plan_.subject->amounts.size(); ++i) {
    const Type& type = *plan_.subject->amounts[i].type;
    const Sum& sum = cohort.amounts[i];
    row.push_back(small ? report::nothing() : report::average(sum.total, sum.count, type, enums));
    if (type.kind == Kind::money)
      row.push_back(small ? report::nothing() : report::amount(sum.total, type, enums));
  }
  if (plan_.losses) {
    row.push_back(small ? report::nothing() : money(cohort.loss.total, plan_.losses->type, enums));
    row.push_back(small || cohort.exposure.total <= 0 ? report::nothing() : loss_rate(cohort, *plan_.losses));
  }
  if (plan_.outcome) {
    const Observed& seen = cohort.observed_served;
    const bool few = small || seen.known < few_;
    row.push_back(few ? report::nothing() : report::share(seen.bad, seen.known));
    const Interval95 range = few ? Interval95{} : wilson(seen.bad, seen.known);
    for (const double end : {range.low, range.high}) {
      Cell cell = report::real(end * 100, 1);
      cell.text += "%";
      cell.json = fmt::format("{:.6f}", end);
      row.push_back(few ? report::nothing() : cell);
    }
    row.push_back(small ? report::nothing() : report::count_or_few(seen.known, few_));
  }
  table_.rows.push_back(std::move(row));
}

Cell money(i128 number, Type type, const EnumPool& enums) {
  const int digits = minor_digits(type.currency);
  i128 factor = 1;
  for (int i = digits; i < type.scale; ++i) factor *= 10;
  if (type.scale > digits) type.scale = static_cast<std::uint8_t>(digits);
  return report::amount(divide_rounded(number, factor, RoundingMode::half_even), type, enums);
}

Cell loss_rate(const Cohort& cohort, const LossModel& losses) {
  const double scale = std::pow(10.0, losses.type.scale - losses.exposure.type.scale);
  const double rate =
      static_cast<double>(cohort.loss.total) / scale / static_cast<double>(cohort.exposure.total);
  Cell cell = report::real(rate * 100, 2);
  cell.text += "%";
  cell.json = fmt::format("{:.6f}", rate);
  return cell;
}

}  // namespace pol::population
