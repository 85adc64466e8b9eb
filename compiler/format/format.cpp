#include "compiler/format/format.h"

#include "compiler/format/print.h"
#include "compiler/syntax/parse.h"

namespace pol::format {

bool format_file(const Sources& sources, FileId file, Diagnostics& diagnostics, std::string& formatted) {
  const syntax::Parsed parsed = syntax::parse(sources, file, diagnostics);
  if (!parsed.file || !parsed.complete) return false;
  syntax::Lexemes lexemes;
  if (!syntax::lex(sources, file, syntax::ParseOptions(), diagnostics, lexemes)) return false;
  std::vector<Token> tokens = canonical_tokens(sources.text(file), lexemes);
  std::vector<Line> lines = layout(*parsed.file, lexemes, tokens);
  formatted = print(std::move(lines), std::move(tokens));
  return true;
}

}  // namespace pol::format
