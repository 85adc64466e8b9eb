// What becomes of the amounts.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/population/diff_sections.h"
#include "compiler/population/spread.h"

namespace pol::population {

using report::Cell;
using report::Chart;
using report::Section;
using report::Table;

MaybeSection drift_section(const DiffView& view) {
  if (view.plan.amounts.empty()) return std::nullopt;
  Section section{"drifts", "Served by both", "", {}, {}};
  Table table{"drifts",
              "",
              {{"output", "output", false},
               {"same", "same"},
               {"up", "higher"},
               {"up_by", "by in all", false},
               {"down", "lower"},
               {"down_by", "by in all", false}},
              {},
              ""};
  for (std::size_t i = 0; i < view.plan.amounts.size(); ++i) {
    const Drift& drift = view.tally.drifts[i];
    const bool adds_up = view.plan.amounts[i].type.kind == Kind::money;
    const auto told = [&](const Sum& sum) {
      if (adds_up) return view.change(sum.total, i);
      Cell mean = report::average(sum.total, sum.count, view.plan.amounts[i].type, view.enums);
      if (sum.count) mean.text += " on average";
      return mean;
    };
    table.rows.push_back({report::words(view.plan.amounts[i].name), report::count(drift.same),
                          report::count(drift.up), told(drift.up_by), report::count(drift.down),
                          told(drift.down_by)});
  }
  section.tables.push_back(std::move(table));
  return section;
}

namespace {

// How many people each version gives what, in the same classes.
void put(Section& section, const DiffView& view, std::size_t i) {
  const auto& [before, after] = view.tally.spreads[i];
  const std::string& name = view.plan.amounts[i].name;
  const bool both = before.count() && after.count();
  const std::int64_t lo =
      both ? std::min(before.min(), after.min()) : (before.count() ? before : after).min();
  const std::int64_t hi =
      both ? std::max(before.max(), after.max()) : (before.count() ? before : after).max();
  const auto edges = round_edges(lo, hi, 16);
  const auto was = before.classes(edges), is = after.classes(edges);
  Table table{"spread_" + name,
              name + ", in classes",
              {{"from", "from"},
               {"below", "to below"},
               {"before", "before"},
               {"after", "after"},
               {"change", "change"}},
              {},
              ""};
  for (std::size_t k = 0; k < was.size(); ++k)
    table.rows.push_back(
        {view.shared(edges[k], i), view.shared(edges[k + 1], i), report::count(was[k]), report::count(is[k]),
         report::signed_count(static_cast<std::int64_t>(is[k]) - static_cast<std::int64_t>(was[k]))});
  section.charts.push_back({Chart::Kind::bars,
                            "People by " + name + ", before and after",
                            table.id,
                            "from",
                            {"before", "after"},
                            name + ", from",
                            "people",
                            false});
  section.tables.push_back(std::move(table));
}

}  // namespace

MaybeSection spread_section(const DiffView& view) {
  Section section{
      "spread", "Old against new", "What each version gives to the people whom it serves.", {}, {}};
  Table table{"spread", "Spread", {{"output", "output", false}, {"version", "version", false}}, {}, ""};
  for (const auto& [id, title] : {std::pair{"people", "people"}, {"mean", "mean"}, {"min", "lowest"}})
    table.columns.push_back({id, title});
  for (const auto& [part, title] : kQuantiles) table.columns.push_back({fmt::format("q{}", part), title});
  table.columns.push_back({"max", "highest"});
  bool exact = true;
  for (std::size_t i = 0; i < view.plan.amounts.size(); ++i) {
    const Type& type = view.plan.amounts[i].type;
    if (view.tally.spreads[i][0].count() + view.tally.spreads[i][1].count() == 0) continue;
    for (const bool after : {false, true}) {
      const Distribution& amounts = view.tally.spreads[i][after];
      exact = exact && amounts.exact();
      std::vector<Cell> row{report::words(view.plan.amounts[i].name),
                            report::words(after ? "after" : "before"), report::count(amounts.count())};
      row.push_back(report::average(amounts.sum(), amounts.count(), type, view.enums));
      const auto told = [&](std::int64_t value) {
        return amounts.count() ? view.shared(value, i) : report::nothing();
      };
      row.push_back(told(amounts.min()));
      for (const auto& [part, title] : kQuantiles) row.push_back(told(amounts.quantile(part, 100)));
      row.push_back(told(amounts.max()));
      table.rows.push_back(std::move(row));
    }
    put(section, view, i);
  }
  if (table.rows.empty()) return std::nullopt;
  if (!exact) table.note = kNotExact;
  if (view.tally.too_large)
    table.note += fmt::format("{}{} amounts are too large to be told here.", table.note.empty() ? "" : " ",
                              report::count(view.tally.too_large).text);
  section.tables.insert(section.tables.begin(), std::move(table));
  return section;
}

}  // namespace pol::population
