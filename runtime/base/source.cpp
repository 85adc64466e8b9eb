#include "runtime/base/source.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

namespace pol {

FileId Sources::add(std::string path, std::string text) {
  File file{std::move(path), std::move(text), {0}};
  for (std::size_t i = 0; i < file.text.size(); ++i)
    if (file.text[i] == '\n') file.starts.push_back(static_cast<std::uint32_t>(i + 1));
  files_.push_back(std::move(file));
  return static_cast<FileId>(files_.size() - 1);
}

Result<FileId> Sources::load(const std::string& path, std::size_t max_bytes) {
  std::error_code ec;
  if (std::filesystem::is_directory(path, ec))
    return Failure{Exit::input, path + ": is a folder, not a file"};
  std::ifstream in(path, std::ios::binary);
  if (!in) return Failure{Exit::input, path + ": cannot be read: " + std::strerror(errno)};
  std::string text;
  char buffer[65536];
  while (in.read(buffer, sizeof buffer) || in.gcount() > 0) {
    text.append(buffer, static_cast<std::size_t>(in.gcount()));
    if (text.size() > max_bytes)
      return Failure{Exit::input, path + ": is larger than " + std::to_string(max_bytes >> 20) + " MiB"};
  }
  if (in.bad()) return Failure{Exit::input, path + ": cannot be read: " + std::strerror(errno)};
  return add(path, std::move(text));
}

Place Sources::place(FileId id, std::uint32_t offset) const {
  if (id == kNoFile) return {};
  const File& file = files_[id];
  auto it = std::upper_bound(file.starts.begin(), file.starts.end(), offset);
  const auto line = static_cast<std::uint32_t>(it - file.starts.begin());
  std::uint32_t column = 1;
  for (std::uint32_t i = file.starts[line - 1]; i < offset && i < file.text.size(); ++i)
    if ((static_cast<unsigned char>(file.text[i]) & 0xC0) != 0x80) ++column;
  if (offset < file.text.size() && (static_cast<unsigned char>(file.text[offset]) & 0xC0) == 0x80) --column;
  return {line, column};
}

std::string_view Sources::slice(const Span& span) const {
  if (span.file == kNoFile) return {};
  std::string_view text = files_[span.file].text;
  const auto begin = std::min<std::size_t>(span.begin, text.size());
  return text.substr(begin, std::min<std::size_t>(span.end, text.size()) - begin);
}

std::uint32_t Sources::line_start(FileId file, std::uint32_t line) const {
  return files_[file].starts[line - 1];
}

std::string_view Sources::line_text(FileId id, std::uint32_t line) const {
  const File& file = files_[id];
  if (line == 0 || line > file.starts.size()) return {};
  std::string_view text = std::string_view(file.text).substr(file.starts[line - 1]);
  text = text.substr(0, text.find('\n'));
  if (!text.empty() && text.back() == '\r') text.remove_suffix(1);
  return text;
}

}  // namespace pol
