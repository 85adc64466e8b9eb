// The tokens of a file in canonical spelling, each with its comments.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "compiler/syntax/lexeme.h"

namespace pol::format {

struct CommentLine {
  std::string text;
  bool blank_before = false;
};

struct Token {
  std::string text;
  syntax::LexemeKind kind = syntax::LexemeKind::end_of_file;
  std::uint32_t begin = 0;         // byte offset in the source
  std::size_t lead = 0;            // blanks in front when it does not begin a line
  int depth = 0;                   // of round brackets around it
  bool sign = false;               // a `-` that is no operator
  bool blank_before = false;       // an empty line stands right in front of it
  std::vector<CommentLine> above;  // comments on lines of their own in front of it
  std::string trailing;            // the comment behind it on its line
};

// The last token is the end of the file: its text is empty, it holds the comments at the end.
std::vector<Token> canonical_tokens(std::string_view source, const syntax::Lexemes& lexemes);

}  // namespace pol::format
