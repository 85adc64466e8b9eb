#include "compiler/population/approval_ratio.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/population/statistics.h"

namespace pol::population {

using report::Cell;

std::optional<report::Table> approval_ratio(const Tally& tally, std::size_t by, std::uint64_t few) {
  const Groups& groups = *tally.plan->groups;
  const GroupBy& grouping = groups.by[by];
  const Subject& subject = *tally.plan->subject;
  const GroupBy::Part& part = grouping.parts[0];
  if (grouping.parts.size() > 1 || groups.module.inputs[part.input].sensitivity != "monitor_only" ||
      subject.outcomes.empty())
    return std::nullopt;
  const auto approved = [](const Cohort& cohort) { return cohort.outcomes[0]; };
  const auto counts = [&](const auto& group) {
    return group.second.people >= std::max<std::uint64_t>(few, 1) && group.first[0].missing == 0;
  };
  const auto& all = tally.groups[by];
  if (std::count_if(all.begin(), all.end(), counts) < 2) return std::nullopt;
  const Cohort* best = nullptr;  // rates compared exactly: a/b > c/d as a*d > c*b
  for (const auto& group : all)
    if (counts(group) &&
        (!best || static_cast<i128>(approved(group.second)) * static_cast<i128>(best->people) >
                      static_cast<i128>(approved(*best)) * static_cast<i128>(group.second.people)))
      best = &group.second;

  const std::string& outcome = subject.outcomes[0];
  report::Table table{fmt::format("ratio_{}", by + 1),
                      fmt::format("{}, by {}: compared with the highest rate", outcome, grouping.text),
                      {{"group", groups.module.inputs[part.input].name, false},
                       {"people", "people"},
                       {"approved", outcome},
                       {"rate", "rate"},
                       {"rate_low", "95% from"},
                       {"rate_high", "to"},
                       {"ratio", "ratio to the highest"}},
                      {},
                      ""};
  for (const auto& group : all) {
    const Cohort& cohort = group.second;
    std::vector<Cell> row{report::words(group_label(groups, part, group.first[0])),
                          report::count_or_few(cohort.people, few)};
    if (cohort.people >= few && cohort.people > 0) {
      const Interval95 range = wilson(approved(cohort), cohort.people);
      row.push_back(report::count(approved(cohort)));
      row.push_back(report::share(approved(cohort), cohort.people));
      for (const double end : {range.low, range.high})
        row.push_back({fmt::format("{:.1f}%", end * 100), fmt::format("{:.6f}", end), end * 100});
      const double ratio =
          counts(group) && approved(*best)
              ? static_cast<double>(approved(cohort)) * static_cast<double>(best->people) /
                    (static_cast<double>(cohort.people) * static_cast<double>(approved(*best)))
              : -1;
      row.push_back(ratio < 0 ? report::nothing() : report::real(ratio, 3));
    }
    row.resize(table.columns.size(), report::nothing());
    table.rows.push_back(std::move(row));
  }
  table.note =
      "For information: a difference may have many causes. US guidelines on selection look closer below 0.8, "
      "the "
      "four-fifths rule (29 CFR 1607.4 D). 95%: Wilson's interval of the rate.";
  return table;
}

}  // namespace pol::population
