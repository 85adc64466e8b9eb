#include "compiler/population/scenario_sections.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/population/cohort_table.h"

namespace pol::population {
namespace {

using report::Cell;
using report::Chart;
using report::Section;
using report::Table;

const std::string kMoved = "Better off and worse off: each person against the base.";
const std::string kMovedTitle = "Moved against the base";

Cell dates(Day first, Day last) {
  if (first > last) return report::nothing();
  return report::words(first == last ? format_date(first) : format_date(first) + " to " + format_date(last));
}

std::string step_name(const Scenario& scenario, std::size_t stage) {
  if (stage) return fmt::format("period {}", stage);
  return scenario.shocks.empty() ? "start" : "shocks";
}

class ScenarioWriter {
 public:
  ScenarioWriter(const StressTally& tally, const Plan& plan, std::uint64_t few)
      : tally_(tally),
        plan_(plan),
        compare_(tally.stress->compare),
        enums_(plan.subject->module->enums),
        few_(few) {
    refused_ = tally.refused > 0;
    for (const ScenarioTally& one : tally.scenarios)
      for (const StageTally& stage : one.stages) refused_ = refused_ || stage.refused > 0;
  }

  Section overview() const {
    Section section{
        "scenarios", "Scenarios", "Each after its last step, over the same people. " + kMoved, {}, {}};
    const report::Column key{"scenario", "scenario", false};
    Table results = results_table("scenarios", "", key), moved = moved_table("moved", kMovedTitle, key);
    results.rows.push_back(base_row());
    for (std::size_t i = 0; i < tally_.scenarios.size(); ++i) {
      results.rows.push_back(result_row(scenario(i).name, tally_.scenarios[i].stages.back()));
      moved.rows.push_back(moved_row(scenario(i).name, tally_.scenarios[i].stages.back()));
    }
    section.charts.push_back(
        {Chart::Kind::bars, "People served", results.id, "scenario", {"served_share"}, "", "", true});
    section.charts.push_back(moved_chart(Chart::Kind::bars, moved.id, "scenario"));
    section.tables = {std::move(results), std::move(moved)};
    return section;
  }

  Section write(std::size_t index) const {
    const Scenario& scenario = this->scenario(index);
    const ScenarioTally& tally = tally_.scenarios[index];
    Section section{"scenario_" + scenario.name, "Scenario " + scenario.name, lead(scenario), {}, {}};
    const report::Column key{"step", "step", false};
    Table results = results_table("steps_" + scenario.name, "Step by step", key);
    Table moved = moved_table("moved_" + scenario.name, kMovedTitle, key);
    results.rows.push_back(base_row());
    for (std::size_t i = 0; i < tally.stages.size(); ++i) {
      results.rows.push_back(result_row(step_name(scenario, i), tally.stages[i]));
      moved.rows.push_back(moved_row(step_name(scenario, i), tally.stages[i]));
    }
    if (plan_.losses && plan_.losses->pd.from == Measure::From::report)
      results.note = "`" + plan_.losses->pd.name + "` is a column of the data: no scenario changes it.";
    const bool line = tally.stages.size() > 2;
    const Chart::Kind kind = line ? Chart::Kind::line : Chart::Kind::bars;
    section.charts.push_back({kind, "People served", results.id, "step", {"served_share"}, "", "", true});
    if (line && has_money())
      section.charts.push_back(
          {Chart::Kind::line, amount_name() + " in all", results.id, "step", {"sum"}, "", "", false});
    section.charts.push_back(moved_chart(kind, moved.id, "step"));
    section.tables.push_back(std::move(results));
    section.tables.push_back(std::move(moved));
    if (!compare_.outcomes.empty()) {
      Table outcomes = outcomes_table(scenario, tally);
      Chart chart{Chart::Kind::stacked_bars, "Outcomes step by step", outcomes.id, "step", {}, "", "", true};
      for (std::size_t i = 1; i < outcomes.columns.size(); ++i) chart.y.push_back(outcomes.columns[i].id);
      section.charts.push_back(std::move(chart));
      section.tables.push_back(std::move(outcomes));
      section.tables.push_back(swaps_table(scenario, tally));
    }
    if (!scenario.shocks.empty() || !scenario.trends.empty())
      section.tables.push_back(changes_table(scenario, tally));
    for (std::size_t i = 0; i < tally.groups.size(); ++i)
      section.tables.push_back(group_table(scenario, tally, i));
    return section;
  }

