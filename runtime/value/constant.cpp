#include "runtime/value/constant.h"

#include <algorithm>
#include <cassert>

#include "runtime/value/date.h"

namespace pol {
namespace {

std::string scalar_name(Type type) {
  type.count = 0;
  return type_name(type, nullptr);
}

Result<i128> at_scale(const Decimal& value, std::string_view text, const Type& type) {
  const std::optional<i128> number = rescale(value.number, value.scale, type.scale);
  if (number) return *number;
  if (value.scale <= type.scale) return input_failure(quoted(text) + " is too large");
  const bool fraction = type.kind == Kind::percent || type.kind == Kind::rate;
  if (type.scale == 0 && type.kind != Kind::money && !fraction)
    return input_failure(quoted(text) + " is not a whole number");
  return input_failure(quoted(text) + " is finer than the grain, " + grain_name({1, type.scale}, type));
}

// How many digits after the point the type's unit shows: percent and rate are written as hundredths.
int shown_digits(const Type& type) {
  switch (type.kind) {
    case Kind::percent:
    case Kind::rate:
      return std::max(type.scale - 2, 0);
    case Kind::money:
      return std::max<int>(type.scale, minor_digits(type.currency));
    case Kind::number:
      return type.scale;
    case Kind::boolean:
    case Kind::date:
    case Kind::days:
    case Kind::months:
    case Kind::enumeration:
    case Kind::text:
      return 0;
  }
  __builtin_unreachable();
}

// m * 10^-scale with exactly `digits` >= scale places, by text: m * 10^n may not fit 127 bits.
std::string padded(i128 m, int scale, int digits) {
  std::string text = format_decimal(m, std::max(scale, 0));
  if (m != 0 && scale < 0) text.append(static_cast<std::size_t>(-scale), '0');
  if (digits > std::max(scale, 0)) {
    if (scale <= 0) text.push_back('.');
    text.append(static_cast<std::size_t>(digits - std::max(scale, 0)), '0');
  }
  return text;
}

int unit_scale(const Type& type) {
  return type.kind == Kind::percent || type.kind == Kind::rate ? type.scale - 2 : type.scale;
}

std::string amount(i128 m, const Type& type) {
  return padded(m, unit_scale(type), shown_digits(type));
}

std::string plural(std::string_view unit, i128 m) {
  return " " + std::string(unit) + (m == 1 || m == -1 ? "" : "s");
}

// What follows the data form in records and messages.
std::string unit_after(i128 m, const Type& type) {
  switch (type.kind) {
    case Kind::money:
      return " " + type.currency.name();
    case Kind::rate:
      return " a " + std::string(period_name(type.period));
    case Kind::days:
      return plural("day", m);
    case Kind::months:
      return plural("month", m);
    case Kind::boolean:
    case Kind::number:
    case Kind::percent:
    case Kind::date:
    case Kind::enumeration:
    case Kind::text:
      return "";
  }
  __builtin_unreachable();
}

// "0.6500" -> "0.65"; keeps `least` places if any remain ("50000.5" of CNY -> "50000.50").
void drop_zeros(std::string& text, int least) {
  const std::size_t point = text.find('.');
  if (point == std::string::npos) return;
  text.erase(text.find_last_not_of('0') + 1);
  if (text.size() == point + 1) {
    text.pop_back();
    return;
  }
  const std::size_t places = text.size() - point - 1;
  if (places < static_cast<std::size_t>(least)) text.append(static_cast<std::size_t>(least) - places, '0');
}

void group_thousands(std::string& text) {
  const std::size_t first = text[0] == '-' ? 1 : 0;
  for (std::size_t at = std::min(text.find('.'), text.size()); at > first + 3;) text.insert(at -= 3, 1, ',');
}

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

// Takes the unit of `type` off the end of `text`, if it is there.
void strip_unit(std::string_view& text, const Type& type) {
  for (const i128 number : {i128{1}, i128{2}}) {  // "day" and "days"
    const std::string unit = unit_after(number, type);
    if (!unit.empty() && ends_with(text, unit)) {
      text.remove_suffix(unit.size());
      return;
    }
  }
}

}  // namespace

std::string grain_name(Grain grain, const Type& type) {
  switch (type.kind) {
    case Kind::percent:
    case Kind::rate:
      if (grain.scale == 4) return std::to_string(grain.unit) + " bp";
      return padded(grain.unit, grain.scale - 2, 0) + "%";
    case Kind::money:
      return padded(grain.unit, grain.scale, 0) + " " + type.currency.name();
    case Kind::number:
      if (grain.unit == 1) return std::to_string(grain.scale) + " places";
      return padded(grain.unit, grain.scale, 0);
    case Kind::boolean:
    case Kind::date:
    case Kind::days:
    case Kind::months:
    case Kind::enumeration:
    case Kind::text:
      break;
  }
  return std::to_string(grain.unit);
}

std::optional<i128> rescale(i128 m, int from_scale, int to_scale) {
  const int finer = to_scale - from_scale;
  const std::optional<i128> power = power_of_ten(static_cast<unsigned>(std::abs(finer)));
  if (m == 0) return 0;
  if (!power) return std::nullopt;
  if (finer >= 0) return checked_mul(m, *power);
  if (m % *power != 0) return std::nullopt;
  return m / *power;
}

Result<i128> convert(const Constant& literal, const Type& type) {
  const Type& own = literal.type;
  if (own.kind != type.kind || own.currency != type.currency || own.period != type.period)
    return input_failure("a value of type " + scalar_name(own) + " is not one of type " + scalar_name(type));
  if (!type.numeric()) return literal.number;
  return at_scale({literal.number, own.scale}, format_value(literal.number, own, EnumPool()), type);
}

Result<i128> parse_data_value(std::string_view text, const Type& type, const EnumPool& enums,
                              bool allow_unit) {
  std::string_view bare = text;
  if (allow_unit) strip_unit(bare, type);
  const auto not_a = [&](const char* what) { return input_failure(quoted(text) + " is not " + what); };
  switch (type.kind) {
    case Kind::boolean:
      if (text == "yes") return i128{1};
      if (text == "no") return i128{0};
      return not_a("yes or no");
    case Kind::date: {
      const std::optional<Day> day = parse_date(text);
      if (!day) return not_a("a date like 2026-11-01");
      return i128{*day};
    }
    case Kind::enumeration: {
      const int index = enums[type.enum_id].index_of(text);
      if (index < 0)
        return not_a(
            ("a value of " + type_name({.kind = type.kind, .enum_id = type.enum_id}, &enums)).c_str());
      return i128{index};
    }
    case Kind::text:
      return not_a("a number");
    case Kind::percent:
    case Kind::rate: {
      if (!ends_with(bare, "%")) return not_a("a percentage like 7.2%");
      const Result<Decimal> value = parse_decimal(bare.substr(0, bare.size() - 1));
      if (!value) return value.failure();
      return at_scale({value->number, value->scale + 2}, text, type);
    }
    case Kind::days:
    case Kind::months:
    case Kind::number:
    case Kind::money: {
      const Result<Decimal> value = parse_decimal(bare);
      if (!value) return value.failure();
      return at_scale(*value, text, type);
    }
  }
  __builtin_unreachable();
}

std::string format_decimal(i128 m, int scale) {
  std::string digits = to_string(m);
  if (scale <= 0) return digits;
  const std::size_t sign = m < 0 ? 1 : 0, places = static_cast<std::size_t>(scale);
  if (digits.size() - sign <= places) digits.insert(sign, places + 1 - (digits.size() - sign), '0');
  digits.insert(digits.size() - places, 1, '.');
  return digits;
}

std::string format_data(i128 m, const Type& type, const EnumPool& enums) {
  switch (type.kind) {
    case Kind::boolean:
      return m ? "yes" : "no";
    case Kind::date:
      return format_date(static_cast<Day>(m));
    case Kind::enumeration:
      return enums[type.enum_id].values[static_cast<std::size_t>(m)];
    case Kind::percent:
    case Kind::rate:
      return amount(m, type) + "%";
    case Kind::number:
    case Kind::money:
    case Kind::days:
    case Kind::months:
      return amount(m, type);
    case Kind::text:
      break;
  }
  assert(false && "text is written by its owner");
  return {};
}

std::string format_value(i128 m, const Type& type, const EnumPool& enums) {
  if (type.kind != Kind::money && type.kind != Kind::percent && type.kind != Kind::rate)
    return format_data(m, type, enums) + unit_after(m, type);
  // As many places as the value needs, but at least the minor unit of money and two of a percent.
  const int least = type.kind == Kind::money ? minor_digits(type.currency) : 2;
  std::string text = amount(m, type);
  drop_zeros(text, least);
  const auto point = text.find('.');
  const auto places = point == std::string::npos ? 0 : static_cast<int>(text.size() - point - 1);
  if (places == 0 && least > 0) text.push_back('.');
  if (places < least) text.append(static_cast<std::size_t>(least - places), '0');
  if (type.kind != Kind::money) text.push_back('%');
  return text + unit_after(m, type);
}

std::string format_grouped(i128 m, const Type& type, const EnumPool& enums) {
  if (!type.numeric()) return format_value(m, type, enums);
  std::string text = amount(m, type);
  const bool money = type.kind == Kind::money;
  drop_zeros(text, money ? minor_digits(type.currency) : 0);
  if (money) group_thousands(text);
  if (type.kind == Kind::percent || type.kind == Kind::rate) text.push_back('%');
  return text + unit_after(m, type);
}

}  // namespace pol
