// Who changes places, and real cases of it.
#include "compiler/population/cohort_table.h"
#include "compiler/population/diff_sections.h"

namespace pol::population {

using report::Cell;
using report::Chart;
using report::Section;
using report::Table;

MaybeSection swap_section(const DiffView& view) {
  Section section{"swaps", "Swap set", "Rows: the outcome before; columns: the outcome after.", {}, {}};
  std::vector<std::size_t> shown;
  for (std::size_t c = 0; c < view.plan.classes(); ++c)
    if (c < view.plan.outcomes.size() || view.people_in(true, c) || view.people_in(false, c))
      shown.push_back(c);
  Table matrix{"matrix", "People", {{"before", "before", false}}, {}, ""};
  for (const std::size_t c : shown)
    matrix.columns.push_back({"to_" + view.class_name(c), view.class_name(c), true, true});
  matrix.columns.push_back({"all", "all"});
  for (const std::size_t from : shown) {
    std::vector<Cell> row{report::words(view.class_name(from))};
    for (const std::size_t to : shown) row.push_back(report::count(view.tally.cell(from, to).people));
    row.push_back(report::count(view.people_in(true, from)));
    matrix.rows.push_back(std::move(row));
  }
  std::vector<Cell> sums{report::words("all")};
  for (const std::size_t to : shown) sums.push_back(report::count(view.people_in(false, to)));
  sums.push_back(report::count(view.tally.all.people));
  matrix.rows.push_back(std::move(sums));
  section.tables.push_back(std::move(matrix));

  const bool losses = view.has_losses();
  Table cells{"cells",
              "What each swap is worth",
              {{"swap", "from, to", false}, {"people", "people"}, {"share", "share"}},
              {},
              ""};
  for (const SharedAmount& amount : view.plan.amounts)
    if (amount.type.kind == Kind::money)
      for (const auto& [id, title] :
           {std::pair{"_before", " before"}, {"_after", " after"}, {"_change", " changed by"}})
        cells.columns.push_back({amount.name + id, amount.name + title});
  if (losses)
    for (const auto& [id, title] :
         {std::pair{"loss_before", "expected loss before"}, {"loss_after", "after"}})
      cells.columns.push_back({id, title});
  for (const std::size_t from : shown)
    for (const std::size_t to : shown) {
      const SwapCell& cell = view.tally.cell(from, to);
      if (cell.people == 0) continue;
      std::vector<Cell> row{report::words(from == to ? "still " + view.class_name(to)
                                                     : view.class_name(from) + " to " + view.class_name(to)),
                            report::count(cell.people), report::share(cell.people, view.tally.all.people)};
      for (std::size_t i = 0; i < view.plan.amounts.size(); ++i) {
        if (view.plan.amounts[i].type.kind != Kind::money) continue;
        row.push_back(view.shared(cell.before[i].total, i));
        row.push_back(view.shared(cell.after[i].total, i));
        row.push_back(view.change(cell.after[i].total - cell.before[i].total, i));
      }
      if (losses) {
        row.push_back(money(cell.loss_before.total, view.plan.sides[0].losses->type, view.enums));
        row.push_back(money(cell.loss_after.total, view.plan.sides[1].losses->type, view.enums));
      }
      cells.rows.push_back(std::move(row));
    }
  section.tables.push_back(std::move(cells));
  section.charts.push_back(
      {Chart::Kind::across, "People by swap", "cells", "swap", {"people"}, "", "people", false});
  return section;
}

namespace {

void put(Table& table, const std::string& swap, const std::vector<Witness>& witnesses) {
  for (const Witness& one : witnesses)
    table.rows.push_back({report::words(swap), report::words(one.case_id), report::words(one.before),
                          report::words(one.after), report::words(one.part)});
}

}  // namespace

MaybeSection witness_section(const DiffView& view) {
  Table table{"witnesses",
              "",
              {{"swap", "from, to", false},
               {"case_id", "case", false},
               {"before", "before", false},
               {"after", "after", false},
               {"part", "they part at", false}},
              {},
              ""};
  for (std::size_t from = 0; from < view.plan.classes(); ++from)
    for (std::size_t to = 0; to < view.plan.classes(); ++to)
      put(table,
          from == to ? "still " + view.class_name(to) : view.class_name(from) + " to " + view.class_name(to),
          view.tally.cell(from, to).witnesses);
  put(table, "worse by interaction only", view.tally.surprises);
  if (table.rows.empty()) return std::nullopt;
  return Section{"witnesses",
                 "Witnesses",
                 "Real cases of each swap for whom something changed, those with the fewest known tags "
                 "first; values are told where they rest on open tags only.",
                 {std::move(table)},
                 {}};
}

}  // namespace pol::population
