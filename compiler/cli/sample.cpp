// pol sample CATALOGUE --rows N --seed S --out FILE: a population drawn from the catalogue, and the feed that
// reads it.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "compiler/cli/inputs.h"
#include "compiler/cli/people.h"
#include "runtime/base/output_file.h"

namespace pol::cli {
namespace {

struct SampleOptions {
  std::string catalogue, out, feed_out, on;
  std::uint64_t rows = 1000, seed = 1;
  bool force = false;
};

// Somebody's work, perhaps: a file, not a pipe or /dev/null. A feed that nobody has edited is nobody's work.
bool in_the_way(const std::string& path, const std::string& same_text) {
  std::error_code error;
  if (path == "-" || !std::filesystem::is_regular_file(path, error)) return false;
  Sources sources;
  const auto file = same_text.empty() ? Result<FileId>(Failure{}) : sources.load(path);
  return !file || sources.text(*file) != same_text;
}

Exit run(Context& context, SampleOptions options) {
  const auto catalog = load_catalog(context, options.catalogue);
  if (!catalog) return fail(catalog.failure());
  if (options.feed_out.empty() && options.out != "-") {
    const bool csv = options.out.size() > 4 && options.out.compare(options.out.size() - 4, 4, ".csv") == 0;
    options.feed_out = (csv ? options.out.substr(0, options.out.size() - 4) : options.out) + ".feed.yaml";
  }
  if (same_file(options.feed_out, options.out))
    return fail({Exit::usage, "--feed-out and --out name one file"});
  for (const std::string& output : {options.out, options.feed_out})
    if (!output.empty() && same_file(output, options.catalogue))
      return fail({Exit::usage, output + ": is the catalogue; write to another file"});
  const std::string feed_text = people_feed(**catalog, options.on);
  for (const auto& [output, text] :
       {std::pair{options.out, std::string()}, std::pair{options.feed_out, feed_text}})
    if (!options.force && !output.empty() && in_the_way(output, text))
      return fail(
          {Exit::input, output + ": is there already and is kept; name another file, or say --force"});
  auto invariants = enforced_invariants(context, **catalog, options.catalogue, parse_date(options.on));
  if (!invariants) return invariants.failure().exit;
  Progress progress("drawing");
  const Status people =
      write_people(**catalog, std::move(*invariants), options.rows, options.seed, options.out, progress);
  progress.clear();
  if (!people) return fail(people.failure());
  if (!options.feed_out.empty())
    if (const Status feed = write_file(options.feed_out, feed_text); !feed) return fail(feed.failure());
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
  command->add_flag("--force", options->force, "Replace FILE and FEED where they are there already");
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
