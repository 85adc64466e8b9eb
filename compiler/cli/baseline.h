// The baseline: a text file of warnings that were looked at and accepted, one a line,
//
//   W0901 limit.pol nothing uses `old_share`
//
// with the path relative to the baseline's folder (`%20` for a space). Lines that begin with `#` are
// comments. A warning is known by its code, file and message, not by its line, so that moving code does not
// bring it back; one that stands twice is accepted twice. Errors are never accepted.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "runtime/base/diagnostics.h"
#include "runtime/base/result.h"

namespace pol::cli {

class Baseline {
 public:
  // Exit::input if the file cannot be read or a line is none of these (the message names it).
  static Result<Baseline> read(const std::string& path);
  // All warnings of `diagnostics`, sorted.
  static std::string text(const std::string& path, const Diagnostics& diagnostics, const Sources& sources);

  // Moves what is accepted from `diagnostics` to `accepted`.
  void apply(Diagnostics& diagnostics, Diagnostics& accepted, const Sources& sources);

  // What was not needed. A line about a file that this run did not read says nothing and is in neither.
  struct Left {
    std::vector<std::string> gone;   // lines whose file was read and does not give that warning (any more)
    std::vector<std::string> files;  // that lines name and that do not exist: renamed or deleted
  };
  Left left(const Sources& sources) const;

 private:
  std::string path_;
  std::map<std::string, std::size_t> lines_;
};

}  // namespace pol::cli
