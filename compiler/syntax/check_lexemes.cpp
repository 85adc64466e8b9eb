#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <optional>
#include <set>

#include "compiler/syntax/foreign.h"
#include "compiler/syntax/scan.h"

namespace pol::syntax {
namespace {

constexpr std::size_t kMostLexicalErrors = 200;  // in one file

bool digit(char c) {
  return c >= '0' && c <= '9';
}

std::string without(std::string_view text, std::string_view unwanted) {
  std::string result;
  for (char c : text)
    if (unwanted.find(c) == std::string_view::npos) result.push_back(c);
  return result;
}

// `1.5e3` -> "1500"; "" if that would be absurdly long.
std::string written_out(std::string_view text) {
  const std::size_t e = text.find_first_of("eE");
  std::string digits(text.substr(0, e));
  int exponent = 0;
  std::string_view power = text.substr(e + 1);
  const bool negative = power.front() == '-';
  if (negative || power.front() == '+') power.remove_prefix(1);
  for (char c : power)
    if ((exponent = exponent * 10 + (c - '0')) > 30) return {};
  const std::size_t point = digits.find('.');
  int scale = point == std::string::npos ? 0 : static_cast<int>(digits.size() - point - 1);
  digits = without(digits, ".");
  scale += negative ? exponent : -exponent;
  if (scale < 0) digits.append(static_cast<std::size_t>(-scale), '0');
  if (scale > 0) {
    if (digits.size() <= static_cast<std::size_t>(scale))
      digits.insert(0, static_cast<std::size_t>(scale) + 1 - digits.size(), '0');
    digits.insert(digits.size() - static_cast<std::size_t>(scale), 1, '.');
  }
  const std::size_t first = digits.find_first_not_of('0');
  if (first == std::string::npos) return "0";
  digits.erase(0, digits[first] == '.' ? first - 1 : first);
  return digits;
}

constexpr std::string_view kMonths[] = {"January",   "February", "March",    "April",
                                        "May",       "June",     "July",     "August",
                                        "September", "October",  "November", "December"};

class LexemeCheck {
 public:
  LexemeCheck(Lexemes& lexemes, const std::vector<std::uint32_t>& reported, Diagnostics& diagnostics)
      : lexemes_(lexemes), reported_(reported), diagnostics_(diagnostics) {}

  bool run() {
    const std::size_t most = diagnostics_.errors() + kMostLexicalErrors;
    for (index_ = 0; index_ < lexemes_.all.size(); ++index_) {
      if (diagnostics_.errors() >= most) return false;
      Lexeme& lexeme = lexemes_.all[index_];
      if (lexeme.text == "(") ++brackets_;
      if (lexeme.text == ")" && brackets_ > 0) --brackets_;
      if (lexeme.first_on_line) hinted_.clear();
      check(lexeme);
    }
    return true;
  }

 private:
  void check(Lexeme& lexeme) {
    switch (lexeme.kind) {
      case LexemeKind::reserved:
        return reserved(lexeme);
      case LexemeKind::bad_name:
        return mixed_case(lexeme);
      case LexemeKind::bad_thousands:
        return thousands(lexeme);
      case LexemeKind::bad_float:
        return exponent(lexeme);
      case LexemeKind::bad_run:
        return run_together(lexeme);
      case LexemeKind::bad_text:
        return bad_text(lexeme);
      case LexemeKind::bad_character:
        return bad_character(lexeme);
      case LexemeKind::date:
        return date(lexeme);
      case LexemeKind::code:
        replace(currency_before_amount(lexemes_.all, index_));
        return;
      case LexemeKind::integer:
      case LexemeKind::decimal:
        if (!replace(foreign_number(lexemes_.all, index_))) number(lexeme);
        return;
      case LexemeKind::money:
      case LexemeKind::percent:
      case LexemeKind::basis_points:
      case LexemeKind::rate:
      case LexemeKind::duration:
        return number(lexeme);
      case LexemeKind::word:
        replace(dashed_name(lexemes_.all, index_));
        return;
      case LexemeKind::text:
      case LexemeKind::symbol:
      case LexemeKind::end_of_file:
        return;
    }
  }

