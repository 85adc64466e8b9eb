// The canonical form of a policy file (language reference, section 1): words for comparison signs, one line
// an arm, row, step or head line, aligned tables, comments where they were. The layout depends on the tokens
// and comments alone, not on how the lines of the source run, so formatting twice is formatting once.
#pragma once
#include <string>

#include "runtime/base/diagnostics.h"

namespace pol::format {

inline constexpr std::size_t kLineWidth = 120;  // columns; a line without a place to break may be longer

// False with diagnostics if the file does not parse: what is not understood is not touched.
bool format_file(const Sources& sources, FileId file, Diagnostics& diagnostics, std::string& formatted);

}  // namespace pol::format
