#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "compiler/syntax/antlr_private.h"
#include "runtime/base/utf8.h"

namespace pol::syntax {
namespace {

using P = polg::PolParser;
using antlr4::misc::IntervalSet;

const antlr4::dfa::Vocabulary& vocabulary() {
  static const antlr4::dfa::Vocabulary& words = [&]() -> const antlr4::dfa::Vocabulary& {
    static antlr4::ANTLRInputStream none("");
    static polg::PolLexer lexer(&none);
    return lexer.getVocabulary();
  }();
  return words;
}

// `when`, without ANTLR's quotes; "" for tokens that are not one fixed text.
std::string fixed_text(std::size_t type) {
  const std::string quoted = vocabulary().getLiteralName(type);
  return quoted.size() < 2 ? std::string() : quoted.substr(1, quoted.size() - 2);
}

// A token in words; "" for those that never need to be named.
std::string in_words(std::size_t type) {
  if (std::string text = fixed_text(type); !text.empty()) return "`" + text + "`";
  switch (type) {
    case P::AT_LEAST:
      return "`at least`";
    case P::AT_MOST:
      return "`at most`";
    case P::ONE_OF:
      return "`one of`";
    case P::UP_TO:
      return "`up to any`";
    case P::STARTS_WITH:
      return "`starts with`";
    case P::START_FROM:
      return "`start from`";
    case P::FIRST_PRESENT_OF:
      return "`first present of`";
    case P::COUNT_OF:
      return "`count of`";
    case P::TAKEN_BY:
      return "`taken by`";
    case P::DOES_NOT_READ:
      return "`does not read`";
    case P::HALF:
      return "`half up` or `half even`";
    case P::DATE:
      return "a date such as 2026-11-01";
    case P::MONEY:
      return "an amount of money such as 100 CNY";
    case P::PERCENT:
      return "a percentage";
    case P::BP:
      return "basis points such as 5 bp";
    case P::INT:
      return "a whole number";
    case P::STRING:
      return "a text in `\"`";
    case P::ID:
      return "a name";
    case P::CODE:
      return "a code such as K01";
    default:
      return {};
  }
}

std::size_t type_of_word(std::string_view word) {
  static const std::vector<std::string> words = [] {
    std::vector<std::string> result;
    for (std::size_t type = 0; type <= vocabulary().getMaxTokenType(); ++type)
      result.push_back(fixed_text(type));
    return result;
  }();
  return static_cast<std::size_t>(std::find(words.begin(), words.end(), word) - words.begin());
}

std::vector<std::string> all_words() {
  std::vector<std::string> result;
  for (std::size_t type = 1; type <= vocabulary().getMaxTokenType(); ++type)
    if (std::string text = fixed_text(type);
        text.size() > 1 && std::islower(static_cast<unsigned char>(text[0])))
      result.push_back(std::move(text));
  return result;
}

std::string joined(const std::vector<std::string>& parts) {
  std::string result;
  for (std::size_t i = 0; i < parts.size(); ++i)
    result += (i == 0 ? "" : i + 1 == parts.size() ? " or " : ", ") + parts[i];
  return result;
}

// What may follow the lines of a block, if its `end` does not.
std::string_view next_line_of(std::size_t rule) {
  switch (rule) {
    case P::RuleHeader:
      return "another head line (`owner`, `gives`, ...)";
    case P::RuleKnockouts:
      return "another knockout (`CODE VALUE because REASON when CONDITION`)";
    case P::RuleGuard:
      return "another step (`CODE cap AMOUNT`)";
    case P::RuleChoose:
      return "another arm (`RESULT when CONDITION`)";
    case P::RuleTable:
      return "another row (`| cell || value |`)";
    case P::RuleScorecard:
    case P::RuleFactor:
      return "another row or factor";
    case P::RuleCost:
      return "another line (`\"label\" AMOUNT`)";
    default:
      return {};
  }
}

// What SQL, spreadsheets and programs call it.
constexpr std::pair<std::string_view, std::string_view> kForeign[] = {
    {"AND", "Write `and`"},
    {"OR", "Write `or`"},
    {"NOT", "Write `not`"},
    {"in", "Write `one of (...)`"},
    {"IN", "Write `one of (...)`"},
    {"between", "Write `from A to B`"},
    {"BETWEEN", "Write `from A to B`"},
    {"like", "Write `starts with`"},
};

class Message {
 public:
  Message(const SyntaxError& error, const std::vector<Lexeme>& tokens, const Lexeme& after)
      : error_(error), tokens_(tokens), found_(error.index < tokens.size() ? tokens[error.index] : after) {}

  std::string text() const {
    if (error_.leftover) return leftover();
    const std::string what = expected();
    if (what.empty()) return fmt::format("{} does not fit here{}", found(), place());
    if (error_.index == tokens_.size() && error_.expected.contains(std::size_t{found_.type}))
      return fmt::format("the line above is not complete: expected {} before {}", what, found());
    return fmt::format("expected {}{}, found {}", what, place(), found());
  }