 private:
  const Scenario& scenario(std::size_t index) const { return tally_.stress->scenarios[index]; }
  bool has_amount() const { return !compare_.amounts.empty(); }
  bool has_money() const { return has_amount() && compare_.amounts[0].type.kind == Kind::money; }
  const std::string& amount_name() const { return compare_.amounts[0].name; }
  std::size_t classes() const { return compare_.classes(); }
  std::string class_name(std::size_t index) const {
    if (index == compare_.undecided()) return "undecided";
    return index == compare_.refused() ? "refused" : compare_.outcomes[index];
  }

  static std::string lead(const Scenario& scenario) {
    std::string text = scenario.text;
    if (!text.empty()) text += text.back() == '.' ? " " : ". ";
    return text + kMoved;
  }

  Table results_table(std::string id, std::string title, report::Column key) const {
    Table table{std::move(id),
                std::move(title),
                {std::move(key),
                 {"date", "decision date", false},
                 {"touched", "people touched"},
                 {"served", "served"},
                 {"served_share", "share"},
                 {"undecided", "undecided"}},
                {},
                ""};
    auto& columns = table.columns;
    if (refused_) columns.push_back({"refused", "refused"});
    if (has_money()) columns.push_back({"sum", amount_name() + " in all"});
    if (has_amount()) columns.push_back({"mean", "mean " + amount_name()});
    if (plan_.losses) columns.push_back({"expected_loss", "expected loss"});
    return table;
  }

  void put_result(std::vector<Cell>& row, std::uint64_t people, std::uint64_t served, std::uint64_t undecided,
                  std::uint64_t refused, const Sum& sum, const Sum& loss) const {
    row.push_back(report::count(served));
    row.push_back(report::share(served, people - refused));
    row.push_back(report::count(undecided));
    if (refused_) row.push_back(report::count(refused));
    if (has_money()) row.push_back(report::amount(sum.total, compare_.amounts[0].type, enums_));
    if (has_amount()) row.push_back(report::average(sum.total, sum.count, compare_.amounts[0].type, enums_));
    if (plan_.losses) row.push_back(money(loss.total, plan_.losses->type, enums_));
  }

  // Every stage is of the same people, so any of them tells of the base.
  std::vector<Cell> base_row() const {
    const Movement& one = tally_.scenarios[0].stages[0].movement;
    std::vector<Cell> row{report::words("base"), dates(tally_.first, tally_.last), report::nothing()};
    put_result(row, one.people, one.served_before, tally_.undecided, tally_.refused, one.money_before,
               one.loss_before);
    return row;
  }

  std::vector<Cell> result_row(const std::string& name, const StageTally& stage) const {
    const Movement& one = stage.movement;
    std::vector<Cell> row{report::words(name), dates(stage.first, stage.last), report::count(stage.touched)};
    put_result(row, one.people, one.served_after, stage.undecided, stage.refused, one.money_after,
               one.loss_after);
    return row;
  }

  static Table moved_table(std::string id, std::string title, report::Column key) {
    return {std::move(id),
            std::move(title),
            {std::move(key),
             {"moved", "moved"},
             {"moved_share", "share"},
             {"better", "better off"},
             {"better_share", "share"},
             {"worse", "worse off"},
             {"worse_share", "share"}},
            {},
            ""};
  }

  static std::vector<Cell> moved_row(const std::string& name, const StageTally& stage) {
    const Movement& one = stage.movement;
    std::vector<Cell> row{report::words(name)};
    for (const std::uint64_t people : {one.moved, one.better, one.worse}) {
      row.push_back(report::count(people));
      row.push_back(report::share(people, one.people));
    }
    return row;
  }

  static Chart moved_chart(Chart::Kind kind, const std::string& table, const std::string& x) {
    return {kind, kMovedTitle, table, x, {"better", "worse"}, "", "people", false};
  }

