#include "runtime/data/csv.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "runtime/base/utf8.h"

namespace pol::data {
namespace {

constexpr std::size_t kChunk = std::size_t{256} << 10;
constexpr const char* kTooLong = "the record is longer than 16 MiB";

}  // namespace

CsvReader::Descriptor::~Descriptor() {
  if (fd >= 0) ::close(fd);
}

Result<CsvReader> CsvReader::open(const std::string& path, char delimiter) {
  const auto fail = [&](const std::string& what) { return Failure{Exit::input, path + ": " + what}; };
  CsvReader reader;
  reader.path_ = path;
  reader.delimiter_ = delimiter;
  reader.file_.fd = path == "-" ? ::dup(STDIN_FILENO) : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (reader.file_.fd < 0) return fail(std::string("cannot be read: ") + std::strerror(errno));
  struct stat status{};
  if (::fstat(reader.file_.fd, &status) == 0) {
    if (S_ISDIR(status.st_mode)) return fail("is a folder, not a file");
    if (S_ISREG(status.st_mode)) reader.bytes_total_ = static_cast<std::uint64_t>(status.st_size);
  }
  if (reader.has(2) && std::memcmp(reader.buffer_.data(), "\xEF\xBB\xBF", 3) == 0) reader.begin_ = 3;
  if (reader.has(1)) {
    const auto a = static_cast<unsigned char>(reader.at(0)), b = static_cast<unsigned char>(reader.at(1));
    if ((a == 0xFF && b == 0xFE) || (a == 0xFE && b == 0xFF)) return fail("is UTF-16; save it as UTF-8");
  }
  CsvRow row;
  const auto more = reader.next(row);
  if (!more) return more.failure();
  if (!*more) return fail("is empty; a header line with the names of the columns is needed");
  if (row.flaw == CsvRow::Flaw::not_utf8) return fail("line 1: the header is not UTF-8");
  if (row.flaw == CsvRow::Flaw::malformed)
    return fail("line 1: the header is not CSV: " + std::string(row.why));
  reader.header_.assign(row.cells.begin(), row.cells.end());
  return reader;
}

// Makes byte i of the record available. The record moves to the front of the buffer, so offsets from its
// start hold.
bool CsvReader::fill(std::size_t i) {
  while (begin_ + i >= end_ && !eof_ && !too_long_) {
    if (begin_ > 0) {
      std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
      end_ -= begin_;
      begin_ = 0;
    }
    if (end_ > kMaxRecord) {
      too_long_ = true;
      break;
    }
    if (buffer_.size() < end_ + kChunk) buffer_.resize(std::max(end_ + kChunk, buffer_.size() * 2));
    const ssize_t n = ::read(file_.fd, buffer_.data() + end_, kChunk);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) error_ = path_ + ": cannot be read: " + std::strerror(errno);
    if (n <= 0) {
      eof_ = true;
    } else {
      end_ += static_cast<std::size_t>(n);
      bytes_read_ += static_cast<std::uint64_t>(n);
    }
  }
  return begin_ + i < end_;
}

bool CsvReader::skip_blank_lines() {
  while (header_.size() != 1 && has(0)) {
    const std::size_t size = at(0) == '\n' ? 1 : at(0) == '\r' && has(1) && at(1) == '\n' ? 2 : 0;
    if (size == 0) break;
    begin_ += size;
    ++line_;
    ++blank_lines_;
  }
  return has(0);
}

Result<bool> CsvReader::next(CsvRow& row) {
  row.cells.clear();
  row.flaw = CsvRow::Flaw::none;
  row.why = {};
  too_long_ = false;
  const bool more = skip_blank_lines();
  row.line = line_;
  std::size_t size = 0;
  std::uint64_t newlines = 0;
  const char* why = more ? scan(size, newlines) : nullptr;
  if (!why && size > kMaxRecord) why = kTooLong;  // it happened to lie in the buffer
  if (!error_.empty()) return Failure{Exit::input, error_};
  if (!more) return false;
  if (why) {
    row.flaw = CsvRow::Flaw::malformed;
    row.why = why;
    skip_line();
    return true;
  }
  if (!valid_utf8({buffer_.data() + begin_, size})) row.flaw = CsvRow::Flaw::not_utf8;
  for (const Cell& cell : cells_) row.cells.push_back(cell_text(cell));
  begin_ += size;
  line_ += newlines;
  return true;
}

// One record into cells_; null, or what is wrong with it.
const char* CsvReader::scan(std::size_t& size, std::uint64_t& newlines) {
  cells_.clear();
  for (std::size_t i = 0;; ++i) {
    Cell cell{i, i, false};
    const bool quoted = has(i) && at(i) == '"';
    if (const char* why = quoted ? scan_quoted(i, cell, newlines) : scan_plain(i, cell)) return why;
    cells_.push_back(cell);
    size = i;
    if (!has(i)) return too_long_ ? kTooLong : nullptr;
    if (at(i) == delimiter_) continue;
    if (at(i) == '\r' && has(i + 1) && at(i + 1) == '\n') ++i;
    if (at(i) != '\n') return too_long_ ? kTooLong : "text follows a closing quote";
    size = i + 1;
    ++newlines;
    return nullptr;
  }
}

const char* CsvReader::scan_quoted(std::size_t& i, Cell& cell, std::uint64_t& newlines) {
  cell.begin = ++i;
  for (;; ++i) {
    if (!has(i) || newlines > kMaxQuotedLines)
      return too_long_ ? kTooLong : "a quote is opened and never closed";
    if (at(i) == '\n') ++newlines;
    if (at(i) != '"') continue;
    if (!has(i + 1) || at(i + 1) != '"') break;
    cell.doubled = true;
    ++i;
  }
  cell.end = i++;
  return nullptr;
}

const char* CsvReader::scan_plain(std::size_t& i, Cell& cell) {
  for (; has(i) && at(i) != delimiter_ && at(i) != '\n'; ++i) {
    if (at(i) == '"') return "a quote stands inside a cell that is not quoted";
    if (at(i) != '\r') continue;
    if (has(i + 1) && at(i + 1) == '\n') break;
    return too_long_ ? kTooLong : "a carriage return stands alone";
  }
  cell.end = i;
  return nullptr;
}

void CsvReader::skip_line() {
  too_long_ = false;
  for (;;) {
    const void* found = end_ > begin_ ? std::memchr(buffer_.data() + begin_, '\n', end_ - begin_) : nullptr;
    if (found) {
      begin_ = static_cast<std::size_t>(static_cast<const char*>(found) - buffer_.data()) + 1;
      ++line_;
      return;
    }
    begin_ = end_;
    if (!has(0)) return;
  }
}

std::string_view CsvReader::cell_text(const Cell& cell) {
  char* begin = buffer_.data() + begin_ + cell.begin;
  char* end = buffer_.data() + begin_ + cell.end;
  if (cell.doubled) {
    char* to = begin;
    for (char* from = begin; from < end; ++from) {
      *to++ = *from;
      if (*from == '"') ++from;
    }
    end = to;
  }
  return {begin, static_cast<std::size_t>(end - begin)};
}

void append_cell(std::string& line, std::string_view text) {
  if (text.find_first_of("\",\r\n") == std::string_view::npos) {
    line += text;
    return;
  }
  line += '"';
  for (char c : text) {
    line += c;
    if (c == '"') line += '"';
  }
  line += '"';
}

}  // namespace pol::data