  std::string fix() const {
    const std::string_view text = found_.text;
    const std::string_view before = error_.index == 0 ? std::string_view() : tokens_[error_.index - 1].text;
    if (text == "=" && before == "=") return "Write `is`";
    if (text == ">" && before == "<") return "Write `is not`";
    if (text == "/" && before == "/") return "A comment begins with `--`";
    for (const auto& [word, fix] : kForeign)
      if (text == word) return std::string(fix);
    for (const std::string_view word : {text, before})
      for (const std::string_view foreign : {"else", "elseif", "elif", "elsif"})
        if (word == foreign && (inside(P::RuleArm) || inside(P::RuleChoose)))
          return "An arm is `RESULT when CONDITION`, the last one `RESULT otherwise`";
    if (inside(P::RuleRow) && (text == "-" || text == ".") && is_number(before))
      return "A cell with a range is written `560 to 639`";
    if (inside(P::RuleKnockouts) && found_.first_on_line && found_.kind == LexemeKind::word)
      return "A knockout begins with its code: `K01 decline because R01 when ...`";
    if (text == "if" && (inside(P::RuleChoose) || inside(P::RuleKnockouts))) return "Write `when`";
    if (text == "|" && inside(P::RuleRow) && !row_has_results())
      return found_.first_on_line ? "The row above has no `||` before its results"
                                  : "A cell is never empty: write `any`";
    if (text == "|" && inside(P::RuleRow)) return "Every column has a value";
    if (std::string meant = pair_meant(); !meant.empty()) return fmt::format("Did you mean `{}`?", meant);
    if (found_.kind == LexemeKind::code && inside(P::RuleRow) && nearest(before, {"because"}) == "because")
      return "Did you mean `because`?";
    if (error_.leftover && text == "knockout") return "Did you mean `knockouts`?";
    if (found_.type != P::ID || text.size() < 3) return {};
    const std::string meant = nearest(text, all_words());
    return meant.empty() ? std::string() : fmt::format("Did you mean `{}`?", meant);
  }

  // The block whose `end` was expected where something else starts, if that is the mistake.
  const Lexeme* unclosed() const {
    if (error_.leftover || error_.index >= tokens_.size() || !error_.expected.contains(type_of_word("end")))
      return nullptr;
    if (found_.text != "give" && !starts_item(tokens_, error_.index)) return nullptr;
    for (const SyntaxError::Level& level : error_.levels)
      if (level.rule == P::RuleChoose || level.rule == P::RuleTreeItem || level.rule == P::RuleTable)
        return &level.first;
    return nullptr;
  }

 private:
  // A keyword of two words, one of which is misspelt: here and the next word, or the word before and here.
  std::string pair_meant() const {
    static const std::vector<std::string> pairs = {
        "at least", "at most",    "one of",    "starts with", "start from", "first present",
        "sum of",   "average of", "lowest of", "highest of",  "trend of",   "count of",
        "taken by", "does not",   "half up",   "half even",   "hit first",  "up to"};
    const auto word = [&](std::size_t i) {
      return i < tokens_.size() && (tokens_[i].kind == LexemeKind::word || tokens_[i].wrong)
                 ? std::string(tokens_[i].text)
                 : std::string();
    };
    const std::string here = word(error_.index), next = word(error_.index + 1);
    const std::string before = error_.index == 0 ? std::string() : word(error_.index - 1);
    if (here.empty()) return {};
    if (error_.leftover && !before.empty())
      if (std::string meant = nearest(before + " " + here, pairs); !meant.empty()) return meant;
    if (!next.empty())
      if (std::string meant = nearest(here + " " + next, pairs); !meant.empty()) return meant;
    return {};
  }

  static bool is_number(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789.,") == std::string_view::npos;
  }

  std::string found() const {
    if (found_.kind == LexemeKind::end_of_file) return "the end of the file";
    return "`" + shortened(found_.text, 40) + "`";
  }

  std::string leftover() const {
    if (found_.text == "end") return "this `end` closes nothing";
    if (found_.text == ")") return "this `)` closes nothing";
    const std::string_view item = tokens_[0].text;
    if (item == "language")
      return fmt::format("expected a definition such as `let` or `decide`, found {}", found());
    const std::string name =
        tokens_.size() > 1 && tokens_[1].kind == LexemeKind::word ? " " + std::string(tokens_[1].text) : "";
    return fmt::format("{} neither continues `{}{}` nor starts a definition", found(), item, name);
  }

  bool inside(std::size_t rule) const {
    return std::any_of(error_.levels.begin(), error_.levels.end(),
                       [&](const auto& level) { return level.rule == rule; });
  }

