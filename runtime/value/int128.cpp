#include "runtime/value/int128.h"

#include <algorithm>

namespace pol {
namespace {

std::optional<i128> within(i128 value) {
  if (value < -kInt127Max || value > kInt127Max) return std::nullopt;
  return value;
}

}  // namespace

std::optional<i128> checked_add(i128 a, i128 b) {
  i128 sum;
  return __builtin_add_overflow(a, b, &sum) ? std::nullopt : within(sum);
}

std::optional<i128> checked_sub(i128 a, i128 b) {
  i128 difference;
  return __builtin_sub_overflow(a, b, &difference) ? std::nullopt : within(difference);
}

std::optional<i128> checked_mul(i128 a, i128 b) {
  i128 product;
  return __builtin_mul_overflow(a, b, &product) ? std::nullopt : within(product);
}

std::optional<i128> power_of_ten(unsigned exponent) {
  if (exponent > kMaxPowerOfTen) return std::nullopt;
  i128 power = 1;
  for (unsigned i = 0; i < exponent; ++i) power *= 10;
  return power;
}

std::string to_string(i128 value) {
  u128 rest = value < 0 ? -static_cast<u128>(value) : static_cast<u128>(value);
  std::string digits;
  do {
    digits.push_back(static_cast<char>('0' + static_cast<int>(rest % 10)));
    rest /= 10;
  } while (rest != 0);
  if (value < 0) digits.push_back('-');
  std::reverse(digits.begin(), digits.end());
  return digits;
}

}  // namespace pol
