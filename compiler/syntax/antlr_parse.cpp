// parse(): the text is scanned, cut into items, and each item is parsed by itself. In an item with a mistake
// the line that has it is reported and taken out, and the rest is parsed again: so one mistake is one
// message.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/syntax/antlr_private.h"

namespace pol::syntax {
namespace {

constexpr std::size_t kMostSyntaxErrors = 200;  // of syntax, in one file
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
  if (!check_lexemes(lexemes, places, diagnostics)) return false;
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
  static constexpr std::size_t kNoSeam = ~std::size_t{0};

  void no_preamble() {
    const bool empty = after_.kind == LexemeKind::end_of_file;
    diagnostics_.add(
        Code::E0200, span(after_),
        empty ? "the file is empty" : fmt::format("expected `language 1`, found `{}`", after_.text),
        "A file begins with `language 1` and the header: `policy KIND NAME version 1 ... end`");
  }

  using Tokens = std::vector<Lexeme>;

  std::optional<SyntaxError> attempt(const Tokens& tokens, const Lexeme& after, const Use& use) {
    if (preamble_)
      return parse_tokens(tokens, after, [](polg::PolParser& parser) { return parser.preamble(); }, use);
    return parse_tokens(tokens, after, [](polg::PolParser& parser) { return parser.item(); }, use);
  }

  std::optional<SyntaxError> attempt(const Tokens& tokens, Build build) {
    return attempt(tokens, after_, [&](RuleContext& tree) {
      if (preamble_) {
        build_preamble(state_, dynamic_cast<polg::PolParser::PreambleContext&>(tree), *file_);
        has_preamble_ = true;
        return;
      }
      Item item = build_item(state_, dynamic_cast<polg::PolParser::ItemContext&>(tree));
      if (build == Build::keep) file_->items.push_back(std::move(item));
    });
  }

