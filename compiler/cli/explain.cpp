// pol explain FILE --case JSON | --data DATA --feed FEED --id ID: how one result came about.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/cli/cases.h"
#include "compiler/cli/policies.h"
#include "compiler/study/explain.h"

namespace pol::cli {
namespace {

struct ExplainOptions {
  std::string file, engine = "interp", language = "en", audience = "officer";
  CaseOptions one;
  bool json = false;
};

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
  const auto one = decide_case(context, *compiled, options.one, which(choice));
  if (!one) return fail(one.failure());
  const engine::Chain& chain = *compiled->chain;
  study::ToldBefore before;
  std::vector<study::ExplainInput> decided;  // in their order
  for (std::size_t i = 0; i < chain.size(); ++i) {
    const engine::MemberCase& member = (*one)->decided.members[i];
    if (!member.decided) continue;
    const study::Compiled& policy = compiled->member(i);
    decided.push_back({context.sources, *policy.checked, *policy.lowered, chain.member(i), *member.sent,
                       member.admitted, member.record, member.scratch.slots, which(choice),
                       options.language == "zh" ? study::Language::zh : study::Language::en, &before,
                       i + 1 == chain.size()});
  }
  if (options.audience == "applicant") {
    const study::Explanation told = study::explain_to_applicant(decided);
    fmt::print("{}", options.json ? study::explanation_json(told) + "\n" : study::explanation_text(told));
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
  add_engine_option(*command, options->engine);
  command->add_flag("--json", options->json,
                    "As a JSON object for each policy, one a line: headline, sections, lines");
  command->footer("Example: pol explain policies/sme/limit.pol --case case.json --lang zh");
  command->callback(
      [&context, options] { context.action = [&context, options] { return run(context, *options); }; });
}

}  // namespace pol::cli
