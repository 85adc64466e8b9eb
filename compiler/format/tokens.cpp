#include "compiler/format/tokens.h"

#include <algorithm>
#include <map>

#include "compiler/syntax/items.h"
#include "compiler/syntax/parse.h"

namespace pol::format {
namespace {

using syntax::Lexeme;
using syntax::LexemeKind;

std::string spelled(const Lexeme& lexeme) {
  if (lexeme.kind == LexemeKind::text) return std::string(lexeme.text);
  static const std::map<std::string_view, std::string_view> words = {
      {">=", "at least"}, {"<=", "at most"}, {">", "above"}, {"<", "below"}, {"=", "is"}, {"!=", "is not"}};
  if (const auto it = words.find(lexeme.text); it != words.end()) return std::string(it->second);
  // Words, amounts and durations of several parts: one blank between the parts.
  std::string text;
  for (const char c : lexeme.text) {
    const bool blank = c == ' ' || c == '\t' || c == '\r' || c == '\n';
    if (!blank)
      text += c;
    else if (text.back() != ' ')
      text += ' ';
  }
  return text;
}

// `name(` is a call unless the name is a reserved word such as `not` or `when`.
bool reserved(const std::string& word) {
  static std::map<std::string, bool, std::less<>> known;  // asking the grammar is slow
  const auto it = known.find(word);
  return it != known.end() ? it->second : known.emplace(word, syntax::is_reserved(word)).first->second;
}

bool operand_ends(const Token& token) {
  switch (token.kind) {
    case LexemeKind::symbol:
      return token.text == ")";
    case LexemeKind::word:
      return syntax::name_like(token.text);
    default:
      return true;
  }
}

class Spacer {
 public:
  explicit Spacer(const std::vector<Token>& tokens) : tokens_(tokens) {}

  // Called for every token in order; `in_header` until the first item.
  void place(Token& token, std::size_t i, bool in_header) {
    const Token* before = i == 0 ? nullptr : &tokens_[i - 1];
    const std::string& text = token.text;
    if (token.kind == LexemeKind::word) {
      if (text == "given" || text == "expect" || text == "sets" ||
          (text == "gives" && before && before->text == "undecided"))
        bindings_ = true;
      if (text == "when" || text == "because" || text == "end") bindings_ = false;
    }
    if (text == ")") --depth_;
    token.depth = depth_;
    if (text == "(") ++depth_;
    if (!before) return;
    token.sign = text == "-" && (bindings_ || !operand_ends(*before) || before->text == "||");
    token.lead = apart(*before, token, in_header) ? 1 : 0;
  }

 private:
  bool apart(const Token& before, const Token& token, bool in_header) const {
    const std::string& text = token.text;
    if (before.text == "(" || before.text == "." || before.sign) return false;
    if (text == ")" || text == "," || text == ".") return false;
    if (in_header && (text == "/" || before.text == "/")) return false;  // needs limit/name
    if (text == "(" && !in_header && !bindings_ && before.kind == LexemeKind::word)
      return before.text.find(' ') != std::string::npos || reserved(before.text);
    return true;
  }

  const std::vector<Token>& tokens_;
  int depth_ = 0;
  bool bindings_ = false;  // between `given` and the like and what follows: lists stand apart from names
};

// `80% * x` with the percent on the left of its product is written `80% of x`.
void share(std::vector<Token>& tokens) {
  for (std::size_t i = 1; i + 1 < tokens.size(); ++i) {
    if (tokens[i].text != "*" || tokens[i - 1].kind != LexemeKind::percent) continue;
    const Token* before = i >= 2 ? &tokens[i - 2] : nullptr;
    if (before && (before->text == "*" || before->text == "/" || before->sign)) continue;
    if (tokens[i + 1].sign) continue;  // `80% * -x`
    tokens[i].text = "of";
    tokens[i].kind = LexemeKind::word;
  }
}

// Lines between two places of the source: 0 on the same line, 2 or more with an empty line between.
std::size_t line_ends(std::string_view source, std::size_t from, std::size_t to) {
  return static_cast<std::size_t>(std::count(source.begin() + static_cast<std::ptrdiff_t>(from),
                                             source.begin() + static_cast<std::ptrdiff_t>(to), '\n'));
}

std::string without_blanks_at_end(std::string text) {
  text.erase(text.find_last_not_of(" \t\r") + 1);
  return text;
}

}  // namespace

std::vector<Token> canonical_tokens(std::string_view source, const syntax::Lexemes& lexemes) {
  std::vector<Token> tokens;
  tokens.reserve(lexemes.all.size());
  const std::size_t items = [&] {
    const std::vector<syntax::Slice> slices = syntax::cut(lexemes.all);
    return slices.size() > 1 ? slices[1].begin : lexemes.all.size();
  }();
  Spacer spacer(tokens);
  auto comment = lexemes.comments.begin();
  std::size_t end = 0;  // of the token or comment before
  for (std::size_t i = 0; i < lexemes.all.size(); ++i) {
    const Lexeme& lexeme = lexemes.all[i];
    Token token;
    token.text = lexeme.kind == LexemeKind::end_of_file ? std::string() : spelled(lexeme);
    token.kind = lexeme.kind;
    token.begin = lexeme.begin;
    for (; comment != lexemes.comments.end() && comment->span.begin < lexeme.begin; ++comment) {
      const std::size_t lines = line_ends(source, end, comment->span.begin);
      if (lines == 0 && i > 0)
        tokens.back().trailing = without_blanks_at_end(comment->text);
      else
        token.above.push_back({without_blanks_at_end(comment->text), lines > 1});
      end = comment->span.end;
    }
    token.blank_before = line_ends(source, end, lexeme.begin) > 1;
    end = lexeme.end;
    spacer.place(token, i, i < items);
    tokens.push_back(std::move(token));
  }
  share(tokens);
  return tokens;
}

}  // namespace pol::format
