#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "runtime/base/utf8.h"
#include "runtime/ir/text.h"
#include "runtime/ir/text_form.h"

namespace pol::ir {
namespace {

constexpr std::size_t kMaxEnums = 4096;  // interning compares with all before

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) { advance(); }
  bool ok() const { return error_.empty(); }
  const std::string& error() const { return error_; }
  std::uint32_t error_at() const { return static_cast<std::uint32_t>(error_at_); }
  void expect_end_of_text() {
    if (ok() && begin_ != text_.size()) fail("nothing may follow `end`");
  }

  Reader& line(std::string_view name) { return word(name); }
  Reader& word(std::string_view name) {
    if (token() != name) fail(fmt::format("expected `{}`", name));
    advance();
    return *this;
  }
  Reader& text(std::string& value) {
    value = string();
    return *this;
  }
  template <class T>
  Reader& integer(T& value) {
    value = fitting<T>(token());
    advance();
    return *this;
  }
  Reader& date(Day& day) {
    const std::optional<Day> read = parse_date(token());
    if (!read) fail("expected a date");
    day = read.value_or(0);
    advance();
    return *this;
  }
  Reader& ref(Ref& ref) { return index('%', ref); }
  template <class T>
  Reader& index(char letter, T& index) {
    if (token() == "-" && sizeof(T) == sizeof kNone) {
      index = static_cast<T>(kNone);
    } else {
      if (token().empty() || token().front() != letter)
        fail(fmt::format("expected `{}` and a number", letter));
      index = ok() ? fitting<T>(token().substr(1)) : T{};
    }
    advance();
    return *this;
  }
  Reader& range(i128& lo, i128& hi) { return range_of(lo, hi); }
  Reader& flag(std::string_view name, bool& set) {
    set = take(name);
    return *this;
  }
  Reader& currency(Currency& currency) {
    const std::string name = string();
    currency = pol::currency(name);
    if (currency.name() != name) fail("expected a currency");
    return *this;
  }
  template <class T>
  Reader& unless_zero(std::string_view name, T& value) {
    value = 0;
    return take(name) ? integer(value) : *this;
  }
  template <class T>
  Reader& optional(std::string_view name, std::optional<T>& value) {
    if (take(name)) integer(value.emplace());
    return *this;
  }
  template <class T, class Each>
  Reader& present(std::string_view name, std::optional<T>& value, Each each) {
    if (take(name)) each(value.emplace());
    return *this;
  }
  template <class E, std::size_t N>
  Reader& choose(E& value, const std::array<std::string_view, N>& names) {
    const auto found = std::find(names.begin(), names.end(), token());
    if (found == names.end())
      fail(fmt::format("expected one of {}", fmt::join(names, ", ")));
    else
      value = static_cast<E>(found - names.begin());
    advance();
    return *this;
  }
  // Which of the letters the index that follows begins with; none: index() refuses it.
  template <class E, std::size_t N>
  Reader& letter(const std::array<char, N>& letters, E& value) {
    const auto found = std::find(letters.begin(), letters.end(), token().empty() ? '\0' : token().front());
    value = found == letters.end() ? E{} : static_cast<E>(found - letters.begin());
    return *this;
  }
  template <class T, class Each>
  Reader& group(std::vector<T>& list, Each each) {
    word("(");
    while (ok() && token() != ")") each(list.emplace_back());
    return word(")");
  }
  template <class T, class Each>
  Reader& unless_empty(std::string_view name, std::vector<T>& list, Each each) {
    return take(name) ? group(list, each) : *this;
  }
  template <class T, class Each>
  Reader& lines(std::string_view name, char letter, std::vector<T>& list, Each each) {
    while (take(name)) {
      position(letter, list.size());
      each(list.emplace_back());
    }
    return *this;
  }

  void enums(EnumPool& pool) {
    while (take("enum")) {
      const std::size_t number = pool.size();
      position('e', number);
      EnumType type;
      text(type.name).flag("ordered", type.ordered);
      group(type.values, [&](std::string& value) { text(value); });
      if (number >= kMaxEnums) fail(fmt::format("more than {} enums", kMaxEnums));
      if (!ok()) return;
      if (pool.intern(std::move(type)) != number) fail("an enum that stood before");
    }
  }

  Reader& rows(Table& table) {
    while (take("row")) {
      ++table.rows;
      for (std::size_t column = 0; column < table.columns.size() && ok(); ++column) {
        if (column) word("|");
        cell(table);
      }
      if (table.hit == Hit::priority) word("rank").integer(table.rank.emplace_back());
    }
    return *this;
  }

  void insts(Module& m) {
    while (ok() && token().starts_with('%')) {
      position('%', m.insts.size());
      word("=");
      const OpInfo* info = op_by_name(token());
      if (!info) return fail("expected the name of an op");
      advance();
      Inst& inst = m.insts.emplace_back();
      inst.op = info->op;
      if (info->a == Operand::slice) {
        slice(m, inst.a, inst.b);
      } else {
        form::operand(*this, info->a, inst.a);
        if (info->b == Operand::slice) {
          slice(m, inst.b, inst.c);
        } else {
          form::operand(*this, info->b, inst.b);
          form::operand(*this, info->c, inst.c);
        }
      }
      word(":").index('t', inst.type);
    }
  }

 private:
  // ---- tokens: strings, the brackets, `|`, and runs of anything else
  bool at_string() const { return begin_ < end_ && text_[begin_] == '"'; }
  std::string_view token() const { return ok() ? text_.substr(begin_, end_ - begin_) : std::string_view(); }

