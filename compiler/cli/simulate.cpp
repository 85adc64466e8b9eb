// pol simulate FILE --data DATA --feed FEED: what a policy does to a population.
#include <fmt/format.h>

#include "compiler/cli/population_options.h"
#include "compiler/cli/terminal.h"
#include "compiler/population/simulate.h"
#include "compiler/population/simulate_report.h"

namespace pol::cli {
namespace {

struct SimulateOptions : PopulationOptions {
  std::string file, lgd, outcome, period, jitter;
  std::string baseline, baseline_feed, baseline_period;
  TrustOptions trust;
  std::vector<std::string> gates, scenarios;
  bool has_baseline() const { return !baseline.empty() || !baseline_period.empty(); }
};

// "2026-07-01..2026-09-30", "2026-07..2026-09" or "2026-07". Fails with exit 2.
Result<std::optional<population::DatesCounted>> dates_of(const char* option, const std::string& text) {
  if (text.empty()) return std::optional<population::DatesCounted>();
  const std::size_t dots = text.find("..");
  const std::string from = text.substr(0, dots),
                    to = dots == std::string::npos ? from : text.substr(dots + 2);
  const auto month = [](const std::string& one) { return parse_date(one + "-01"); };
  const auto first = month(from) ? month(from) : parse_date(from);
  const auto last = month(to) ? std::optional<Day>(add_months(*month(to), 1) - 1) : parse_date(to);
  if (!first || !last || *last < *first)
    return Failure{Exit::usage, fmt::format("{} {}: write a month, 2026-07, or two dates, the earlier first: "
                                            "2026-07-01..2026-09-30",
                                            option, text)};
  return std::optional(population::DatesCounted{*first, *last});
}

// In millionths; empty where none is asked for. Fails with exit 2.
Result<std::optional<i128>> jitter_share(const std::string& text) {
  if (text.empty()) return std::optional<i128>();
  const auto share = parse_literal(text);
  std::optional<i128> millionths;
  if (share && share->type.kind == Kind::percent) millionths = rescale(share->number, share->type.scale, 6);
  if (!millionths || *millionths < 0 || *millionths > 1'000'000)
    return Failure{Exit::usage, "--jitter " + text + ": write a share of up to 100%, 1% for example"};
  return millionths;
}

// The people to compare with: another file, or other dates of the same one.
Result<population::Tally> run_baseline(Context& context, const SimulateOptions& options,
                                       const Deciding& policy, const population::Plan& plan,
                                       std::string& described) {
  PopulationOptions other = options;
  if (!options.baseline.empty()) {
    other.data = options.baseline;
    other.sql.clear();
    other.sample = 0;
  }
  if (!options.baseline_feed.empty()) other.feed = options.baseline_feed;
  if (other.data == "-" && options.data == "-")
    return Failure{Exit::usage, "standard input can be read once only: name another file for the baseline"};
  const auto people = open_population(context, other, policy, {&policy.chain->door()});
  if (!people) return people.failure();
  described = people->described;
  if (!options.baseline_period.empty()) described += ", " + options.baseline_period;
  Progress progress("deciding the baseline");
  auto tally = population::simulate(*people->source, plan, run_options(options, progress));
  progress.clear();
  if (tally && tally->all.people == 0)
    return Failure{Exit::input,
                   fmt::format("the baseline {} has nobody to compare with: {} rows were refused, {} "
                               "have other decision dates",
                               described, tally->refused, tally->other_dates)};
  return tally;
}

// The report column with the observed outcome: the one of role outcome, or the named one.
Result<std::optional<std::size_t>> outcome_column(const data::Feed* feed, const std::string& name) {
  std::optional<std::size_t> found;
  for (std::size_t i = 0; feed && i < feed->report.size(); ++i) {
    const data::ReportColumn& column = feed->report[i];
    if (column.role != data::Role::outcome || column.rule.type.kind != Kind::boolean) continue;
    if (name.empty() && found)
      return Failure{Exit::usage, "the feed has several outcomes; choose one with --outcome " + column.name};
    if (name.empty() || column.name == name) found = i;
  }
  if (!name.empty() && !found)
    return Failure{
        Exit::usage,
        "--outcome: `" + name + "` is no report column of the feed with `type: bool` and `role: outcome`"};
  return found;
}

// All files are read, so that their mistakes are told in one go.
Result<std::vector<population::Scenario>> read_scenarios(Context& context, const SimulateOptions& options,
                                                         const Deciding& policy) {
  if (policy.bundle && !options.scenarios.empty())
    return Failure{Exit::usage,
                   "--scenario: its conditions are checked against the catalogue's text, which a bundle does "
                   "not carry; give the policy's text (.pol)"};
  std::vector<population::Scenario> scenarios;
  std::optional<Failure> wrong;
  for (const std::string& path : options.scenarios) {
    const auto file = context.sources.load(path);
    if (!file) return file.failure();
    Diagnostics diagnostics;
    auto scenario =
        population::read_scenario(context.sources, *file, policy.catalog, policy.catalogue_path, diagnostics);
    report(context, diagnostics, Exit::input);
    if (!scenario) {
      if (!wrong) wrong = Failure{Exit::input, path + ": the scenario has errors"};
      continue;
    }
    for (const population::Scenario& other : scenarios)
      if (other.name == scenario->name && !wrong)
        wrong = Failure{Exit::input, other.path + " and " + path + " are both called `" + other.name + "`"};
    scenarios.push_back(std::move(*scenario));
  }
  if (wrong) return *wrong;
  return scenarios;
}

Exit run(Context& context, const SimulateOptions& options) {
  if (const Status fits = bundles_for_trust({options.file}, options.trust); !fits)
    return fail(fits.failure());
  const auto policy = load_deciding(context, options.file, options.trust, engine_choice(options.engine));
  if (!policy) return fail(policy.failure());
  const auto groups = population::read_groups(*policy->catalog, options.by);
  if (!groups) return fail(groups.failure());
  const auto lgd = population::given_lgd(options.lgd);
  if (!lgd) return fail(lgd.failure());
  const auto dates = dates_of("--period", options.period);
  if (!dates) return fail(dates.failure());
  const auto baseline_dates = dates_of("--baseline-period", options.baseline_period);
  if (!baseline_dates) return fail(baseline_dates.failure());
  if (!options.on.empty() && (*dates || *baseline_dates))
    return fail({Exit::usage,
                 "--on decides all cases on one day, and --period and --baseline-period choose cases by "
                 "their days: take one or the other"});
  if (!options.baseline_feed.empty() && options.baseline.empty())
    return fail({Exit::usage, "--baseline-feed needs --baseline DATA"});
  population::SimulateAbout about;
  for (const std::string& text : options.gates) {
    auto gate = population::read_gate(text, population::simulate_gates());
    if (!gate) return fail(gate.failure());
    about.gates.push_back(std::move(*gate));
  }
  const auto share = jitter_share(options.jitter);
  if (!share) return fail(share.failure());
  auto scenarios = read_scenarios(context, options, *policy);
  if (!scenarios) return fail(scenarios.failure());
  const engine::Chain& chain = *policy->chain;
  const population::Subject subject(chain);
  auto modules = population::modules_read(chain, *groups);
  population::Stress stress(subject, std::move(*scenarios), modules.size());
  for (const ir::Module* door : stress.doors()) modules.push_back(door);
  const auto population = open_population(context, options, *policy, modules);
  if (!population) return fail(population.failure());
  const auto outcome = outcome_column(population->feed.get(), options.outcome);
  if (!outcome) return fail(outcome.failure());

  population::Plan plan;
  plan.subject = &subject;
  plan.engine = which(engine_choice(options.engine));
  plan.groups = &*groups;
  plan.losses = population::loss_model(subject, population->feed.get(), *lgd, about.no_losses);
  plan.outcome = *outcome;
  plan.dates = *dates;
  std::optional<population::JitterPlan> jitter;
  if (*share) plan.jitter = &jitter.emplace(subject, plan.engine, **share);
  plan.values = options.has_baseline();
  population::Plan baseline_plan;
  baseline_plan.subject = &subject;
  baseline_plan.engine = plan.engine;
  baseline_plan.values = true;
  baseline_plan.dates = *baseline_dates;
  std::optional<population::Tally> baseline;
  if (options.has_baseline()) {
    auto run = run_baseline(context, options, *policy, baseline_plan, about.baseline_data);
    if (!run) return fail(run.failure());
    baseline = std::move(*run);
    about.baseline = &*baseline;
  }
  stress.compare.sides[0].losses = plan.losses;
  population::StressTally stressed(stress, plan);
  if (!options.scenarios.empty()) about.stress = &stressed;
  Progress progress(options.scenarios.empty() ? "deciding" : "deciding, with every scenario");
  const auto tally = population::simulate(*population->source, plan, run_options(options, progress),
                                          options.scenarios.empty() ? nullptr : &stressed);
  progress.clear();
  if (!tally) return fail(tally.failure());
  about.data = population->described;
  about.feed = population->feed_described;
  about.decision_date = population->decision_date;
  about.dates = options.period;
  about.few = options.few;
  const population::SimulateReport report = population::simulate_report(*tally, about);
  Exit exit = show_report(context, options, report.report);
  for (const std::string& gate : report.failed_gates) exit = worse(exit, fail({Exit::findings, gate}));
  return exit;
}

}  // namespace

void add_simulate(CLI::App& app, Context& context) {
  auto options = std::make_shared<SimulateOptions>();
  CLI::App* command =
      app.add_subcommand("simulate", "What a policy does to many people, with figures and charts");
  command->add_option("FILE", options->file, "A policy (.pol), or a bundle (.polb)")->required();
  add_population_options(*command, *options);
  add_trust_options(*command, options->trust);
  command->add_option("--lgd", options->lgd, "Loss given default, where neither data nor policy has one")
      ->type_name("PERCENT");
  command
      ->add_option("--outcome", options->outcome,
                   "The report column with what became of people, if there are several")
      ->type_name("NAME");
  command
      ->add_option("--period", options->period,
                   "Only cases decided then: a month (2026-07) or two dates (2026-07-01..2026-09-30)")
      ->type_name("DATES");
  command
      ->add_option("--baseline", options->baseline,
                   "Other people to compare with: the stability of outcomes, points, amounts and tags")
      ->type_name("DATA");
  command->add_option("--baseline-feed", options->baseline_feed, "Its feed, if it is another")
      ->type_name("FEED");
  command
      ->add_option("--baseline-period", options->baseline_period,
                   "Compare with cases decided then, of --baseline or of the same data")
      ->type_name("DATES");
  command
      ->add_option(
          "--jitter", options->jitter,
          "Who flips when one tag moves one step: whole numbers by one, amounts by this share of their "
          "value")
      ->type_name("SHARE");
  command
      ->add_option(
          "--gate", options->gates,
          "Exit 1 if more: psi=0.25 (the largest index of outcomes, points and amounts), csi=0.25 (of "
          "tags), undecided=1%, refused=1%; may be repeated")
      ->type_name("GATE");
  command
      ->add_option("--scenario", options->scenarios,
                   "What if (YAML): shocks and trends on tags, run beside the base; may be repeated")
      ->type_name("FILE");
  command->footer(
      "Example: pol simulate policies/sme/limit.pol --sample 100000 --on 2026-11-08 --by province,industry "
      "--html "
      "report.html");
  command->callback(
      [&context, options] { context.action = [&context, options] { return run(context, *options); }; });
}

}  // namespace pol::cli