  void wrong(Lexeme& lexeme, LexemeKind meant, Code code, std::string message, std::string fix) {
    diagnostics_.add(code, lexemes_.span(lexeme), std::move(message), std::move(fix));
    lexeme.kind = meant;
    lexeme.wrong = true;
  }
  void repair(Lexeme& lexeme, std::string text) {
    lexeme.text = lexemes_.repaired.emplace_back(std::move(text));
  }

  void reserved(Lexeme& lexeme) {
    const Lexeme* previous = index_ == 0 ? nullptr : &lexeme - 1;
    if (previous != nullptr && previous->wrong &&
        previous->type == lexeme.type) {  // `circuit breakers`: one mistake
      lexeme.kind = LexemeKind::word;
      lexeme.wrong = true;
      return;
    }
    wrong(lexeme, LexemeKind::word, Code::E0108,
          fmt::format("`{}` is reserved for a later version of the language", lexeme.text),
          "Use another word");
  }

  void mixed_case(Lexeme& lexeme) {
    std::string name(lexeme.text), code(lexeme.text);
    for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    for (char& c : code) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    // `K01a` and `Kx1` are more likely codes; `Court_Debtor` and `Limit2` names.
    const auto capitals = std::count_if(lexeme.text.begin(), lexeme.text.end(),
                                        [](unsigned char c) { return std::isupper(c); });
    const auto small = std::count_if(lexeme.text.begin(), lexeme.text.end(),
                                     [](unsigned char c) { return std::islower(c); });
    const auto digits = std::count_if(lexeme.text.begin(), lexeme.text.end(), digit);
    const bool like_code =
        std::isupper(static_cast<unsigned char>(lexeme.text[0])) && small <= capitals + digits;
    const std::string& meant = like_code ? code : name;
    wrong(lexeme, like_code ? LexemeKind::code : LexemeKind::word, Code::E0103,
          fmt::format("`{}` is neither a name (all lower case) nor a code (all upper case)", lexeme.text),
          fmt::format("Did you mean `{}`?", meant));
    repair(lexeme, meant);
  }

  void thousands(Lexeme& lexeme) {
    const std::string plain = without(lexeme.text, ",");
    std::string fix = fmt::format("Write `{}`, or `{} CNY` if this is money", plain, lexeme.text);
    if (brackets_ > 0) {
      std::string spaced(lexeme.text);
      for (std::size_t i = 0; i < spaced.size(); ++i)
        if (spaced[i] == ',') spaced.insert(i + 1, 1, ' ');
      fix = fmt::format("Put a space after the comma (`{}`) if these are several values, else write `{}`",
                        spaced, plain);
    }
    wrong(lexeme, plain.find('.') == std::string::npos ? LexemeKind::integer : LexemeKind::decimal,
          Code::E0104, "thousands commas need a currency", fix);
    repair(lexeme, plain);
  }

  void exponent(Lexeme& lexeme) {
    const std::string plain = written_out(lexeme.text);
    wrong(lexeme, plain.find('.') == std::string::npos ? LexemeKind::integer : LexemeKind::decimal,
          Code::E0105, "numbers are written out in full" + (plain.empty() ? "" : ": `" + plain + "`"), "");
    repair(lexeme, plain.empty() ? "0" : plain);
  }

  void run_together(Lexeme& lexeme) {
    wrong(lexeme, LexemeKind::bad_run, Code::E0107, fmt::format("`{}` runs a unit into a word", lexeme.text),
          "Put a space between them, or what follows on its own line");
  }

