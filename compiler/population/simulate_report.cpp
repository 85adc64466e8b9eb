#include "compiler/population/simulate_report.h"

#include <fmt/format.h>

#include "compiler/population/cohort_table.h"
#include "compiler/population/scenario_sections.h"
#include "compiler/population/simulate_sections.h"
#include "compiler/population/stability_section.h"
#include "compiler/population/statistics.h"

namespace pol::population {
namespace {

using report::Report;

void about_policy(Report& report, const Tally& tally, const SimulateAbout& about) {
  const ir::Policy& policy = tally.plan->subject->module->policy;
  report.about.emplace_back("policy",
                            fmt::format("{}/{} version {}", policy.kind, policy.name, policy.version));
  report.about.emplace_back("content hash", tally.plan->subject->policy->content_hash().substr(0, 16));
  const engine::Chain& chain = *tally.plan->subject->chain;
  for (std::size_t i = 0; i + 1 < chain.size(); ++i) {
    const ir::Policy& needed = chain.member(i).module().policy;
    report.about.emplace_back("needs",
                              fmt::format("{}/{} version {}", needed.kind, needed.name, needed.version));
  }
  report.about.emplace_back("catalogue", policy.catalogue + " " + policy.catalogue_version);
  report.about.emplace_back("data", about.data);
  if (!about.feed.empty()) report.about.emplace_back("feed", about.feed);
  if (!about.decision_date.empty()) report.about.emplace_back("decision date", about.decision_date);
  if (!about.dates.empty())
    report.about.emplace_back("decision dates",
                              fmt::format("{}; {} cases of other dates were left out", about.dates,
                                          report::count(tally.other_dates).text));
  if (about.baseline)
    report.about.emplace_back("baseline", fmt::format("{}, {} people", about.baseline_data,
                                                      report::count(about.baseline->all.people).text));
}

void figures(Report& report, const Tally& tally, const SimulateAbout& about) {
  const Plan& plan = *tally.plan;
  const Subject& subject = *plan.subject;
  const Cohort& all = tally.all;
  const EnumPool& enums = subject.module->enums;
  report.figures.push_back({"people", "people decided", report::count(all.people), ""});
  if (tally.refused)
    report.figures.push_back(
        {"refused", "rows refused", report::count(tally.refused),
         report::share(tally.refused, all.people + tally.refused).text + " of the rows"});
  for (std::size_t i = 0; i < all.outcomes.size(); ++i)
    report.figures.push_back({"outcome_" + subject.outcomes[i], subject.outcomes[i],
                              report::share(all.outcomes[i], all.people),
                              report::count(all.outcomes[i]).text + " people"});
  for (std::size_t i = 0; i < subject.amounts.size(); ++i) {
    const Subject::Amount& amount = subject.amounts[i];
    const std::string& name = subject.module->outputs[amount.output].name;
    const Sum& sum = all.amounts[i];
    report::Cell mean = report::average(sum.total, sum.count, *amount.type, enums);
    std::string detail = report::count(sum.count).text + " people";
    if (amount.type->kind == Kind::money && sum.count)
      detail += ", in all " + report::amount(sum.total, *amount.type, enums).text;
    report.figures.push_back({"mean_" + name, "mean " + name, std::move(mean), std::move(detail)});
  }
  report.figures.push_back({"undecided", "undecided", report::share(all.undecided, all.people),
                            report::count(all.undecided).text + " people"});
  if (plan.losses && all.loss.count) {
    report.figures.push_back(
        {"expected_loss", "expected loss", money(all.loss.total, plan.losses->type, enums),
         fmt::format("{} of exposure; {} x {} x {}", loss_rate(all, *plan.losses).text, plan.losses->pd.name,
                     plan.losses->lgd.name, plan.losses->exposure.name)});
  }
  if (plan.jitter)
    report.figures.push_back({"fragile", "flip with one step",
                              report::share(tally.jitter.flipped, tally.jitter.people),
                              report::count(tally.jitter.flipped).text +
                                  " people get another outcome if some one tag moves one step"});
  if (plan.outcome && all.observed_served.known >= about.few) {
    const Interval95 range = wilson(all.observed_served.bad, all.observed_served.known);
    report.figures.push_back({"bad_rate", "bad among served",
                              report::share(all.observed_served.bad, all.observed_served.known),
                              fmt::format("{:.1f}% to {:.1f}% (Wilson, 95%), {} known", range.low * 100,
                                          range.high * 100, report::count(all.observed_served.known).text)});
  }
}

Measured measured(const std::string& gate, const Tally& tally,
                  const std::optional<StabilityFound>& stability) {
  const std::uint64_t rows = tally.all.people + tally.refused;
  if (gate == "psi" || gate == "csi") {
    if (!stability) return {0, 0, "there is no baseline"};
    return measured_index(gate == "psi" ? stability->psi : stability->csi);
  }
  if (gate == "undecided" && tally.all.people)
    return {static_cast<i128>(tally.all.undecided), static_cast<i128>(tally.all.people), ""};
  if (gate == "refused" && rows) return {static_cast<i128>(tally.refused), static_cast<i128>(rows), ""};
  return {0, 0, "nobody was decided"};
}

}  // namespace

const std::vector<GateName>& simulate_gates() {
  static const std::vector<GateName> gates{{"psi", true}, {"csi", true}, {"undecided"}, {"refused"}};
  return gates;
}

SimulateReport simulate_report(const Tally& tally, const SimulateAbout& about) {
  SimulateReport out;
  Report& report = out.report;
  report.command = "simulate";
  const ir::Policy& policy = tally.plan->subject->module->policy;
  report.title = fmt::format("What {}/{} version {} does to {} people", policy.kind, policy.name,
                             policy.version, report::count(tally.all.people).text);
  about_policy(report, tally, about);
  if (tally.all.people == 0)
    report.warnings.push_back(tally.refused       ? "every row was refused; nothing was decided"
                              : tally.other_dates ? "no case has a decision date in " + about.dates
                                                  : "the data has no rows");
  if (!about.no_losses.empty())
    report.about.emplace_back("expected loss", "not computed: " + about.no_losses);
  figures(report, tally, about);
  std::optional<StabilityFound> stability;
  if (about.baseline) stability = stability_section(*about.baseline, tally, about.few);
  MaybeSection gates;
  if (!about.gates.empty()) {
    GateTable table;
    for (const Gate& gate : about.gates)
      table.add(gate, measured(gate.of.name, tally, stability), out.failed_gates);
    gates = std::move(table).section();
  }
  if (about.stress) {
    for (const Scenario& scenario : about.stress->stress->scenarios)
      report.about.emplace_back("scenario", scenario.name + " (" + scenario.path + ")");
    for (std::string& warning : scenario_warnings(*about.stress, *tally.plan))
      report.warnings.push_back(std::move(warning));
    report.sections = scenario_sections(*about.stress, *tally.plan, about.few);
  }
  for (MaybeSection section :
       {gates, outcome_section(tally, about.few), amount_section(tally),
        stability ? MaybeSection(std::move(stability->section)) : std::nullopt, knockout_section(tally),
        step_section(tally), reason_section(tally), segment_section(tally, about.few),
        group_section(tally, about.few), score_section(tally, about.few), row_section(tally),
        event_section(tally), jitter_section(tally), undecided_section(tally), tag_section(tally),
        refused_section(tally)})
    if (section) report.sections.push_back(std::move(*section));
  return out;
}

}  // namespace pol::population
