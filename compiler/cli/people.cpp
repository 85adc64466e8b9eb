#include "compiler/cli/people.h"

#include <fmt/format.h>

#include <algorithm>

#include "runtime/base/output_file.h"
#include "runtime/catalog/sample.h"
#include "runtime/data/csv.h"

namespace pol::cli {
namespace {

// Missing values are written so that no value of a tag can be mistaken for one.
constexpr std::pair<CauseMask, const char*> kTokens[] = {{cause::not_asked, ""},
                                                         {cause::no_hit, "(no_hit)"},
                                                         {cause::stale, "(stale)"},
                                                         {cause::suppressed, "(suppressed)"},
                                                         {cause::error, "(error)"}};

// A column for every tag and for every element of a series.
struct Column {
  std::size_t tag = 0;
  unsigned element = 1;
  std::string name;
};
std::vector<Column> columns(const catalog::Catalog& catalog) {
  std::vector<Column> all;
  for (std::size_t i = 0; i < catalog.tags.size(); ++i) {
    const catalog::Tag& tag = catalog.tags[i];
    if (tag.type.count == 0) all.push_back({i, 1, tag.id});
    for (unsigned k = 1; k <= tag.type.count; ++k) all.push_back({i, k, fmt::format("{}_{}", tag.id, k)});
  }
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

}  // namespace

std::string people_feed(const catalog::Catalog& catalog, const std::string& on) {
  std::string text = fmt::format(
      "# Reads the people that `pol sample` draws from catalogue {0} {1}.\n"
      "feed: sample_{0}\nversion: \"1\"\ncatalogue: \"{0} {1}\"\n"
      "format: {{kind: csv, delimiter: \",\", decimal: \".\", thousands: none}}\ncase_id: {2}\n",
      catalog.name, catalog.version, case_column(catalog));
  if (!on.empty()) text += fmt::format("decision_date: {{constant: {}}}\n", on);
  text += "as_of: decision_date\nmissing: {";
  const char* separator = "";
  for (const auto& [cause, token] : kTokens) {
    text += fmt::format("{}\"{}\": {}", separator, token, cause_names(cause));
    separator = ", ";
  }
  text += "}\ntags:\n";
  for (const Column& column : columns(catalog)) {
    const catalog::Tag& tag = catalog.tags[column.tag];
    if (tag.type.count == 0) {
      text += fmt::format("  {0}: {{column: {0}}}\n", tag.id);
      continue;
    }
    text += column.element == 1 ? fmt::format("  {}: {{columns: [", tag.id) : ", ";
    text += column.name;
    if (column.element == tag.type.count) text += "]}\n";
  }
  return text;
}

Status write_people(const catalog::Catalog& catalog, std::unique_ptr<study::Invariants> invariants,
                    std::uint64_t rows, std::uint64_t seed, const std::string& path, Progress& progress) {
  auto out = OutputFile::create(path);
  if (!out) return out.failure();
  const auto tags = columns(catalog);
  std::string line = case_column(catalog);
  for (const Column& column : tags) line += "," + column.name;
  out->write(line + "\n");
  study::People people(catalog, seed, std::move(invariants));
  for (std::uint64_t person = 1; person <= rows && !out->failed(); ++person) {
    const auto row = people.person(person);
    if (!row) return row.failure();
    line = study::People::id(person, rows);
    for (std::size_t i = 0; i < tags.size(); ++i) {
      line += ',';
      data::append_cell(line, cell(catalog, tags[i].tag, (**row)[i]));
    }
    line += '\n';
    out->write(line);
    if (person % 1024 == 0) progress.show(person, person, rows);
  }
  return out->commit();
}

}  // namespace pol::cli
