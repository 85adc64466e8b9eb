// pol decide FILE --case case.json: one case and its record.
#include <fmt/format.h>

#include "compiler/cli/cases.h"
#include "compiler/cli/record_text.h"
#include "runtime/engine/record.h"

namespace pol::cli {
namespace {

struct DecideOptions {
  std::string file, engine = "native";
  CaseOptions one;
  TrustOptions trust;
  bool json = false, with_needs = false;
};

Exit run(Context& context, const DecideOptions& options) {
  if (const Status fits = bundles_for_trust({options.file}, options.trust); !fits)
    return fail(fits.failure());
  const auto policy = load_deciding(context, options.file, options.trust, engine_choice(options.engine));
  if (!policy) return fail(policy.failure());
  const engine::Which engine = which(engine_choice(options.engine));
  const auto one = decide_case(context, *policy, options.one, engine);
  if (!one) return fail(one.failure());
  const engine::Chain& chain = *policy->chain;
  for (std::size_t i = options.with_needs ? 0 : chain.size() - 1; i < chain.size(); ++i) {
    const engine::MemberCase& member = (*one)->decided.members[i];
    if (!member.decided) continue;
    const std::string json = engine::record_json(chain.member(i), *member.sent, member.admitted,
                                                 member.record, member.scratch.slots, engine);
    fmt::print("{}", options.json ? json + "\n" : record_text(chain.member(i), json));
  }
  return Exit::ok;
}

}  // namespace

void add_decide(CLI::App& app, Context& context) {
  auto options = std::make_shared<DecideOptions>();
  CLI::App* command = app.add_subcommand("decide", "Decide one case and print its record");
  command->add_option("FILE", options->file, "A policy (.pol), or a bundle (.polb)")->required();
  add_case_options(*command, options->one, true);
  add_engine_option(*command, options->engine);
  add_trust_options(*command, options->trust);
  command->add_flag("--json", options->json, "The whole record as one line of JSON");
  command->add_flag("--with-needs", options->with_needs,
                    "Also the records of the policies that it needs, before its own");
  command->footer(
      "A case that the door refuses has exit code 3.\n"
      "Example: pol decide policies/sme/limit.pol --case case.json --json");
  command->callback(
      [&context, options] { context.action = [&context, options] { return run(context, *options); }; });
}

}  // namespace pol::cli
