#include "compiler/syntax/items.h"

#include <algorithm>
#include <array>

namespace pol::syntax {
namespace {

template <std::size_t N>
bool among(const std::array<std::string_view, N>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// All reserved, so they cannot be names. `knockouts` and `undecided` have other uses, see starts_item.
constexpr std::array<std::string_view, 17> kItemWords = {
    "let",   "segment", "decide",    "tree",       "table", "scorecard", "define",  "knockouts", "brakes",
    "legal", "shock",   "exception", "experiment", "cost",  "undecided", "example", "prove"};
constexpr std::array<std::string_view, 5> kLocalWords = {"let", "segment", "decide", "tree", "table"};
constexpr std::array<std::string_view, 3> kWithoutEnd = {"let", "undecided", "prove"};
constexpr std::array<std::string_view, 10> kHeadWords = {
    "owner", "approved", "effective", "review", "replaces", "tags", "reasons", "use", "needs", "gives"};
// After these words an operand is expected, so a `-` is a sign.
constexpr std::array<std::string_view, 28> kOperandExpected = {
    "be",       "when",    "and",        "or",    "not",   "then", "else",   "if",        "above",    "below",
    "is",       "from",    "to",         "by",    "where", "of",   "unless", "otherwise", "includes", "give",
    "at least", "at most", "start from", "raise", "lower", "cap",  "floor",  "becomes"};

bool starts_unit(std::string_view item_word, const std::vector<Lexeme>& tokens, std::size_t i) {
  const Lexeme& token = tokens[i];
  const std::string_view next = i + 1 < tokens.size() ? tokens[i + 1].text : std::string_view();
  const bool name = token.kind == LexemeKind::word || token.kind == LexemeKind::bad_name;
  if (token.text == "end") return false;
  if (item_word == "knockouts")  // also where a knockout's code was written as a name
    return token.kind == LexemeKind::code ||
           (name && i + 2 < tokens.size() && tokens[i + 2].text == "because");
  if (item_word == "brakes" || item_word == "legal") return token.kind == LexemeKind::code;
  const bool row = token.text == "|" || (tokens[i - 1].text == "|" && token.text != "because");
  if (item_word == "table") return row && token.text != "rows";
  if (item_word == "scorecard") return row || token.text == "factor";
  if (item_word == "cost") return token.kind == LexemeKind::text;
  if (item_word == "segment" || item_word == "decide")
    return token.kind != LexemeKind::symbol &&
           (!name || name_like(token.text) || next == "when" || next == "because" || next == "otherwise");
  if (item_word == "language") return name && among(kHeadWords, token.text);
  return false;
}

}  // namespace

bool name_like(std::string_view word) {
  return !among(kOperandExpected, word) && word != "because" && word != "present" && word != "rounded";
}

bool has_end(std::string_view item_word) {
  return !among(kWithoutEnd, item_word);
}

bool starts_item(const std::vector<Lexeme>& lexemes, std::size_t i) {
  if (lexemes[i].kind != LexemeKind::word || !among(kItemWords, lexemes[i].text)) return false;
  if (lexemes[i].text == "undecided") return i + 1 < lexemes.size() && lexemes[i + 1].text == "gives";
  if (lexemes[i].text == "knockouts" &&
      i > 0) {  // else a binding of an example, or a part of a needed policy
    const std::string_view before = lexemes[i - 1].text;
    return before != "." && before != "," && before != "given" && before != "expect" && before != "gives" &&
           before != "sets";
  }
  return true;
}

std::vector<Slice> cut(const std::vector<Lexeme>& lexemes) {
  std::vector<Slice> slices(1);
  bool in_define = false;  // before its `give`, where locals stand
  const std::size_t end = lexemes.size() - 1;
  for (std::size_t i = 0; i < end; ++i) {
    if (in_define && lexemes[i].kind == LexemeKind::word && lexemes[i].text == "give") in_define = false;
    if (!starts_item(lexemes, i) || (in_define && among(kLocalWords, lexemes[i].text))) continue;
    slices.back().end = i;
    slices.push_back({i, end});
    in_define = lexemes[i].text == "define";
  }
  slices.back().end = end;
  return slices;
}

std::vector<std::size_t> unit_starts(const std::vector<Lexeme>& tokens) {
  std::vector<std::size_t> starts;
  if (tokens.empty()) return starts;
  const std::string_view item_word = tokens[0].text;
  std::size_t brackets = 0;
  for (std::size_t i = 1; i < tokens.size(); ++i) {
    if (tokens[i].text == "(") ++brackets;
    if (tokens[i].text == ")" && brackets > 0) --brackets;
    if (!tokens[i].first_on_line) continue;
    // An open bracket at the start of a line may have been forgotten lines ago: a code in front decides.
    if (brackets > 0 && tokens[i].kind != LexemeKind::code) continue;
    if (starts_unit(item_word, tokens, i)) {
      starts.push_back(i);
      brackets = 0;
    }
  }
  // Without its line of column names a table means nothing.
  if (item_word == "table" && !starts.empty()) starts.erase(starts.begin());
  return starts;
}

}  // namespace pol::syntax
