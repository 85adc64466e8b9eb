#include "compiler/population/sweep_report.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/population/cohort_table.h"

namespace pol::population {
namespace {

using report::Cell;
using report::Chart;
using report::Section;
using report::Table;

class SweepWriter {
 public:
  SweepWriter(const PairTally& tally, const SweepAbout& about)
      : tally_(tally), plan_(*tally.plan), about_(about), enums_(plan_.before().module->enums) {}

  report::Report write() {
    report::Report report;
    report.command = "sweep";
    const ir::Policy& policy = plan_.before().module->policy;
    report.title = fmt::format("{}/{} version {} with {} moved, {} people", policy.kind, policy.name,
                               policy.version, about_.literal.substr(0, about_.literal.find(':')),
                               report::count(tally_.all.people).text);
    report.about = {
        {"policy", about_.policy + ", content hash " + plan_.before().policy->content_hash().substr(0, 16)},
        {"number", about_.literal},
        {"data", about_.data}};
    if (!about_.feed.empty()) report.about.emplace_back("feed", about_.feed);
    if (!about_.decision_date.empty()) report.about.emplace_back("decision date", about_.decision_date);
    if (!about_.no_losses.empty())
      report.about.emplace_back("expected loss", "not computed: " + about_.no_losses);
    if (tally_.all.people == 0) report.warnings.push_back("the data has no rows");
    Section section{
        "steps", "Step by step", "People moved: those who get another outcome or amount than today.", {}, {}};
    section.tables.push_back(table());
    section.charts.push_back(
        {Chart::Kind::line, "People served", "steps", "value", {"served"}, "", "people", false});
    if (has_money())
      section.charts.push_back(
          {Chart::Kind::line, money_title(), "steps", "value", {"money"}, "", "", false});
    if (has_frontier())
      section.charts.push_back({Chart::Kind::scatter,
                                "Money and expected loss",
                                "steps",
                                "expected_loss",
                                {"money"},
                                "expected loss",
                                money_title(),
                                false,
                                "value"});
    report.sections.push_back(std::move(section));
    for (const SweepStep& step : about_.steps)
      if (!step.side) report.warnings.push_back(step.value + " was not run: " + step.why_not);
    return report;
  }

 private:
  bool has_money() const { return !plan_.amounts.empty() && plan_.amounts[0].type.kind == Kind::money; }
  bool has_losses() const { return plan_.before().module && plan_.sides[0].losses.has_value(); }
  bool has_frontier() const { return has_money() && has_losses(); }
  std::string money_title() const { return plan_.amounts[0].name + " in all"; }

  bool efficient(const Movement& one) const {
    for (const SweepStep& step : about_.steps) {
      if (!step.side) continue;
      const Movement& other = tally_.alone[*step.side];
      const i128 money = other.money_after.total - one.money_after.total;
      const i128 loss = other.loss_after.total - one.loss_after.total;
      if (money >= 0 && loss <= 0 && (money > 0 || loss < 0)) return false;
    }
    return true;
  }

  Table table() const {
    Table table{"steps",
                "",
                {{"value", about_.literal.substr(0, about_.literal.find(':'))},
                 {"moved", "people moved"},
                 {"moved_share", "share", true, true},
                 {"better", "better"},
                 {"worse", "worse"},
                 {"served", "served"},
                 {"served_share", "share", true, true}},
                {},
                ""};
    if (has_money()) table.columns.push_back({"money", money_title(), true, true});
    if (has_losses()) table.columns.push_back({"expected_loss", "expected loss", true, true});
    if (has_frontier()) table.columns.push_back({"efficient", "efficient", false});
    table.columns.push_back({"note", "", false});
    for (const SweepStep& step : about_.steps) table.rows.push_back(row(step, table.columns.size()));
    if (has_frontier())
      table.note = "Efficient: no other step gives at least as much money at no more expected loss.";
    return table;
  }

  std::vector<Cell> row(const SweepStep& step, std::size_t columns) const {
    std::vector<Cell> row{report::words(step.value)};
    row[0].plot = step.position;
    if (!step.side) {
      row.resize(columns - 1, report::nothing());
      row.push_back(report::words("not run: " + step.why_not));
      return row;
    }
    const Movement& one = tally_.alone[*step.side];
    for (Cell cell : {report::count(one.moved), report::share(one.moved, one.people),
                      report::count(one.better), report::count(one.worse), report::count(one.served_after),
                      report::share(one.served_after, one.people)})
      row.push_back(std::move(cell));
    if (has_money()) row.push_back(report::amount(one.money_after.total, plan_.amounts[0].type, enums_));
    if (has_losses()) row.push_back(money(one.loss_after.total, plan_.sides[0].losses->type, enums_));
    if (has_frontier()) row.push_back(report::words(efficient(one) ? "yes" : ""));
    row.push_back(report::words(step.base ? "as it stands" : ""));
    return row;
  }

  const PairTally& tally_;
  const DiffPlan& plan_;
  const SweepAbout& about_;
  const EnumPool& enums_;
};

}  // namespace

report::Report sweep_report(const PairTally& tally, const SweepAbout& about) {
  return SweepWriter(tally, about).write();
}

}  // namespace pol::population
