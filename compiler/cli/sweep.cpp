// pol sweep FILE --over K04 --from 540 --to 620 --step 5 --data DATA: one number of a policy, moved step by
// step.
#include <fmt/format.h>

#include <cmath>

#include "compiler/cli/backend.h"
#include "compiler/cli/population_options.h"
#include "compiler/cli/terminal.h"
#include "compiler/cli/variant.h"
#include "compiler/population/diff.h"
#include "compiler/population/sweep_report.h"
#include "compiler/study/literals.h"

namespace pol::cli {
namespace {

constexpr i128 kMostSteps = 200;

struct SweepOptions : PopulationOptions {
  std::string file, over, from, to, step, lgd;
};

Failure usage(std::string message) {
  return {Exit::usage, std::move(message)};
}

// One of --from, --to and --step, of the kind of the number that is moved; money may leave out its currency.
Result<Constant> given(const std::string& option, const std::string& text, const study::Literal& literal) {
  const Type& type = literal.value.type;
  auto value = parse_literal(text);
  if ((!value || value->type.kind == Kind::number) && type.kind == Kind::money)
    value = parse_literal(text + " " + type.currency.name());
  if (!value || value->type.kind != type.kind || value->type.currency != type.currency ||
      value->type.period != type.period)
    return usage(fmt::format("{} {}: `{}` is {}, so write it alike", option, text, literal.text,
                             type_name(type, nullptr)));
  return value;
}

struct Steps {
  Type type;  // at the finest scale of all
  std::vector<i128> values;
  i128 base = 0;
};

Result<Steps> steps_of(const SweepOptions& options, const study::Literal& literal) {
  const auto from = given("--from", options.from, literal), to = given("--to", options.to, literal),
             step = given("--step", options.step, literal);
  for (const auto* one : {&from, &to, &step})
    if (!*one) return one->failure();
  Steps steps;
  steps.type = literal.value.type;
  for (const Constant* one : {&*from, &*to, &*step})
    steps.type.scale = std::max(steps.type.scale, one->type.scale);
  const auto at = [&](const Constant& one) { return rescale(one.number, one.type.scale, steps.type.scale); };
  const auto first = at(*from), last = at(*to), width = at(*step), base = at(literal.value);
  if (!first || !last || !width || !base) return usage("the numbers are too large");
  if (*width <= 0) return usage("--step " + options.step + ": must be above zero");
  if (*first > *last)
    return usage("--from " + options.from + " is above --to " + options.to + ": nothing to sweep");
  if ((*last - *first) / *width >= kMostSteps)
    return usage(
        fmt::format("these are more than {} steps; take a wider --step", static_cast<int>(kMostSteps)));
  for (i128 value = *first; value <= *last; value += *width) steps.values.push_back(value);
  steps.base = *base;
  return steps;
}

Exit run(Context& context, const SweepOptions& options) {
  const EngineChoice engine = engine_choice(options.engine);
  const auto base = load_policy(context, options.file, engine);
  if (!base) return fail(base.failure());
  const auto all = study::literals(*base->checked->units[0].file, context.sources);
  const auto literal = study::find_literal(all, options.over, context.sources);
  if (!literal) return fail(literal.failure());
  const auto steps = steps_of(options, **literal);
  if (!steps) return fail(steps.failure());

  auto folder = TempFolder::create();
  if (!folder) return fail(folder.failure());
  const auto backend = engine == EngineChoice::native ? command_backend(context) : nullptr;
  population::SweepAbout about;
  std::vector<std::unique_ptr<study::Compiled>> variants;
  const EnumPool none;
  for (const i128 value : steps->values) {
    population::SweepStep step;
    step.value = format_grouped(value, steps->type, none);
    step.position = static_cast<double>(value) / std::pow(10.0, steps->type.scale);
    step.base = value == steps->base;
    Variant variant =
        compile_variant(context, *folder, *base,
                        study::with_literal(**literal, value, steps->type, context.sources), backend.get());
    step.why_not = variant.why_not;
    if (variant.compiled) {
      step.side = variants.size();
      variants.push_back(std::move(variant.compiled));
    }
    about.steps.push_back(std::move(step));
  }
  if (variants.empty())
    return fail(
        {Exit::findings, "the policy is wrong with every one of these values: " + about.steps[0].why_not});

  std::vector<population::Subject> subjects;
  subjects.reserve(variants.size() + 1);
  subjects.emplace_back(*base->chain);
  for (const auto& variant : variants) subjects.emplace_back(*variant->chain);
  std::vector<const population::Subject*> sides{&subjects[0]};
  for (const population::Subject& subject : subjects) sides.push_back(&subject);
  population::DiffPlan plan(sides);
  plan.engine = which(engine);
  const auto population = open_population(context, options, deciding(*base), population::modules_read(plan));
  if (!population) return fail(population.failure());
  for (population::Side& side : plan.sides) {
    const auto lgd = population::given_lgd(options.lgd);
    if (!lgd) return fail(lgd.failure());
    std::string why;
    side.losses = population::loss_model(*side.subject, population->feed.get(), *lgd, why);
    if (!why.empty()) about.no_losses = why;
  }
  Progress progress("deciding at every step");
  const auto tally = population::diff(*population->source, plan, run_options(options, progress));
  progress.clear();
  if (!tally) return fail(tally.failure());
  const Place place = context.sources.place((*literal)->span);
  about.policy = options.file;
  about.literal = fmt::format("{}: {} in {}, line {}", (*literal)->address, (*literal)->text,
                              (*literal)->part, place.line);
  about.data = population->described;
  about.feed = population->feed_described;
  about.decision_date = population->decision_date;
  return show_report(context, options, population::sweep_report(*tally, about));
}

}  // namespace

void add_sweep(CLI::App& app, Context& context) {
  auto options = std::make_shared<SweepOptions>();
  CLI::App* command = app.add_subcommand("sweep", "What each value of one number of a policy does to people");
  command->add_option("FILE", options->file, "A policy (.pol)")->required();
  command
      ->add_option("--over", options->over,
                   "The number: by the code or name of its rule (K04, share#2) or its place (LINE:COLUMN)")
      ->type_name("ADDRESS")
      ->required();
  command->add_option("--from", options->from, "The first value, written as in the policy")
      ->type_name("VALUE")
      ->required();
  command->add_option("--to", options->to, "The last value")->type_name("VALUE")->required();
  command->add_option("--step", options->step, "From one to the next")->type_name("VALUE")->required();
  add_population_options(*command, *options);
  for (const char* unused : {"--by", "--few"}) command->remove_option(command->get_option(unused));
  command->add_option("--lgd", options->lgd, "Loss given default, where neither data nor policy has one")
      ->type_name("PERCENT");
  command->footer(
      "Example: pol sweep policies/sme/limit.pol --over K04 --from 540 --to 620 --step 10 --sample 20000 \\\n"
      "           --on 2026-11-08 --html sweep.html");
  command->callback(
      [&context, options] { context.action = [&context, options] { return run(context, *options); }; });
}

}  // namespace pol::cli
