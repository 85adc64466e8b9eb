// Reports as one page. Charts are drawn in the reader's browser by the embedded library from the values of
// the tables; without scripts the tables are all there.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "compiler/report/report.h"
#include "runtime/base/utf8.h"

namespace pol::report {
namespace {

constexpr std::pair<std::string_view, std::string_view> kPage[] = {
#include "report_page.inc"
};

constexpr std::size_t kUnbroken = 24;  // columns of text that stay on one line

std::string_view page(std::string_view name) {
  for (const auto& [file, text] : kPage)
    if (file == name) return text;
  return {};
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  return out;
}

const Table* find(const Section& section, const std::string& id) {
  for (const Table& table : section.tables)
    if (table.id == id) return &table;
  return nullptr;
}

std::size_t column(const Table& table, const std::string& id) {
  std::size_t i = 0;
  while (i < table.columns.size() && table.columns[i].id != id) ++i;
  return i;
}

const char* kind_name(Chart::Kind kind) {
  switch (kind) {
    case Chart::Kind::bars:
      return "bars";
    case Chart::Kind::stacked_bars:
      return "stacked_bars";
    case Chart::Kind::across:
      return "across";
    case Chart::Kind::line:
      return "line";
    case Chart::Kind::scatter:
      return "scatter";
  }
  return "";
}

nlohmann::ordered_json plotted(const Cell& cell) {
  return cell.plot ? nlohmann::ordered_json(*cell.plot) : nlohmann::ordered_json();
}

nlohmann::ordered_json chart_json(const Chart& chart, const Table& table) {
  nlohmann::ordered_json json;
  json["kind"] = kind_name(chart.kind);
  json["x_title"] = chart.x_title;
  json["y_title"] = chart.y_title;
  json["percent"] = chart.percent;
  const std::size_t x = column(table, chart.x);
  for (const auto& row : table.rows) json["labels"].push_back(row[x].text);
  for (const auto& row : table.rows) json["positions"].push_back(plotted(row[x]));
  if (!chart.names.empty())
    for (const auto& row : table.rows) json["names"].push_back(row[column(table, chart.names)].text);
  for (const std::string& y : chart.y) {
    const std::size_t c = column(table, y);
    nlohmann::ordered_json series{{"title", table.columns[c].title}};
    for (const auto& row : table.rows) {
      series["values"].push_back(plotted(row[c]));
      series["texts"].push_back(row[c].text);
    }
    json["series"].push_back(std::move(series));
  }
  return json;
}

class PageWriter {
 public:
  std::string write(const Report& report) {
    out_ =
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n";
    out_ += "<title>" + escaped(report.title) + "</title>\n<style>\n" + std::string(page("page.css")) +
            "</style>\n</head>\n<body>\n<header>\n<h1>" + escaped(report.title) +
            "</h1>\n<dl class=\"about\">\n";
    for (const auto& [key, text] : report.about)
      out_ += "<dt>" + escaped(key) + "</dt><dd>" + escaped(text) + "</dd>\n";
    out_ += "</dl>\n";
    for (const std::string& warning : report.warnings)
      out_ += "<p class=\"warning\" role=\"note\">" + escaped(warning) + "</p>\n";
    figures(report.figures);
    out_ += "<nav aria-label=\"Sections\">\n";
    for (const Section& section : report.sections)
      out_ += "<a href=\"#" + section.id + "\">" + escaped(section.title) + "</a>\n";
    out_ += "</nav>\n</header>\n<main>\n";
    for (const Section& one : report.sections) section(one);
    out_ += "</main>\n<footer>Computed by running the policy";
    if (!has_charts()) out_ += "; built without a chart library, so there are tables only";
    out_ += ".</footer>\n";
    scripts();
    return std::move(out_) + "</body>\n</html>\n";
  }