  void bad_text(Lexeme& lexeme) {
    const std::string_view text = lexeme.text;
    bool closed = text.size() > 1 && text.back() == '"';
    std::size_t escape = std::string_view::npos;
    for (std::size_t i = 1; i < text.size(); ++i) {
      if (text[i] != '\\') continue;
      if (i + 1 == text.size() || (text[i + 1] != '"' && text[i + 1] != '\\')) escape = std::min(escape, i);
      if (++i + 1 == text.size()) closed = false;
    }
    if (escape != std::string_view::npos && closed) {
      wrong(
          lexeme, LexemeKind::text, Code::E0200,
          fmt::format("`{}` means nothing inside a text; only `\\\"` and `\\\\` do", text.substr(escape, 2)),
          "Write `\\\\` for a backslash");
    } else {
      wrong(lexeme, LexemeKind::bad_text, Code::E0200, "this text is not closed on its line",
            "Write `\"` where it ends");
    }
    repair(lexeme, "\"?\"");
  }

  void bad_character(Lexeme& lexeme) {
    // A run of them is one mistake, e.g. a comment without its dashes.
    std::size_t last = index_;
    while (last + 1 < lexemes_.all.size() && lexemes_.all[last + 1].kind == LexemeKind::bad_character &&
           lexemes_.all[last + 1].begin == lexemes_.all[last].end)
      ++last;
    const std::uint32_t end = lexemes_.all[last].end;
    const bool known = std::any_of(reported_.begin(), reported_.end(),
                                   [&](std::uint32_t place) { return place >= lexeme.begin && place < end; });
    if (!known) {
      const std::string_view text(lexeme.text.data(), end - lexeme.begin);
      // `“` and `”` of one text, `（` and `）` of one list: one mistake in a line.
      if (const std::string fix = foreign_sign(text, last); hinted_.insert(fix).second)
        diagnostics_.add(Code::E0102, {lexemes_.file, lexeme.begin, end},
                         fmt::format("`{}` means nothing here", text), fix);
    }
    for (std::size_t i = index_; i <= last; ++i) lexemes_.all[i].wrong = true;
    index_ = last;
  }

  // Makes one lexeme of this and those behind it that the author wrote in its place.
  bool replace(const std::optional<Foreign>& foreign) {
    if (!foreign) return false;
    Lexeme& first = lexemes_.all[index_];
    const auto behind = lexemes_.all.begin() + static_cast<std::ptrdiff_t>(index_ + 1);
    const auto stop = behind + static_cast<std::ptrdiff_t>(foreign->more);
    diagnostics_.add(foreign->code, {lexemes_.file, first.begin, (stop - 1)->end}, foreign->message,
                     foreign->fix);
    first.end = (stop - 1)->end;
    first.kind = foreign->kind;
    first.wrong = true;
    repair(first, foreign->meant);
    lexemes_.all.erase(behind, stop);
    return true;
  }

  // What to write for a sign that the language does not have; a currency sign takes its amount along.
  std::string foreign_sign(std::string_view text, std::size_t last) {
    for (const auto& [sign, code] :
         {std::pair{"¥", "CNY"}, {"￥", "CNY"}, {"€", "EUR"}, {"$", "USD"}, {"£", "GBP"}}) {
      if (text != sign) continue;
      if (last + 1 >= lexemes_.all.size() || !is_amount(lexemes_.all[last + 1]))
        return fmt::format("Write the currency behind the amount: `3,000 {}`", code);
      Lexeme& number = lexemes_.all[last + 1];
      const std::string meant = std::string(number.text) + " " + code;
      number.kind = LexemeKind::money;
      number.wrong = true;
      repair(number, meant);
      return fmt::format("Write `{}`", meant);
    }
    return foreign_sign_fix(text);
  }

