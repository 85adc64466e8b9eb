#include "compiler/cli/render.h"

#include <fmt/format.h>
#include <utf8proc.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "compiler/cli/terminal.h"
#include "runtime/base/utf8.h"

namespace pol::cli {
namespace {

constexpr int kWidth = 110;           // of an excerpt, in terminal cells
constexpr std::size_t kNear = 4'000;  // bytes of a line that are looked at on each side of a place

bool unseen(utf8proc_int32_t c) {
  const auto category = utf8proc_category(c);
  return category == UTF8PROC_CATEGORY_CC || category == UTF8PROC_CATEGORY_CF ||
         category == UTF8PROC_CATEGORY_ZL || category == UTF8PROC_CATEGORY_ZP;
}

// A line cut into what is shown for each code point and how many cells that takes.
struct Glyph {
  std::string shown;
  int width;
  std::size_t begin;  // byte offset in the line
};

std::vector<Glyph> glyphs(std::string_view line) {
  std::vector<Glyph> result;
  for (std::size_t i = 0; i < line.size();) {
    utf8proc_int32_t c = 0;
    auto n = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(line.data() + i),
                              static_cast<utf8proc_ssize_t>(line.size() - i), &c);
    const bool bad = n <= 0;
    if (bad) n = 1;
    if (!bad && c == '\t')
      result.push_back({" ", 1, i});
    else if (bad || unseen(c))
      result.push_back({"\xEF\xBF\xBD", 1, i});
    else
      result.push_back({std::string(line.substr(i, static_cast<std::size_t>(n))), utf8proc_charwidth(c), i});
    i += static_cast<std::size_t>(n);
  }
  return result;
}

std::string visible(std::string_view text) {
  std::string result;
  for (const Glyph& glyph : glyphs(text)) result += glyph.shown;
  return result;
}

void append_excerpt(std::string& out, const Span& span, const Sources& sources, Style style, bool colored) {
  if (span.file == kNoFile || sources.text(span.file).empty()) return;
  const Place place = sources.place(span);
  // Of a line of megabytes only what is near the place.
  const auto whole = sources.line_text(span.file, place.line);
  const std::size_t line_start = sources.line_start(span.file, place.line);
  std::size_t cut = span.begin - line_start > kNear ? span.begin - line_start - kNear : 0;
  while (cut > 0 && cut < whole.size() && (static_cast<unsigned char>(whole[cut]) & 0xC0) == 0x80) --cut;
  const auto line = whole.substr(std::min(cut, whole.size()), 2 * kNear);
  const std::size_t start = line_start + cut;
  const std::size_t from = span.begin - start, to = std::max<std::size_t>(span.end, span.begin + 1) - start;
  const auto all = glyphs(line);
  // A window of the line around the place, where the line is long.
  std::size_t at = 0;
  while (at < all.size() && all[at].begin < from) ++at;
  std::size_t first = 0;
  int before = 0;
  for (std::size_t i = at; i-- > 0;) {
    before += all[i].width;
    if (before > kWidth / 2 && all.size() > static_cast<std::size_t>(kWidth)) {
      first = i + 1;
      break;
    }
  }
  std::string text = first > 0 ? "…" : "", marks = first > 0 ? " " : "";
  int width = 0;
  std::size_t i = first;
  for (; i < all.size() && width < kWidth; ++i) {
    text += all[i].shown;
    width += all[i].width;
    const bool marked = all[i].begin >= from && all[i].begin < to;
    if (marked || all[i].begin < from)
      marks.append(static_cast<std::size_t>(all[i].width), marked ? '^' : ' ');
  }
  if (i < all.size()) text += "…";
  if (from >= line.size()) marks += '^';
  out += styled(fmt::format("{:>6} | ", place.line), Style::blue, colored) + text + "\n";
  out += styled("       | ", Style::blue, colored) + styled(marks, style, colored) + "\n";
}

std::string place_text(const Span& span, const Sources& sources) {
  if (span.file == kNoFile) return {};
  const Place place = sources.place(span);
  return fmt::format("{}:{}:{}", visible(sources.path(span.file)), place.line, place.column);
}

Style style_of(Severity severity) {
  return severity == Severity::error ? Style::red : Style::yellow;
}

nlohmann::ordered_json place_json(const Span& span, const Sources& sources, bool end) {
  nlohmann::ordered_json json;
  json["file"] = nullptr;
  if (span.file == kNoFile) return json;
  const Place from = sources.place(span), to = sources.place(span.file, span.end);
  json["file"] = sources.path(span.file);
  json["line"] = from.line;
  json["column"] = from.column;
  if (end) {
    json["end_line"] = to.line;
    json["end_column"] = to.column;
  }
  return json;
}

}  // namespace

std::string render(const Diagnostic& d, const Sources& sources, bool colored) {
  const Style style = style_of(d.severity());
  std::string out = styled(std::string(info(d.code).name), style, colored);
  if (d.span.file != kNoFile) out += " " + styled(place_text(d.span, sources), Style::bold, colored);
  out += " " + visible(d.message);
  if (!d.example.empty()) out += ". For example: " + visible(d.example);
  if (!d.fix.empty()) out += ". " + styled(visible(d.fix), Style::green, colored);
  out += "\n";
  append_excerpt(out, d.span, sources, style, colored);
  for (const Note& note : d.notes) {
    out += "  note: ";
    if (note.span.file != kNoFile) out += place_text(note.span, sources) + " ";
    out += visible(note.text) + "\n";
    append_excerpt(out, note.span, sources, Style::blue, colored);
  }
  return out;
}

std::string render(const Diagnostics& diagnostics, const Sources& sources, bool colored) {
  std::string out;
  for (const Diagnostic& d : diagnostics.all()) out += render(d, sources, colored);
  return out;
}

std::string count_line(const Diagnostics& diagnostics) {
  const auto errors = diagnostics.errors(), warnings = diagnostics.warnings();
  std::string line = errors ? counted(errors, "error") : "";
  if (warnings) line += (line.empty() ? "" : ", ") + counted(warnings, "warning");
  return line;
}

std::string diagnostics_json(const Diagnostics& diagnostics, const Sources& sources) {
  nlohmann::ordered_json all = nlohmann::ordered_json::array();
  for (const Diagnostic& d : diagnostics.all()) {
    nlohmann::ordered_json one;
    one["code"] = info(d.code).name;
    one["severity"] = d.severity() == Severity::error ? "error" : "warning";
    one.update(place_json(d.span, sources, true));
    one["message"] = d.message;
    if (!d.example.empty()) one["example"] = d.example;
    if (!d.fix.empty()) one["fix"] = d.fix;
    one["notes"] = nlohmann::ordered_json::array();
    for (const Note& note : d.notes) {
      nlohmann::ordered_json json = place_json(note.span, sources, false);
      json["text"] = note.text;
      one["notes"].push_back(std::move(json));
    }
    all.push_back(std::move(one));
  }
  nlohmann::ordered_json root;
  root["diagnostics"] = std::move(all);
  root["errors"] = diagnostics.errors();
  root["warnings"] = diagnostics.warnings();
  return root.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

}  // namespace pol::cli
