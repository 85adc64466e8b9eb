// Which tokens stand on one line, how deep, and what is aligned with what.
#pragma once
#include "compiler/format/tokens.h"
#include "compiler/syntax/ast.h"

namespace pol::format {

struct Line {
  int indent = 0;         // levels of two blanks
  std::size_t begin = 0;  // tokens begin..end
  std::size_t end = 0;
  std::vector<std::size_t> columns;  // tokens that are aligned with the same column of the lines of the group
  std::size_t group = 0;             // lines of one group are aligned; 0: none
  bool otherwise_row = false;        // its first cell is as wide as all inputs
  bool item = false;                 // begins an item
  bool brackets_may_open = false;    // a long list in brackets gets a line an element
};

// The lines in the order in which they are printed: head lines are sorted.
std::vector<Line> layout(const syntax::File& file, const syntax::Lexemes& lexemes,
                         const std::vector<Token>& tokens);

}  // namespace pol::format
