// pol feed check FEED DATA: what a feed makes of a file.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "compiler/cli/inputs.h"
#include "compiler/cli/terminal.h"
#include "runtime/data/feed_check.h"

namespace pol::cli {
namespace {

using Fate = data::CellValue::Fate;
using data::ColumnCheck;

constexpr std::pair<Fate, const char*> kFates[] = {
    {Fate::value, "present"},         {Fate::missing, "missing"},   {Fate::unmapped, "unmapped"},
    {Fate::unreadable, "unreadable"}, {Fate::too_fine, "too fine"}, {Fate::out_of_range, "out of range"}};

struct FeedOptions {
  std::string feed, data, catalogue;
  bool json = false;
};

const Type& type_of(const data::Feed& feed, const ColumnCheck& column) {
  for (const auto& tag : feed.tags)
    if (!column.report && tag.tag == column.name) return tag.rule.type;
  for (const auto& report : feed.report)
    if (column.report && report.name == column.name) return report.rule.type;
  static const Type kNone;
  return kNone;
}

std::string joined(const std::vector<std::string>& names) {
  std::string all;
  for (const std::string& name : names) all += (all.empty() ? "" : ", ") + name;
  return all;
}

std::string text_of(const data::Feed& feed, const data::FeedCheck& check, const std::string& path) {
  std::string out = fmt::format("feed {} version {} for catalogue {} {}; {}: {}\n", feed.name, feed.version,
                                feed.catalog->name, feed.catalog->version, path, counted(check.rows, "row"));
  std::size_t names = 16, columns = 8;
  for (const ColumnCheck& column : check.columns) {
    names = std::max(names, column.name.size());
    columns = std::max(columns, column.column.size());
  }
  out += fmt::format("{:<{}}  {:<{}}", "tag", names, "column", columns);
  for (const auto& [fate, title] : kFates)
    out += fmt::format("  {:>{}}", title, std::max<std::size_t>(8, std::string_view(title).size()));
  out += "\n";
  bool report = false;
  for (const ColumnCheck& column : check.columns) {
    if (column.report && !report) out += "for reports only\n";
    report = column.report;
    out += fmt::format("{:<{}}  {:<{}}", column.name, names, column.column, columns);
    for (const auto& [fate, title] : kFates)
      out += fmt::format("  {:>{}}", column.count(fate) ? share(column.count(fate), check.rows) : "-",
                         std::max<std::size_t>(8, std::string_view(title).size()));
    out += "\n";
    const Type& type = type_of(feed, column);
    if (column.ranged)
      out +=
          fmt::format("{:<{}}    from {} to {}\n", "", names, format_value(column.lowest, type, feed.enums),
                      format_value(column.highest, type, feed.enums));
    for (const auto& [cause, n] : column.causes)
      out += fmt::format("{:<{}}    missing ({}) {}\n", "", names, cause, grouped(n));
    for (const auto& [cell, n] : column.texts)
      out += fmt::format("{:<{}}    not usable: \"{}\" {}\n", "", names, cell, grouped(n));
  }
  if (!check.constants.empty()) out += "one value for all rows: " + joined(check.constants) + "\n";
  if (!check.unlisted_tags.empty())
    out += "not in the feed, so missing (not_asked): " + joined(check.unlisted_tags) + "\n";
  if (!check.unused_columns.empty())
    out += "columns that the feed does not use: " + joined(check.unused_columns) + "\n";
  if (check.blank_lines) out += counted(check.blank_lines, "line") + " without anything in it skipped\n";
  out += check.refused.empty() ? "no row is refused\n" : "rows that are refused:";
  for (const auto& [code, n] : check.refused) out += fmt::format(" {} {}", code, grouped(n));
  if (!check.refused.empty()) out += "\n";
  return out;
}

std::string json_of(const data::Feed& feed, const data::FeedCheck& check, const std::string& path) {
  nlohmann::ordered_json json;
  json["feed"] = {{"name", feed.name}, {"version", feed.version}};
  json["catalogue"] = feed.catalog->name + " " + feed.catalog->version;
  json["data"] = path;
  json["rows"] = check.rows;
  json["blank_lines"] = check.blank_lines;
  json["refused"] = check.refused;
  json["columns"] = nlohmann::ordered_json::array();
  for (const ColumnCheck& column : check.columns) {
    const Type& type = type_of(feed, column);
    nlohmann::ordered_json one;
    one["name"] = column.name;
    one["column"] = column.column;
    one["report"] = column.report;
    for (const auto& [fate, title] : kFates) {
      std::string key = title;
      std::replace(key.begin(), key.end(), ' ', '_');
      one[key] = column.count(fate);
    }
    one["causes"] = column.causes;
    if (column.ranged) {
      one["lowest"] = format_data(column.lowest, type, feed.enums);
      one["highest"] = format_data(column.highest, type, feed.enums);
    }
    one["not_usable"] = nlohmann::ordered_json::array();
    for (const auto& [text, n] : column.texts) one["not_usable"].push_back({{"text", text}, {"rows", n}});
    json["columns"].push_back(std::move(one));
  }
  json["constants"] = check.constants;
  json["unlisted_tags"] = check.unlisted_tags;
  json["unused_columns"] = check.unused_columns;
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

Exit run(Context& context, const FeedOptions& options) {
  std::string path = options.catalogue;
  if (path.empty()) {
    const auto found = catalog_of_feed(context, options.feed);
    if (!found) return fail(found.failure());
    path = *found;
  }
  const auto catalog = load_catalog(context, path);
  if (!catalog) return fail(catalog.failure());
  const auto feed = load_feed(context, options.feed, *catalog);
  if (!feed) return fail(feed.failure());
  Progress progress("reading");
  Diagnostics diagnostics;
  const auto check =
      data::check_feed(*feed, options.data, diagnostics,
                       [&](auto rows, auto done, auto total) { progress.show(rows, done, total); });
  progress.clear();
  report(context, diagnostics, Exit::input);
  if (!check) return fail(check.failure());
  fmt::print("{}",
             options.json ? json_of(*feed, *check, options.data) : text_of(*feed, *check, options.data));
  return Exit::ok;
}

}  // namespace

void add_feed(CLI::App& app, Context& context) {
  auto options = std::make_shared<FeedOptions>();
  CLI::App* feed = app.add_subcommand("feed", "How the columns of a file become tags");
  feed->require_subcommand(1);
  feed->footer(
      "Besides `column` or `constant` a tag of a feed may say how its cells are read:\n"
      "  missing: {\"\": not_asked}   texts that mean missing, and why\n"
      "  scale, round, unit         what a number is multiplied by, rounded to, counted in (fraction, %, "
      "bp)\n"
      "  exponent: yes              numbers may be written like 1e+05 (read exactly; three digits at most)\n"
      "  format, century            how a date is written, e.g. \"DD-Mon-YY\" and 1950\n"
      "  values: {A: yes, B: no}    what each text means\n"
      "  first: N                   only the first N characters of a cell are looked at\n"
      "  other: {value: V}          what all texts mean that `values` does not name; or a cause: `other: "
      "error`\n"
      "A file without a column of ids: `case_id: {line: L}` names the row on line 17 L17 (the header is line "
      "1).\n"
      "Example: pol feed check policies/sba/feed.yaml loans.csv");
  CLI::App* command = feed->add_subcommand("check", "What a feed makes of a file, column by column");
  command->add_option("FEED", options->feed, "A feed (YAML)")->required();
  command
      ->add_option("DATA", options->data,
                   "The rows (CSV; with DuckDB's shared library also .parquet, .json, .jsonl and .ndjson); - "
                   "is standard input")
      ->required();
  command
      ->add_option("--catalogue", options->catalogue,
                   "The tag catalogue; default: tags/NAME.yaml below a root")
      ->type_name("FILE");
  command->add_flag("--json", options->json, "The findings as one JSON object");
  command->footer(
      "Shares are of the rows whose cells can be told apart.\nExample: pol feed check policies/sba/feed.yaml "
      "loans.csv");
  command->callback(
      [&context, options] { context.action = [&context, options] { return run(context, *options); }; });
}

}  // namespace pol::cli
