// The tokens of a file as the parts of this folder that do not know ANTLR see them.
#pragma once
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/syntax/parse.h"

namespace pol::syntax {

enum class LexemeKind : std::uint8_t {
  word,  // names and reserved words, also those of two words like `at least`
  code,
  integer,
  decimal,
  money,
  percent,
  basis_points,
  rate,
  duration,
  date,
  text,
  symbol,
  reserved,  // for a later language
  bad_thousands,
  bad_run,
  bad_text,
  bad_float,
  bad_name,
  bad_character,
  end_of_file,
};

struct Lexeme {
  LexemeKind kind = LexemeKind::end_of_file;
  bool first_on_line = false;
  bool wrong = false;       // a diagnostic was given; `text` is the likely meaning
  std::uint16_t type = 0;   // the generated parser's number
  std::uint32_t begin = 0;  // bytes
  std::uint32_t end = 0;
  std::string_view text;  // as written; repaired if wrong
};

struct Lexemes {
  FileId file = kNoFile;
  std::vector<Lexeme> all;  // without white space and comments; the last one is end_of_file
  std::vector<Comment> comments;
  std::deque<std::string> repaired;  // owns the texts that are not those of the source

  Span span(const Lexeme& lexeme) const { return {file, lexeme.begin, lexeme.end}; }
};

// Cuts the text into tokens (after scan_characters). False with E0110 if there are too many.
bool lex(const Sources& sources, FileId file, const ParseOptions& options, Diagnostics& diagnostics,
         Lexemes& lexemes);

}  // namespace pol::syntax
