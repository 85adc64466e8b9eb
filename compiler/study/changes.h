// What changed between two versions of a policy's text, item by item, and the old text with one change taken
// over. Layout and comments are no changes.
#pragma once
#include <string>
#include <vector>

#include "compiler/syntax/ast.h"
#include "runtime/base/source.h"

namespace pol::study {

struct Change {
  enum class Form : std::uint8_t { changed, added, removed } form = Form::changed;
  std::string what;           // "knockout K04", "table share", "step B3 on limit"
  std::string words;          // "560 becomes 580"; else what stands there now, or stood there
  std::string before, after;  // the texts, without comments, blanks made one; empty where there is none
  bool decides = true;        // false: the head's dates and names, examples, prove lines
  // Byte ranges in the old and the new text; of an addition `old_end` is where it goes, `old_begin` the same.
  std::uint32_t old_begin = 0, old_end = 0, new_begin = 0, new_end = 0;
};

// In the order of the new text, removals last. Both files have been parsed from the texts given.
std::vector<Change> changes(const syntax::File& before, std::string_view before_text,
                            const syntax::File& after, std::string_view after_text);
// What became of one text, in a few words: "560 becomes 580".
std::string changed_words(std::string_view before, std::string_view after);
std::string shortened(const std::string& text);  // cut off behind 160 bytes, between characters
// The old text with this change alone.
std::string with_change(std::string_view before_text, std::string_view after_text, const Change& change);

}  // namespace pol::study
