#include "compiler/sema/rows_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "compiler/sema/types_text.h"
#include "compiler/syntax/parse.h"
#include "runtime/base/utf8.h"

namespace pol::sema {

using syntax::NodeId;
using syntax::Pattern;
using syntax::Value;
using syntax::ValueKind;

namespace {

constexpr std::size_t kMostMistakes = 20;
constexpr std::size_t kMostRows = 200'000;

bool name_like(std::string_view text) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; };
  return !text.empty() && letter(text[0]) &&
         std::all_of(text.begin(), text.end(), [&](char c) { return letter(c) || (c >= '0' && c <= '9'); });
}

bool code_like(std::string_view text) {
  const auto letter = [](char c) { return c >= 'A' && c <= 'Z'; };
  return !text.empty() && letter(text[0]) && std::all_of(text.begin(), text.end(), [&](char c) {
    return letter(c) || c == '_' || (c >= '0' && c <= '9');
  });
}

// A word that the grammar could read as something else; asked once a word.
bool plain_name(std::string_view text) {
  static const std::vector<std::string_view> kLater = {"circuit", "breakers", "override", "desk",
                                                       "budget",  "lease",    "stop",     "alert"};
  if (!name_like(text) || std::find(kLater.begin(), kLater.end(), text) != kLater.end()) return false;
  thread_local std::unordered_map<std::string, bool> known;
  const auto [at, fresh] = known.try_emplace(std::string(text), false);
  if (fresh) at->second = !syntax::is_reserved(text);
  return at->second;
}

// The common forms of a cell, without the parser: any, a value, bounds, a list of values.
class CellReader {
 public:
  CellReader(Span at, std::string_view text, NodeId next_id) : at_(at), text_(text), next_id_(next_id) {}

  std::optional<syntax::Cell> read() {
    syntax::Cell cell{at_, text_ == "any", {}};
    if (cell.any) return cell;
    // Brackets, strings and comments are for the parser, and so is all that this would only read in part.
    if (text_.find_first_of("()\"=<>\n\r\t") != std::string_view::npos || text_.find("--") != text_.npos)
      return std::nullopt;
    for (std::size_t begin = 0;;) {
      const std::size_t comma = text_.find(", ", begin);
      const std::size_t end = std::min(comma, text_.size());
      std::optional<Pattern> pattern = this->pattern(begin, end);
      if (!pattern) return std::nullopt;
      cell.patterns.push_back(std::move(*pattern));
      if (comma == std::string_view::npos) return cell;
      begin = comma + 2;
    }
  }
  NodeId next_id() const { return next_id_; }

 private:
  Span span(std::size_t begin, std::size_t end) const {
    return {at_.file, at_.begin + static_cast<std::uint32_t>(begin),
            at_.begin + static_cast<std::uint32_t>(end)};
  }

  std::optional<Pattern> pattern(std::size_t begin, std::size_t end) {
    Pattern pattern;
    pattern.span = span(begin, end);
    const std::string_view text = text_.substr(begin, end - begin);
    static constexpr std::pair<std::string_view, syntax::Compare> kBounds[] = {
        {"at least ", syntax::Compare::at_least},
        {"at most ", syntax::Compare::at_most},
        {"above ", syntax::Compare::above},
        {"below ", syntax::Compare::below}};
    for (const auto& [word, compare] : kBounds) {
      if (!text.starts_with(word)) continue;
      pattern.form = Pattern::Form::bounded;
      pattern.bound = compare;
      return value(begin + word.size(), end, pattern.value) ? std::optional(pattern) : std::nullopt;
    }
    const std::size_t to = text.find(" to ");
    if (to == std::string_view::npos)
      return value(begin, end, pattern.value) ? std::optional(pattern) : std::nullopt;
    pattern.form = Pattern::Form::between;
    std::size_t upper = begin + to + 4;
    pattern.below_upper = text_.substr(upper, end - upper).starts_with("below ");
    if (pattern.below_upper) upper += 6;
    if (!value(begin, begin + to, pattern.value) || !value(upper, end, pattern.upper)) return std::nullopt;
    return pattern;
  }

