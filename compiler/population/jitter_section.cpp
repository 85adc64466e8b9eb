// Who flips when one tag moves one step.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/population/simulate_sections.h"
#include "runtime/value/constant.h"

namespace pol::population {

using report::Chart;
using report::Section;
using report::Table;

MaybeSection jitter_section(const Tally& tally) {
  const JitterPlan* plan = tally.plan->jitter;
  if (!plan) return std::nullopt;
  const ir::Module& door = tally.plan->subject->chain->door();
  Type part;
  part.kind = Kind::percent;
  part.scale = 6;
  Section section{
      "jitter",
      "One step of one tag",
      fmt::format("Each tag moved alone, up and down: whole numbers, dates, months and ordered enums by "
                  "one, amounts by {} of their value.",
                  format_grouped(plan->share, part, door.enums)),
      {},
      {}};
  Table table{"jitter",
              "",
              {{"tag", "tag", false},
               {"people", "people"},
               {"flipped", "other outcome"},
               {"flipped_share", "share", true, true},
               {"up_better", "up: better"},
               {"up_worse", "up: worse"},
               {"down_better", "down: better"},
               {"down_worse", "down: worse"}},
              {},
              ""};
  std::vector<std::size_t> order(plan->moved.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return tally.jitter.tags[a].flipped > tally.jitter.tags[b].flipped;
  });
  for (const std::size_t i : order) {
    const JitterTally::OneTag& one = tally.jitter.tags[i];
    table.rows.push_back({report::words(door.inputs[plan->moved[i].input].name), report::count(one.people),
                          report::count(one.flipped), report::share(one.flipped, one.people),
                          report::count(one.up_better), report::count(one.up_worse),
                          report::count(one.down_better), report::count(one.down_worse)});
  }
  if (!plan->still.empty())
    table.note = fmt::format("Not moved, because they have no steps: {}.", fmt::join(plan->still, ", "));
  section.tables.push_back(std::move(table));
  if (!order.empty())
    section.charts.push_back({Chart::Kind::across,
                              "People with another outcome after one step",
                              "jitter",
                              "tag",
                              {"flipped_share"},
                              "",
                              "",
                              true});
  return section;
}

}  // namespace pol::population
