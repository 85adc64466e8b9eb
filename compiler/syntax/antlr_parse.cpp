// parse(): the text is scanned, cut into items, and each item is parsed by itself. In an item with a mistake
// the line that has it is reported and taken out, and the rest is parsed again: so one mistake is one
// message.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/syntax/antlr.h"

namespace pol::syntax {
namespace {

constexpr std::size_t kMostErrors = 200;  // of syntax, in one file
constexpr std::size_t kRecoveryTokens =
    1'000'000;  // parsed again after mistakes, in one file: keeps hostile input quick

std::uint16_t type_of(std::string_view text) {
  antlr4::ANTLRInputStream input{std::string(text)};
  polg::PolLexer lexer(&input);
  lexer.removeErrorListeners();
  return static_cast<std::uint16_t>(lexer.nextToken()->getType());
}

// Scanned, checked and repaired tokens; false if the parser must not see them.
bool tokens_of(const Sources& sources, FileId file, const ParseOptions& options, Diagnostics& diagnostics,
               Lexemes& lexemes) {
  std::vector<std::uint32_t> places;
  if (!scan_characters(sources, file, options, diagnostics, places)) return false;
  if (!lex(sources, file, options, diagnostics, lexemes)) return false;
  check_lexemes(lexemes, places, diagnostics);
  for (Lexeme& lexeme : lexemes.all) {
    if (!lexeme.wrong) continue;
    if (lexeme.type == polg::PolLexer::RESERVED)
      lexeme.type = polg::PolLexer::ID;
    else if (lexeme.kind != LexemeKind::bad_run && lexeme.kind != LexemeKind::bad_character)
      lexeme.type = type_of(lexeme.text);
  }
  return scan_limits(lexemes, options, diagnostics);
}

bool is_name_or_code(const Lexeme& lexeme) {
  return lexeme.kind == LexemeKind::word || lexeme.kind == LexemeKind::code;
}

class FileParser {
 public:
  FileParser(const Sources& sources, FileId file, Diagnostics& diagnostics, const ParseOptions& options)
      : sources_(sources),
        source_(file),
        diagnostics_(diagnostics),
        options_(options),
        state_{sources, file, options, diagnostics} {}

  Parsed run() {
    const std::size_t errors_before = diagnostics_.errors();
    Lexemes lexemes;
    if (tokens_of(sources_, source_, options_, diagnostics_, lexemes)) {
      file_ = std::make_unique<File>();
      file_->source = source_;
      const std::vector<Slice> slices = cut(lexemes.all);
      for (std::size_t i = 0; i < slices.size() && !stopped_; ++i) {
        const auto begin = lexemes.all.begin();
        tokens_.assign(begin + static_cast<std::ptrdiff_t>(slices[i].begin),
                       begin + static_cast<std::ptrdiff_t>(slices[i].end));
        after_ = lexemes.all[slices[i].end];
        preamble_ = i == 0;
        if (preamble_ && tokens_.empty())
          no_preamble();
        else
          parse_slice();
      }
      file_->comments = std::move(lexemes.comments);
      file_->node_count = state_.next_id;
    }
    Parsed parsed;
    parsed.complete = diagnostics_.errors() == errors_before;
    if (has_preamble_ && !stopped_) parsed.file = std::move(file_);
    parsed.lost = std::move(lost_);
    return parsed;
  }

 private:
  enum class Build : std::uint8_t { keep, discard };

  void no_preamble() {
    const bool empty = after_.kind == LexemeKind::end_of_file;
    diagnostics_.add(
        Code::E0200, span(after_),
        empty ? "the file is empty" : fmt::format("expected `language 1`, found `{}`", after_.text),
        "A file begins with `language 1` and the header: `policy KIND NAME version 1 ... end`");
  }

  std::optional<SyntaxError> attempt(const std::vector<Lexeme>& tokens, Build build) {
    if (preamble_)
      return parse_tokens(
          tokens, after_, [](polg::PolParser& parser) { return parser.preamble(); },
          [&](RuleContext& tree) {
            build_preamble(state_, dynamic_cast<polg::PolParser::PreambleContext&>(tree), *file_);
            has_preamble_ = true;
          });
    return parse_tokens(
        tokens, after_, [](polg::PolParser& parser) { return parser.item(); },
        [&](RuleContext& tree) {
          Item item = build_item(state_, dynamic_cast<polg::PolParser::ItemContext&>(tree));
          if (build == Build::keep) file_->items.push_back(std::move(item));
        });
  }

  void parse_slice() {
    Build build = Build::keep;
    while (std::optional<SyntaxError> error = attempt(tokens_, build)) {
      if (lacks_end(*error, build)) break;
      if (error->leftover) {
        report_unless_known(*error, error->index);
        lose(std::vector<Lexeme>(tokens_.begin() + static_cast<std::ptrdiff_t>(error->index), tokens_.end()));
        tokens_.resize(error->index);
      } else if (!drop_line(*error)) {
        build = Build::discard;
        lose(tokens_);
        break;
      } else if (!survives_loss()) {
        if (build == Build::keep) lose(tokens_);
        build = Build::discard;
      }
      if (sources_.text(source_).size() > options_.recover_bytes || ++errors_ > kMostErrors) stopped_ = true;
      retried_ += tokens_.size();
      if (stopped_ || retried_ > kRecoveryTokens) break;
    }
  }

  // Blocks whose lines stand for themselves are kept without the broken ones; a table without a row would
  // only give follow-up errors.
  bool survives_loss() const {
    const std::string_view word = tokens_[0].text;
    return preamble_ || word == "knockouts" || word == "brakes" || word == "legal";
  }

