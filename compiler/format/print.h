// From lines of tokens to text: alignment, lines that are too long, comments.
#pragma once
#include "compiler/format/layout.h"

namespace pol::format {

std::string print(std::vector<Line> lines, std::vector<Token> tokens);

}  // namespace pol::format
