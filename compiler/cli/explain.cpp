// pol explain FILE --case JSON | --data DATA --feed FEED --id ID: how one result came about, or with
// --counterfactual what the person could change.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/cli/cases.h"
#include "compiler/cli/policies.h"
#include "compiler/study/explain.h"
#include "compiler/study/explain_counterfactual.h"
#include "compiler/study/explain_plan.h"

namespace pol::cli {
namespace {

struct ExplainOptions {
  std::string file, engine = "interp", language = "en", audience = "officer";
  CaseOptions one;
  TrustOptions trust;
  bool json = false, counterfactual = false;
};

void print_explanation(const ExplainOptions& options, const explain::Explanation& told) {
  fmt::print("{}", options.json ? study::explanation_json(told) + "\n" : explain::text_of(told));
}

// What the case could change: only where the policy is compiled here, for its conditions are looked at.
void tell_counterfactuals(const ExplainOptions& options, const study::CounterfactualInput& input,
                          explain::Language language) {
  const study::Counterfactuals found = study::find_counterfactuals(input);
  const study::CounterfactualStory story{input, found, language};
  if (options.json)
    fmt::print("{}\n", study::changes_json(story));
  else
    print_explanation(options, study::tell_changes(story));
}

Exit run(Context& context, const ExplainOptions& options) {
  const EngineChoice choice = engine_choice(options.engine);
  if (const Status fits = bundles_for_trust({options.file}, options.trust); !fits)
    return fail(fits.failure());
  const auto policy = load_deciding(context, options.file, options.trust, choice);
  if (!policy) return fail(policy.failure());
  if (options.counterfactual && !policy->compiled)
    return fail({Exit::usage, options.file +
                                  ": --counterfactual needs the text of a policy (.pol): what its conditions "
                                  "compare with is not in a bundle"});
  const engine::Chain& chain = *policy->chain;
  const ir::Policy& root = chain.root().module().policy;
  const auto& languages = root.languages;
  if (!languages.empty() &&
      std::find(languages.begin(), languages.end(), options.language) == languages.end())
    return fail({Exit::usage, fmt::format("the reason file `{}` has no texts in `{}`; it has {}",
                                          root.reasons, options.language, fmt::join(languages, ", "))});
  std::vector<explain::Plan> plans;
  if (policy->compiled) {
    plans = study::explain_plans(*policy->compiled, context.sources);
  } else {
    if (policy->bundle->plans) plans = *policy->bundle->plans;
    if (options.audience == "officer" && plans.empty())
      return fail({Exit::usage,
                   options.file + ": was built before bundles carried how their formulas read, so that only "
                                  "`--for applicant` can be told; build it anew"});
  }
  const auto one = decide_case(context, *policy, options.one, which(choice));
  if (!one) return fail(one.failure());
  const explain::Language language = options.language == "zh" ? explain::Language::zh : explain::Language::en;
  explain::ToldBefore before;
  const std::vector<explain::Input> decided =
      explain::inputs_of(chain, plans, *policy->catalog, (*one)->decided, which(choice), language, &before);
  std::optional<study::CounterfactualInput> input;
  if (policy->compiled) input.emplace(*policy->compiled, (*one)->sent, (*one)->decided, which(choice));
  if (options.counterfactual && options.audience == "officer") {
    tell_counterfactuals(options, *input, language);
    return Exit::ok;
  }
  if (options.audience == "applicant") {
    explain::Explanation told = explain::to_applicant(decided);
    if (options.counterfactual) {
      const study::Counterfactuals found = study::find_counterfactuals(*input);
      told.sections.push_back(study::changes_for_applicant({*input, found, language}));
    }
    print_explanation(options, told);
    return Exit::ok;
  }
  if (options.json)
    for (const explain::Input& member : decided) print_explanation(options, explain::to_officer(member));
  else
    fmt::print("{}", explain::officer_text(decided));
  return Exit::ok;
}

}  // namespace

void add_explain(CLI::App& app, Context& context) {
  auto options = std::make_shared<ExplainOptions>();
  CLI::App* command = app.add_subcommand("explain", "Say how one case was decided");
  command->add_option("FILE", options->file, "A policy (.pol), or a bundle (.polb)")->required();
  add_case_options(*command, options->one, true);
  command
      ->add_option("--for", options->audience,
                   "officer: every rule and figure; applicant: the result and the reasons in words, nothing "
                   "internal")
      ->check(CLI::IsMember({"officer", "applicant"}))
      ->type_name("WHOM")
      ->capture_default_str();
  command->add_option("--lang", options->language, "en or zh: the language of sentences, labels and reasons")
      ->check(CLI::IsMember({"en", "zh"}))
      ->type_name("LANG")
      ->capture_default_str();
  command->add_flag("--counterfactual", options->counterfactual,
                    "What the person could change instead: the smallest change of one tag that the catalogue "
                    "calls `actionable` that gives a kinder outcome, a larger amount or a lower price; each "
                    "has been run. Told to the applicant below the result");
  add_engine_option(*command, options->engine);
  add_trust_options(*command, options->trust);
  command->add_flag("--json", options->json,
                    "As a JSON object for each policy, one a line: headline, sections, lines");
  command->footer("Example: pol explain policies/sme/limit.pol --case case.json --lang zh");
  command->callback(
      [&context, options] { context.action = [&context, options] { return run(context, *options); }; });
}

}  // namespace pol::cli
