// Who is affected, and by which change.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/population/diff_sections.h"

namespace pol::population {

using report::Cell;
using report::Chart;
using report::Section;
using report::Table;

MaybeSection alone_section(const DiffView& view, const DiffAbout& about) {
  const auto decides = [](const TriedChange& tried) { return tried.change.decides; };
  // One change alone is all of it; and without a text there is nothing to run it with.
  if (about.compiled_only) return std::nullopt;
  if (std::count_if(about.changes.begin(), about.changes.end(), decides) < 2) return std::nullopt;
  Section section{"alone",
                  "Each change alone",
                  "The old policy with one change of the new one, over the same people.",
                  {},
                  {}};
  Table table{"alone", "", {{"what", "change", false}}, {}, ""};
  for (report::Column& column : view.moved_columns()) table.columns.push_back(std::move(column));
  i128 people = 0, better = 0, worse = 0, served = 0, money_moved = 0;
  bool all_tried = true;
  for (const TriedChange& tried : about.changes) {
    if (!tried.change.decides) continue;
    std::vector<Cell> row{report::words(tried.change.what)};
    if (!tried.side) {
      all_tried = false;
      row.resize(table.columns.size(), report::nothing());
      row[0] = report::words(tried.change.what + " (not run alone: " + tried.why_not + ")");
    } else {
      const Movement& one = view.tally.alone[*tried.side];
      for (Cell& cell : view.moved(one)) row.push_back(std::move(cell));
      people += one.moved;
      better += one.better;
      worse += one.worse;
      served += static_cast<i128>(one.served_after) - static_cast<i128>(one.served_before);
      money_moved += one.money_after.total - one.money_before.total;
    }
    table.rows.push_back(std::move(row));
  }
  std::vector<Cell> together{report::words("all together")};
  for (Cell& cell : view.moved(view.tally.all)) together.push_back(std::move(cell));
  table.rows.push_back(std::move(together));
  if (all_tried) {
    std::vector<Cell> rest{report::words("interaction: together less the sum")};
    rest.resize(table.columns.size(), report::nothing());
    const auto beyond = [](std::uint64_t whole, i128 sum) {
      const i128 more = static_cast<i128>(whole) - sum;
      return report::signed_count(static_cast<std::int64_t>(more));
    };
    rest[1] = beyond(view.tally.all.moved, people);
    rest[3] = beyond(view.tally.all.better, better);
    rest[4] = beyond(view.tally.all.worse, worse);
    const i128 more = static_cast<i128>(view.tally.all.served_after) -
                      static_cast<i128>(view.tally.all.served_before) - served;
    rest[5] = points(more, view.tally.all.people);
    if (view.has_money())
      rest[6] =
          view.change(view.tally.all.money_after.total - view.tally.all.money_before.total - money_moved);
    table.rows.push_back(std::move(rest));
  }
  if (view.tally.hurt_by_interaction || view.tally.helped_by_interaction)
    table.note = fmt::format(
        "Surprises: {} people are worse off although no change alone is worse for them, {} are better off "
        "although none alone is better.",
        report::count(view.tally.hurt_by_interaction).text,
        report::count(view.tally.helped_by_interaction).text);
  section.tables.push_back(std::move(table));
  section.charts.push_back({Chart::Kind::across,
                            "People moved by each change alone",
                            "alone",
                            "what",
                            {"better", "worse"},
                            "",
                            "people",
                            false});
  return section;
}

namespace {

struct Named {
  std::vector<Cell> keys;
  const Movement* movement;
};
Table movement_table(const std::string& id, const std::string& title, std::vector<report::Column> keys,
                     std::vector<Named> rows, const DiffView& view, std::uint64_t few) {
  // The most affected first; those who are alike keep their order.
  std::stable_sort(rows.begin(), rows.end(), [](const Named& a, const Named& b) {
    return static_cast<i128>(a.movement->moved) * static_cast<i128>(b.movement->people) >
           static_cast<i128>(b.movement->moved) * static_cast<i128>(a.movement->people);
  });
  Table table{id, title, std::move(keys), {}, ""};
  table.columns.push_back({"people", "people"});
  for (report::Column& column : view.moved_columns()) table.columns.push_back(std::move(column));
  for (Named& one : rows) {
    std::vector<Cell> row = std::move(one.keys);
    const bool small = one.movement->people < few;
    row.push_back(report::count_or_few(one.movement->people, few));
    for (Cell& cell : view.moved(*one.movement)) row.push_back(small ? report::nothing() : std::move(cell));
    table.rows.push_back(std::move(row));
  }
  return table;
}

}  // namespace

MaybeSection movement_section(const DiffView& view, std::uint64_t few) {
  Section section{"movements", "Who is affected", "The most affected first.", {}, {}};
  for (std::size_t i = 0; i < view.tally.segments.size(); ++i) {
    std::vector<Named> rows;
    for (std::size_t arm = 0; arm < view.tally.segments[i].size(); ++arm)
      if (view.tally.segments[i][arm].people)
        rows.push_back({{report::words(arm ? view.plan.before().arm_names[i][arm - 1] : "not reached")},
                        &view.tally.segments[i][arm]});
    if (rows.empty()) continue;
    const std::string& name = view.plan.before().module->choices[i].name;
    section.tables.push_back(movement_table("segment_" + name, "by segment " + name, {{"arm", name, false}},
                                            std::move(rows), view, few));
  }
  for (std::size_t i = 0; i < view.tally.groups.size(); ++i) {
    const GroupBy& by = view.plan.groups->by[i];
    std::vector<report::Column> keys;
    for (const GroupBy::Part& part : by.parts) {
      const std::string& tag = view.plan.groups->module.inputs[part.input].name;
      keys.push_back({tag, tag, false});
    }
    std::vector<Named> rows;
    for (const auto& [key, movement] : view.tally.groups[i]) {
      std::vector<Cell> cells;
      for (std::size_t k = 0; k < by.parts.size(); ++k)
        cells.push_back(report::words(group_label(*view.plan.groups, by.parts[k], key[k])));
      rows.push_back({std::move(cells), &movement});
    }
    section.tables.push_back(movement_table(fmt::format("by_{}", i + 1), "by " + by.text, std::move(keys),
                                            std::move(rows), view, few));
    if (by.parts.size() == 1)
      section.charts.push_back({Chart::Kind::across,
                                "Share moved by " + by.text,
                                section.tables.back().id,
                                section.tables.back().columns[0].id,
                                {"moved_share"},
                                "",
                                "",
                                true});
  }
  if (section.tables.empty()) return std::nullopt;
  return section;
}

}  // namespace pol::population
