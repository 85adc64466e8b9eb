// Source files and places in them. A Span is a byte range of one file; lines and columns (both from 1,
// columns count code points) are computed when a message is printed.
#pragma once
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/base/result.h"

namespace pol {

using FileId = std::uint32_t;
inline constexpr FileId kNoFile = ~FileId{0};

struct Span {
  FileId file = kNoFile;
  std::uint32_t begin = 0;  // byte offsets, end excluded
  std::uint32_t end = 0;
  bool operator==(const Span&) const = default;
};

struct Place {
  std::uint32_t line = 0, column = 0;  // from 1; 0 means "the file as a whole"
};

// Owns every text that diagnostics point into. Files are never removed; texts and paths stay valid as long as
// this lives.
class Sources {
 public:
  // `path` is what messages show.
  FileId add(std::string path, std::string text);
  // Reads a file. Fails (exit 3) when it cannot be read or is larger than `max_bytes`.
  Result<FileId> load(const std::string& path, std::size_t max_bytes = std::size_t{32} << 20);
  const std::string& path(FileId file) const { return files_[file].path; }
  const std::string& text(FileId file) const { return files_[file].text; }
  std::size_t size() const { return files_.size(); }
  Place place(FileId file, std::uint32_t offset) const;
  Place place(const Span& span) const { return place(span.file, span.begin); }
  std::string_view slice(const Span& span) const;
  std::string_view line_text(FileId file, std::uint32_t line) const;  // without the line end
  std::uint32_t line_start(FileId file, std::uint32_t line) const;    // byte offset; line from 1

 private:
  struct File {
    std::string path, text;
    std::vector<std::uint32_t> starts;
  };
  std::deque<File> files_;
};

}  // namespace pol
