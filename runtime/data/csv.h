// RFC 4180, strict and streaming. The reader is our own and not libcsv, because libcsv reports no line
// numbers, strips blanks around cells, drops empty lines silently and cannot go on after a broken quote: a
// row must never be lost.
//
// Accepted: LF or CRLF, a UTF-8 byte order mark, line breaks in quoted cells, no line end after the last row.
// Lines that are empty are skipped and counted (in a file of one column they are rows with an empty cell).
// Memory is bounded by the longest record (kMaxRecord).
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "runtime/base/result.h"

namespace pol::data {

struct CsvRow {
  enum class Flaw : std::uint8_t { none, malformed, not_utf8 } flaw = Flaw::none;
  std::string_view why;                 // malformed: what is wrong, in words
  std::uint64_t line = 0;               // where the record begins; the header is line 1
  std::vector<std::string_view> cells;  // unquoted; valid until the next row is read; empty if malformed
};

class CsvReader {
 public:
  static constexpr std::size_t kMaxRecord = std::size_t{16} << 20;
  static constexpr std::uint64_t kMaxQuotedLines =
      1000;  // a cell of more lines is a quote that nobody closed

  // Reads the header. Fails (exit 3) if the file cannot be read, is empty, is UTF-16 or has a header that is
  // not CSV.
  // "-" is standard input.
  static Result<CsvReader> open(const std::string& path, char delimiter = ',');
  const std::vector<std::string>& header() const { return header_; }
  // False at the end of the file. A malformed record costs one line: reading goes on at the line after the
  // one where it began. Rows may have more or fewer cells than the header; that is the caller's to judge.
  Result<bool> next(CsvRow& row);

  std::uint64_t blank_lines() const { return blank_lines_; }
  std::uint64_t bytes_read() const { return bytes_read_; }
  std::uint64_t bytes_total() const { return bytes_total_; }  // 0 = not known (a pipe)

 private:
  struct Descriptor {  // closes itself
    int fd = -1;
    Descriptor() = default;
    Descriptor(Descriptor&& other) noexcept : fd(std::exchange(other.fd, -1)) {}
    ~Descriptor();
  };
  struct Cell {
    std::size_t begin, end;  // from the start of the record
    bool doubled;            // holds "" for a quote
  };
  CsvReader() = default;
  bool has(std::size_t i) { return begin_ + i < end_ || fill(i); }
  char at(std::size_t i) const { return buffer_[begin_ + i]; }
  bool fill(std::size_t i);
  bool skip_blank_lines();
  const char* scan(std::size_t& size, std::uint64_t& newlines);
  const char* scan_quoted(std::size_t& i, Cell& cell, std::uint64_t& newlines);
  const char* scan_plain(std::size_t& i, Cell& cell);
  void skip_line();
  std::string_view cell_text(const Cell& cell);

  std::string path_;
  std::vector<std::string> header_;
  std::vector<Cell> cells_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0, end_ = 0;  // the record being read, and all that has been read
  std::uint64_t line_ = 1, blank_lines_ = 0, bytes_read_ = 0, bytes_total_ = 0;
  std::string error_;
  Descriptor file_;
  char delimiter_ = ',';
  bool eof_ = false, too_long_ = false;
};

// Appends `text` as one cell, quoted only where it must be.
void append_cell(std::string& line, std::string_view text);

}  // namespace pol::data
