// pol explain FILE --case JSON | --data DATA --feed FEED --id ID: how one result came about, or with
// --counterfactual what the person could change.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/cli/cases.h"
#include "compiler/cli/policies.h"
#include "compiler/study/explain.h"
#include "compiler/study/explain_counterfactual.h"

namespace pol::cli {
namespace {

struct ExplainOptions {
  std::string file, engine = "interp", language = "en", audience = "officer";
  CaseOptions one;
  bool json = false, counterfactual = false;
};

void print_explanation(const ExplainOptions& options, const study::Explanation& told) {
  fmt::print("{}", options.json ? study::explanation_json(told) + "\n" : study::explanation_text(told));
}

Exit run(Context& context, const ExplainOptions& options) {
  const EngineChoice choice = engine_choice(options.engine);
  const auto compiled = load_policy(context, options.file, choice);
  if (!compiled) return fail(compiled.failure());
  const auto& languages = compiled->policy->module().policy.languages;
  if (!languages.empty() &&
      std::find(languages.begin(), languages.end(), options.language) == languages.end())
    return fail({Exit::usage, fmt::format("the reason file `{}` has no texts in `{}`; it has {}",
                                          compiled->policy->module().policy.reasons, options.language,
                                          fmt::join(languages, ", "))});
  const auto one = decide_case(context, deciding(*compiled), options.one, which(choice));
  if (!one) return fail(one.failure());
  const study::Language language = options.language == "zh" ? study::Language::zh : study::Language::en;
  study::ToldBefore before;
  const std::vector<study::ExplainInput> decided =
      study::explain_inputs(context.sources, *compiled, (*one)->decided, which(choice), language, &before);
  const study::CounterfactualInput input{*compiled, (*one)->sent, (*one)->decided, which(choice)};
  if (options.counterfactual && options.audience == "officer") {
    const study::Counterfactuals found = study::find_counterfactuals(input);
    const study::CounterfactualStory story{context.sources, input, found, language};
    if (options.json)
      fmt::print("{}\n", study::changes_json(story));
    else
      print_explanation(options, study::tell_changes(story));
    return Exit::ok;
  }
  if (options.audience == "applicant") {
    study::Explanation told = study::explain_to_applicant(decided);
    if (options.counterfactual) {
      const study::Counterfactuals found = study::find_counterfactuals(input);
      told.sections.push_back(study::changes_for_applicant({context.sources, input, found, language}));
    }
    print_explanation(options, told);
    return Exit::ok;
  }
  const std::string overview = study::chain_overview(decided);
  if (!options.json) fmt::print("{}", overview);
  for (std::size_t i = 0; i < decided.size(); ++i) {
    const study::Explanation told = study::explain(decided[i]);
    fmt::print("{}", options.json ? study::explanation_json(told) + "\n"
                                  : (i || !overview.empty() ? "\n" : "") + study::explanation_text(told));
  }
  return Exit::ok;
}

}  // namespace

void add_explain(CLI::App& app, Context& context) {
  auto options = std::make_shared<ExplainOptions>();
  CLI::App* command = app.add_subcommand("explain", "Say how one case was decided");
  command->add_option("FILE", options->file, "A policy (.pol)")->required();
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
  command->add_flag("--json", options->json,
                    "As a JSON object for each policy, one a line: headline, sections, lines");
  command->footer("Example: pol explain policies/sme/limit.pol --case case.json --lang zh");
  command->callback(
      [&context, options] { context.action = [&context, options] { return run(context, *options); }; });
}

}  // namespace pol::cli
