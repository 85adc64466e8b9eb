#include <algorithm>

#include "runtime/ir/rules.h"

namespace pol::ir {
namespace {

std::optional<Interval> between(std::optional<i128> lo, std::optional<i128> hi) {
  if (!lo || !hi) return std::nullopt;
  return Interval{*lo, *hi};
}

}  // namespace

std::optional<Interval> interval_add(const Interval& a, const Interval& b) {
  return between(checked_add(a.lo, b.lo), checked_add(a.hi, b.hi));
}

std::optional<Interval> interval_subtract(const Interval& a, const Interval& b) {
  return between(checked_sub(a.lo, b.hi), checked_sub(a.hi, b.lo));
}

std::optional<Interval> interval_multiply(const Interval& a, const Interval& b) {
  std::optional<Interval> result;
  for (const i128 x : {a.lo, a.hi})
    for (const i128 y : {b.lo, b.hi}) {
      const std::optional<i128> product = checked_mul(x, y);
      if (!product) return std::nullopt;
      const Interval point{*product, *product};
      result = result ? hull(*result, point) : point;
    }
  return result;
}

std::optional<Interval> interval_scale(const Interval& a, int digits) {
  const std::optional<i128> power = power_of_ten(static_cast<unsigned>(digits));
  if (!power) {  // 10^38 itself leaves 127 bits; nothing but 0 survives it
    if (a.lo == 0 && a.hi == 0) return a;
    return std::nullopt;
  }
  return between(checked_mul(a.lo, *power), checked_mul(a.hi, *power));
}

std::optional<Interval> interval_divide(const Interval& a, const Interval& b, RoundingMode mode) {
  // On either side of 0 a quotient is monotone in both operands, so the corners hold the extremes.
  std::optional<Interval> result;
  for (const i128 d : {b.lo, b.hi, i128{-1}, i128{1}}) {
    if (d == 0 || !b.contains(d)) continue;
    for (const i128 n : {a.lo, a.hi}) {
      const i128 quotient = divide_rounded(n, d, mode);
      const Interval point{quotient, quotient};
      result = result ? hull(*result, point) : point;
    }
  }
  return result;
}

std::optional<QuotientPlan> quotient_plan(int scale_a, int scale_b, const Grain& grain) {
  // a * 10^-sa / (b * 10^-sb) in units of unit * 10^-g: shift = g + sb - sa goes to the side where it is
  // positive.
  const int shift = grain.scale + scale_b - scale_a;
  const std::optional<i128> power = power_of_ten(static_cast<unsigned>(shift < 0 ? -shift : shift));
  if (!power) return std::nullopt;
  QuotientPlan plan{1, grain.unit};
  if (shift >= 0) {
    plan.multiply_a = *power;
    return plan;
  }
  const std::optional<i128> divisor = checked_mul(*power, grain.unit);
  if (!divisor) return std::nullopt;
  plan.multiply_b = *divisor;
  return plan;
}

}  // namespace pol::ir