 private:
  void figures(const std::vector<Figure>& figures) {
    if (figures.empty()) return;
    out_ += "<div class=\"figures\">\n";
    for (const Figure& figure : figures)
      out_ += "<div class=\"figure\"><div class=\"title\">" + escaped(figure.title) +
              "</div><div class=\"value\">" + escaped(figure.value.text) + "</div><div class=\"detail\">" +
              escaped(figure.detail) + "</div></div>\n";
    out_ += "</div>\n";
  }

  void section(const Section& section) {
    out_ += "<section id=\"" + section.id + "\">\n<h2>" + escaped(section.title) + "</h2>\n";
    if (!section.lead.empty()) out_ += "<p>" + escaped(section.lead) + "</p>\n";
    if (has_charts() && !section.charts.empty()) {
      out_ += "<div class=\"charts\">\n";
      for (const Chart& one : section.charts) chart(one, section);
      out_ += "</div>\n";
    }
    for (const Table& one : section.tables) table(one, section);
    out_ += "</section>\n";
  }

  void chart(const Chart& chart, const Section& section) {
    const Table* table = find(section, chart.table);
    if (!table || table->rows.empty()) return;
    out_ += fmt::format(
        "<figure><figcaption>{0}</figcaption><div class=\"canvas\"><canvas id=\"chart{1}\" role=\"img\" "
        "aria-label=\"{0}. The table {2} has its values.\"></canvas></div></figure>\n",
        escaped(chart.title), charts_.size(), escaped(table->title.empty() ? section.title : table->title));
    charts_.push_back(chart_json(chart, *table));
  }

  void table(const Table& table, const Section& section) {
    if (!table.title.empty()) out_ += "<h3>" + escaped(table.title) + "</h3>\n";
    // A table that scrolls sideways on a phone can be reached by the keyboard.
    out_ += "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"" +
            escaped(table.title.empty() ? section.title : table.title) + "\"><table>\n<thead><tr>";
    for (const Column& column : table.columns)
      out_ += std::string("<th scope=\"col\"") + (column.number ? " class=\"number\"" : "") + ">" +
              escaped(column.title) + "</th>";
    out_ += "</tr></thead>\n<tbody>\n";
    std::vector<double> most(table.columns.size());
    for (const auto& row : table.rows)
      for (std::size_t c = 0; c < row.size(); ++c)
        if (row[c].plot) most[c] = std::max(most[c], std::abs(*row[c].plot));
    for (const auto& row : table.rows) {
      out_ += "<tr>";
      for (std::size_t c = 0; c < row.size(); ++c) {
        out_ += table.columns[c].number                   ? "<td class=\"number\""
                : display_width(row[c].text) <= kUnbroken ? "<td class=\"short\""
                                                          : "<td";
        if (table.columns[c].heat && row[c].plot && most[c] > 0)
          out_ += fmt::format(" style=\"background: rgba(var(--heat), {:.2f})\"",
                              0.45 * std::abs(*row[c].plot) / most[c]);
        out_ += ">" + escaped(row[c].text) + "</td>";
      }
      out_ += "</tr>\n";
    }
    if (table.rows.empty())
      out_ += fmt::format("<tr><td colspan=\"{}\">none</td></tr>\n", table.columns.size());
    out_ += "</tbody></table></div>\n";
    if (!table.note.empty()) out_ += "<p class=\"note\">" + escaped(table.note) + "</p>\n";
  }

  void scripts() {
    if (!has_charts() || charts_.empty()) return;
    std::string data = charts_.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    for (std::size_t at = 0; (at = data.find("</", at)) != std::string::npos; at += 3)
      data.replace(at, 2, "<\\/");
    out_ += "<script type=\"application/json\" id=\"charts\">" + data + "</script>\n<script>\n" +
            std::string(page("chart.min.js")) + "\n</script>\n<script>\n" + std::string(page("page.js")) +
            "</script>\n";
  }

  std::string out_;
  nlohmann::ordered_json charts_ = nlohmann::ordered_json::array();
};

}  // namespace

bool has_charts() {
  return !page("chart.min.js").empty();
}

std::string to_html(const Report& report) {
  return PageWriter().write(report);
}

}  // namespace pol::report
