// pol sample CATALOGUE --rows N --seed S --out FILE: a population drawn from the catalogue, and the feed that
// reads it.
#include <fmt/format.h>

#include "compiler/cli/inputs.h"
#include "compiler/cli/people.h"
#include "runtime/base/output_file.h"

namespace pol::cli {
namespace {

struct SampleOptions {
  std::string catalogue, out, feed_out, on;
  std::uint64_t rows = 1000, seed = 1;
};

Exit run(Context& context, SampleOptions options) {
  const auto catalog = load_catalog(context, options.catalogue);
  if (!catalog) return fail(catalog.failure());
  if (options.feed_out.empty() && options.out != "-") {
    const bool csv = options.out.size() > 4 && options.out.compare(options.out.size() - 4, 4, ".csv") == 0;
    options.feed_out = (csv ? options.out.substr(0, options.out.size() - 4) : options.out) + ".feed.yaml";
  }
  if (options.feed_out == options.out) return fail({Exit::usage, "--feed-out and --out name one file"});
  Progress progress("drawing");
  const Status people = write_people(**catalog, options.rows, options.seed, options.out, progress);
  progress.clear();
  if (!people) return fail(people.failure());
  if (!options.feed_out.empty())
    if (const Status feed = write_file(options.feed_out, people_feed(**catalog, options.on)); !feed)
      return fail(feed.failure());
  if (options.out == "-") return Exit::ok;
  fmt::print("{} {} drawn from {} {} with seed {}: {}\n", grouped(options.rows),
             options.rows == 1 ? "person" : "people", (*catalog)->name, (*catalog)->version, options.seed,
             options.out);
  fmt::print("the feed that reads them: {}{}\n", options.feed_out,
             options.on.empty() ? " (it names no decision date: say --on when you run a policy)" : "");
  return Exit::ok;
}

}  // namespace

void add_sample(CLI::App& app, Context& context) {
  auto options = std::make_shared<SampleOptions>();
  CLI::App* command = app.add_subcommand("sample", "Draw people from the distributions of a catalogue");
  command->add_option("CATALOGUE", options->catalogue, "A tag catalogue (tags/NAME.yaml)")->required();
  command->add_option("--rows", options->rows, "How many people")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1'000'000'000}))
      ->type_name("N")
      ->capture_default_str();
  command->add_option("--seed", options->seed, "The same seed draws the same people")
      ->type_name("S")
      ->capture_default_str();
  command->add_option("--out", options->out, "Where the people go (CSV); - is standard output")
      ->required()
      ->type_name("FILE");
  command
      ->add_option("--feed-out", options->feed_out,
                   "Where the feed that reads them goes; default: FILE with .feed.yaml")
      ->type_name("FEED");
  add_on_option(*command, options->on);
  command->get_option("--on")->description("Decision date to write into the feed");
  command->footer(
      "Example: pol sample policies/sme/tags/sme.yaml --rows 20000 --seed 7 --out people.csv --on "
      "2026-11-08\n"
      "then:    pol run policies/sme/limit.pol --data people.csv --feed people.feed.yaml --out "
      "decisions.csv");
  command->callback(
      [&context, options] { context.action = [&context, options] { return run(context, *options); }; });
}

}  // namespace pol::cli
