// pol decide FILE --case case.json: one case and its record.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "compiler/cli/inputs.h"
#include "compiler/cli/policies.h"
#include "compiler/cli/record_text.h"
#include "runtime/engine/case_json.h"
#include "runtime/engine/record.h"

namespace pol::cli {
namespace {

struct Options {
  std::string file, case_file, engine = "native", on;
  bool json = false;
};

Exit refuse(const engine::Refusal& refusal, const Options& options) {
  if (options.json) {
    nlohmann::ordered_json json;
    json["refused"] = {{"code", refusal.code}, {"tag", refusal.tag}, {"message", refusal.message}};
    fmt::print("{}\n", json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
    return Exit::input;
  }
  return fail({Exit::input, options.case_file + ": refused, " + refusal.code + " " + refusal.message});
}

Exit run(Context& context, const Options& options) {
  auto compiled = load_policy(context, options.file, engine_choice(options.engine));
  if (!compiled) return fail(compiled.failure());
  const engine::LoadedPolicy& policy = *compiled->policy;
  const engine::Which engine = which(engine_choice(options.engine));

  const auto file = context.sources.load(options.case_file == "-" ? "/dev/stdin" : options.case_file);
  if (!file) return fail(file.failure());
  engine::CaseOptions reading;
  reading.on = on_date(options.on);
  reading.in_catalogue = [&](std::string_view tag) {
    return compiled->checked->catalog->find(tag) != nullptr;
  };
  const auto parsed = engine::parse_case(policy.module(), context.sources.text(*file), reading);
  if (const auto* failure = std::get_if<Failure>(&parsed))
    return fail({failure->exit, options.case_file + ": " + failure->message});
  if (const auto* refusal = std::get_if<engine::Refusal>(&parsed)) return refuse(*refusal, options);
  const auto& sent = std::get<engine::SentCase>(parsed);

  engine::Admitted admitted;
  if (const auto refusal = engine::admit(policy.module(), sent, admitted)) return refuse(*refusal, options);
  engine::Scratch scratch;
  ir::NativeRecord record = policy.new_record(), by_interpreter = policy.new_record();
  policy.decide(engine, admitted.inputs, record, scratch);
  policy.interpret(admitted.inputs, by_interpreter,
                   scratch);  // the record's amounts and causes are its values
  if (!(record == by_interpreter))
    return fail({Exit::internal, "the engines disagree on this case; please report it"});
  const std::string json = engine::record_json(policy, sent, admitted, record, scratch.slots, engine);
  fmt::print("{}", options.json ? json + "\n" : record_text(policy, json));
  return Exit::ok;
}

}  // namespace

void add_decide(CLI::App& app, Context& context) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("decide", "Decide one case and print its record");
  command->add_option("FILE", options->file, "A policy (.pol)")->required();
  command->add_option("--case", options->case_file, "The case (JSON); - is standard input")
      ->required()
      ->type_name("CASE");
  add_engine_option(*command, options->engine);
  add_on_option(*command, options->on);
  command->add_flag("--json", options->json, "The whole record as one line of JSON");
  command->footer(
      "A case that the door refuses has exit code 3.\n"
      "Example: pol decide policies/sme/limit.pol --case case.json");
  command->callback(
      [&context, options] { context.action = [&context, options] { return run(context, *options); }; });
}

}  // namespace pol::cli
