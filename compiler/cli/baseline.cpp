#include "compiler/cli/baseline.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <vector>

namespace pol::cli {
namespace {

std::string one_line(std::string text) {
  for (char& c : text)
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  return text;
}

std::filesystem::path folder_of(const std::string& baseline) {
  std::error_code error;
  return std::filesystem::absolute(baseline, error).lexically_normal().parent_path();
}

// A path as a baseline writes it: relative to its folder, one word.
std::string name_of(const std::string& path, const std::filesystem::path& folder) {
  std::error_code error;
  const std::string name =
      std::filesystem::absolute(path, error).lexically_normal().lexically_proximate(folder).generic_string();
  std::string word;
  for (const char c : name) word += c == ' ' ? "%20" : c == '%' ? "%25" : std::string(1, c);
  return word;
}

std::string path_named(std::string word) {
  for (const auto& [escape, c] : {std::pair{"%20", " "}, std::pair{"%25", "%"}})
    for (auto at = word.find(escape); at != std::string::npos; at = word.find(escape, at + 1))
      word.replace(at, 3, c);
  return word;
}

// The second word of a line.
std::string file_word(const std::string& line) {
  const auto begin = line.find(' ') + 1;
  return line.substr(begin, line.find(' ', begin) - begin);
}

std::string line_of(const std::string& baseline, const Diagnostic& diagnostic, const Sources& sources) {
  const std::string file = diagnostic.span.file == kNoFile
                               ? "-"
                               : name_of(sources.path(diagnostic.span.file), folder_of(baseline));
  return one_line(fmt::format("{} {} {}", info(diagnostic.code).name, file, diagnostic.message));
}

bool is_warning(const Diagnostic& diagnostic) {
  return diagnostic.severity() == Severity::warning;
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
    const auto words = std::count(line.begin(), line.end(), ' ');
    if (!code || info(*code).severity != Severity::warning || words < 2)
      return Failure{Exit::input,
                     fmt::format("{}:{}: not a line of a baseline: a line is the code of a warning, "
                                 "its file and its message, as in `W0901 limit.pol nothing uses `a``",
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

Baseline::Left Baseline::left(const Sources& sources) const {
  const std::filesystem::path folder = folder_of(path_);
  std::set<std::string> read{"-"};
  for (FileId file = 0; file < sources.size(); ++file) read.insert(name_of(sources.path(file), folder));
  Left out;
  for (const auto& [line, times] : lines_) {
    const std::string file = file_word(line);
    std::error_code error;
    if (read.contains(file))
      out.gone.insert(out.gone.end(), times, line);
    else if (times > 0 && !std::filesystem::exists(folder / path_named(file), error) &&
             std::find(out.files.begin(), out.files.end(), path_named(file)) == out.files.end())
      out.files.push_back(path_named(file));
  }
  return out;
}

}  // namespace pol::cli
