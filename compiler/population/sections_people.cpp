// Sections that part people: outcomes, amounts, segments, groups, score bands.
#include <fmt/format.h>

#include "compiler/population/approval_ratio.h"
#include "compiler/population/cohort_table.h"
#include "compiler/population/simulate_sections.h"
#include "compiler/population/spread.h"
#include "compiler/population/statistics.h"

namespace pol::population {

using report::Cell;
using report::Chart;
using report::Section;
using report::Table;

MaybeSection outcome_section(const Tally& tally, std::uint64_t few) {
  const Subject& subject = *tally.plan->subject;
  if (subject.outcomes.empty()) return std::nullopt;
  const bool observed = tally.plan->outcome.has_value();
  Section section{"outcomes", "Outcomes", "", {}, {}};
  Table table{"outcomes",
              "",
              {{"outcome", subject.module->outputs[0].name, false}, {"people", "people"}, {"share", "share"}},
              {},
              ""};
  if (observed)
    for (const auto& [id, title] : {std::pair{"known", "outcome known"},
                                    {"bad", "bad"},
                                    {"bad_rate", "bad rate"},
                                    {"bad_low", "95% from"},
                                    {"bad_high", "to"}})
      table.columns.push_back({id, title});
  for (std::size_t i = 0; i < subject.outcomes.size(); ++i) {
    std::vector<Cell> row{report::words(subject.outcomes[i]), report::count(tally.all.outcomes[i]),
                          report::share(tally.all.outcomes[i], tally.all.people)};
    const Observed& seen = tally.all.observed[i];
    const bool told = seen.known >= few && seen.known > 0;
    const Interval95 range = told ? wilson(seen.bad, seen.known) : Interval95{};
    if (observed) {
      row.push_back(report::count_or_few(seen.known, few));
      row.push_back(told ? report::count(seen.bad) : report::nothing());
      row.push_back(told ? report::share(seen.bad, seen.known) : report::nothing());
      for (const double end : {range.low, range.high})
        row.push_back(told ? Cell{fmt::format("{:.1f}%", end * 100), fmt::format("{:.6f}", end), end * 100}
                           : report::nothing());
    }
    table.rows.push_back(std::move(row));
  }
  if (observed)
    table.note =
        "What became of people in the past, by what the policy would have said; 95%: Wilson's interval.";
  section.tables.push_back(std::move(table));
  section.charts.push_back(
      {Chart::Kind::bars, "People by outcome", "outcomes", "outcome", {"people"}, "", "people", false});
  if (observed)
    section.charts.push_back(
        {Chart::Kind::bars, "Bad rate by outcome", "outcomes", "outcome", {"bad_rate"}, "", "", true});
  return section;
}

MaybeSection amount_section(const Tally& tally) {
  const Subject& subject = *tally.plan->subject;
  if (subject.amounts.empty() || tally.all.served == 0) return std::nullopt;
  const EnumPool& enums = subject.module->enums;
  Section section{
      "amounts", "Amounts", "Of the people served: decided, and nothing withheld by an `unless`.", {}, {}};
  Table spread{"spread",
               "Spread",
               {{"output", "output", false}, {"people", "people"}, {"mean", "mean"}, {"min", "lowest"}},
               {},
               ""};
  for (const auto& [part, title] : kQuantiles) spread.columns.push_back({fmt::format("q{}", part), title});
  spread.columns.push_back({"max", "highest"});
  bool exact = true;
  for (std::size_t i = 0; i < subject.amounts.size(); ++i) {
    const Distribution& amounts = tally.amounts[i];
    const Type& type = *subject.amounts[i].type;
    const std::string& name = subject.module->outputs[subject.amounts[i].output].name;
    if (amounts.count() == 0) continue;
    exact = exact && amounts.exact();
    const auto told = [&](std::int64_t value) { return report::amount(value, type, enums); };
    std::vector<Cell> row{report::words(name), report::count(amounts.count()),
                          report::average(amounts.sum(), amounts.count(), type, enums), told(amounts.min())};
    for (const auto& [part, title] : kQuantiles) row.push_back(told(amounts.quantile(part, 100)));
    row.push_back(told(amounts.max()));
    spread.rows.push_back(std::move(row));
    const auto edges = round_edges(amounts.min(), amounts.max(), 16);
    const auto classes = amounts.classes(edges);
    Table table{
        "classes_" + name,
        name + ", in classes",
        {{"from", "from", true}, {"below", "to below", true}, {"people", "people"}, {"share", "share"}},
        {},
        ""};
    for (std::size_t k = 0; k < classes.size(); ++k)
      table.rows.push_back({told(edges[k]), told(edges[k + 1]), report::count(classes[k]),
                            report::share(classes[k], amounts.count())});
    section.charts.push_back({Chart::Kind::bars,
                              "People by " + name,
                              table.id,
                              "from",
                              {"people"},
                              name + ", from",
                              "people",
                              false});
    section.tables.push_back(std::move(table));
  }
  if (!exact) spread.note = kNotExact;
  section.tables.insert(section.tables.begin(), std::move(spread));
  return section;
}

namespace {

// The table and a chart of its outcomes.
void put(Section& section, CohortTable table, const std::string& x) {
  const std::vector<std::string> outcomes = table.outcome_columns();
  Table made = table.take();
  if (!outcomes.empty())
    section.charts.push_back(
        {Chart::Kind::stacked_bars, "Outcomes by " + made.title, made.id, x, outcomes, "", "", true});
  section.tables.push_back(std::move(made));
}

}  // namespace

MaybeSection segment_section(const Tally& tally, std::uint64_t few) {
  const ir::Module& module = *tally.plan->subject->module;
  Section section{"segments", "Segments", "", {}, {}};
  for (std::size_t i = 0; i < module.choices.size(); ++i) {
    if (tally.choices[i].cohorts.empty()) continue;
    const std::string& name = module.choices[i].name;
    CohortTable table(*tally.plan, "segment_" + name, name, {{"arm", "arm", false}}, few);
    for (std::size_t arm = 1; arm < tally.choices[i].cohorts.size(); ++arm)
      if (tally.choices[i].cohorts[arm].people)
        table.add({report::words(tally.plan->subject->arm_names[i][arm - 1])}, tally.choices[i].cohorts[arm],
                  tally.all.people);
    if (tally.choices[i].cohorts[0].people)
      table.add({report::words("not reached")}, tally.choices[i].cohorts[0], tally.all.people);
    put(section, std::move(table), "arm");
  }
  if (section.tables.empty()) return std::nullopt;
  return section;
}

MaybeSection group_section(const Tally& tally, std::uint64_t few) {
  const Groups* groups = tally.plan->groups;
  if (!groups || groups->by.empty()) return std::nullopt;
  Section section{
      "groups", "Groups", fmt::format("Groups of fewer than {} people are not told.", few), {}, {}};
  for (std::size_t i = 0; i < groups->by.size(); ++i) {
    const GroupBy& by = groups->by[i];
    std::vector<report::Column> keys;
    for (const GroupBy::Part& part : by.parts) {
      const std::string& tag = groups->module.inputs[part.input].name;
      keys.push_back({tag, tag, false});
    }
    const std::string first = keys[0].id;
    CohortTable table(*tally.plan, fmt::format("by_{}", i + 1), by.text, std::move(keys), few);
    for (const auto& [key, cohort] : tally.groups[i]) {
      std::vector<Cell> cells;
      for (std::size_t k = 0; k < by.parts.size(); ++k)
        cells.push_back(report::words(group_label(*groups, by.parts[k], key[k])));
      table.add(std::move(cells), cohort, tally.all.people);
    }
    if (by.parts.size() == 1)
      put(section, std::move(table), first);
    else
      section.tables.push_back(table.take());
    if (auto ratio = approval_ratio(tally, i, few)) {
      section.charts.push_back(
          {Chart::Kind::across, ratio->title, ratio->id, "group", {"rate"}, "", "", true});
      section.tables.push_back(std::move(*ratio));
    }
  }
  return section;
}

MaybeSection score_section(const Tally& tally, std::uint64_t few) {
  const ir::Module& module = *tally.plan->subject->module;
  Section section{"scores", "Scorecards", "", {}, {}};
  for (std::size_t i = 0; i < module.scorecards.size(); ++i) {
    const ir::Scorecard& card = module.scorecards[i];
    const Type& type = module.type_of(card.points);
    const std::int64_t width = Tally::band_width(type);
    CohortTable table(*tally.plan, "bands_" + card.name, card.name + ", points in bands",
                      {{"from", "from"}, {"below", "to below"}}, few);
    for (const auto& [from, cohort] : tally.scores[i].bands)
      table.add(
          {report::amount(from, type, module.enums), report::amount(i128{from} + width, type, module.enums)},
          cohort, tally.all.people);
    const bool observed = table.has_observed();
    put(section, std::move(table), "from");
    if (observed)
      section.charts.push_back({Chart::Kind::line,
                                "Bad rate among served by points",
                                "bands_" + card.name,
                                "from",
                                {"bad_rate"},
                                "points, from",
                                "",
                                true});
    section.charts.push_back({Chart::Kind::bars,
                              "People by points",
                              "bands_" + card.name,
                              "from",
                              {"people"},
                              "points, from",
                              "people",
                              false});
    if (tally.scores[i].missing)
      section.tables.back().note = report::count(tally.scores[i].missing).text +
                                   " people have no points, because something is missing.";
  }
  if (section.tables.empty()) return std::nullopt;
  return section;
}

}  // namespace pol::population