  bool value(std::size_t begin, std::size_t end, Value& value) {
    std::string_view text = text_.substr(begin, end - begin);
    value.id = next_id_++;
    value.span = span(begin, end);
    if (text == "missing" || text == "stale") {
      value.kind = text == "stale" ? ValueKind::stale : ValueKind::missing;
      return true;
    }
    if (code_like(text)) {
      value.kind = ValueKind::code;
      value.code = {std::string(text), value.span};
      return true;
    }
    if (plain_name(text)) {
      value.kind = ValueKind::ref;
      value.ref.id = next_id_++;
      value.ref.span = value.span;
      value.ref.name = {std::string(text), value.span};
      return true;
    }
    if (text.starts_with('-')) {
      value.negative = true;
      text.remove_prefix(1);
      ++begin;
    }
    // A sign twice and leading zeros have messages of their own in the parser.
    const bool digit = text.size() > 1 && text[1] >= '0' && text[1] <= '9';
    if (text.empty() || text[0] == '-' || (text[0] == '0' && digit)) return false;
    Result<Constant> constant = parse_literal(text);
    if (!constant) return false;
    value.literal = {span(begin, end), std::move(*constant)};
    return true;
  }

  Span at_;
  std::string_view text_;
  NodeId next_id_;
};

// Moves the places of a cell that was parsed as a text of its own to where it stands.
class Mover {
 public:
  Mover(Span at, bool exact) : at_(at), exact_(exact) {}
  void move(Span& span) const {
    if (exact_)
      span = {at_.file, at_.begin + span.begin, at_.begin + span.end};
    else
      span = at_;
  }
  void move(Value& value) const {
    move(value.span);
    if (value.kind == ValueKind::literal) move(value.literal.span);
    if (value.kind == ValueKind::code) move(value.code.span);
    if (value.kind != ValueKind::ref) return;
    move(value.ref.span);
    move(value.ref.name.span);
    if (value.ref.part) move(value.ref.part->span);
  }
  void move(syntax::Cell& cell) const {
    move(cell.span);
    for (Pattern& pattern : cell.patterns) {
      move(pattern.span);
      move(pattern.value);
      move(pattern.upper);
      for (Value& value : pattern.none_of) move(value);
    }
  }

 private:
  Span at_;
  bool exact_;  // the text stands there letter for letter
};

struct Field {
  Span span;         // without the quotes
  std::string text;  // quotes undone, blanks around it dropped
};

// RFC 4180 over a text in memory, with the place of every cell; runtime/data/csv.h streams and knows lines
// only.
class Records {
 public:
  Records(const Sources& sources, FileId file) : file_(file), text_(sources.text(file)) {
    if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;
  }

  // False at the end, and after a mistake: then `wrong` says what and where.
  bool next(std::vector<Field>& fields) {
    fields.clear();
    while (at_ < text_.size() && line_end()) {
    }
    if (at_ >= text_.size()) return false;
    for (;;) {
      if (!field(fields.emplace_back())) return false;
      if (at_ >= text_.size() || line_end()) return true;
      if (text_[at_] != ',') return fail(at_, "after a closing quote stands a comma or the end of the line");
      ++at_;
    }
  }
  std::string wrong;
  Span place;

 private:
  bool line_end() {
    const bool crlf = text_.substr(at_).starts_with("\r\n");
    if (!crlf && text_[at_] != '\n') return false;
    at_ += crlf ? 2 : 1;
    return true;
  }
  bool fail(std::size_t at, std::string why) {
    wrong =
        std::move(why) + "; a cell that holds a quote or a comma stands in quotes, its own quotes doubled";
    place = {file_, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at)};
    return false;
  }
  bool field(Field& field) { return at_ < text_.size() && text_[at_] == '"' ? quoted(field) : plain(field); }
  bool plain(Field& field) {
    const std::size_t end = std::min(text_.find_first_of(",\"\r\n", at_), text_.size());
    if (end < text_.size() && text_[end] == '"') return fail(end, "a quote inside a cell that is not quoted");
    if (end < text_.size() && text_[end] == '\r' && !text_.substr(end).starts_with("\r\n"))
      return fail(end, "a carriage return without a line feed");
    keep(field, at_, end, text_.substr(at_, end - at_));
    at_ = end;
    return true;
  }
  bool quoted(Field& field) {
    const std::size_t open = at_++;
    std::string text;
    for (;;) {
      const std::size_t quote = text_.find('"', at_);
      if (quote == std::string_view::npos) return fail(open, "a quote that is not closed");
      text += text_.substr(at_, quote - at_);
      at_ = quote + 1;
      if (at_ >= text_.size() || text_[at_] != '"') break;
      text += '"';
      ++at_;
    }
    keep(field, open + 1, at_ - 1, text);
    return true;
  }
  void keep(Field& field, std::size_t begin, std::size_t end, std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1), ++begin;
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1), --end;
    field.span = {file_, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(std::max(begin, end))};
    field.text = text;
  }

  FileId file_;
  std::string_view text_;
  std::size_t at_ = 0;
};

