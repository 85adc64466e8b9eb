// Literals as authors write them, and exact decimals.
#include <algorithm>
#include <array>

#include "runtime/value/constant.h"
#include "runtime/value/date.h"

namespace pol {
namespace {

constexpr bool digit(char c) {
  return c >= '0' && c <= '9';
}

// The words of a literal; between them stand blanks and tabs.
struct Words {
  std::array<std::string_view, 4> word;
  std::size_t count = 0;
  bool overfull = false;
};

Words split(std::string_view text) {
  Words words;
  for (std::size_t at = 0; at < text.size();) {
    if (words.count == words.word.size()) {
      words.overfull = true;
      break;
    }
    const std::size_t end = std::min(text.find_first_of(" \t", at), text.size());
    words.word[words.count++] = text.substr(at, end - at);
    at = std::min(text.find_first_not_of(" \t", end), text.size());
  }
  return words;
}

// "780,000" -> "780000"; false if the commas do not stand every three digits.
bool without_commas(std::string_view text, std::string& plain) {
  const std::size_t point = std::min(text.find('.'), text.size());
  const std::size_t first = std::min(text.find(','), point);
  if (first != point && (first == 0 || first > 3)) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool comma_expected = first != point && i >= first && i < point && (i - first) % 4 == 0;
    if ((text[i] == ',') != comma_expected) return false;
    if (text[i] != ',') plain.push_back(text[i]);
  }
  return first == point || (point - first) % 4 == 0;
}

Constant make(Kind kind, i128 number, int scale = 0) {
  Constant constant;
  constant.type.kind = kind;
  constant.type.scale = static_cast<std::uint8_t>(scale);
  constant.type.range = {number, number};
  constant.number = number;
  return constant;
}

// A percentage or basis points as a fraction, at its minimal scale.
Result<Decimal> fraction(std::string_view amount, int places) {
  Result<Decimal> decimal = parse_decimal(amount);
  if (!decimal) return decimal;
  Decimal value = *decimal;
  value.scale += places;
  while (value.scale > 0 && value.number % 10 == 0) value.number /= 10, --value.scale;
  if (value.scale > static_cast<int>(kMaxPowerOfTen))
    return input_failure(quoted(amount) + " has too many places");
  return value;
}

Result<Constant> string_literal(std::string_view text) {
  if (text.size() < 2 || text.back() != '"') return input_failure("a text ends with `\"` on its own line");
  Constant constant = make(Kind::text, 0);
  const std::string_view inner = text.substr(1, text.size() - 2);
  for (std::size_t i = 0; i < inner.size(); ++i) {
    if (inner[i] == '"') return input_failure("a `\"` inside a text is written `\\\"`");
    if (inner[i] == '\n' || inner[i] == '\r') return input_failure("a text stands on one line");
    if (inner[i] == '\\') {
      if (++i == inner.size()) return input_failure("a text ends with `\"` on its own line");
      if (inner[i] != '"' && inner[i] != '\\')
        return input_failure("the only escapes of a text are `\\\"` and `\\\\`");
    }
    constant.text.push_back(inner[i]);
  }
  return constant;
}

Result<Constant> money_literal(std::string_view amount, std::string_view code, bool negative) {
  const Currency unit = currency(code);
  if (!known(unit)) return input_failure(quoted(code) + " is not a currency of ISO 4217");
  const Result<Decimal> decimal = parse_decimal(amount, true);
  if (!decimal) return decimal.failure();
  const int minor = minor_digits(unit);
  if (decimal->scale > minor)
    return input_failure(quoted(std::string(amount) + " " + std::string(code)) +
                         " is finer than the smallest unit of " + std::string(code) + ", which has " +
                         std::to_string(minor) + " places");
  const std::optional<i128> number = rescale(decimal->number, decimal->scale, minor);
  if (!number) return input_failure(quoted(amount) + " is too large");
  Constant constant = make(Kind::money, negative ? -*number : *number, minor);
  constant.type.currency = unit;
  return constant;
}

std::optional<Period> period_of(std::string_view word) {
  for (Period period : {Period::year, Period::month, Period::day})
    if (word == period_name(period)) return period;
  return std::nullopt;
}

bool looks_like_date(std::string_view text) {
  return text.size() == 10 && text[4] == '-' && text[7] == '-' && digit(text[0]);
}

Result<Constant> numeric_literal(std::string_view whole) {
  const bool negative = !whole.empty() && whole.front() == '-';
  const std::string_view text = negative ? whole.substr(1) : whole;
  const Words words = split(text);
  const auto& word = words.word;
  const auto bad = [&] { return input_failure(quoted(whole) + " is not a value that a policy can write"); };
  if (words.count == 0 || words.overfull || text.back() == ' ' || text.back() == '\t' || !digit(text.front()))
    return bad();
  const bool percent = word[0].back() == '%';
  const bool basis_points = words.count > 1 && word[1] == "bp";
  if (percent || basis_points) {
    const Result<Decimal> value =
        fraction(percent ? word[0].substr(0, word[0].size() - 1) : word[0], percent ? 2 : 4);
    if (!value) return value.failure();
    Constant constant = make(Kind::percent, negative ? -value->number : value->number, value->scale);
    const std::size_t rest = percent ? 1 : 2;
    if (words.count == rest) return constant;
    const std::optional<Period> period =
        words.count == rest + 2 && word[rest] == "a" ? period_of(word[rest + 1]) : std::nullopt;
    if (!period) return bad();
    constant.type.kind = Kind::rate;
    constant.type.period = *period;
    return constant;
  }
  if (words.count > 2) return bad();
  if (words.count == 2 && currency(word[1]) != Currency{}) return money_literal(word[0], word[1], negative);
  Kind kind = Kind::number;
  if (words.count == 2) {
    if (word[1] == "day" || word[1] == "days")
      kind = Kind::days;
    else if (word[1] == "month" || word[1] == "months")
      kind = Kind::months;
    else
      return bad();
  }
  const Result<Decimal> value = parse_decimal(word[0]);
  if (!value) return value.failure();
  if (kind != Kind::number && word[0].find('.') != std::string_view::npos)
    return input_failure(quoted(whole) + " is no whole number of " + std::string(word[1]));
  return make(kind, negative ? -value->number : value->number, value->scale);
}

}  // namespace

