// pol diff OLD NEW --data DATA --feed FEED: what a change of a policy does to people, and whether it passes
// the gates.
#include <fmt/format.h>

#include <limits>

#include "compiler/cli/backend.h"
#include "compiler/cli/population_options.h"
#include "compiler/cli/revision.h"
#include "compiler/cli/terminal.h"
#include "compiler/cli/variant.h"
#include "compiler/population/diff.h"
#include "compiler/population/diff_report.h"
#include "compiler/study/module_changes.h"

namespace pol::cli {
namespace {

struct DiffOptions : PopulationOptions {
  std::string before, after, lgd;
  std::vector<std::string> gates;
  std::size_t alone = 12;
  TrustOptions trust;
};

Result<Deciding> load(Context& context, const std::string& name, const std::string& file,
                      const DiffOptions& options) {
  bundle::LoadOptions load;
  load.today = std::numeric_limits<Day>::min();  // one that expired is compared all the same
  auto policy = load_deciding(context, file, options.trust, engine_choice(options.engine), std::move(load));
  if (!policy && file != name) return Failure{policy.failure().exit, name + ": " + policy.failure().message};
  return policy;
}

const std::string& text_of(const Context& context, const Deciding& policy) {
  return context.sources.text(policy.compiled->checked->units[0].file->source);
}

// Of the texts; where one side is a bundle, of what was compiled.
void compare(const Context& context, const Deciding& before, const Deciding& after,
             population::DiffAbout& about) {
  std::vector<study::Change> changes;
  if (before.compiled && after.compiled) {
    changes = study::changes(*before.compiled->checked->units[0].file, text_of(context, before),
                             *after.compiled->checked->units[0].file, text_of(context, after));
  } else {
    const auto side = [](const Deciding& policy) {
      return study::ModuleSide{*policy.chain, policy.bundle ? &policy.bundle->bundle : nullptr};
    };
    changes = study::module_changes(side(before), side(after));
    about.compiled_only = true;
  }
  for (study::Change& change : changes) about.changes.push_back({std::move(change), std::nullopt, ""});
}

// The old text with each change alone, as far as --alone goes.
void try_alone(Context& context, const DiffOptions& options, const Deciding& before, const Deciding& after,
               const TempFolder& folder, population::DiffAbout& about,
               std::vector<std::unique_ptr<study::Compiled>>& variants) {
  const auto backend =
      engine_choice(options.engine) == EngineChoice::native ? command_backend(context) : nullptr;
  const std::string &old_text = text_of(context, before), &new_text = text_of(context, after);
  std::size_t deciding = 0;
  for (const population::TriedChange& tried : about.changes) deciding += tried.change.decides;
  for (population::TriedChange& tried : about.changes) {
    if (!tried.change.decides || deciding < 2) continue;  // one change alone is all of it
    if (variants.size() >= options.alone) {
      tried.why_not = fmt::format("--alone {} was reached", options.alone);
      continue;
    }
    Variant variant = compile_variant(context, folder, *before.compiled,
                                      study::with_change(old_text, new_text, tried.change), backend.get());
    tried.why_not = variant.why_not;
    if (!variant.compiled) continue;
    tried.side = variants.size();
    variants.push_back(std::move(variant.compiled));
  }
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
  if (const Status fits = bundles_for_trust({options.before, options.after}, options.trust); !fits)
    return fail(fits.failure());
  const auto before =
      load(context, options.before, *old_revision ? (*old_revision)->file : options.before, options);
  if (!before) return fail(before.failure());
  context.needed = nullptr;  // the other version may need other versions
  const auto after =
      load(context, options.after, *new_revision ? (*new_revision)->file : options.after, options);
  if (!after) return fail(after.failure());
  const ir::Policy &was = before->chain->root().module().policy, &is = after->chain->root().module().policy;
  if (was.kind != is.kind)
    return fail({Exit::usage, fmt::format("{} is a {} policy and {} a {} policy; compare two versions of one",
                                          options.before, was.kind, options.after, is.kind)});

  // People are drawn by a catalogue that says how: that of the side with a text.
  const Deciding& described = !after->bundle || before->bundle ? *after : *before;
  auto folder = TempFolder::create();
  if (!folder) return fail(folder.failure());
  compare(context, *before, *after, about);
  std::vector<std::unique_ptr<study::Compiled>> variants;
  if (!about.compiled_only) try_alone(context, options, *before, *after, *folder, about, variants);

  const auto groups = population::read_groups(*after->catalog, options.by);
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
  const auto population = open_population(context, options, described, population::modules_read(plan));
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
  command->add_option("OLD", options->before, "A policy (.pol), REVISION:PATH in git, or a bundle (.polb)")
      ->required();
  command->add_option("NEW", options->after, "Its new version, likewise")->required();
  add_population_options(*command, *options);
  add_trust_options(*command, options->trust);
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
