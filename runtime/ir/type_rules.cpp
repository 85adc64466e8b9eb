// The rules over types; rules.cpp applies them to instructions.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "runtime/ir/rules.h"

namespace pol::ir {
Type boolean_type(bool may_be_missing) {
  Type type;
  type.range = {0, 1};
  type.may_be_missing = may_be_missing;
  return type;
}

namespace {

Typing fail(Issue issue, std::string error) {
  return {{}, std::move(error), issue};
}

std::string name(const Type& type) {
  return "`" + type_name(type, nullptr) + "`";
}

bool duration(const Type& type) {
  return type.kind == Kind::days || type.kind == Kind::months;
}
bool scalar(const Type& type) {
  return type.count == 0;
}
bool factor(const Type& type) {
  return type.kind == Kind::number || type.kind == Kind::percent;
}

long double magnitude(const Interval& range) {
  return std::max(std::fabs(static_cast<long double>(range.lo)),
                  std::fabs(static_cast<long double>(range.hi)));
}

Typing too_many_places(int places) {
  return fail(Issue::too_wide, fmt::format("needs {} decimal places, {} is the most", places, kMaxScale));
}

// `largest` is an estimate of the integer that does not fit.
Typing too_large(long double largest) {
  return fail(Issue::too_wide, fmt::format("needs about {} digits, exact arithmetic holds 37",
                                           static_cast<int>(std::log10(std::max(largest, 1.0L))) + 1));
}

Typing mismatch(const Type& a, const Type& b, std::string_view verb) {
  if (scalar(a) && scalar(b)) {
    if (a.kind == Kind::rate && b.kind == Kind::rate)
      return fail(Issue::periods, fmt::format("{} and {} are rates of different periods", name(a), name(b)));
    if (duration(a) && duration(b))
      return fail(Issue::durations, "days and months do not go together (a month has no fixed length)");
    if ((a.kind == Kind::date && b.kind == Kind::number) || (b.kind == Kind::date && a.kind == Kind::number))
      return fail(Issue::date_number, fmt::format("{} and {} do not go together", name(a), name(b)));
  }
  return fail(Issue::kinds, fmt::format("{} and {} cannot be {}", name(a), name(b), verb));
}

// Same kind with the same unit; scales may differ.
bool alike(const Type& a, const Type& b) {
  return scalar(a) && scalar(b) && a.kind == b.kind && a.period == b.period && a.currency == b.currency &&
         a.enum_id == b.enum_id;
}

// Brings two numeric types to the larger scale; an error in the first that fails.
Typing align(Type& a, Type& b) {
  const int scale = std::max(a.scale, b.scale);
  for (Type* type : {&a, &b}) {
    Typing fitted = type_rescale(*type, scale);
    if (!fitted) return fitted;
    *type = fitted.type;
  }
  return {};
}

Typing with_range(Type type, const std::optional<Interval>& range, long double largest) {
  if (!range) return too_large(largest);
  type.range = *range;
  if (type.kind == Kind::date && (range->lo < -kMaxDate || range->hi > kMaxDate))
    return fail(Issue::too_wide, "may be a date that is more than 10,000,000 days from 1970");
  return {type, {}, Issue::none};
}

Typing add_or_subtract(Type a, Type b, bool subtract) {
  const std::string_view verb = subtract ? "subtracted" : "added";
  if (!scalar(a) || !scalar(b)) return mismatch(a, b, verb);
  const bool dated = a.kind == Kind::date && b.kind == Kind::days;
  if (!dated && !(alike(a, b) && (a.numeric() || duration(a)))) return mismatch(a, b, verb);
  if (Typing aligned = align(a, b); !aligned) return aligned;
  Type result = a;
  result.may_be_missing = a.may_be_missing || b.may_be_missing;
  return with_range(result, subtract ? interval_subtract(a.range, b.range) : interval_add(a.range, b.range),
                    magnitude(a.range) + magnitude(b.range));
}

bool ordered_kind(const Type& type, const EnumPool* enums) {
  if (type.kind == Kind::enumeration)
    return enums && type.enum_id < enums->size() && (*enums)[type.enum_id].ordered;
  return type.numeric() || duration(type) || type.kind == Kind::date;
}

}  // namespace

Typing type_rescale(const Type& a, int scale) {
  if (scalar(a) && scale == a.scale) return {a, {}, Issue::none};
  if (!scalar(a) || !a.numeric()) return fail(Issue::kinds, name(a) + " has no decimal places");
  if (scale > kMaxScale) return too_many_places(scale);
  if (scale < a.scale)
    return fail(Issue::shape, fmt::format("scale {} cannot be written at scale {}", a.scale, scale));
  Type result = a;
  result.scale = static_cast<std::uint8_t>(scale);
  return with_range(result, interval_scale(a.range, scale - a.scale),
                    magnitude(a.range) * std::pow(10.0L, scale - a.scale));
}

Typing type_add(const Type& a, const Type& b) {
  return add_or_subtract(a, b, false);
}

Typing type_subtract(const Type& a, const Type& b) {
  return add_or_subtract(a, b, true);
}

Typing type_add_months(const Type& date, const Type& months) {
  if (!scalar(date) || !scalar(months) || date.kind != Kind::date || months.kind != Kind::months)
    return mismatch(date, months, "added");
  if (!fits_i64(months.range)) return too_large(magnitude(months.range));
  Type result = date;
  result.may_be_missing = date.may_be_missing || months.may_be_missing;
  const auto moved = [](i128 day, i128 by) {
    return i128{add_months(static_cast<Day>(day), static_cast<std::int64_t>(by))};
  };
  return with_range(
      result, Interval{moved(date.range.lo, months.range.lo), moved(date.range.hi, months.range.hi)}, 0);
}

Typing type_multiply(const Type& a, const Type& b) {
  if (!scalar(a) || !scalar(b)) return mismatch(a, b, "multiplied");
  // `unit` gives the result its kind: the operand that is no plain factor, else the percent.
  const Type& unit = !factor(a) ? a : !factor(b) ? b : a.kind == Kind::percent ? a : b;
  const Type& other = &unit == &a ? b : a;
  const bool fits =
      unit.numeric() ? factor(other) : duration(unit) && other.kind == Kind::number && other.scale == 0;
  if (!fits) return mismatch(a, b, "multiplied");
  if (a.scale + b.scale > kMaxScale) return too_many_places(a.scale + b.scale);
  Type result = unit;
  result.scale = static_cast<std::uint8_t>(a.scale + b.scale);
  result.may_be_missing = a.may_be_missing || b.may_be_missing;
  return with_range(result, interval_multiply(a.range, b.range), magnitude(a.range) * magnitude(b.range));
}

Typing type_negate(const Type& a) {
  if (!scalar(a) || !(a.numeric() || duration(a))) return fail(Issue::kinds, name(a) + " has no negative");
  Type result = a;
  result.range = {-a.range.hi, -a.range.lo};
  return {result, {}, Issue::none};
}

Typing type_min_max(const Type& first, const Type& second, bool maximum, const EnumPool* enums) {
  Type a = first, b = second;
  if (!alike(a, b) || !ordered_kind(a, enums)) return mismatch(a, b, "ordered");
  if (Typing aligned = align(a, b); !aligned) return aligned;
  Type result = a;
  result.may_be_missing = a.may_be_missing || b.may_be_missing;
  result.range = maximum ? Interval{std::max(a.range.lo, b.range.lo), std::max(a.range.hi, b.range.hi)}
                         : Interval{std::min(a.range.lo, b.range.lo), std::min(a.range.hi, b.range.hi)};
  return {result, {}, Issue::none};
}

Typing type_compare(const Type& first, const Type& second, bool ordered, const EnumPool* enums) {
  Type a = first, b = second;
  if (!alike(a, b)) return mismatch(a, b, "compared");
  if (ordered && !ordered_kind(a, enums)) return fail(Issue::kinds, name(a) + " has no order");
  if (a.kind != Kind::text)
    if (Typing aligned = align(a, b); !aligned) return aligned;
  return {boolean_type(a.may_be_missing || b.may_be_missing), {}, Issue::none};
}

Typing type_round(const Type& first, const Rounding& rounding) {
  if (!scalar(first) || !first.numeric()) return fail(Issue::kinds, name(first) + " cannot be rounded");
  const Typing fine = type_rescale(first, std::max(first.scale, rounding.grain.scale));
  if (!fine) return fine;
  const Type& a = fine.type;
  const std::optional<QuotientPlan> plan = quotient_plan(a.scale, 0, rounding.grain);
  if (!plan) return fail(Issue::too_wide, "is rounded to a grain that does not fit 127 bits");
  const auto round = [&](i128 m) {
    return checked_mul(divide_rounded(m, plan->multiply_b, rounding.mode), rounding.grain.unit);
  };
  const std::optional<i128> lo = round(a.range.lo), hi = round(a.range.hi);
  if (!lo || !hi) return too_large(magnitude(a.range));
  Type result = a;
  result.scale = rounding.grain.scale;
  result.range = {*lo, *hi};
  return {result, {}, Issue::none};
}

Typing type_divide(const Type& a, const Type& b, const Rounding& rounding, Kind wanted) {
  const bool same = alike(a, b) && (a.numeric() || duration(a));
  const bool by_factor = scalar(a) && scalar(b) && a.numeric() && a.kind != Kind::number && factor(b);
  if (!same && !by_factor) return mismatch(a, b, "divided");
  const bool ratio = same && (wanted == Kind::number || wanted == Kind::percent);
  if (!ratio && !(by_factor && wanted == a.kind))
    return fail(Issue::grain, fmt::format("{} divided by {} is not of that kind", name(a), name(b)));
  Type result = a;
  if (ratio) {
    result = Type{};
    result.kind = wanted;
  }
  if (rounding.grain.scale > kMaxScale) return too_many_places(rounding.grain.scale);
  result.scale = rounding.grain.scale;
  const std::optional<QuotientPlan> plan = quotient_plan(a.scale, b.scale, rounding.grain);
  if (!plan) return fail(Issue::too_wide, "is divided at a scale that exact arithmetic does not hold");
  const std::optional<Interval> n = interval_multiply(a.range, {plan->multiply_a, plan->multiply_a});
  if (!n) return too_large(magnitude(a.range) * static_cast<long double>(plan->multiply_a));
  const std::optional<Interval> d = interval_multiply(b.range, {plan->multiply_b, plan->multiply_b});
  if (!d) return too_large(magnitude(b.range) * static_cast<long double>(plan->multiply_b));
  result.may_be_missing = a.may_be_missing || b.may_be_missing || b.range.contains(0);
  std::optional<Interval> range;
  const Interval unit{rounding.grain.unit, rounding.grain.unit};
  // The divisor is b * multiply_b exactly, so its smallest magnitude is multiply_b, not 1.
  for (const i128 m : {b.range.lo, b.range.hi, i128{-1}, i128{1}}) {
    if (m == 0 || !b.range.contains(m)) continue;
    const i128 divisor = m * plan->multiply_b;
    const std::optional<Interval> quotients = interval_divide(*n, {divisor, divisor}, rounding.mode);
    const std::optional<Interval> results = interval_multiply(*quotients, unit);
    if (!results) return too_large(magnitude(*quotients) * static_cast<long double>(rounding.grain.unit));
    range = range ? hull(*range, *results) : *results;
  }
  result.range = range.value_or(Interval{0, 0});  // b is always 0: always missing
  return {result, {}, Issue::none};
}

Typing type_hull(const Type& first, const Type& second) {
  Type a = first, b = second;
  if (!alike(a, b)) return mismatch(a, b, "mixed");
  if (a.numeric())
    if (Typing aligned = align(a, b); !aligned) return aligned;
  Type result = a;
  result.may_be_missing = a.may_be_missing || b.may_be_missing;
  result.range = hull(a.range, b.range);
  return {result, {}, Issue::none};
}

}  // namespace pol::ir
