// pol decide FILE --case case.json: one case and its record.
#include <fmt/format.h>

#include "compiler/cli/cases.h"
#include "compiler/cli/policies.h"
#include "compiler/cli/record_text.h"
#include "runtime/engine/record.h"

namespace pol::cli {
namespace {

struct DecideOptions {
  std::string file, engine = "native";
  CaseOptions one;
  bool json = false;
};

Exit run(Context& context, const DecideOptions& options) {
  const auto compiled = load_policy(context, options.file, engine_choice(options.engine));
  if (!compiled) return fail(compiled.failure());
  const engine::LoadedPolicy& policy = *compiled->policy;
  const engine::Which engine = which(engine_choice(options.engine));
  const auto one = load_case(context, *compiled, options.one);
  if (!one) return fail(one.failure());

  engine::Scratch scratch;
  ir::NativeRecord record = policy.new_record(), by_interpreter = policy.new_record();
  policy.decide(engine, one->admitted.inputs, record, scratch);
  policy.interpret(one->admitted.inputs, by_interpreter,
                   scratch);  // the record's amounts and causes are its values
  if (!(record == by_interpreter))
    return fail({Exit::internal, "the engines disagree on this case; please report it"});
  const std::string json =
      engine::record_json(policy, one->sent, one->admitted, record, scratch.slots, engine);
  fmt::print("{}", options.json ? json + "\n" : record_text(policy, json));
  return Exit::ok;
}

}  // namespace

void add_decide(CLI::App& app, Context& context) {
  auto options = std::make_shared<DecideOptions>();
  CLI::App* command = app.add_subcommand("decide", "Decide one case and print its record");
  command->add_option("FILE", options->file, "A policy (.pol)")->required();
  add_case_options(*command, options->one, true);
  add_engine_option(*command, options->engine);
  command->add_flag("--json", options->json, "The whole record as one line of JSON");
  command->footer(
      "A case that the door refuses has exit code 3.\n"
      "Example: pol decide policies/sme/limit.pol --case case.json --json");
  command->callback(
      [&context, options] { context.action = [&context, options] { return run(context, *options); }; });
}

}  // namespace pol::cli
