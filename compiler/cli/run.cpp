// pol run FILE --data DATA --feed FEED --out OUT: a whole file, streaming.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "compiler/cli/bundles.h"
#include "compiler/cli/inputs.h"
#include "compiler/cli/run_summary.h"
#include "compiler/cli/terminal.h"
#include "runtime/data/run.h"

namespace pol::cli {
namespace {

struct RunOptions {
  std::string file, data, feed, out, refused, engine = "native", on;
  TrustOptions trust;
  bool json = false, with_needs = false;
  std::optional<std::uint64_t> max_refused, max_undecided;
  unsigned threads = 0;
};

// decisions.csv -> decisions.WHAT.csv
std::string beside(const std::string& out, const std::string& what) {
  if (out == "-") return what + ".csv";
  const bool csv = out.size() > 4 && out.compare(out.size() - 4, 4, ".csv") == 0;
  return (csv ? out.substr(0, out.size() - 4) : out) + "." + what + ".csv";
}

Exit over_limits(const data::RunTotals& totals, const RunOptions& options) {
  Exit exit = Exit::ok;
  if (options.max_refused && totals.rows_refused > *options.max_refused)
    exit = worse(exit, fail({Exit::input, fmt::format("{} refused, --max-refused is {}",
                                                      counted(totals.rows_refused, "row"),
                                                      grouped(*options.max_refused))}));
  if (options.max_undecided && totals.undecided > *options.max_undecided)
    exit = worse(exit, fail({Exit::findings, fmt::format("{} undecided, --max-undecided is {}",
                                                         counted(totals.undecided, "case"),
                                                         grouped(*options.max_undecided))}));
  return exit;
}

Exit run(Context& context, const RunOptions& options) {
  if (const Status fits = bundles_for_trust({options.file}, options.trust); !fits)
    return fail(fits.failure());
  const auto policy = load_deciding(context, options.file, options.trust, engine_choice(options.engine));
  if (!policy) return fail(policy.failure());
  const auto feed = load_feed(context, options.feed, policy->catalog);
  if (!feed) return fail(feed.failure());
  Progress progress("deciding");
  data::RunOptions run;
  run.data = options.data;
  run.out = options.out;
  run.refused = options.refused.empty() ? beside(options.out, "refused") : options.refused;
  run.engine = which(engine_choice(options.engine));
  run.on = on_date(options.on);
  run.threads = options.threads;
  run.progress = [&](auto rows, auto done, auto total) { progress.show(rows, done, total); };
  const engine::Chain& chain = *policy->chain;
  for (std::size_t i = 0; options.with_needs && i + 1 < chain.size(); ++i) {
    const ir::Policy& needed = chain.member(i).module().policy;
    run.needs_out.push_back(beside(options.out, needed.kind + "_" + needed.name));
  }
  std::vector<std::string> outputs{run.out, run.refused};
  outputs.insert(outputs.end(), run.needs_out.begin(), run.needs_out.end());
  if (same_file(run.refused, run.out)) return fail({Exit::usage, "--refused and --out name one file"});
  for (const std::string& output : run.needs_out)
    if (same_file(output, run.refused))
      return fail({Exit::usage, output + ": is both --refused and the decisions of a needed policy"});
  std::vector<std::string> inputs{
      options.data};  // and the policy, its libraries, catalogue and reasons, the feed
  for (FileId file = 0; file < context.sources.size(); ++file) inputs.push_back(context.sources.path(file));
  for (const std::string& output : outputs)
    for (const std::string& input : inputs)
      if (same_file(output, input))
        return fail({Exit::usage, output + ": is read by this run; write the results to another file"});
  Diagnostics diagnostics;
  const auto totals = data::run_file(*policy->chain, *feed, run, diagnostics);
  progress.clear();
  report(context, diagnostics, Exit::input);
  if (!totals) return fail(totals.failure());
  const RunSummary summary{chain, *feed, run, *totals};
  if (options.json)
    fmt::print("{}\n", summary_json(summary));
  else
    fmt::print(options.out == "-" ? stderr : stdout, "{}", summary_text(summary));
  return over_limits(*totals, options);
}

}  // namespace

void add_run(CLI::App& app, Context& context) {
  auto options = std::make_shared<RunOptions>();
  CLI::App* command = app.add_subcommand("run", "Decide every row of a file");
  command->add_option("FILE", options->file, "A policy (.pol), or a bundle (.polb)")->required();
  command
      ->add_option("--data", options->data,
                   "The rows (CSV; with DuckDB's shared library also .parquet, .json, .jsonl and .ndjson); - "
                   "is standard input")
      ->required()
      ->type_name("DATA");
  command->add_option("--feed", options->feed, "How the columns become tags (YAML)")
      ->required()
      ->type_name("FEED");
  command->add_option("--out", options->out, "Where the decisions go (CSV); - is standard output")
      ->required()
      ->type_name("OUT");
  command
      ->add_option("--refused", options->refused,
                   "Where rows without a decision go; default: OUT with .refused.csv, or refused.csv in the "
                   "current folder with --out -")
      ->type_name("FILE");
  command->add_flag("--with-needs", options->with_needs,
                    "Also the decisions of the policies that it needs: OUT with .KIND_NAME.csv, a file each");
  add_engine_option(*command, options->engine);
  add_trust_options(*command, options->trust);
  add_on_option(*command, options->on);
  add_threads_option(*command, options->threads);
  command->add_option("--max-refused", options->max_refused, "Exit 3 if more rows are refused")
      ->type_name("N");
  command->add_option("--max-undecided", options->max_undecided, "Exit 1 if more cases are undecided")
      ->type_name("N");
  command->add_flag("--json", options->json, "The summary as one JSON object on standard output");
  command->footer(
      "Every row becomes a line of OUT or of the refused rows, in input order. Outputs are written aside and "
      "renamed when\n"
      "they are whole.\nExample: pol run policies/sba/limit.pol --data loans.csv --feed "
      "policies/sba/feed.yaml --out decisions.csv");
  command->callback([&context, options] {
    if (options->json && options->out == "-")
      throw CLI::ValidationError("--json", "and --out - both want standard output");
    context.action = [&context, options] { return run(context, *options); };
  });
}

}  // namespace pol::cli
