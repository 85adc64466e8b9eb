#include "compiler/cli/cases.h"

#include <unistd.h>

#include <iostream>
#include <iterator>

#include "compiler/cli/inputs.h"
#include "runtime/data/binding.h"
#include "runtime/data/rows.h"
#include "runtime/engine/case_json.h"

namespace pol::cli {
namespace {

Failure refused(const engine::Refusal& refusal) {
  return {Exit::input, refusal.code + " the case is refused: " + refusal.message};
}

Result<engine::SentCase> from_json(Context& context, const Deciding& policy, const CaseOptions& options) {
  std::string text;
  if (options.case_file == "-") {
    text.assign(std::istreambuf_iterator<char>(std::cin), {});
  } else {
    const auto file = context.sources.load(options.case_file);
    if (!file) return file.failure();
    text = context.sources.text(*file);
  }
  engine::CaseOptions parse;
  parse.on = on_date(options.on);
  parse.in_catalogue = [&](std::string_view tag) { return policy.catalog->find(tag) != nullptr; };
  auto parsed = engine::parse_case(policy.chain->door(), text, parse);
  if (auto* failure = std::get_if<Failure>(&parsed)) {
    failure->message =
        (options.case_file == "-" ? "standard input" : options.case_file) + ": " + failure->message;
    return *failure;
  }
  if (const auto* refusal = std::get_if<engine::Refusal>(&parsed)) return refused(*refusal);
  return std::move(std::get<engine::SentCase>(parsed));
}

Result<engine::SentCase> from_data(Context& context, const Deciding& policy, const CaseOptions& options) {
  const auto feed = load_feed(context, options.feed, policy.catalog);
  if (!feed) return feed.failure();
  if (feed->decision_date.form == data::DateSource::Form::none && options.on.empty())
    return Failure{Exit::usage, "no decision date: the feed has no `decision_date`, so --on DATE is needed"};
  auto reader = data::open_rows(options.data, *feed);
  if (!reader) return reader.failure();
  Diagnostics diagnostics;
  const auto binding = data::Binding::bind(*feed, policy.chain->door(), (*reader)->header(), diagnostics);
  if (report(context, diagnostics, Exit::input) != Exit::ok || !binding)
    return Failure{Exit::input, options.data + ": does not fit the feed"};
  data::CsvRow row;
  engine::SentCase sent;
  while (true) {
    const auto more = (*reader)->next(row);
    if (!more) return more.failure();
    if (!*more) return Failure{Exit::input, options.data + ": no row with the id `" + options.id + "`"};
    const auto refusal = binding->read(row, on_date(options.on), sent);
    if (refusal && refusal->case_id == options.id)
      return Failure{Exit::input,
                     refusal->code + " line " + std::to_string(refusal->line) + ": " + refusal->message};
    if (!refusal && sent.case_id == options.id) return sent;
  }
}

}  // namespace

void add_case_options(CLI::App& command, CaseOptions& options, bool from_data) {
  CLI::Option* json =
      command.add_option("--case", options.case_file, "The case as JSON; - is standard input")
          ->type_name("JSON");
  if (from_data) {
    CLI::Option* data =
        command.add_option("--data", options.data, "A data file that holds the case")->type_name("DATA");
    CLI::Option* feed =
        command.add_option("--feed", options.feed, "How its columns become tags (YAML)")->type_name("FEED");
    CLI::Option* id = command.add_option("--id", options.id, "The id of the case in it")->type_name("ID");
    data->needs(feed)->needs(id)->excludes(json);
    feed->needs(data);
    id->needs(data);
  } else {
    json->required();
  }
  add_on_option(command, options.on);
}

Result<std::unique_ptr<OneCase>> decide_case(Context& context, const Deciding& policy,
                                             const CaseOptions& options, engine::Which which) {
  if (options.case_file.empty() && options.data.empty())
    return Failure{Exit::usage, "which case? give --case JSON, or --data DATA --feed FEED --id ID"};
  auto sent =
      options.data.empty() ? from_json(context, policy, options) : from_data(context, policy, options);
  if (!sent) return sent.failure();
  auto out = std::make_unique<OneCase>();  // its parts point at each other
  out->sent = std::move(*sent);
  const engine::Chain& chain = *policy.chain;
  if (const auto refusal = chain.decide(which, out->sent, out->decided)) return refused(*refusal);
  for (std::size_t i = 0; i < chain.size(); ++i) {
    engine::MemberCase& member = out->decided.members[i];
    if (!member.decided) continue;
    ir::NativeRecord by_interpreter = chain.member(i).new_record();
    chain.member(i).interpret(member.admitted.inputs, by_interpreter, member.scratch);
    member.has_slots = true;
    if (!(member.record == by_interpreter))
      return Failure{Exit::internal, "the engines disagree on this case; please report it"};
  }
  return Result<std::unique_ptr<OneCase>>(std::move(out));
}

}  // namespace pol::cli
