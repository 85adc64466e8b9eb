#include "compiler/population/diff_report.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/population/cohort_table.h"
#include "compiler/population/diff_sections.h"

namespace pol::population {
namespace {

class DiffWriter {
 public:
  DiffWriter(const PairTally& tally, const DiffAbout& about) : view_{tally}, about_(about) {}

  DiffReport write() {
    report::Report& report = out_.report;
    report.command = "diff";
    const ir::Policy &before = view_.plan.before().module->policy, &after = view_.plan.after().module->policy;
    report.title = fmt::format("{}/{}: version {} against version {}, {} people", after.kind, after.name,
                               after.version, before.version, report::count(view_.tally.all.people).text);
    report.about = {
        {"before",
         about_.before + ", content hash " + view_.plan.before().policy->content_hash().substr(0, 16)},
        {"after", about_.after + ", content hash " + view_.plan.after().policy->content_hash().substr(0, 16)},
        {"data", about_.data}};
    if (!about_.feed.empty()) report.about.emplace_back("feed", about_.feed);
    if (!about_.decision_date.empty()) report.about.emplace_back("decision date", about_.decision_date);
    if (!about_.no_losses.empty())
      report.about.emplace_back("expected loss", "not computed: " + about_.no_losses);
    if (view_.tally.all.people == 0) report.warnings.push_back("the data has no rows");
    if (view_.tally.skipped)
      report.warnings.push_back(report::count(view_.tally.skipped).text +
                                " rows were left out: what they are grouped by cannot be read");
    figures();
    gates();
    for (MaybeSection section :
         {text_section(about_), swap_section(view_), drift_section(view_), spread_section(view_),
          alone_section(view_, about_), movement_section(view_, about_.few), told_section(view_),
          witness_section(view_)})
      if (section) report.sections.push_back(std::move(*section));
    return std::move(out_);
  }

 private:
  void figures() {
    auto& figures = out_.report.figures;
    const Movement& all = view_.tally.all;
    figures.push_back({"people", "people", report::count(all.people), ""});
    figures.push_back({"moved", "people moved", report::share(all.moved, all.people),
                       report::count(all.moved).text + " people have another outcome or amount"});
    figures.push_back({"better", "better off", report::share(all.better, all.people),
                       report::count(all.better).text + " people"});
    figures.push_back({"worse", "worse off", report::share(all.worse, all.people),
                       report::count(all.worse).text + " people"});
    figures.push_back({"served", "served", points(all.served_before, all.served_after, all.people),
                       fmt::format("{} before, {} after", report::share(all.served_before, all.people).text,
                                   report::share(all.served_after, all.people).text)});
    if (view_.has_money()) {
      const i128 moved = all.money_after.total - all.money_before.total;
      figures.push_back({"money", view_.plan.amounts[0].name + " in all", view_.change(moved),
                         view_.shared(all.money_before.total).text + " before, " +
                             view_.shared(all.money_after.total).text + " after"});
    }
    const std::uint64_t was = view_.people_in(true, view_.plan.undecided()),
                        is = view_.people_in(false, view_.plan.undecided());
    if (was || is)
      figures.push_back({"undecided", "undecided", points(was, is, all.people),
                         report::count(was).text + " before, " + report::count(is).text + " after"});
    if (view_.has_losses()) {
      Sum before, after;
      for (const SwapCell& cell : view_.tally.cells)
        before.merge(cell.loss_before), after.merge(cell.loss_after);
      figures.push_back(
          {"expected_loss", "expected loss",
           money(after.total, view_.plan.sides[1].losses->type, view_.enums),
           money(before.total, view_.plan.sides[0].losses->type, view_.enums).text + " before"});
    }
  }

  Measured measured(const std::string& name) const {
    const Movement& all = view_.tally.all;
    const i128 people = static_cast<i128>(all.people);
    if (people == 0) return {0, 0, "there is nobody"};
    if (name == "people_moved") return {static_cast<i128>(all.moved), people, ""};
    if (name == "people_worse") return {static_cast<i128>(all.worse), people, ""};
    if (name == "newly_undecided")
      return {static_cast<i128>(view_.newly(view_.plan.undecided())), people, ""};
    if (name == "newly_refused") return {static_cast<i128>(view_.newly(view_.plan.refused())), people, ""};
    if (name == "newly_declined") {
      const auto declined = std::find(view_.plan.outcomes.begin(), view_.plan.outcomes.end(), "decline");
      if (declined == view_.plan.outcomes.end()) return {0, 0, "no outcome is called `decline`"};
      return {
          static_cast<i128>(view_.newly(static_cast<std::size_t>(declined - view_.plan.outcomes.begin()))),
          people, ""};
    }
    if (!view_.has_money()) return {0, 0, "there is no money that both versions give"};
    if (all.money_before.total <= 0) return {0, 0, "no money was given before"};
    const i128 change = all.money_after.total - all.money_before.total;
    return {change < 0 ? -change : change, all.money_before.total, ""};
  }

  void gates() {
    if (about_.gates.empty()) return;
    GateTable table;
    for (const Gate& gate : about_.gates) table.add(gate, measured(gate.of.name), out_.failed_gates);
    out_.report.sections.push_back(std::move(table).section());
  }

  const DiffView view_;
  const DiffAbout& about_;
  DiffReport out_;
};

}  // namespace

const std::vector<GateName>& diff_gates() {
  static const std::vector<GateName> gates{{"people_moved"},    {"people_worse"},  {"newly_declined"},
                                           {"newly_undecided"}, {"newly_refused"}, {"money_change"}};
  return gates;
}

DiffReport diff_report(const PairTally& tally, const DiffAbout& about) {
  return DiffWriter(tally, about).write();
}

}  // namespace pol::population
