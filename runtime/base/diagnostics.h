// The registry of diagnostics (diagnostics.def) and the list that a run collects. A code never changes its
// meaning. Wording: lower case, no final period, names in backticks; what happened in `message`, a concrete
// case in `example`
// ("For example: ..."), the likely repair in `fix`.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/base/source.h"

namespace pol {

enum class Severity : std::uint8_t { error, warning };

enum class Code : std::uint16_t {
#define POL_DIAGNOSTIC(code, severity, title) code,
#include "runtime/base/diagnostics.def"
#undef POL_DIAGNOSTIC
};

struct CodeInfo {
  std::string_view name;  // "E0101"
  Severity severity;
  std::string_view title;  // what it is about, for lists
};
const CodeInfo& info(Code code);
std::optional<Code> code_by_name(std::string_view name);
std::vector<Code> all_codes();

struct Note {
  Span span;
  std::string text;
};

struct Diagnostic {
  Code code;
  Span span;
  std::string message;
  std::string example;  // may be empty; printed after "For example: "
  std::string fix;      // may be empty
  std::vector<Note> notes;
  bool in_draft = false;  // an error that a draft may have: a warning
  Severity severity() const { return in_draft ? Severity::warning : info(code).severity; }
};

class Diagnostics {
 public:
  // Returns the stored one, so that a caller may add notes.
  Diagnostic& add(Code code, Span span, std::string message, std::string fix = {}, std::string example = {});
  Diagnostic& add(Diagnostic diagnostic);
  bool has_errors() const { return errors_ > 0; }
  std::size_t errors() const { return errors_; }
  std::size_t warnings() const { return all_.size() - errors_; }
  bool empty() const { return all_.empty(); }
  const std::vector<Diagnostic>& all() const { return all_; }
  void append(Diagnostics other);
  // By file, then place, then code; exact repeats are dropped.
  void sort(const Sources& sources);

 private:
  std::vector<Diagnostic> all_;
  std::size_t errors_ = 0;
};

// "E0304 file:line:col message. For example: WITNESS. FIX." on one line.
std::string one_line(const Diagnostic& diagnostic, const Sources& sources);

// The spelling in `candidates` nearest to `word` (Damerau-Levenshtein, at most a third of its length), or "".
std::string nearest(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace pol
