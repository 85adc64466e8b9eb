// Diagnostics as people and machines read them.
#pragma once
#include <string>

#include "runtime/base/diagnostics.h"

namespace pol::cli {

// The one-line form of the language reference (section 12), then the source line with the place underlined,
// then notes. Control characters, and those that are invisible or turn the direction of text, are shown as
// U+FFFD: a file must not be able to repaint the terminal.
std::string render(const Diagnostic& diagnostic, const Sources& sources, bool colored);
std::string render(const Diagnostics& diagnostics, const Sources& sources, bool colored);
// "2 errors, 1 warning"; empty if there are none.
std::string count_line(const Diagnostics& diagnostics);

// {"diagnostics": [{"code", "severity", "file", "line", "column", "end_line", "end_column", "message",
// "example", "fix", "notes": [{"file", "line", "column", "text"}]}], "errors": n, "warnings": n}, one line.
// Without a place: file null.
std::string diagnostics_json(const Diagnostics& diagnostics, const Sources& sources);

}  // namespace pol::cli
