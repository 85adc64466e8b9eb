// Reports for a terminal.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/report/report.h"
#include "runtime/base/utf8.h"

namespace pol::report {
namespace {

constexpr std::size_t kRowsShown = 40;  // of a table; the rest is in the JSON and the page

std::string padded(const std::string& text, std::size_t width, bool right) {
  const std::size_t own = display_width(text);
  const std::string blanks(width > own ? width - own : 0, ' ');
  return right ? blanks + text : text + blanks;
}

std::string trimmed(std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

class TextWriter {
 public:
  explicit TextWriter(bool colored) : colored_(colored) {}

  std::string write(const Report& report) {
    out_ = bold(report.title) + "\n";
    std::size_t width = 0;
    for (const auto& [key, unused] : report.about) width = std::max(width, display_width(key));
    for (const auto& [key, text] : report.about) out_ += "  " + padded(key, width + 2, false) + text + "\n";
    for (const std::string& warning : report.warnings) out_ += "warning: " + warning + "\n";
    figures(report.figures);
    for (const Section& section : report.sections) {
      out_ += "\n" + bold(section.title) + "\n";
      if (!section.lead.empty()) out_ += "  " + section.lead + "\n";
      for (const Table& table : section.tables) this->table(table, section.tables.size() > 1);
    }
    return std::move(out_);
  }

 private:
  std::string bold(const std::string& text) const { return colored_ ? "\x1b[1m" + text + "\x1b[0m" : text; }

  void figures(const std::vector<Figure>& figures) {
    std::size_t title = 0, value = 0;
    for (const Figure& figure : figures) {
      title = std::max(title, display_width(figure.title));
      value = std::max(value, display_width(figure.value.text));
    }
    if (!figures.empty()) out_ += "\n";
    for (const Figure& figure : figures)
      out_ += trimmed("  " + padded(figure.title, title + 2, false) + padded(figure.value.text, value, true) +
                      "  " + figure.detail);
  }

  void table(const Table& table, bool titled) {
    if (titled && !table.title.empty()) out_ += "  " + table.title + "\n";
    const std::size_t rows = std::min(table.rows.size(), kRowsShown);
    std::vector<std::size_t> widths;
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      std::size_t width = display_width(table.columns[c].title);
      for (std::size_t r = 0; r < rows; ++r) width = std::max(width, display_width(table.rows[r][c].text));
      widths.push_back(width);
    }
    const auto line = [&](const auto& text_of) {
      std::string text = "  ";
      for (std::size_t c = 0; c < table.columns.size(); ++c)
        text += (c ? "  " : "  ") + padded(text_of(c), widths[c], table.columns[c].number);
      return trimmed(text);
    };
    const std::string head = line([&](std::size_t c) { return table.columns[c].title; });
    out_ += colored_ ? "\x1b[2m" + head.substr(0, head.size() - 1) + "\x1b[0m\n" : head;
    for (std::size_t r = 0; r < rows; ++r) out_ += line([&](std::size_t c) { return table.rows[r][c].text; });
    if (table.rows.empty()) out_ += "    none\n";
    if (table.rows.size() > rows)
      out_ += fmt::format("    and {} more: --json and --html tell all\n", table.rows.size() - rows);
    if (!table.note.empty()) out_ += "    " + table.note + "\n";
  }

  bool colored_;
  std::string out_;
};

}  // namespace

std::string to_text(const Report& report, bool colored) {
  return TextWriter(colored).write(report);
}

}  // namespace pol::report