class RowsReader {
 public:
  RowsReader(Sources& sources, FileId csv, syntax::Table& table, NodeId& next_id, Diagnostics& diagnostics)
      : sources_(sources), csv_(csv), table_(table), next_id_(next_id), diagnostics_(diagnostics) {}

  bool run() {
    if (!valid_utf8(sources_.text(csv_))) return wrong({csv_, 0, 0}, "the file is not UTF-8");
    Records records(sources_, csv_);
    std::vector<Field> fields;
    if (!records.next(fields))
      return records.wrong.empty() ? wrong({csv_, 0, 0}, "the file is empty")
                                   : wrong(records.place, records.wrong);
    if (!header(fields)) return false;
    while (mistakes_ < kMostMistakes && records.next(fields)) {
      if (table_.rows.size() == kMostRows) {
        diagnostics_.add(Code::E0110, fields[0].span, fmt::format("a table may have {} rows", kMostRows));
        return false;
      }
      row(fields);
    }
    if (!records.wrong.empty()) wrong(records.place, records.wrong);
    if (mistakes_ == 0 && table_.rows.empty()) wrong({csv_, 0, 0}, "the file has a header but no rows");
    return mistakes_ == 0;
  }

 private:
  bool wrong(Span span, std::string message, std::string fix = {}) {
    Diagnostic& added = diagnostics_.add(Code::E0718, span, std::move(message), std::move(fix));
    if (table_.rows_from) added.notes.push_back({table_.rows_from->span, "the table asks for the file here"});
    ++mistakes_;
    return false;
  }

  bool header(const std::vector<Field>& fields) {
    std::vector<std::string> names;
    for (const auto& input : table_.inputs)
      names.push_back((input.from_tags ? "tags." : "") + input.name.text +
                      (input.part ? "." + input.part->text : ""));
    for (const auto& output : table_.outputs) names.push_back(output.name.text);
    because_ = fields.size() == names.size() + 1 && fields.back().text == "because";
    const std::string wanted = join(names, ",");
    for (std::size_t i = 0; i < std::min(fields.size(), names.size()); ++i)
      if (fields[i].text != names[i])
        return wrong(fields[i].span,
                     fmt::format("column {} of the header is `{}`, but table `{}` has `{}` there", i + 1,
                                 fields[i].text, table_.name.text, names[i]),
                     "The header is `" + wanted + "`, with `,because` after it if rows have reasons");
    if (fields.size() != names.size() && !because_)
      return wrong(fields.back().span,
                   fmt::format("the header has {} columns, but table `{}` has {}", fields.size(),
                               table_.name.text, names.size()),
                   "The header is `" + wanted + "`, with `,because` after it if rows have reasons");
    return true;
  }

  void row(const std::vector<Field>& fields) {
    const std::size_t inputs = table_.inputs.size(), outputs = table_.outputs.size();
    const std::size_t wanted = inputs + outputs + (because_ ? 1 : 0);
    if (fields.size() != wanted) {
      wrong(fields[0].span, fmt::format("this row has {} cells, the header has {}", fields.size(), wanted));
      return;
    }
    syntax::Row row;
    row.id = next_id_++;
    row.span = {csv_, fields[0].span.begin, fields.back().span.end};
    row.otherwise = fields[0].text == "otherwise";
    bool sound = true;
    for (std::size_t i = 0; i < inputs; ++i) {
      const Field& field = fields[i];
      if (row.otherwise) {
        if (i > 0 && !field.text.empty())
          sound = wrong(field.span, "the other input cells of an `otherwise` row are empty");
        continue;
      }
      Diagnostics found;
      std::optional<syntax::Cell> cell = read_cell(sources_, field.span, field.text, next_id_, found);
      if (!cell) {
        const auto& all = found.all();
        sound = wrong(field.span,
                      field.text.empty() ? "an empty cell"
                                         : fmt::format("`{}` is no cell of a table{}", field.text,
                                                       all.empty() ? "" : ": " + all[0].message),
                      all.empty() || field.text.empty() ? "Write `any` for every value" : all[0].fix);
        continue;
      }
      row.cells.push_back(std::move(*cell));
    }
    for (std::size_t i = inputs; i < inputs + outputs; ++i) {
      row.outputs.push_back(output(fields[i]));
      sound &= row.outputs.back() != nullptr;
    }
    if (because_ && !fields.back().text.empty()) row.because = because(fields.back(), sound);
    if (sound) table_.rows.push_back(std::move(row));
  }

