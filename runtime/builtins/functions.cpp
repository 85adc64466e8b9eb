#include "runtime/builtins/functions.h"

#include <algorithm>

#include "runtime/value/date.h"

namespace pol::builtins {
namespace {

std::optional<Type> refuse(std::string& error, std::string why) {
  error = std::move(why);
  return std::nullopt;
}

bool two_dates(std::span<const Type> arguments, std::string& error) {
  for (const Type& type : arguments)
    if (type.kind != Kind::date) {
      error = "takes two dates, not " + type_name(type, nullptr);
      return false;
    }
  return true;
}

Type duration(Kind kind, i128 lo, i128 hi) {
  return Type{.kind = kind, .range = {lo, hi}};
}

// A date of an interval; the checker keeps intervals of dates inside the calendar.
Day day(i128 m) {
  return static_cast<Day>(std::clamp<i128>(m, kMinDay, kMaxDay));
}

}  // namespace

std::int64_t days_from(std::int64_t a, std::int64_t b) {
  return b - a;
}

std::int64_t months_from(std::int64_t a, std::int64_t b) {
  return pol::months_from(day(a), day(b));
}

std::int64_t absolute(std::int64_t x) {
  return x < 0 ? static_cast<std::int64_t>(-static_cast<std::uint64_t>(x)) : x;
}

std::int64_t per_year(std::int64_t rate) {
  return rate * 12;
}

std::int64_t as_percent(std::int64_t rate) {
  return rate;
}

std::optional<Type> type_days_from(std::span<const Type> arguments, std::string& error) {
  if (!two_dates(arguments, error)) return std::nullopt;
  const Interval a = arguments[0].range, b = arguments[1].range;
  return duration(Kind::days, b.lo - a.hi, b.hi - a.lo);
}

std::optional<Type> type_months_from(std::span<const Type> arguments, std::string& error) {
  if (!two_dates(arguments, error)) return std::nullopt;
  // Falls as a rises and rises with b, so the corners are the ends.
  const Interval a = arguments[0].range, b = arguments[1].range;
  return duration(Kind::months, pol::months_from(day(a.hi), day(b.lo)),
                  pol::months_from(day(a.lo), day(b.hi)));
}

std::optional<Type> type_absolute(std::span<const Type> arguments, std::string& error) {
  Type type = arguments[0];
  if (!type.numeric() && type.kind != Kind::days && type.kind != Kind::months)
    return refuse(error, "takes a number, not " + type_name(type, nullptr));
  const i128 lo = type.range.lo, hi = type.range.hi;
  const i128 from_lo = lo < 0 ? -lo : lo, from_hi = hi < 0 ? -hi : hi;
  type.range = {lo <= 0 && hi >= 0 ? 0 : std::min(from_lo, from_hi), std::max(from_lo, from_hi)};
  return type;
}

std::optional<Type> type_per_year(std::span<const Type> arguments, std::string& error) {
  Type type = arguments[0];
  if (type.kind != Kind::rate || type.period != Period::month)
    return refuse(error, "takes a rate a month, not " + type_name(type, nullptr));
  type.period = Period::year;
  type.range = {type.range.lo * 12, type.range.hi * 12};
  return type;
}

std::optional<Type> type_as_percent(std::span<const Type> arguments, std::string& error) {
  Type type = arguments[0];
  if (type.kind != Kind::rate) return refuse(error, "takes a rate, not " + type_name(type, nullptr));
  type.kind = Kind::percent;
  type.period = Period::none;
  return type;
}

}  // namespace pol::builtins
