#include <fmt/format.h>

#include "compiler/syntax/antlr_private.h"

namespace pol::syntax {
namespace {

using polg::PolLexer;

LexemeKind kind_of(std::size_t type, std::string_view text) {
  switch (type) {
    case PolLexer::RESERVED:
      return LexemeKind::reserved;
    case PolLexer::DATE:
      return LexemeKind::date;
    case PolLexer::MONEY:
      return LexemeKind::money;
    case PolLexer::PERCENT:
      return LexemeKind::percent;
    case PolLexer::BP:
      return LexemeKind::basis_points;
    case PolLexer::RATE:
      return LexemeKind::rate;
    case PolLexer::DURATION:
      return LexemeKind::duration;
    case PolLexer::INT:
      return LexemeKind::integer;
    case PolLexer::DECIMAL:
      return LexemeKind::decimal;
    case PolLexer::STRING:
      return LexemeKind::text;
    case PolLexer::CODE:
      return LexemeKind::code;
    case PolLexer::BAD_THOUSANDS:
      return LexemeKind::bad_thousands;
    case PolLexer::BAD_RUN:
      return LexemeKind::bad_run;
    case PolLexer::BAD_TEXT:
      return LexemeKind::bad_text;
    case PolLexer::BAD_FLOAT:
      return LexemeKind::bad_float;
    case PolLexer::BAD_NAME:
      return LexemeKind::bad_name;
    case PolLexer::BAD_CHAR:
      return LexemeKind::bad_character;
    default:
      break;  // words and symbols: the many quoted tokens of the grammar
  }
  const char c = text.empty() ? '\0' : text[0];
  return (c >= 'a' && c <= 'z') || c == '_' ? LexemeKind::word : LexemeKind::symbol;
}

// Byte offset of each code point, as ANTLR counts code points; empty if the text is ASCII.
std::vector<std::uint32_t> byte_offsets(const std::string& text) {
  std::vector<std::uint32_t> offsets;
  for (std::size_t i = 0; i < text.size(); ++i)
    if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80)
      offsets.push_back(static_cast<std::uint32_t>(i));
  if (offsets.size() == text.size()) return {};
  offsets.push_back(static_cast<std::uint32_t>(text.size()));
  return offsets;
}

}  // namespace

bool lex(const Sources& sources, FileId file, const ParseOptions& options, Diagnostics& diagnostics,
         Lexemes& lexemes) {
  const std::string& text = sources.text(file);
  const std::vector<std::uint32_t> offsets = byte_offsets(text);
  const auto byte = [&](std::size_t code_point) {
    return offsets.empty() ? static_cast<std::uint32_t>(code_point) : offsets[code_point];
  };
  antlr4::ANTLRInputStream input(text);
  PolLexer lexer(&input);
  lexer.removeErrorListeners();
  lexemes.file = file;
  std::size_t line = 0;
  for (;;) {
    const std::unique_ptr<antlr4::Token> token = lexer.nextToken();
    const std::size_t type = token->getType();
    if (type == antlr4::Token::EOF) break;
    if (type == PolLexer::SPACE) continue;
    const std::uint32_t begin = byte(token->getStartIndex()), end = byte(token->getStopIndex() + 1);
    const std::string_view slice = std::string_view(text).substr(begin, end - begin);
    if (type == PolLexer::COMMENT) {
      lexemes.comments.push_back({{file, begin, end}, std::string(slice)});
      continue;
    }
    if (lexemes.all.size() == options.max_tokens) {
      diagnostics.add(Code::E0110, {file, begin, end},
                      fmt::format("the file has more than {} words and signs", options.max_tokens),
                      "Split it into libraries");
      return false;
    }
    lexemes.all.push_back({kind_of(type, slice), token->getLine() != line, false,
                           static_cast<std::uint16_t>(type), begin, end, slice});
    line = token->getLine();
  }
  const auto size = static_cast<std::uint32_t>(text.size());
  lexemes.all.push_back({LexemeKind::end_of_file, true, false, 0, size, size, {}});
  return true;
}

bool is_reserved(std::string_view word) {
  for (char c : word)
    if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_')) return false;
  antlr4::ANTLRInputStream input{std::string(word)};
  PolLexer lexer(&input);
  lexer.removeErrorListeners();
  const std::size_t type = lexer.nextToken()->getType();
  if (type == antlr4::Token::EOF || lexer.nextToken()->getType() != antlr4::Token::EOF) return false;
  static const antlr4::misc::IntervalSet names = [] {
    antlr4::BufferedTokenStream* none = nullptr;
    polg::PolParser parser(none);
    const antlr4::atn::ATN& atn = parser.getATN();
    return atn.nextTokens(atn.ruleToStartState[polg::PolParser::RuleName]);
  }();
  return !names.contains(type);
}

}  // namespace pol::syntax