  Table outcomes_table(const Scenario& scenario, const ScenarioTally& tally) const {
    Table table{"outcomes_" + scenario.name, "Outcomes step by step", {{"step", "step", false}}, {}, ""};
    std::vector<std::vector<std::uint64_t>> counts(1 + tally.stages.size(),
                                                   std::vector<std::uint64_t>(classes()));
    for (std::size_t stage = 0; stage < tally.stages.size(); ++stage)
      for (std::size_t cell = 0; cell < tally.stages[stage].cells.size(); ++cell) {
        const std::uint64_t people = tally.stages[stage].cells[cell];
        counts[1 + stage][cell % classes()] += people;
        if (stage == 0) counts[0][cell / classes()] += people;
      }
    std::vector<std::size_t> shown;
    for (std::size_t i = 0; i < classes(); ++i)
      if (i < compare_.outcomes.size() ||
          std::any_of(counts.begin(), counts.end(), [&](const auto& row) { return row[i] > 0; }))
        shown.push_back(i);
    for (const std::size_t i : shown) table.columns.push_back({class_name(i), class_name(i)});
    for (std::size_t i = 0; i < counts.size(); ++i) {
      std::vector<Cell> row{report::words(i == 0 ? "base" : step_name(scenario, i - 1))};
      for (const std::size_t k : shown)
        row.push_back(report::share(counts[i][k], tally.stages[0].movement.people));
      table.rows.push_back(std::move(row));
    }
    return table;
  }

  Table swaps_table(const Scenario& scenario, const ScenarioTally& tally) const {
    const std::string last = step_name(scenario, tally.stages.size() - 1);
    Table table{"swaps_" + scenario.name,
                "From the base to " + last,
                {{"from", "from", false}, {"to", "to", false}, {"people", "people"}, {"share", "share"}},
                {},
                ""};
    const StageTally& stage = tally.stages.back();
    std::vector<std::size_t> cells;
    std::uint64_t kept = 0;
    for (std::size_t i = 0; i < stage.cells.size(); ++i) {
      if (i / classes() == i % classes())
        kept += stage.cells[i];
      else if (stage.cells[i])
        cells.push_back(i);
    }
    std::sort(cells.begin(), cells.end(), [&](std::size_t a, std::size_t b) {
      return std::pair(stage.cells[b], a) < std::pair(stage.cells[a], b);
    });
    for (const std::size_t i : cells)
      table.rows.push_back({report::words(class_name(i / classes())),
                            report::words(class_name(i % classes())), report::count(stage.cells[i]),
                            report::share(stage.cells[i], stage.movement.people)});
    table.note = report::count(kept).text + " people keep their outcome.";
    return table;
  }

  Table changes_table(const Scenario& scenario, const ScenarioTally& tally) const {
    Table table{"changes_" + scenario.name,
                "Its changes",
                {{"part", "part", false},
                 {"tags", "tags", false},
                 {"change", "change", false},
                 {"scope", "scope", false},
                 {"share", "share", false},
                 {"in_scope", "in scope"},
                 {"unknown", "cannot be told"},
                 {"changed", "changed"},
                 {"stayed_missing", "missing"},
                 {"at_end", "held by range"}},
                {},
                "Cannot be told: whether they are in the scope; they are left as they are. Missing: a tag "
                "had no value to change. Of a trend: in any period."};
    const auto put = [&](const char* part, const std::vector<Change>& changes,
                         const std::vector<ReachTally>& reached) {
      for (std::size_t i = 0; i < changes.size(); ++i) {
        const Change& one = changes[i];
        const ReachTally& reach = reached[i];
        table.rows.push_back(
            {report::words(fmt::format("{} {}", part, i + 1)), report::words(one.tags),
             report::words(one.text), report::words(one.scope_text.empty() ? "all" : one.scope_text),
             report::words(one.share_text.empty() ? "all" : one.share_text), report::count(reach.in_scope),
             report::count(reach.unknown), report::count(reach.changed), report::count(reach.stayed_missing),
             report::count(reach.at_end)});
      }
    };
    put("shock", scenario.shocks, tally.shocks);
    put("trend", scenario.trends, tally.trends);
    return table;
  }

