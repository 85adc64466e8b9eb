// pol sample CATALOGUE --rows N --seed S --out FILE: a population drawn from the catalogue, and the feed that
// reads it.
#include <fmt/format.h>

#include "compiler/cli/inputs.h"
#include "compiler/cli/terminal.h"
#include "runtime/base/output_file.h"
#include "runtime/catalog/sample.h"
#include "runtime/data/csv.h"

namespace pol::cli {
namespace {

struct Options {
  std::string catalogue, out, feed_out, on;
  std::uint64_t rows = 1000, seed = 1;
};

// Missing values are written so that no value of a tag can be mistaken for one.
constexpr std::pair<CauseMask, const char*> kTokens[] = {{cause::not_asked, ""},
                                                         {cause::no_hit, "(no_hit)"},
                                                         {cause::stale, "(stale)"},
                                                         {cause::suppressed, "(suppressed)"},
                                                         {cause::error, "(error)"}};

// A column for every tag but series, which no feed reads yet.
std::vector<std::size_t> columns(const catalog::Catalog& catalog) {
  std::vector<std::size_t> all;
  for (std::size_t i = 0; i < catalog.tags.size(); ++i)
    if (catalog.tags[i].type.count == 0) all.push_back(i);
  return all;
}

std::string case_column(const catalog::Catalog& catalog) {
  std::string name = "case_id";
  while (catalog.find(name)) name += "_";
  return name;
}

std::string cell(const catalog::Catalog& catalog, std::size_t tag, const catalog::Drawn& drawn) {
  for (const auto& [cause, token] : kTokens)
    if (drawn.missing & cause) return token;
  const Type& type = catalog.tags[tag].type;
  return type.kind == Kind::text ? std::string(drawn.text) : format_data(drawn.number, type, catalog.enums);
}

std::string feed_text(const catalog::Catalog& catalog, const Options& options) {
  std::string text = fmt::format(
      "# Reads the people that `pol sample` draws from catalogue {0} {1}.\n"
      "feed: sample_{0}\nversion: \"1\"\ncatalogue: \"{0} {1}\"\n"
      "format: {{kind: csv, delimiter: \",\", decimal: \".\", thousands: none}}\ncase_id: {2}\n",
      catalog.name, catalog.version, case_column(catalog));
  if (!options.on.empty()) text += fmt::format("decision_date: {{constant: {}}}\n", options.on);
  text += "as_of: decision_date\nmissing: {";
  const char* separator = "";
  for (const auto& [cause, token] : kTokens) {
    text += fmt::format("{}\"{}\": {}", separator, token, cause_names(cause));
    separator = ", ";
  }
  text += "}\ntags:\n";
  for (const std::size_t i : columns(catalog))
    text += fmt::format("  {0}: {{column: {0}}}\n", catalog.tags[i].id);
  return text;
}

Status write_people(const catalog::Catalog& catalog, const Options& options, Progress& progress) {
  auto out = OutputFile::create(options.out);
  if (!out) return out.failure();
  const auto tags = columns(catalog);
  std::string line = case_column(catalog);
  for (const std::size_t i : tags) line += "," + catalog.tags[i].id;
  out->write(line + "\n");
  const catalog::Sampler sampler(catalog, options.seed);
  const std::size_t digits = std::max<std::size_t>(5, std::to_string(options.rows).size());
  for (std::uint64_t person = 1; person <= options.rows && !out->failed(); ++person) {
    line = fmt::format("C-{:0{}}", person, digits);
    for (const std::size_t i : tags) {
      line += ',';
      data::append_cell(line, cell(catalog, i, sampler.draw(person, i)));
    }
    line += '\n';
    out->write(line);
    if (person % 1024 == 0) progress.show(person, person, options.rows);
  }
  return out->commit();
}

Exit run(Context& context, Options options) {
  const auto catalog = load_catalog(context, options.catalogue);
  if (!catalog) return fail(catalog.failure());
  if (options.feed_out.empty() && options.out != "-") {
    const bool csv = options.out.size() > 4 && options.out.compare(options.out.size() - 4, 4, ".csv") == 0;
    options.feed_out = (csv ? options.out.substr(0, options.out.size() - 4) : options.out) + ".feed.yaml";
  }
  if (options.feed_out == options.out) return fail({Exit::usage, "--feed-out and --out name one file"});
  Progress progress("drawing");
  const Status people = write_people(**catalog, options, progress);
  progress.clear();
  if (!people) return fail(people.failure());
  if (!options.feed_out.empty())
    if (const Status feed = write_file(options.feed_out, feed_text(**catalog, options)); !feed)
      return fail(feed.failure());
  if (options.out == "-") return Exit::ok;
  fmt::print("{} drawn from {} {} with seed {}: {}\n", counted(options.rows, "person"), (*catalog)->name,
             (*catalog)->version, options.seed, options.out);
  fmt::print("the feed that reads them: {}{}\n", options.feed_out,
             options.on.empty() ? " (it names no decision date: say --on when you run a policy)" : "");
  return Exit::ok;
}

}  // namespace

void add_sample(CLI::App& app, Context& context) {
  auto options = std::make_shared<Options>();
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
