// Private to the antlr_*.cpp files of this folder, the only ones that see ANTLR.
#pragma once
#include <PolLexer.h>
#include <PolParser.h>
#include <antlr4-runtime.h>

#include <functional>
#include <optional>

#include "compiler/syntax/items.h"
#include "compiler/syntax/parse.h"
#include "compiler/syntax/scan.h"

namespace pol::syntax {

// A lexeme as the parser wants it; start and stop are bytes, not code points.
class LexemeToken final : public antlr4::Token {
 public:
  explicit LexemeToken(const Lexeme& lexeme, std::size_t index) : lexeme_(lexeme), index_(index) {}
  const Lexeme& lexeme() const { return lexeme_; }
  std::string getText() const override { return std::string(lexeme_.text); }
  std::size_t getType() const override { return lexeme_.type == 0 ? antlr4::Token::EOF : lexeme_.type; }
  std::size_t getLine() const override { return 0; }
  std::size_t getCharPositionInLine() const override { return 0; }
  std::size_t getChannel() const override { return antlr4::Token::DEFAULT_CHANNEL; }
  std::size_t getTokenIndex() const override { return index_; }
  std::size_t getStartIndex() const override { return lexeme_.begin; }
  std::size_t getStopIndex() const override { return lexeme_.end - 1; }
  antlr4::TokenSource* getTokenSource() const override { return nullptr; }
  antlr4::CharStream* getInputStream() const override { return nullptr; }
  std::string toString() const override { return getText(); }

 private:
  Lexeme lexeme_;
  std::size_t index_;
};

inline const Lexeme& lexeme_of(const antlr4::Token* token) {
  return static_cast<const LexemeToken*>(token)->lexeme();
}

// One place where the tokens leave the grammar.
struct SyntaxError {
  std::size_t index = 0;               // into the tokens; their number if they end too early
  antlr4::misc::IntervalSet expected;  // token types
  struct Level {
    std::size_t rule = 0;
    Lexeme first;  // its first token
  };
  std::vector<Level> levels;  // the rules that were open, innermost first
  bool leftover = false;      // the rule was complete before
};

using RuleContext = antlr4::ParserRuleContext;
using Rule = std::function<RuleContext*(polg::PolParser&)>;
using Use = std::function<void(RuleContext&)>;

// Parses `tokens` as one `rule` in SLL mode, stopping at the first error; on success hands the tree to `use`,
// which may not keep it. `end` stands for what follows the tokens. Keeps its prediction caches within bounds.
std::optional<SyntaxError> parse_tokens(const std::vector<Lexeme>& tokens, const Lexeme& end,
                                        const Rule& rule, const Use& use);

// The message for an error: E0200, or E0210 where a block lacks its `end`.
void report(const SyntaxError& error, const std::vector<Lexeme>& tokens, const Lexeme& after,
            const Sources& sources, FileId file, Diagnostics& diagnostics);
// `after` stands where the `end` of the block that `opening` opens was expected.
void report_no_end(const Lexeme& opening, const Lexeme& after, const Sources& sources, FileId file,
                   Diagnostics& diagnostics);

struct BuildState {
  const Sources& sources;
  FileId file;
  const ParseOptions& options;
  Diagnostics& diagnostics;
  NodeId next_id = 0;
};
void build_preamble(BuildState& state, polg::PolParser::PreambleContext& context, File& file);
Item build_item(BuildState& state, polg::PolParser::ItemContext& context);
Cell build_cell(BuildState& state, polg::PolParser::CellContext& context);
ExprPtr build_condition(BuildState& state, polg::PolParser::CondContext& context);

}  // namespace pol::syntax