  Table group_table(const Scenario& scenario, const ScenarioTally& tally, std::size_t index) const {
    const GroupBy& by = plan_.groups->by[index];
    Table table{fmt::format("by_{}_{}", index + 1, scenario.name),
                by.text + ", " + step_name(scenario, tally.stages.size() - 1),
                {},
                {},
                fmt::format("Groups of fewer than {} people are not told.", few_)};
    for (const GroupBy::Part& part : by.parts) {
      const std::string& tag = plan_.groups->module.inputs[part.input].name;
      table.columns.push_back({tag, tag, false});
    }
    for (report::Column column : {report::Column{"people", "people"},
                                  {"served_base", "served in the base", true, true},
                                  {"served", "served", true, true},
                                  {"better", "better off"},
                                  {"worse", "worse off"},
                                  {"worse_share", "share", true, true}})
      table.columns.push_back(std::move(column));
    for (const auto& [key, one] : tally.groups[index]) {
      std::vector<Cell> row;
      for (std::size_t k = 0; k < by.parts.size(); ++k)
        row.push_back(report::words(group_label(*plan_.groups, by.parts[k], key[k])));
      row.push_back(report::count_or_few(one.people, few_));
      if (one.people < few_)
        row.resize(table.columns.size(), report::nothing());
      else
        for (Cell cell :
             {report::share(one.served_before, one.people), report::share(one.served_after, one.people),
              report::count(one.better), report::count(one.worse), report::share(one.worse, one.people)})
          row.push_back(std::move(cell));
      table.rows.push_back(std::move(row));
    }
    return table;
  }

  const StressTally& tally_;
  const Plan& plan_;
  const DiffPlan& compare_;
  const EnumPool& enums_;
  std::uint64_t few_;
  bool refused_ = false;
};

}  // namespace

std::vector<Section> scenario_sections(const StressTally& tally, const Plan& plan, std::uint64_t few) {
  const ScenarioWriter writer(tally, plan, few);
  std::vector<Section> sections;
  if (tally.scenarios.size() > 1) sections.push_back(writer.overview());
  for (std::size_t i = 0; i < tally.scenarios.size(); ++i) sections.push_back(writer.write(i));
  return sections;
}

std::vector<std::string> scenario_warnings(const StressTally& tally, const Plan& plan) {
  std::vector<std::string> warnings;
  const auto& inputs = plan.subject->chain->door().inputs;
  for (std::size_t s = 0; s < tally.scenarios.size(); ++s) {
    const Scenario& scenario = tally.stress->scenarios[s];
    const ScenarioTally& one = tally.scenarios[s];
    const std::string who = "scenario " + scenario.name + ": ";
    const auto warn = [&](const char* part, const std::vector<Change>& changes,
                          const std::vector<ReachTally>& reached) {
      for (std::size_t i = 0; i < changes.size(); ++i) {
        for (const Change::Target& target : changes[i].targets)
          if (std::none_of(inputs.begin() + 1, inputs.end(),
                           [&](const ir::Input& input) { return input.tag() == target.tag->id; }))
            warnings.push_back(fmt::format("{}the policy does not read `{}` of {} {}, so it changes nothing",
                                           who, target.tag->id, part, i + 1));
        if (one.stages[0].movement.people && reached[i].in_scope == 0)
          warnings.push_back(
              fmt::format("{}nobody is in the scope of {} {}{}", who, part, i + 1,
                          reached[i].unknown
                              ? ", and of " + report::count(reached[i].unknown).text + " people it is unknown"
                              : ""));
      }
    };
    warn("shock", scenario.shocks, one.shocks);
    warn("trend", scenario.trends, one.trends);
    for (std::size_t i = 0; i < one.stages.size(); ++i) {
      const StageTally& stage = one.stages[i];
      if (stage.refused == 0 || stage.refused < stage.movement.people) continue;
      const Day effective = plan.subject->module->policy.effective;
      warnings.push_back(fmt::format(
          "{}everybody is refused in step `{}`, {}{}", who, step_name(scenario, i),
          dates(stage.first, stage.last).text,
          stage.last < effective ? "; the policy takes effect on " + format_date(effective) : ""));
    }
  }
  return warnings;
}

}  // namespace pol::population
