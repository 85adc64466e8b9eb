#include "compiler/cli/terminal.h"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <cstring>

namespace pol::cli {
namespace {

double now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

const char* escape(Style style) {
  switch (style) {
    case Style::plain:
      return "";
    case Style::bold:
      return "\x1b[1m";
    case Style::red:
      return "\x1b[1;31m";
    case Style::yellow:
      return "\x1b[1;33m";
    case Style::green:
      return "\x1b[32m";
    case Style::blue:
      return "\x1b[34m";
    case Style::dim:
      return "\x1b[2m";
  }
  return "";
}

}  // namespace

std::string styled(const std::string& text, Style style, bool colored) {
  if (!colored || style == Style::plain || text.empty()) return text;
  return escape(style) + text + "\x1b[0m";
}

bool colors_wanted(const std::string& choice) {
  if (choice != "auto") return choice == "always";
  const char* no_color = std::getenv("NO_COLOR");
  const char* term = std::getenv("TERM");
  return ::isatty(STDERR_FILENO) && !(no_color && *no_color) && !(term && std::strcmp(term, "dumb") == 0);
}

Progress::Progress(std::string what)
    : what_(std::move(what)), terminal_(::isatty(STDERR_FILENO)), start_(now()) {}
Progress::~Progress() {
  clear();
}

void Progress::show(std::uint64_t rows, std::uint64_t done, std::uint64_t total) {
  if (!terminal_ || now() - last_ < 0.1) return;
  last_ = now();
  const double seconds = std::max(last_ - start_, 1e-3);
  std::string line = fmt::format("{}  {}", what_, counted(rows, "row"));
  if (total > 0 && done > 0) line += fmt::format("  {}%", done * 100 / total);
  line +=
      fmt::format("  {} rows/s", grouped(static_cast<std::uint64_t>(static_cast<double>(rows) / seconds)));
  if (total > done && done > 0)
    line += fmt::format("  {:.0f} s left",
                        seconds * static_cast<double>(total - done) / static_cast<double>(done));
  fmt::print(stderr, "\r\x1b[K{}", line);
  std::fflush(stderr);
  shown_ = true;
}

void Progress::clear() {
  if (shown_) fmt::print(stderr, "\r\x1b[K");
  shown_ = false;
}

std::string grouped(std::uint64_t n) {
  std::string text = std::to_string(n);
  for (std::size_t at = text.size(); at > 3;) text.insert(at -= 3, 1, ',');
  return text;
}

std::string share(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0) return "-";
  return fmt::format("{:.1f}%", 100.0 * static_cast<double>(part) / static_cast<double>(whole));
}

std::string counted(std::uint64_t n, const std::string& what) {
  return grouped(n) + " " + what + (n == 1 ? "" : "s");
}

}  // namespace pol::cli
