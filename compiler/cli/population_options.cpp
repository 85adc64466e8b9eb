#include "compiler/cli/population_options.h"

#include <fmt/format.h>

#include "compiler/cli/terminal.h"
#include "compiler/population/dated_source.h"
#include "compiler/population/generated.h"
#include "runtime/base/output_file.h"
#include "runtime/data/query_rows.h"

namespace pol::cli {

void add_population_options(CLI::App& command, PopulationOptions& options) {
  auto* data =
      command
          .add_option("--data", options.data,
                      "The people: rows (CSV; - is standard input). With DuckDB's shared library also "
                      ".parquet, .json, .jsonl and .ndjson")
          ->type_name("DATA");
  auto* sql =
      command.add_option("--sql", options.sql, "In place of a file: what a SELECT gives (needs DuckDB)")
          ->type_name("SELECT")
          ->excludes(data);
  command.add_option("--feed", options.feed, "How the columns become tags (YAML)")->type_name("FEED");
  command.add_option("--sample", options.sample, "In place of data: so many people drawn from the catalogue")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1'000'000'000}))
      ->type_name("N")
      ->excludes(data)
      ->excludes(sql);
  command.add_option("--seed", options.seed, "Of the drawn people")->type_name("S")->capture_default_str();
  add_on_option(command, options.on);
  command.get_option("--on")->description(
      "Decision date: for drawn people and data without one, and in place of the feed's");
  command
      .add_option("--by", options.by,
                  "Group people by a tag (--by province), by several together (--by province,industry), by "
                  "bands (--by score/50); may be repeated")
      ->type_name("TAG");
  command.add_option("--few", options.few, "Groups of fewer people are not told")
      ->type_name("N")
      ->capture_default_str();
  add_threads_option(command, options.threads);
  add_engine_option(command, options.engine);
  command
      .add_option("--json", options.json, "The report as JSON; - is standard output, in place of the text")
      ->type_name("FILE");
  command.add_option("--html", options.html, "The report as one page with charts")->type_name("FILE");
}

namespace {

Status guard_outputs(const Context& context, const PopulationOptions& options) {
  std::vector<std::string> inputs{options.data};
  for (FileId file = 0; file < context.sources.size(); ++file) inputs.push_back(context.sources.path(file));
  for (const std::string& output : {options.json, options.html})
    for (const std::string& input : inputs)
      if (!output.empty() && !input.empty() && same_file(output, input))
        return Failure{Exit::usage, output + ": is read by this run; write the report to another file"};
  if (!options.json.empty() && same_file(options.json, options.html))
    return Failure{Exit::usage, "--json and --html name one file"};
  return Unit{};
}

Result<Population> generated(Context& context, const PopulationOptions& options, const Deciding& policy,
                             const std::vector<const ir::Module*>& modules) {
  if (policy.bundle)
    return Failure{Exit::usage,
                   "people cannot be drawn for a bundle: its catalogue does not say how they come. Name them "
                   "with --data and --feed (`pol sample` on the catalogue itself writes both), or give the "
                   "policy's text (.pol)"};
  const auto on = on_date(options.on);
  if (!on) return Failure{Exit::usage, "drawn people have no decision date: say --on 2026-11-08"};
  const catalog::Catalog& catalog = *policy.catalog;
  const std::string path = policy.catalogue_path;
  const auto checked = enforced_invariants(context, catalog, path, on);
  if (!checked) return checked.failure();
  const bool enforced = *checked != nullptr;
  population::GeneratedOptions generated{
      options.sample, *on, [&context, &catalog, path, on, enforced, seed = options.seed] {
        std::unique_ptr<study::Invariants> invariants;
        if (enforced) {
          auto made = enforced_invariants(context, catalog, path, on);
          if (made) invariants = std::move(*made);
        }
        return std::make_unique<study::People>(catalog, seed, std::move(invariants));
      }};
  Population population;
  population.decision_date = options.on;
  population.described = fmt::format("{} generated people of catalogue {} {}, seed {}",
                                     grouped(options.sample), catalog.name, catalog.version, options.seed);
  population.source = population::generated_source(catalog, modules, std::move(generated));
  return population;
}

std::string dated(const data::DateSource& feed, const std::string& on) {
  switch (feed.form) {
    case data::DateSource::Form::column:
      return on.empty() ? "column `" + feed.column.name + "` of the data"
                        : on + " (--on, in place of column `" + feed.column.name + "`)";
    case data::DateSource::Form::constant: {
      const std::string own = format_date(feed.constant);
      return on.empty() ? own : on + " (--on, in place of the feed's " + own + ")";
    }
    case data::DateSource::Form::none:
    case data::DateSource::Form::decision_date:
      break;
  }
  return on;
}

Result<std::unique_ptr<data::RowReader>> open_rows(const PopulationOptions& options, const data::Feed& feed) {
  if (options.sql.empty()) return data::open_rows(options.data, feed);
  auto rows = data::open_query(options.sql);
  if (rows) return rows;
  Failure failure = rows.failure();
  failure.message = "--sql: " + failure.message;
  return failure;
}

}  // namespace

Result<Population> open_population(Context& context, const PopulationOptions& options, const Deciding& policy,
                                   const std::vector<const ir::Module*>& modules) {
  if (options.sample) {
    auto population = generated(context, options, policy, modules);
    if (!population) return population;
    if (const Status status = guard_outputs(context, options); !status) return status.failure();
    return population;
  }
  if (options.data.empty() && options.sql.empty())
    return Failure{Exit::usage,
                   "name the people: --data FILE or --sql SELECT with --feed FEED, or --sample N"};
  if (options.feed.empty())
    return Failure{Exit::usage, "data need --feed FEED: it says how columns become tags"};
  auto feed = load_feed(context, options.feed, policy.catalog);
  if (!feed) return feed.failure();
  if (const Status status = guard_outputs(context, options); !status) return status.failure();
  Population population;
  population.feed = std::make_shared<data::Feed>(std::move(*feed));
  population.described = options.sql.empty() ? options.data : options.sql;
  population.feed_described = population.feed->name + " version " + population.feed->version;
  auto rows = open_rows(options, *population.feed);
  if (!rows) return rows.failure();
  Diagnostics diagnostics;
  population.source =
      data::feed_source(*population.feed, std::move(*rows), modules, on_date(options.on), diagnostics);
  report(context, diagnostics, Exit::input);
  if (!population.source) return Failure{Exit::input, options.data + ": does not fit the feed"};
  if (population.feed->decision_date.form == data::DateSource::Form::none && options.on.empty())
    return Failure{Exit::usage, options.feed + ": names no decision date: say --on 2026-11-08"};
  population.decision_date = dated(population.feed->decision_date, options.on);
  if (population.feed->decision_date.form != data::DateSource::Form::none && !options.on.empty())
    population.source = population::dated_source(std::move(population.source), *on_date(options.on));
  return population;
}

data::BlockOptions run_options(const PopulationOptions& options, Progress& progress) {
  data::BlockOptions run;
  run.threads = options.threads;
  run.progress = [&progress](auto cases, auto done, auto total) { progress.show(cases, done, total); };
  return run;
}

Exit show_report(const Context& context, const PopulationOptions& options, const report::Report& report) {
  if (!options.json.empty() && options.json != "-")
    if (const Status written = write_file(options.json, report::to_json(report)); !written)
      return fail(written.failure());
  if (!options.html.empty())
    if (const Status written = write_file(options.html, report::to_html(report)); !written)
      return fail(written.failure());
  if (options.json == "-")
    fmt::print("{}", report::to_json(report));
  else
    fmt::print("{}", report::to_text(report, context.color == "always"));
  std::fflush(stdout);  // before what goes to standard error
  return Exit::ok;
}

}  // namespace pol::cli
