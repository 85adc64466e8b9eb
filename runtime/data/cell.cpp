#include "runtime/data/cell.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "runtime/base/utf8.h"

namespace pol::data {
namespace {

using Fate = CellValue::Fate;

constexpr std::array<std::string_view, 12> kMonths = {"jan", "feb", "mar", "apr", "may", "jun",
                                                      "jul", "aug", "sep", "oct", "nov", "dec"};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// `least` to `most` digits from the front of `text`, which is shortened by them.
std::optional<int> take_digits(std::string_view& text, std::size_t least, std::size_t most) {
  std::size_t n = 0;
  int value = 0;
  for (; n < most && n < text.size() && is_digit(text[n]); ++n) value = value * 10 + (text[n] - '0');
  if (n < least) return std::nullopt;
  text.remove_prefix(n);
  return value;
}

std::optional<int> take_month_name(std::string_view& text) {
  std::string name;
  for (char c : text.substr(0, 3)) name += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  const auto found = std::find(kMonths.begin(), kMonths.end(), name);
  if (found == kMonths.end()) return std::nullopt;
  text.remove_prefix(3);
  return static_cast<int>(found - kMonths.begin()) + 1;
}

// What follows the e of 1e+05: a sign, and one to three digits to the end of the cell.
std::optional<int> read_exponent(std::string_view text) {
  const bool negative = !text.empty() && text[0] == '-';
  if (negative || (!text.empty() && text[0] == '+')) text.remove_prefix(1);
  const auto figure = take_digits(text, 1, 3);
  if (!figure || !text.empty()) return std::nullopt;
  return negative ? -*figure : *figure;
}

std::string_view first_code_points(std::string_view text, std::size_t count) {
  for (std::size_t i = 0; i < text.size(); ++i)
    if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80 && count-- == 0) return text.substr(0, i);
  return text;
}

}  // namespace

DateFormat DateFormat::iso() {
  return *parse("YYYY-MM-DD");
}

std::optional<DateFormat> DateFormat::parse(std::string_view text, std::optional<int> century) {
  static constexpr std::pair<std::string_view, Part> kParts[] = {{"YYYY", Part::year},
                                                                 {"YY", Part::short_year},
                                                                 {"MM", Part::month},
                                                                 {"Mon", Part::month_name},
                                                                 {"DD", Part::day}};
  DateFormat format;
  int years = 0, months = 0, days = 0;
  while (!text.empty()) {
    const auto* part = std::find_if(std::begin(kParts), std::end(kParts),
                                    [&](const auto& p) { return text.substr(0, p.first.size()) == p.first; });
    if (part == std::end(kParts)) {
      if (is_letter(text[0]) || is_digit(text[0])) return std::nullopt;
      format.parts_.emplace_back(Part::separator, text[0]);
      text.remove_prefix(1);
      continue;
    }
    years += part->second == Part::year || part->second == Part::short_year;
    months += part->second == Part::month || part->second == Part::month_name;
    days += part->second == Part::day;
    if ((part->second == Part::short_year) && !century) return std::nullopt;
    if (part->second == Part::year && century) return std::nullopt;
    format.parts_.emplace_back(part->second, '\0');
    text.remove_prefix(part->first.size());
  }
  if (years != 1 || months != 1 || days != 1) return std::nullopt;
  format.century_ = century.value_or(0);
  return format;
}

std::optional<Day> DateFormat::read(std::string_view cell) const {
  Civil civil;
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    const bool free = i + 1 == parts_.size() || parts_[i + 1].first == Part::separator;
    std::optional<int> number;
    switch (parts_[i].first) {
      case Part::separator:
        if (cell.empty() || cell[0] != parts_[i].second) return std::nullopt;
        cell.remove_prefix(1);
        continue;
      case Part::year:
        number = take_digits(cell, 4, 4);
        break;
      case Part::short_year:
        number = take_digits(cell, 2, 2);
        break;
      case Part::month:
        number = take_digits(cell, free ? 1 : 2, 2);
        break;
      case Part::month_name:
        number = take_month_name(cell);
        break;
      case Part::day:
        number = take_digits(cell, free ? 1 : 2, 2);
        break;
    }
    if (!number) return std::nullopt;
    switch (parts_[i].first) {
      case Part::year:
        civil.year = *number;
        break;
      case Part::short_year:
        civil.year = century_ + (*number - century_ % 100 + 100) % 100;
        break;
      case Part::month:
      case Part::month_name:
        civil.month = *number;
        break;
      case Part::day:
        civil.day = *number;
        break;
      case Part::separator:
        break;
    }
  }
  if (!cell.empty()) return std::nullopt;
  return day_of(civil);
}

