// The parts of a policy's text that have a name of their own: a definition, a knockout, a step, a line of the
// head.
#pragma once
#include <string>
#include <vector>

#include "compiler/syntax/ast.h"

namespace pol::study {

struct TextPart {
  std::string key;    // "knockout K04", "step B3 on limit", "let room"; a second one of the same is "... (2)"
  std::string group;  // parts of one group stand together: the steps of one guard
  std::uint32_t begin = 0, end = 0;  // bytes
  bool decides = true;               // false: the head's dates and names, examples, prove lines
};
std::vector<TextPart> text_parts(const syntax::File& file);  // in file order

}  // namespace pol::study