  void fail(std::string why) {
    if (!ok()) return;
    error_at_ = begin_;
    const std::string_view found = text_.substr(begin_, end_ - begin_);
    error_ = std::move(why);
    error_ += found.empty() ? ", found the end" : ", found `" + shortened(repaired_utf8(found), 40) + "`";
  }

  void advance() {
    begin_ = end_;
    for (;;) {
      begin_ = std::min(text_.find_first_not_of(" \t\r\n", begin_), text_.size());
      if (begin_ == text_.size() || text_[begin_] != ';') break;
      begin_ = std::min(text_.find('\n', begin_), text_.size());
    }
    end_ = begin_;
    if (begin_ == text_.size()) return;
    const char first = text_[begin_];
    if (first == '(' || first == ')' || first == '|') {
      end_ = begin_ + 1;
    } else if (first == '"') {
      end_ = begin_ + 1;
      while (end_ < text_.size() && text_[end_] != '"') end_ += text_[end_] == '\\' ? 2 : 1;
      end_ = std::min(end_ + 1, text_.size());
    } else {
      end_ = std::min(text_.find_first_of(" \t\r\n()|;\"", begin_), text_.size());
    }
  }

  bool take(std::string_view name) {
    if (!ok() || token() != name) return false;
    advance();
    return true;
  }

  std::string string() {
    std::string value;
    if (!at_string() || end_ - begin_ < 2 || text_[end_ - 1] != '"') fail("expected a text in quotes");
    for (std::size_t i = begin_ + 1; ok() && i + 1 < end_; ++i) {
      if (text_[i] != '\\') {
        value += text_[i];
        continue;
      }
      const std::string_view rest = text_.substr(i + 1, end_ - 1 - (i + 1));
      if (rest.starts_with('"') || rest.starts_with('\\')) {
        value += text_[++i];
      } else if (rest.size() >= 3 && rest[0] == 'x' && hex(rest[1]) >= 0 && hex(rest[2]) >= 0) {
        value += static_cast<char>(hex(rest[1]) * 16 + hex(rest[2]));
        i += 3;
      } else {
        fail("a text with an unknown escape");
      }
    }
    advance();
    return value;
  }
  static int hex(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
  }

  i128 number(std::string_view digits) {
    const bool negative = digits.starts_with('-');
    i128 value = 0;
    std::string_view rest = digits.substr(negative ? 1 : 0);
    if (rest.empty() || rest.size() > 39) fail("expected a number");
    for (const char c : rest) {
      const std::optional<i128> tenfold = checked_mul(value, 10);
      const std::optional<i128> next = tenfold ? checked_add(*tenfold, c - '0') : std::nullopt;
      if (c < '0' || c > '9' || !next) fail("expected a number");
      if (!ok()) return 0;
      value = *next;
    }
    return negative ? -value : value;
  }
  template <class T>
  T fitting(std::string_view digits) {
    const i128 value = number(digits);
    if constexpr (sizeof(T) < sizeof(i128)) {
      if (value < std::numeric_limits<T>::min() || value > std::numeric_limits<T>::max())
        fail("a number that is too large here");
    }
    return ok() ? static_cast<T>(value) : T{};
  }
  template <class T>
  Reader& range_of(T& lo, T& hi) {
    const std::string_view both = token();
    const std::size_t dots = both.find("..");
    if (dots == std::string_view::npos) fail("expected LO..HI");
    if (ok()) lo = fitting<T>(both.substr(0, dots));
    if (ok()) hi = fitting<T>(both.substr(dots + 2));
    advance();
    return *this;
  }

  // ---- parts
  void position(char letter, std::size_t number) {
    if (token() != fmt::format("{}{}", letter, number)) fail(fmt::format("expected `{}{}`", letter, number));
    advance();
  }

  void cell(Table& table) {
    Cell& cell = table.cells.emplace_back();
    cell.first = static_cast<std::uint32_t>(table.ranges.size());
    if (take("none")) return;
    if (take("any")) {
      cell.any = true;
      cell.missing = cause::all;
      return;
    }
    cell.except = take("except");
    while (ok() && token().find("..") != std::string_view::npos) {
      CellRange& range = table.ranges.emplace_back();
      range_of(range.lo, range.hi);
      ++cell.count;
    }
    unless_zero("missing", cell.missing);
    if (cell.count == 0 && cell.missing == 0 && !cell.except) fail("expected a cell");
  }

  void slice(Module& m, std::uint32_t& begin, std::uint32_t& count) {
    begin = static_cast<std::uint32_t>(m.operands.size());
    group(m.operands, [&](Ref& operand) { ref(operand); });
    count = static_cast<std::uint32_t>(m.operands.size()) - begin;
  }

  std::string_view text_;
  std::size_t begin_ = 0, end_ = 0, error_at_ = 0;
  std::string error_;
};

}  // namespace

Result<Module> parse(const Sources& sources, FileId file, Diagnostics& diagnostics) {
  Reader reader(sources.text(file));
  Module module;
  form::module(reader, module);
  reader.expect_end_of_text();
  if (reader.ok()) return module;
  diagnostics.add(Code::E1040, {file, reader.error_at(), reader.error_at()}, reader.error());
  return Failure{Exit::findings, sources.path(file) + ": not IR text"};
}

}  // namespace pol::ir
