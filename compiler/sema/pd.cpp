#include "compiler/sema/pd.h"

#include <boost/multiprecision/cpp_dec_float.hpp>
#include <boost/multiprecision/cpp_int.hpp>

#include "runtime/value/int128.h"

namespace pol::sema {
namespace {

using boost::multiprecision::cpp_dec_float;
using boost::multiprecision::cpp_int;
using boost::multiprecision::number;

constexpr std::int64_t kMillion = 1'000'000;
constexpr std::int64_t kFarthest =
    20'000;  // halvings or doublings beyond which the exact power is not formed

i128 floor_quotient(i128 a, i128 b) {
  const i128 quotient = a / b;
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

// The odds are doubled `doublings` + `rest` / `every` times. The power is irrational, so the value is never
// half way; it only may be too near to tell with these digits.
template <unsigned Digits>
std::optional<std::int64_t> enclosed_pd(const OddsScale& odds, std::int64_t doublings, std::int64_t rest) {
  using Float = number<cpp_dec_float<Digits>>;
  const Float power = pow(Float(2), Float(doublings) + Float(rest) / Float(odds.every));
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
  const i128 distance = i128{points} - odds.at;  // both may be near the ends of 64 bits
  const i128 whole = floor_quotient(distance, odds.every);
  if (whole > kFarthest) return 0;  // good and bad are below 2^63: far below half a millionth
  if (whole < -kFarthest) return kMillion;
  const auto doublings = static_cast<std::int64_t>(whole);
  const auto rest = static_cast<std::int64_t>(distance - whole * odds.every);  // from 0 to below `every`
  if (rest == 0) return exact_pd(odds, doublings);
  if (const auto value = enclosed_pd<50>(odds, doublings, rest)) return value;
  return enclosed_pd<150>(odds, doublings, rest);
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
