#include "compiler/sema/pd.h"

#include <boost/multiprecision/cpp_dec_float.hpp>
#include <boost/multiprecision/cpp_int.hpp>

namespace pol::sema {
namespace {

using boost::multiprecision::cpp_dec_float;
using boost::multiprecision::cpp_int;
using boost::multiprecision::number;

constexpr std::int64_t kMillion = 1'000'000;
constexpr std::int64_t kFarthest =
    20'000;  // halvings or doublings beyond which the exact power is not formed

std::int64_t floor_quotient(std::int64_t a, std::int64_t b) {
  const std::int64_t quotient = a / b;
  return quotient - (a % b != 0 && (a < 0) != (b < 0) ? 1 : 0);
}

// bad * 2^-k / (bad * 2^-k + good), k whole: a fraction, rounded half even.
std::int64_t exact_pd(const OddsScale& odds, std::int64_t k) {
  cpp_int good = odds.good, bad = odds.bad;
  if (k >= 0)
    good <<= static_cast<unsigned>(k);
  else
    bad <<= static_cast<unsigned>(-k);
  const cpp_int divisor = good + bad;
  cpp_int quotient, rest;
  divide_qr(cpp_int(bad * kMillion), divisor, quotient, rest);
  const cpp_int twice = rest * 2;
  if (twice > divisor || (twice == divisor && bit_test(quotient, 0))) ++quotient;
  return quotient.convert_to<std::int64_t>();
}

// The power is irrational, so the value is never half way; it only may be too near to tell with these digits.
template <unsigned Digits>
std::optional<std::int64_t> enclosed_pd(const OddsScale& odds, std::int64_t distance) {
  using Float = number<cpp_dec_float<Digits>>;
  const Float power = pow(Float(2), Float(distance) / Float(odds.every));
  const Float millionths = Float(kMillion) / (1 + Float(odds.good) / Float(odds.bad) * power);
  // Six operations, each right to Digits figures but for a few in the last places: ten guard digits are
  // ample.
  const Float error = (millionths + 1) * pow(Float(10), -static_cast<int>(Digits) + 10);
  const Float lo = floor(Float(millionths - error + Float(0.5))),
              hi = floor(Float(millionths + error + Float(0.5)));
  if (lo != hi) return std::nullopt;
  return lo.template convert_to<std::int64_t>();
}

std::optional<std::int64_t> pd(const OddsScale& odds, std::int64_t points) {
  const std::int64_t distance = points - odds.at;
  const std::int64_t doublings = floor_quotient(distance, odds.every);
  if (doublings > kFarthest) return 0;  // good and bad are below 2^63: far below half a millionth
  if (doublings < -kFarthest) return kMillion;
  if (distance % odds.every == 0) return exact_pd(odds, doublings);
  if (const auto value = enclosed_pd<50>(odds, distance)) return value;
  return enclosed_pd<150>(odds, distance);
}

}  // namespace

std::optional<std::vector<std::int64_t>> pd_table(const OddsScale& odds, std::int64_t lo, std::int64_t hi) {
  if (odds.good < 1 || odds.bad < 1 || odds.every < 1 || hi < lo || hi - lo >= kMostPd) return std::nullopt;
  std::vector<std::int64_t> table;
  for (std::int64_t points = lo; points <= hi; ++points) {
    const auto value = pd(odds, points);
    if (!value) return std::nullopt;
    table.push_back(*value);
  }
  return table;
}

}  // namespace pol::sema
