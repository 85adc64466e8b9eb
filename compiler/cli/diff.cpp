// pol diff OLD NEW --data DATA --feed FEED: what a change of a policy does to people, and whether it passes
// the gates.
#include <fmt/format.h>

#include "compiler/cli/backend.h"
#include "compiler/cli/population_options.h"
#include "compiler/cli/revision.h"
#include "compiler/cli/terminal.h"
#include "compiler/cli/variant.h"
#include "compiler/population/diff.h"
#include "compiler/population/diff_report.h"

namespace pol::cli {
namespace {

struct DiffOptions : PopulationOptions {
  std::string before, after, lgd;
  std::vector<std::string> gates;
  std::size_t alone = 12;
};

Result<study::Compiled> load(Context& context, const std::string& name, const std::string& file,
                             EngineChoice engine) {
  auto compiled = load_policy(context, file, engine);
  if (!compiled && file != name)
    return Failure{compiled.failure().exit, name + ": " + compiled.failure().message};
  return compiled;
}

std::vector<population::TriedChange> changes_of(const Context& context, const study::Compiled& before,
                                                const study::Compiled& after) {
  const auto& old_file = *before.checked->units[0].file;
  const auto& new_file = *after.checked->units[0].file;
  std::vector<population::TriedChange> tried;
  for (study::Change& change : study::changes(old_file, context.sources.text(old_file.source), new_file,
                                              context.sources.text(new_file.source)))
    tried.push_back({std::move(change), std::nullopt, ""});
  return tried;
}

Exit run(Context& context, const DiffOptions& options) {
  const EngineChoice engine = engine_choice(options.engine);
  population::DiffAbout about;
  for (const std::string& text : options.gates) {
    auto gate = population::read_gate(text, population::diff_gates());
    if (!gate) return fail(gate.failure());
    about.gates.push_back(std::move(*gate));
  }
  const auto old_revision = open_revision(options.before), new_revision = open_revision(options.after);
  if (!old_revision) return fail(old_revision.failure());
  if (!new_revision) return fail(new_revision.failure());
  const auto before =
      load(context, options.before, *old_revision ? (*old_revision)->file : options.before, engine);
  if (!before) return fail(before.failure());
  context.needed = nullptr;  // the other version may need other versions
  const auto after =
      load(context, options.after, *new_revision ? (*new_revision)->file : options.after, engine);
  if (!after) return fail(after.failure());
  const ir::Policy &was = before->policy->module().policy, &is = after->policy->module().policy;
  if (was.kind != is.kind)
    return fail({Exit::usage, fmt::format("{} is a {} policy and {} a {} policy; compare two versions of one",
                                          options.before, was.kind, options.after, is.kind)});

  auto folder = TempFolder::create();
  if (!folder) return fail(folder.failure());
  const auto backend = engine == EngineChoice::native ? command_backend(context) : nullptr;
  about.changes = changes_of(context, *before, *after);
  std::vector<std::unique_ptr<study::Compiled>> variants;
  const std::string& old_text = context.sources.text(before->checked->units[0].file->source);
  const std::string& new_text = context.sources.text(after->checked->units[0].file->source);
  std::size_t deciding = 0;
  for (const population::TriedChange& tried : about.changes) deciding += tried.change.decides;
  for (population::TriedChange& tried : about.changes) {
    if (!tried.change.decides || deciding < 2) continue;  // one change alone is all of it
    if (variants.size() >= options.alone) {
      tried.why_not = fmt::format("--alone {} was reached", options.alone);
      continue;
    }
    Variant variant = compile_variant(context, *folder, *before,
                                      study::with_change(old_text, new_text, tried.change), backend.get());
    tried.why_not = variant.why_not;
    if (!variant.compiled) continue;
    tried.side = variants.size();
    variants.push_back(std::move(variant.compiled));
  }

  const auto groups = population::read_groups(*after->checked->catalog, options.by);
  if (!groups) return fail(groups.failure());
  std::vector<population::Subject> subjects;
  subjects.reserve(variants.size() + 2);
  subjects.emplace_back(*before->chain);
  subjects.emplace_back(*after->chain);
  for (const auto& variant : variants) subjects.emplace_back(*variant->chain);
  std::vector<const population::Subject*> sides;
  for (const population::Subject& subject : subjects) sides.push_back(&subject);
  population::DiffPlan plan(sides);
  plan.engine = which(engine);
  plan.groups = &*groups;
  const auto population = open_population(context, options, *after, population::modules_read(plan));
  if (!population) return fail(population.failure());
  for (std::size_t i = 0; i < 2; ++i) {
    const auto lgd = population::given_lgd(options.lgd);
    if (!lgd) return fail(lgd.failure());
    std::string why;
    plan.sides[i].losses = population::loss_model(*plan.sides[i].subject, population->feed.get(), *lgd, why);
    if (!why.empty()) about.no_losses = why;
  }
  Progress progress("deciding by both");
  const auto tally = population::diff(*population->source, plan, run_options(options, progress));
  progress.clear();
  if (!tally) return fail(tally.failure());
  about.before = options.before;
  about.after = options.after;
  about.data = population->described;
  about.feed = population->feed_described;
  about.decision_date = population->decision_date;
  about.few = options.few;
  const population::DiffReport report = population::diff_report(*tally, about);
  Exit exit = show_report(context, options, report.report);
  for (const std::string& gate : report.failed_gates) exit = worse(exit, fail({Exit::findings, gate}));
  return exit;
}

}  // namespace

void add_diff(CLI::App& app, Context& context) {
  auto options = std::make_shared<DiffOptions>();
  CLI::App* command = app.add_subcommand("diff", "What a change of a policy does to people, and to whom");
  command->add_option("OLD", options->before, "A policy (.pol), or REVISION:PATH in git")->required();
  command->add_option("NEW", options->after, "Its new version, likewise")->required();
  add_population_options(*command, *options);
  command->add_option("--lgd", options->lgd, "Loss given default, where neither data nor policy has one")
      ->type_name("PERCENT");
  command->add_option("--alone", options->alone, "How many changes are also run one by one, at most")
      ->type_name("N")
      ->capture_default_str();
  command
      ->add_option("--gate", options->gates,
                   "NAME=SHARE; exit 1 if more: people_moved, people_worse, newly_declined, newly_undecided, "
                   "newly_refused (of all people), money_change (of the money before); may be repeated")
      ->type_name("GATE");
  command->footer(
      "Example: pol diff main:policies/sme/limit.pol policies/sme/limit.pol --sample 100000 --on 2026-11-08 "
      "\\\n"
      "           --by province --gate people_moved=5% --gate newly_declined=0.5% --html diff.html");
  command->callback(
      [&context, options] { context.action = [&context, options] { return run(context, *options); }; });
}

}  // namespace pol::cli
