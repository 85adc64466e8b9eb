// A report as data: what simulate, diff and sweep found, before anybody decides how to show it. Three writers
// turn it into text for a terminal, JSON and one HTML page. Whoever builds one computes everything; writers
// only lay out.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "runtime/value/type.h"

namespace pol::report {

// One value, in the forms that the writers need.
struct Cell {
  std::string text;            // for people: "12,300", "41.2%", "72,000 CNY"
  std::string json = "null";   // a JSON literal; money and other amounts as strings, exact
  std::optional<double> plot;  // for charts and heat; empty: nothing to draw
};
Cell words(std::string_view text);
Cell count(std::uint64_t n);
Cell signed_count(std::int64_t n);  // +1,200
// part / whole; nothing ("-", null) of an empty whole. JSON: a fraction with six places.
Cell share(std::uint64_t part, std::uint64_t whole);
Cell amount(i128 number, const Type& type, const EnumPool& enums);
Cell average(i128 sum, std::uint64_t count, const Type& type, const EnumPool& enums);  // rounded half even
Cell real(double value, int digits);
Cell nothing();
// A count below `least`, of which only that is said. 0 is told as it is.
Cell count_or_few(std::uint64_t n, std::uint64_t least);

struct Column {
  std::string id, title;
  bool number = true;  // aligned to the right
  bool heat = false;   // HTML: cells are shaded by their value
};

struct Table {
  std::string id, title;
  std::vector<Column> columns;
  std::vector<std::vector<Cell>> rows;
  std::string note;  // below it
};

struct Chart {
  enum class Kind : std::uint8_t { bars, stacked_bars, across, line, scatter } kind = Kind::bars;
  std::string title, table;    // id of the table that it draws
  std::string x;               // column id: labels
  std::vector<std::string> y;  // column ids: one series each
  std::string x_title, y_title;
  bool percent = false;  // y is a share
  std::string names;     // column id: what the points of a scatter are called; may be empty
};

struct Section {
  std::string id, title, lead;  // lead: a sentence or two, may be empty
  std::vector<Table> tables;
  std::vector<Chart> charts;
};
using MaybeSection = std::optional<Section>;  // empty: nothing to tell

struct Figure {
  std::string id, title;
  Cell value;
  std::string detail;
};

struct Report {
  std::string command;  // "simulate"
  std::string title;
  std::vector<std::pair<std::string, std::string>> about;  // policy, data, dates: key, text
  std::vector<Figure> figures;
  std::vector<Section> sections;
  std::vector<std::string> warnings;
};

inline constexpr int kSchema = 1;  // of the JSON; a change that breaks readers is a new number

std::string to_text(const Report& report, bool colored);
std::string to_json(const Report& report);
// One self-contained page: works offline, light and dark, on a phone, on paper.
std::string to_html(const Report& report);
bool has_charts();  // false: built without the chart library, pages have tables only

}  // namespace pol::report