  // A literal or a name; the checker says whether it fits the column.
  syntax::ExprPtr output(const Field& field) {
    auto expr = std::make_unique<syntax::Expr>();
    expr->id = next_id_++;
    expr->span = expr->op = field.span;
    std::string_view text = field.text;
    Span at = field.span;
    syntax::Expr* core = expr.get();
    std::unique_ptr<syntax::Expr> operand;
    if (text.starts_with('-')) {
      text.remove_prefix(1);
      ++at.begin;
      expr->kind = syntax::ExprKind::negate;
      operand = std::make_unique<syntax::Expr>();
      operand->id = next_id_++;
      operand->span = operand->op = at;
      core = operand.get();
    }
    if (code_like(text)) {
      core->kind = syntax::ExprKind::code;
      core->name = {std::string(text), at};
    } else if (plain_name(text)) {
      core->kind = syntax::ExprKind::ref;
      core->ref.id = next_id_++;
      core->ref.span = at;
      core->ref.name = {std::string(text), at};
    } else if (Result<Constant> constant = parse_literal(text); constant && !text.starts_with('-')) {
      core->literal = {at, std::move(*constant)};
    } else {
      wrong(field.span,
            field.text.empty() ? "an empty result"
                               : fmt::format("`{}` is neither a literal nor a name", field.text),
            "A result in a file is a literal or a name; compute it with a `let`");
      return nullptr;
    }
    if (operand) expr->args.push_back(std::move(operand));
    return expr;
  }

  syntax::Because because(const Field& field, bool& sound) {
    syntax::Because because;
    because.span = field.span;
    const std::string_view text = field.text;
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t end = std::min(text.find(' ', begin), text.size());
      const std::string_view code = text.substr(begin, end - begin);
      if (!code.empty()) {
        if (!code_like(code))
          sound = wrong(field.span, fmt::format("`{}` is no reason code", code),
                        "Part the codes by spaces, e.g. `R03 R04`");
        syntax::Reference reason;
        reason.id = next_id_++;
        reason.span = {field.span.file, field.span.begin + static_cast<std::uint32_t>(begin),
                       field.span.begin + static_cast<std::uint32_t>(end)};
        reason.name = {std::string(code), reason.span};
        because.reasons.push_back(std::move(reason));
        because.is_code.push_back(true);
      }
      begin = end + 1;
    }
    return because;
  }

  Sources& sources_;
  FileId csv_;
  syntax::Table& table_;
  NodeId& next_id_;
  Diagnostics& diagnostics_;
  bool because_ = false;
  std::size_t mistakes_ = 0;
};

}  // namespace

std::optional<syntax::Cell> parse_cell_at(Sources& sources, Span at, std::string_view text, NodeId& next_id,
                                          Diagnostics& diagnostics) {
  const bool exact = sources.slice(at) == text;
  const FileId own = sources.add(sources.path(at.file), std::string(text));
  std::optional<syntax::Cell> cell = syntax::parse_cell(sources, own, next_id, diagnostics);
  if (cell) Mover(at, exact).move(*cell);
  return cell;
}

std::optional<syntax::Cell> read_cell(Sources& sources, Span at, std::string_view text, NodeId& next_id,
                                      Diagnostics& diagnostics) {
  CellReader reader(at, text, next_id);
  if (std::optional<syntax::Cell> cell = reader.read()) {
    next_id = reader.next_id();
    return cell;
  }
  return parse_cell_at(sources, at, text, next_id, diagnostics);
}

bool add_rows(Sources& sources, FileId csv, syntax::Table& table, NodeId& next_id, Diagnostics& diagnostics) {
  return RowsReader(sources, csv, table, next_id, diagnostics).run();
}

}  // namespace pol::sema
