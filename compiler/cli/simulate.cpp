// pol simulate FILE --data DATA --feed FEED: what a policy does to a population.
#include <fmt/format.h>

#include "compiler/cli/population_options.h"
#include "compiler/cli/terminal.h"
#include "compiler/population/simulate.h"
#include "compiler/population/simulate_report.h"

namespace pol::cli {
namespace {

struct SimulateOptions : PopulationOptions {
  std::string file, lgd, outcome;
  std::vector<std::string> scenarios;
};

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
                                                         const sema::Checked& policy) {
  std::vector<population::Scenario> scenarios;
  std::optional<Failure> wrong;
  for (const std::string& path : options.scenarios) {
    const auto file = context.sources.load(path);
    if (!file) return file.failure();
    Diagnostics diagnostics;
    auto scenario =
        population::read_scenario(context.sources, *file, policy.catalog, policy.catalog_path, diagnostics);
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
  const auto compiled = load_policy(context, options.file, engine_choice(options.engine));
  if (!compiled) return fail(compiled.failure());
  const auto groups = population::read_groups(*compiled->checked->catalog, options.by);
  if (!groups) return fail(groups.failure());
  const auto lgd = population::given_lgd(options.lgd);
  if (!lgd) return fail(lgd.failure());
  auto scenarios = read_scenarios(context, options, *compiled->checked);
  if (!scenarios) return fail(scenarios.failure());
  const engine::Chain& chain = *compiled->chain;
  const population::Subject subject(chain);
  auto modules = population::modules_read(chain, *groups);
  population::Stress stress(subject, std::move(*scenarios), modules.size());
  for (const ir::Module* door : stress.doors()) modules.push_back(door);
  const auto population = open_population(context, options, *compiled, modules);
  if (!population) return fail(population.failure());
  const auto outcome = outcome_column(population->feed.get(), options.outcome);
  if (!outcome) return fail(outcome.failure());

  population::SimulateAbout about;
  population::Plan plan;
  plan.subject = &subject;
  plan.engine = which(engine_choice(options.engine));
  plan.groups = &*groups;
  plan.losses = population::loss_model(subject, population->feed.get(), *lgd, about.no_losses);
  plan.outcome = *outcome;
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
  about.few = options.few;
  return show_report(context, options, population::simulate_report(*tally, about));
}

}  // namespace

void add_simulate(CLI::App& app, Context& context) {
  auto options = std::make_shared<SimulateOptions>();
  CLI::App* command =
      app.add_subcommand("simulate", "What a policy does to many people, with figures and charts");
  command->add_option("FILE", options->file, "A policy (.pol)")->required();
  add_population_options(*command, *options);
  command->add_option("--lgd", options->lgd, "Loss given default, where neither data nor policy has one")
      ->type_name("PERCENT");
  command
      ->add_option("--outcome", options->outcome,
                   "The report column with what became of people, if there are several")
      ->type_name("NAME");
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