  // Is the only thing that is wrong that `end` is missing?
  bool lacks_end(const SyntaxError& error, Build build) {
    if (error.index < tokens_.size() || tokens_.empty() || !(preamble_ || has_end(tokens_[0].text)))
      return false;
    std::vector<Lexeme> closed = tokens_;
    Lexeme end = after_;
    end.kind = LexemeKind::word;
    end.text = "end";
    end.type = end_type();
    closed.push_back(end);
    if (attempt(closed, build)) return false;
    report_no_end(opening(), after_, sources_, source_, diagnostics_);
    return true;
  }

  const Lexeme& opening() const {
    if (preamble_)
      for (const Lexeme& lexeme : tokens_)
        if (lexeme.text == "policy" || lexeme.text == "library") return lexeme;
    return tokens_[0];
  }

  static std::uint16_t end_type() {
    static const std::uint16_t type = type_of("end");
    return type;
  }

  // Reports the error and takes out the line that has it. False: there is no such line, the item is lost.
  bool drop_line(const SyntaxError& error) {
    const std::vector<std::size_t> starts = unit_starts(tokens_);
    auto next = std::upper_bound(starts.begin(), starts.end(), error.index);
    // At the first token of a line: is it this line, or the one before that stopped too early?
    const bool at_start = next != starts.begin() && *(next - 1) == error.index;
    if (at_start && !error.expected.contains(static_cast<std::size_t>(end_type())) && !preamble_) --next;
    if (next == starts.begin()) {
      report_unless_known(error, 0);
      return false;
    }
    const std::size_t begin = *(next - 1);
    const bool closed = tokens_.back().text == "end";
    const std::size_t stop =
        next == starts.end() ? tokens_.size() - (closed && begin + 1 < tokens_.size() ? 1 : 0) : *next;
    report_unless_known(error, begin);
    if (preamble_) file_->header.complete = false;
    const auto from = tokens_.begin() + static_cast<std::ptrdiff_t>(begin);
    const auto to = tokens_.begin() + static_cast<std::ptrdiff_t>(stop);
    lose(std::vector<Lexeme>(from, to));
    tokens_.erase(from, to);
    return starts.size() > 1 || preamble_;
  }

  // A token that was reported already is the likely cause of what follows in its line.
  void report_unless_known(const SyntaxError& error, std::size_t line_begin) {
    const std::size_t end = std::min(error.index + 1, tokens_.size());
    for (std::size_t i = line_begin; i < end; ++i)
      if (tokens_[i].wrong) return;
    report(error, tokens_, after_, sources_, source_, diagnostics_);
  }

  // Keeps the names and codes that these tokens would have defined.
  void lose(const std::vector<Lexeme>& tokens) {
    const auto add = [&](std::size_t i) {
      if (i < tokens.size() && is_name_or_code(tokens[i])) lost_.emplace_back(tokens[i].text);
    };
    if (tokens.empty()) return;
    const bool on = tokens.size() > 1 && tokens[1].text == "on";
    const bool line_of_code = tokens[0].kind == LexemeKind::code;
    add(line_of_code ? 0 : on ? 2 : 1);
    bool columns = false;  // the outputs of a table
    for (std::size_t i = 1; i < tokens.size(); ++i) {
      if (tokens[i].first_on_line && columns) break;
      if (tokens[i].text == "||" && tokens[0].text == "table") columns = true;
      if (columns && (tokens[i].text == "|" || tokens[i].text == "||")) add(i + 1);
    }
    if (tokens[0].text == "use")
      for (std::size_t i = 1; i < tokens.size() && tokens[i].text != "from"; ++i) add(i);
    if (tokens[0].text == "needs") add(tokens.size() - 1);
    for (std::size_t start : unit_starts(tokens))
      if (tokens[start].kind == LexemeKind::code) add(start);
  }

  Span span(const Lexeme& lexeme) const { return {source_, lexeme.begin, lexeme.end}; }

  const Sources& sources_;
  FileId source_;
  Diagnostics& diagnostics_;
  const ParseOptions& options_;
  BuildState state_;
  std::unique_ptr<File> file_;
  bool has_preamble_ = false, stopped_ = false, preamble_ = false;
  std::vector<Lexeme> tokens_;  // of the item at hand
  Lexeme after_;                // what follows it
  std::size_t errors_ = 0, retried_ = 0;
  std::vector<std::string> lost_;
};

}  // namespace

Parsed parse(const Sources& sources, FileId file, Diagnostics& diagnostics, const ParseOptions& options) {
  return FileParser(sources, file, diagnostics, options).run();
}

ExprPtr parse_condition(const Sources& sources, FileId file, Diagnostics& diagnostics,
                        const ParseOptions& options) {
  const std::size_t errors_before = diagnostics.errors();
  Lexemes lexemes;
  if (!tokens_of(sources, file, options, diagnostics, lexemes)) return nullptr;
  const Lexeme end = lexemes.all.back();
  lexemes.all.pop_back();
  BuildState state{sources, file, options, diagnostics};
  ExprPtr condition;
  const std::optional<SyntaxError> error = parse_tokens(
      lexemes.all, end, [](polg::PolParser& parser) { return parser.cond(); },
      [&](RuleContext& tree) {
        condition = build_condition(state, dynamic_cast<polg::PolParser::CondContext&>(tree));
      });
  if (error && diagnostics.errors() == errors_before)
    report(*error, lexemes.all, end, sources, file, diagnostics);
  if (diagnostics.errors() != errors_before) return nullptr;
  return condition;
}

}  // namespace pol::syntax
