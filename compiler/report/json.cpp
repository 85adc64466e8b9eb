// Reports as JSON. Written by hand and not through a tree, because cells are JSON already and a table may
// have many.
#include <nlohmann/json.hpp>

#include "compiler/report/report.h"

namespace pol::report {
namespace {

std::string text(const std::string& value) {
  return nlohmann::json(value).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

template <class Items, class Write>
std::string list(const Items& items, const char* open, const char* close, Write write) {
  std::string out = open;
  for (const auto& item : items) {
    if (out.size() > 1) out += ", ";
    out += write(item);
  }
  return out + close;
}

std::string table(const Table& table) {
  std::string out = "{\"id\": " + text(table.id) + ", \"title\": " + text(table.title) + ", \"columns\": ";
  out += list(table.columns, "[", "]", [](const Column& column) {
    return "{\"id\": " + text(column.id) + ", \"title\": " + text(column.title) + "}";
  });
  out += ", \"rows\": [";
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    out += r ? ",\n    {" : "\n    {";
    for (std::size_t c = 0; c < table.columns.size(); ++c)
      out += (c ? ", " : "") + text(table.columns[c].id) + ": " + table.rows[r][c].json;
    out += "}";
  }
  out += "]";
  if (!table.note.empty()) out += ", \"note\": " + text(table.note);
  return out + "}";
}

}  // namespace

std::string to_json(const Report& report) {
  std::string out = "{\"report\": " + text(report.command) + ", \"schema\": " + std::to_string(kSchema) +
                    ", \"title\": " + text(report.title);
  out += ",\n \"about\": " + list(report.about, "{", "}",
                                  [](const auto& one) { return text(one.first) + ": " + text(one.second); });
  out += ",\n \"warnings\": " + list(report.warnings, "[", "]", text);
  out += ",\n \"figures\": " + list(report.figures, "[", "]", [](const Figure& figure) {
           return "{\"id\": " + text(figure.id) + ", \"title\": " + text(figure.title) +
                  ", \"value\": " + figure.value.json + ", \"detail\": " + text(figure.detail) + "}";
         });
  out += ",\n \"sections\": [";
  for (std::size_t i = 0; i < report.sections.size(); ++i) {
    const Section& section = report.sections[i];
    out += (i ? ",\n  {" : "\n  {");
    out += "\"id\": " + text(section.id) + ", \"title\": " + text(section.title) +
           ", \"lead\": " + text(section.lead) + ", \"tables\": " + list(section.tables, "[", "]", table) +
           "}";
  }
  return out + "]}\n";
}

}  // namespace pol::report
