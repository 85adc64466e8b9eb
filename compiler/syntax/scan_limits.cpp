#include <fmt/format.h>

#include <algorithm>

#include "compiler/syntax/items.h"
#include "compiler/syntax/scan.h"

namespace pol::syntax {
namespace {

// Walks the tokens once with the depth that the parser and its visitors would reach.
class LimitScan {
 public:
  LimitScan(const Lexemes& lexemes, const ParseOptions& options, Diagnostics& diagnostics)
      : lexemes_(lexemes), options_(options), diagnostics_(diagnostics) {}

  bool run() {
    for (std::size_t i = 0; i + 1 < lexemes_.all.size() && ok_; ++i) step(i);
    return ok_;
  }

 private:
  const Lexeme& at(std::size_t i) const { return lexemes_.all[i]; }
  std::string_view before(std::size_t i) const { return i == 0 ? std::string_view() : at(i - 1).text; }

  void step(std::size_t i) {
    const Lexeme& lexeme = at(i);
    const std::string_view text = lexeme.text;
    if (lexeme.kind == LexemeKind::text) return operand();
    if (starts_item(lexemes_.all, i)) start_item();
    if (text == "(") {
      prefixes_.push_back(0);
      deeper(lexeme);
    } else if (text == ")") {
      if (prefixes_.size() > 1) {
        depth_ -= prefixes_.back() + 1;
        prefixes_.pop_back();
      }
      operand();
    } else if (text == "if") {
      if (at(i + 1).text != "present") fork(lexeme, before(i) == "else");
    } else if (text == "not" || (text == "-" && !operand_before(i)) || share_or_series(i)) {
      ++prefixes_.back();
      deeper(lexeme);
    } else if (text == "and" || text == "or" || text == "+" || text == "-" || text == "*" || text == "/") {
      if (++operators_ > options_.max_operators)
        refuse(lexeme,
               fmt::format("more than {} operators in one item, arm, step, line or cell",
                           options_.max_operators),
               "Give parts of it names with `let`");
    } else if (text == "when" || text == "then" || text == "else" || text == "|" || text == "||") {
      if (prefixes_.size() == 1) operators_ = 0;
      if (text == "else") other_branch();
      if (text == "||" && ++rows_ > options_.max_rows + 1)  // one more: the line of column names
        refuse(lexeme, fmt::format("a table may have {} rows", options_.max_rows), "Split the table");
      operand();
    } else if (text != "of") {
      operand();
    }
  }

  // `P% of`, `N of`: the number; what follows nests in it.
  bool share_or_series(std::size_t i) const {
    const LexemeKind kind = at(i).kind;
    return (kind == LexemeKind::percent || kind == LexemeKind::integer) && at(i + 1).text == "of";
  }

  bool operand_before(std::size_t i) const {
    if (i == 0) return false;
    const Lexeme& previous = at(i - 1);
    switch (previous.kind) {
      case LexemeKind::symbol:
        return previous.text == ")";
      case LexemeKind::word:
        return name_like(previous.text);
      default:
        return true;
    }
  }

  void start_item() {
    prefixes_.assign(1, 0);
    forks_.clear();
    depth_ = operators_ = else_ifs_ = rows_ = 0;
  }

  // An operand ends the run of prefix words before it.
  void operand() {
    depth_ -= prefixes_.back();
    prefixes_.back() = 0;
  }

  void fork(const Lexeme& lexeme, bool after_else) {
    operand();
    if (after_else) {
      if (!forks_.empty()) forks_.back() = Part::then_part;
      if (++else_ifs_ > options_.max_else_ifs)
        refuse(lexeme, fmt::format("more than {} `else if` in one tree", options_.max_else_ifs),
               "Use a table");
      return;
    }
    forks_.push_back(Part::then_part);
    deeper(lexeme);
  }

  // `else` belongs to the nearest fork that has none yet; the ones inside it are complete.
  void other_branch() {
    while (!forks_.empty() && forks_.back() == Part::else_part) {
      forks_.pop_back();
      --depth_;
    }
    if (!forks_.empty()) forks_.back() = Part::else_part;
  }

  void deeper(const Lexeme& lexeme) {
    if (++depth_ > options_.max_nesting)
      refuse(lexeme,
             fmt::format("more than {} brackets, forks and prefix words inside one another",
                         options_.max_nesting),
             "Give parts of it names with `let`");
  }

  void refuse(const Lexeme& lexeme, std::string message, std::string fix) {
    if (!ok_) return;
    ok_ = false;
    diagnostics_.add(Code::E0110, lexemes_.span(lexeme), std::move(message), std::move(fix));
  }

  enum class Part : std::uint8_t { then_part, else_part };

  const Lexemes& lexemes_;
  const ParseOptions& options_;
  Diagnostics& diagnostics_;
  bool ok_ = true;
  std::vector<std::size_t> prefixes_ =
      std::vector<std::size_t>(1, 0);  // pending prefix words per open bracket
  std::vector<Part> forks_;
  std::size_t depth_ = 0, operators_ = 0, else_ifs_ = 0, rows_ = 0;
};

}  // namespace

bool scan_limits(const Lexemes& lexemes, const ParseOptions& options, Diagnostics& diagnostics) {
  return LimitScan(lexemes, options, diagnostics).run();
}

}  // namespace pol::syntax