  bool row_has_results() const {
    for (std::size_t i = std::min(error_.index, tokens_.size()); i-- > 0;) {
      if (tokens_[i].text == "||") return true;
      if (tokens_[i].first_on_line) break;
    }
    return false;
  }

  std::string expected() const {
    const IntervalSet& set = error_.expected;
    const std::size_t rule = error_.levels.empty() ? std::size_t{P::RuleFile} : error_.levels[0].rule;
    if (set.size() == 0) return {};
    if (set.contains(type_of_word("end")) && set.size() == 1) {
      const std::string_view line = next_line_of(rule);
      return line.empty() ? "`end`" : fmt::format("{} or `end`", line);
    }
    if (set.contains(type_of_word("when")) && set.size() == 1 && rule == P::RuleKnockout)
      return "`when` before the condition";
    const bool operand = set.contains(static_cast<std::size_t>(P::INT)) && set.contains(type_of_word("yes"));
    if (operand && set.contains(type_of_word("not")) && rule != P::RulePattern && rule != P::RuleCell)
      return "a condition or value";
    if (operand) return "a value";
    if (set.contains(static_cast<std::size_t>(P::ID)))
      return set.contains(static_cast<std::size_t>(P::CODE)) ? "a name or code" : "a name";
    std::vector<std::string> parts;
    for (ssize_t type : set.toList())
      if (std::string words = type > 0 ? in_words(static_cast<std::size_t>(type)) : std::string();
          !words.empty())
        parts.push_back(std::move(words));
    constexpr std::size_t kMost = 6;
    if (parts.size() > kMost) {
      parts.resize(kMost);
      parts.emplace_back("the like");
    }
    return joined(parts);
  }

  // "in the knockout K01": where, as an author would say it.
  std::string place() const {
    for (const SyntaxError::Level& level : error_.levels) {
      const std::string first(level.first.text);
      switch (level.rule) {
        case P::RuleKnockout:
          if (error_.index < tokens_.size() && tokens_[error_.index].begin == level.first.begin) continue;
          if (error_.expected.contains(type_of_word("when"))) return fmt::format(" of {}", first);
          return fmt::format(" in the knockout {}", first);
        case P::RuleStep:
          return fmt::format(" in the step {}", first);
        case P::RuleArm:
          return fmt::format(" in the arm `{}`", first);
        case P::RuleRow:
        case P::RuleBand:
          return " in this row";
        case P::RuleHeadLine:
          return fmt::format(" in the head line `{}`", first);
        case P::RuleHeader:
          return " in the header";
        case P::RuleKnockouts:
          return " in `knockouts`";
        case P::RuleLet:
        case P::RuleChoose:
        case P::RuleTreeItem:
        case P::RuleTable:
        case P::RuleScorecard:
        case P::RuleDefine:
        case P::RuleCost:
        case P::RuleGuard:
        case P::RuleEvent:
        case P::RuleExperiment:
          return fmt::format(" in `{}{}`", first, word_after(level.first));
        case P::RuleExample:
          return " in this example";
        case P::RuleProve:
          return " in this `prove` line";
        case P::RuleUndecided:
          return " in the undecided clause";
        default:
          break;
      }
    }
    return {};
  }

  std::string word_after(const Lexeme& first) const {
    for (std::size_t i = 0; i + 1 < tokens_.size() && i < error_.index; ++i) {
      if (tokens_[i].begin != first.begin || i + 1 >= error_.index) continue;
      const bool on = tokens_[i + 1].text == "on" && i + 2 < error_.index;
      return " " + std::string(tokens_[i + 1].text) + (on ? " " + std::string(tokens_[i + 2].text) : "");
    }
    return {};
  }

  const SyntaxError& error_;
  const std::vector<Lexeme>& tokens_;
  const Lexeme& found_;
};

}  // namespace

void report(const SyntaxError& error, const std::vector<Lexeme>& tokens, const Lexeme& after,
            const Sources& sources, FileId file, Diagnostics& diagnostics) {
  const Message message(error, tokens, after);
  const Lexeme& found = error.index < tokens.size() ? tokens[error.index] : after;
  if (const Lexeme* opening = message.unclosed())
    return report_no_end(*opening, found, sources, file, diagnostics);
  diagnostics.add(Code::E0200, {file, found.begin, found.end}, message.text(), message.fix());
}

void report_no_end(const Lexeme& opening, const Lexeme& after, const Sources& sources, FileId file,
                   Diagnostics& diagnostics) {
  const std::uint32_t line = sources.place(file, opening.begin).line;
  const std::string what = after.kind == LexemeKind::end_of_file ? std::string("the file ends")
                           : after.text == "give"                ? std::string("`give` ends the locals")
                                                  : fmt::format("`{}` starts a new block", after.text);
  diagnostics.add(Code::E0210, {file, after.begin, after.end},
                  fmt::format("{}, but `{}` in line {} has no `end`", what, opening.text, line),
                  "Write `end` after the last line of the block");
}

}  // namespace pol::syntax