std::optional<Decimal> read_decimal(std::string_view cell, const NumberFormat& format) {
  const bool negative = !cell.empty() && cell[0] == '-';
  if (negative || (!cell.empty() && cell[0] == '+')) cell.remove_prefix(1);
  int exponent = 0;
  if (const auto at = format.exponent ? cell.find_first_of("eE") : std::string_view::npos;
      at != std::string_view::npos) {
    const auto read = read_exponent(cell.substr(at + 1));
    if (!read) return std::nullopt;
    exponent = *read;
    cell = cell.substr(0, at);
  }
  Decimal result;
  int digits = 0;
  std::size_t i = 0, group = 0;
  bool grouped = false;
  for (; i < cell.size(); ++i) {
    if (is_digit(cell[i])) {
      if (++digits > 34) return std::nullopt;
      result.number = result.number * 10 + (cell[i] - '0');
      ++group;
    } else if (format.thousands && cell[i] == format.thousands) {
      if (group == 0 || (grouped ? group != 3 : group > 3)) return std::nullopt;
      grouped = true;
      group = 0;
    } else {
      break;
    }
  }
  if (digits == 0 || (grouped && group != 3)) return std::nullopt;
  if (i < cell.size()) {
    if (cell[i] != format.decimal || i + 1 == cell.size()) return std::nullopt;
    for (++i; i < cell.size(); ++i, ++result.scale) {
      if (!is_digit(cell[i]) || ++digits > 34) return std::nullopt;
      result.number = result.number * 10 + (cell[i] - '0');
    }
  }
  if (negative) result.number = -result.number;
  result.scale -= exponent;
  return result;
}

CellValue CellRule::in_range(i128 number) const {
  return {type.range.contains(number) ? Fate::value : Fate::out_of_range, number, {}, 0};
}

CellValue CellRule::read_number(std::string_view cell) const {
  if (percent_sign && !cell.empty() && cell.back() == '%') cell.remove_suffix(1);
  const auto decimal = read_decimal(cell, numbers);
  if (!decimal) return {Fate::unreadable, 0, {}, 0};
  i128 number = decimal->number;
  if (number == 0) return in_range(0);
  int digits = decimal->scale + unit_digits - type.scale;  // how much finer than the type
  if (factor) {
    const auto product = checked_mul(number, factor->number);
    if (!product) return {Fate::out_of_range, 0, {}, 0};
    number = *product;
    digits += factor->scale;
  }
  if (digits <= 0) {
    if (digits < -37) return {Fate::out_of_range, 0, {}, 0};
    const auto power = power_of_ten(static_cast<unsigned>(-digits));
    const auto product = checked_mul(number, *power);
    return product ? in_range(*product) : CellValue{Fate::out_of_range, 0, {}, 0};
  }
  while (digits > 37) {  // only zeros can be cut here; what is left decides
    if (number % 10 != 0) return {Fate::too_fine, 0, {}, 0};
    number /= 10;
    --digits;
  }
  const i128 power = *power_of_ten(static_cast<unsigned>(digits));
  if (number % power == 0) return in_range(number / power);
  if (!round) return {Fate::too_fine, 0, {}, 0};
  return in_range(divide_rounded(number, power, *round));
}

CellValue CellRule::read(std::string_view cell) const {
  for (const auto& [token, cause] : missing)
    if (token == cell) return {Fate::missing, 0, {}, cause};
  if (mapped) {
    const auto found = values.find(first ? first_code_points(cell, first) : cell);
    const Target* target = found != values.end() ? &found->second : other_value ? &*other_value : nullptr;
    if (target) return {Fate::value, target->number, target->text, 0};
    if (other_cause) return {Fate::missing, 0, {}, other_cause};
    return {Fate::unmapped, 0, {}, 0};
  }
  if (first) cell = first_code_points(cell, first);
  switch (type.kind) {
    case Kind::number:
    case Kind::percent:
    case Kind::rate:
    case Kind::money:
    case Kind::days:
    case Kind::months:
      return read_number(cell);
    case Kind::date: {
      const auto day = dates.read(cell);
      return day ? in_range(*day) : CellValue{Fate::unreadable, 0, {}, 0};
    }
    case Kind::text: {
      CellValue value = in_range(static_cast<i128>(count_code_points(cell)));
      value.number = 0;
      value.text = cell;
      return value;
    }
    case Kind::boolean:
    case Kind::enumeration:
      break;  // always mapped
  }
  return {Fate::unreadable, 0, {}, 0};
}

}  // namespace pol::data