Result<Decimal> parse_decimal(std::string_view text, bool grouped) {
  const auto bad = [&](const char* why) { return input_failure(quoted(text) + why); };
  std::string_view unsigned_text = text;
  const bool negative = !text.empty() && text.front() == '-';
  if (negative) unsigned_text.remove_prefix(1);
  if (unsigned_text.empty()) return bad(" is not a number");
  std::string plain;
  if (grouped && !without_commas(unsigned_text, plain))
    return bad(": commas stand every three digits or not at all");
  if (!grouped) plain = unsigned_text;

  const std::size_t point = std::min(plain.find('.'), plain.size());
  if (plain.find_first_of("eE") != std::string::npos && digit(plain[0]))
    return bad(": numbers are written without an exponent");
  if (!grouped && plain.find(',') != std::string::npos && digit(plain[0]))
    return bad(": write this number without commas");
  for (std::size_t i = 0; i < plain.size(); ++i)
    if (i != point && !digit(plain[i])) return bad(" is not a number");
  if (point == 0 || point + 1 == plain.size()) return bad(" needs digits on both sides of its point");
  if (point > 1 && plain[0] == '0') return bad(" begins with a zero that is not needed");

  if (point < plain.size()) {
    plain.erase(plain.find_last_not_of('0') + 1);  // 0.50 is 0.5; the point itself stops the search
    if (plain.size() == point + 1) plain.pop_back();
  }
  Decimal value;
  value.scale = point < plain.size() ? static_cast<int>(plain.size() - point - 1) : 0;
  if (value.scale > static_cast<int>(kMaxPowerOfTen)) return bad(" has too many places");
  for (char c : plain) {
    if (c == '.') continue;
    const std::optional<i128> shifted = checked_mul(value.number, 10);
    const std::optional<i128> next = shifted ? checked_add(*shifted, c - '0') : std::nullopt;
    if (!next) return bad(" is too large");
    value.number = *next;
  }
  if (negative) value.number = -value.number;
  return value;
}

Result<Constant> parse_literal(std::string_view text) {
  if (text == "yes" || text == "no") return make(Kind::boolean, text == "yes" ? 1 : 0);
  if (!text.empty() && text.front() == '"') return string_literal(text);
  if (looks_like_date(text)) {
    const std::optional<Day> day = parse_date(text);
    if (!day) return input_failure(quoted(text) + " is a date that does not exist");
    return make(Kind::date, *day);
  }
  return numeric_literal(text);
}

}  // namespace pol
