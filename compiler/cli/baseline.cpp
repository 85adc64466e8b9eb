#include "compiler/cli/baseline.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <vector>

namespace pol::cli {
namespace {

std::string one_line(std::string text) {
  for (char& c : text)
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  return text;
}

std::string line_of(const std::string& baseline, const Diagnostic& diagnostic, const Sources& sources) {
  namespace fs = std::filesystem;
  std::string file = "-";
  if (diagnostic.span.file != kNoFile) {
    std::error_code ec;
    const fs::path folder = fs::absolute(baseline, ec).parent_path();
    file = fs::absolute(sources.path(diagnostic.span.file), ec)
               .lexically_normal()
               .lexically_proximate(folder.lexically_normal())
               .generic_string();
  }
  return one_line(fmt::format("{} {} {}", info(diagnostic.code).name, file, diagnostic.message));
}

bool is_warning(const Diagnostic& diagnostic) {
  return info(diagnostic.code).severity == Severity::warning;
}

}  // namespace

Result<Baseline> Baseline::read(const std::string& path) {
  Sources files;
  const auto file = files.load(path);
  if (!file) return file.failure();
  Baseline baseline;
  baseline.path_ = path;
  std::string_view rest = files.text(*file);
  for (std::size_t number = 1; !rest.empty(); ++number) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty() || line.starts_with('#')) continue;
    const auto code = code_by_name(line.substr(0, line.find(' ')));
    if (!code || info(*code).severity != Severity::warning)
      return Failure{Exit::input, fmt::format("{}:{}: not a line of a baseline: it begins with the code of a "
                                              "warning, as in `W0901 limit.pol nothing uses `a``",
                                              path, number)};
    ++baseline.lines_[std::string(line)];
  }
  return baseline;
}

std::string Baseline::text(const std::string& path, const Diagnostics& diagnostics, const Sources& sources) {
  std::vector<std::string> lines;
  for (const Diagnostic& diagnostic : diagnostics.all())
    if (is_warning(diagnostic)) lines.push_back(line_of(path, diagnostic, sources));
  std::sort(lines.begin(), lines.end());
  std::string text = "# warnings that are accepted; written by `pol check --write-baseline`\n";
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

void Baseline::apply(Diagnostics& diagnostics, Diagnostics& accepted, const Sources& sources) {
  Diagnostics kept;
  for (const Diagnostic& diagnostic : diagnostics.all()) {
    const auto line =
        is_warning(diagnostic) ? lines_.find(line_of(path_, diagnostic, sources)) : lines_.end();
    if (line == lines_.end() || line->second == 0) {
      kept.add(diagnostic);
    } else {
      --line->second;
      accepted.add(diagnostic);
    }
  }
  diagnostics = std::move(kept);
}

std::size_t Baseline::left() const {
  std::size_t count = 0;
  for (const auto& [line, times] : lines_) count += times;
  return count;
}

}  // namespace pol::cli
