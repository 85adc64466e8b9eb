// An output that is whole or not there: bytes go to NAME.part, commit() syncs it and renames it to NAME. A
// destructor without commit, a failed write and an interrupt (remove_unfinished) take NAME.part away; NAME is
// never half-written. What is not a regular file (a pipe, /dev/null, "-" for standard output) is written in
// place.
#pragma once
#include <string>
#include <string_view>

#include "runtime/base/result.h"

namespace pol {

class OutputFile {
 public:
  // Failures of writing have Exit::internal: no permission, disk full.
  static Result<OutputFile> create(const std::string& path);
  OutputFile(OutputFile&& other) noexcept;
  OutputFile& operator=(OutputFile&&) = delete;
  ~OutputFile();

  // Buffered. The first failure is kept and returned by commit(); later writes do nothing.
  void write(std::string_view bytes);
  bool failed() const { return !error_.empty(); }
  // Writes and syncs all there is, without the rename: a run with several outputs syncs each before it
  // commits any.
  Status sync();
  Status commit();
  const std::string& path() const { return path_; }

 private:
  OutputFile() = default;
  void flush();
  void fail(const char* what);
  void discard();
  Status status() const;

  std::string path_, target_, part_, buffer_, error_;
  int fd_ = -1;
  int slot_ = -1;  // in the list of unfinished files
};

// Writes a whole text at once.
Status write_file(const std::string& path, std::string_view text);

// Unlinks every unfinished NAME.part. Async-signal-safe: for handlers of SIGINT and SIGTERM.
void remove_unfinished() noexcept;

}  // namespace pol
