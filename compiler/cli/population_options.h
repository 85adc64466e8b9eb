// What the commands share that run policies over a population: where its people come from, and where the
// report goes.
#pragma once
#include "compiler/cli/bundles.h"
#include "compiler/cli/inputs.h"
#include "compiler/population/groups.h"
#include "compiler/report/report.h"
#include "runtime/data/blocks.h"

namespace pol::cli {

struct PopulationOptions {
  std::string data, sql, feed, on, engine = "native", json, html;
  std::uint64_t sample = 0, seed = 1, few = 5;
  unsigned threads = 0;
  std::vector<std::string> by;
};
void add_population_options(CLI::App& command, PopulationOptions& options);

struct Population {
  std::shared_ptr<const data::Feed> feed;  // null: generated people
  std::unique_ptr<data::CaseSource> source;
  std::string described, feed_described;  // for the report
  std::string decision_date;              // likewise: which, and where it comes from
};
// Opens the data for `modules`, which read tags of the catalogue of `policy`. Prints diagnostics. Exit 2 for
// drawn people where `policy` is a bundle.
Result<Population> open_population(Context& context, const PopulationOptions& options, const Deciding& policy,
                                   const std::vector<const ir::Module*>& modules);
// With progress on a terminal.
data::BlockOptions run_options(const PopulationOptions& options, class Progress& progress);

// Text to standard output, or JSON where `--json -` asks for that; the other forms to their files.
Exit show_report(const Context& context, const PopulationOptions& options, const report::Report& report);

}  // namespace pol::cli