  void date(Lexeme& lexeme) {
    if (parse_date(lexeme.text)) return;
    const auto part = [&](std::size_t from, std::size_t size) {
      int value = 0;
      for (char c : lexeme.text.substr(from, size)) value = value * 10 + (c - '0');
      return value;
    };
    Civil civil{std::max(part(0, 4), 1), part(5, 2), part(8, 2)};
    const bool month_exists = civil.month >= 1 && civil.month <= 12;
    std::string message =
        month_exists ? fmt::format("there is no {} {} {}", civil.day, kMonths[civil.month - 1], part(0, 4))
                     : fmt::format("there is no month {} in `{}`", civil.month, lexeme.text);
    civil.month = std::clamp(civil.month, 1, 12);
    civil.day = std::clamp(civil.day, 1, 31);
    while (!day_of(civil)) --civil.day;
    const std::string meant = format_date(*day_of(civil));
    wrong(lexeme, LexemeKind::date, Code::E0109, std::move(message), "Write " + meant);
    repair(lexeme, meant);
  }

  void number(Lexeme& lexeme) {
    const std::string_view text = lexeme.text;
    std::size_t zeros = 0;
    while (zeros + 1 < text.size() && text[zeros] == '0' && digit(text[zeros + 1])) ++zeros;
    if (zeros > 0) {
      const std::string plain(text.substr(zeros));
      const Lexeme* before = index_ == 0 ? nullptr : &lexeme - 1;
      if (before != nullptr && before->end == lexeme.begin && (before->text == "," || before->text == "."))
        return repair(lexeme,
                      plain);  // `.05`, `,000 CNY`: the sign in front is the mistake, and the parser says so
      wrong(lexeme, lexeme.kind, Code::E0106, fmt::format("`{}` begins with a zero that means nothing", text),
            fmt::format("Write `{}`", plain));
      return repair(lexeme, plain);
    }
    const Result<Constant> constant = parse_literal(text);
    if (constant) return;
    if (lexeme.kind == LexemeKind::money) return money(lexeme, constant.failure().message);
    too_large(lexeme, constant.failure().message);
  }

  void money(Lexeme& lexeme, std::string message) {
    const std::string_view text = lexeme.text;
    const std::string_view code = text.substr(text.size() - 3);
    const std::size_t amount_end = text.find_first_of(" \t");
    const std::size_t point = text.find('.');
    if (!known(currency(code))) {
      wrong(lexeme, LexemeKind::money, Code::E0200, std::move(message),
            "Write an ISO 4217 code such as CNY or USD");
      return repair(lexeme, "0 CNY");
    }
    const int minor = minor_digits(currency(code));
    if (point == std::string_view::npos || amount_end - point - 1 <= static_cast<std::size_t>(minor))
      return too_large(lexeme, std::move(message));
    const std::string cut = fmt::format(
        "{} {}", text.substr(0, point + (minor > 0 ? 1 : 0) + static_cast<std::size_t>(minor)), code);
    wrong(lexeme, LexemeKind::money, Code::E0503, std::move(message), fmt::format("Write e.g. `{}`", cut));
    repair(lexeme, parse_literal(cut) ? cut : "0 " + std::string(code));
  }

  // More digits than exact arithmetic has.
  void too_large(Lexeme& lexeme, std::string message) {
    const std::size_t unit = lexeme.text.find_first_not_of("0123456789.,");
    const std::string rest(unit == std::string_view::npos ? std::string_view() : lexeme.text.substr(unit));
    wrong(lexeme, lexeme.kind, Code::E0510, std::move(message), "");
    repair(lexeme, "1" + rest);
  }

  Lexemes& lexemes_;
  const std::vector<std::uint32_t>& reported_;
  Diagnostics& diagnostics_;
  std::size_t index_ = 0;
  std::size_t brackets_ = 0;
  std::set<std::string> hinted_;  // what was said about signs in this line
};

}  // namespace

bool check_lexemes(Lexemes& lexemes, const std::vector<std::uint32_t>& reported, Diagnostics& diagnostics) {
  return LexemeCheck(lexemes, reported, diagnostics).run();
}

}  // namespace pol::syntax