  void parse_slice() {
    Build build = Build::keep;
    seam_ = kNoSeam;
    misspelt_end_ = false;
    while (std::optional<SyntaxError> error = attempt(tokens_, build)) {
      if (lacks_end(*error, build)) break;
      stopped_ = ++errors_ >= kMostSyntaxErrors || sources_.text(source_).size() > options_.recover_bytes;
      if (error->leftover) {
        report_unless_known(*error, tokens_, after_, error->index);
        // What goes on in the same line was meant to belong to the value: the part before it says nothing.
        const bool cut_off = !has_end(tokens_[0].text) && !tokens_[error->index].first_on_line;
        lose_item(part(error->index, tokens_.size()));
        lose_codes(error->index);
        tokens_.resize(error->index);
        if (cut_off) {
          lose_item(tokens_);
          break;
        }
      } else if (!drop_line(std::move(*error))) {
        lose_item(tokens_);
        break;
      } else if (!survives_loss()) {
        if (build == Build::keep) lose_item(tokens_);
        build = Build::discard;
      }
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
    if (!misspelt_end_) report_no_end(opening(), after_, sources_, source_, diagnostics_);
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
  bool drop_line(SyntaxError error) {
    // Where lines were taken out before there may be too few of them now: no mistake of the author's.
    if (error.index == seam_ &&
        (seam_ == tokens_.size() || tokens_[seam_].text == "end" || tokens_[seam_].text == "factor"))
      return false;
    const std::vector<std::size_t> starts = unit_starts(tokens_);
    auto next = std::upper_bound(starts.begin(), starts.end(), error.index);
    if (preamble_ && error.index < tokens_.size() && next != starts.begin() &&
        error.levels[0].rule == polg::PolParser::RuleHeader) {
      // The head line before is complete and stays.
      report_unless_known(error, tokens_, after_, error.index);
      return take_out(error.index);
    }
    if (next != starts.begin() && tokens_[0].text != "scorecard") {
      // Or did the line before stop too early, and take words of this one for its own?
      const Tokens before = part(0, *(next - 1));
      const Lexeme& first = tokens_[*(next - 1)];
      retried_ += before.size();
      const std::optional<SyntaxError> earlier = attempt(before, first, [](RuleContext&) {});
      if (earlier && earlier->index == before.size() && stops_early(*earlier, next - 1 == starts.begin())) {
        --next;
        const std::size_t line = next == starts.begin() ? 0 : *(next - 1);
        report_unless_known(*earlier, before, first, line);
        return next != starts.begin() && take_out(line);
      }
    }
    const std::size_t begin = next == starts.begin() ? 0 : *(next - 1);
    report_unless_known(error, tokens_, after_, begin);
    return next != starts.begin() && take_out(begin);
  }

  // Whether the tokens before a line end in the middle of something: of a line, or of the opening of the
  // block (its name; what is asked for behind a whole opening is the first line itself).
  static bool stops_early(const SyntaxError& error, bool in_opening) {
    if (in_opening) return !error.levels.empty() && error.levels[0].rule == polg::PolParser::RuleName;
    return !error.expected.contains(std::size_t{end_type()});
  }

  // Takes out the tokens from `begin` up to the next line, but not the `end` of the block.
  bool take_out(std::size_t begin) {
    const std::vector<std::size_t> starts = unit_starts(tokens_);
    const auto next = std::upper_bound(starts.begin(), starts.end(), begin);
    std::size_t stop = next == starts.end() ? tokens_.size() : *next;
    while (next == starts.end() && stop > begin + 1 && tokens_[stop - 1].text == "end") --stop;
    if (preamble_) file_->header.complete = false;
    seam_ = begin;
    lose_line(part(begin, stop));
    tokens_.erase(tokens_.begin() + static_cast<std::ptrdiff_t>(begin),
                  tokens_.begin() + static_cast<std::ptrdiff_t>(stop));
    return true;
  }

  Tokens part(std::size_t begin, std::size_t end) const {
    return {tokens_.begin() + static_cast<std::ptrdiff_t>(begin),
            tokens_.begin() + static_cast<std::ptrdiff_t>(end)};
  }

  // A token that was reported already is the likely cause of what follows in its line.
  void report_unless_known(const SyntaxError& error, const Tokens& tokens, const Lexeme& after,
                           std::size_t line) {
    const std::size_t end = std::min(error.index + 1, tokens.size());
    for (std::size_t i = line; i < end; ++i)
      if (tokens[i].wrong) return;
    // A word that is nearly `end`, in the place of one.
    const Lexeme& found = error.index < tokens.size() ? tokens[error.index] : after;
    const Lexeme* last = found.first_on_line && nearest(found.text, {"end"}) == "end" ? &found : nullptr;
    if (!last && error.index > 0 && error.index == tokens.size() &&
        nearest(tokens.back().text, {"end"}) == "end")
      last = &tokens.back();
    if (!last || last->kind != LexemeKind::word || last->text == "end" || !has_end(tokens[0].text))
      return report(error, tokens, after, sources_, source_, diagnostics_);
    misspelt_end_ = true;
    diagnostics_.add(Code::E0200, span(*last),
                     fmt::format("`{}` does not fit here, where `{}` may end", last->text, tokens[0].text),
                     "Did you mean `end`?");
  }

  // The names and codes that these tokens would have defined.
  void lose(const Tokens& tokens, std::size_t i) {
    if (i >= tokens.size() || !is_name_or_code(tokens[i])) return;
    if (std::find(lost_.begin(), lost_.end(), tokens[i].text) == lost_.end())
      lost_.emplace_back(tokens[i].text);
  }

  void lose_line(const Tokens& tokens) {
    if (tokens.empty()) return;
    const std::string_view first = tokens[0].text;
    if (tokens[0].kind == LexemeKind::code) lose(tokens, 0);
    if (first == "gives") lose(tokens, 1);
    if (first == "needs") lose(tokens, 1), lose(tokens, tokens.size() - 1);
    if (first == "use")
      for (std::size_t i = 1; i < tokens.size() && tokens[i].text != "from"; ++i) lose(tokens, i);
  }

  // A block under a misspelt word: every line that begins with a code would have defined it.
  void lose_codes(std::size_t begin) {
    for (std::size_t i = begin; i < tokens_.size(); ++i)
      if (tokens_[i].first_on_line && tokens_[i].kind == LexemeKind::code) lose(tokens_, i);
  }

  void lose_item(const Tokens& tokens) {
    lose(tokens, tokens.size() > 1 && tokens[1].text == "on" ? 2 : 1);
    bool outputs = false;  // columns of a table
    for (std::size_t i = 1; i < tokens.size() && tokens[0].text == "table"; ++i) {
      if (outputs && tokens[i].first_on_line) break;
      if (tokens[i].text == "||") outputs = true;
      const bool column = i + 1 < tokens.size() && !tokens[i + 1].first_on_line;
      if (outputs && column && (tokens[i].text == "|" || tokens[i].text == "||")) lose(tokens, i + 1);
    }
    for (std::size_t start : unit_starts(tokens))
      if (tokens[start].kind == LexemeKind::code) lose(tokens, start);
  }

  Span span(const Lexeme& lexeme) const { return {source_, lexeme.begin, lexeme.end}; }

  const Sources& sources_;
  FileId source_;
  Diagnostics& diagnostics_;
  const ParseOptions& options_;
  BuildState state_;
  std::unique_ptr<File> file_;
  bool has_preamble_ = false, stopped_ = false, preamble_ = false;
  bool misspelt_end_ = false;   // told in the item at hand
  std::vector<Lexeme> tokens_;  // of the item at hand
  Lexeme after_;                // what follows it
  std::size_t seam_ = kNoSeam;  // where lines were last taken out of it
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

std::optional<Cell> parse_cell(const Sources& sources, FileId file, NodeId& first_id,
                               Diagnostics& diagnostics, const ParseOptions& options) {
  const std::size_t errors_before = diagnostics.errors();
  Lexemes lexemes;
  if (!tokens_of(sources, file, options, diagnostics, lexemes)) return std::nullopt;
  const Lexeme end = lexemes.all.back();
  lexemes.all.pop_back();
  BuildState state{sources, file, options, diagnostics, first_id};
  std::optional<Cell> cell;
  const std::optional<SyntaxError> error = parse_tokens(
      lexemes.all, end, [](polg::PolParser& parser) { return parser.cell(); },
      [&](RuleContext& tree) {
        cell = build_cell(state, dynamic_cast<polg::PolParser::CellContext&>(tree));
      });
  if (error && diagnostics.errors() == errors_before)
    report(*error, lexemes.all, end, sources, file, diagnostics);
  if (diagnostics.errors() != errors_before) return std::nullopt;
  first_id = state.next_id;
  return cell;
}

}  // namespace pol::syntax
