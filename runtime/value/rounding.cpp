#include "runtime/value/rounding.h"

namespace pol {

std::string_view rounding_name(RoundingMode mode) {
  switch (mode) {
    case RoundingMode::up:
      return "up";
    case RoundingMode::down:
      return "down";
    case RoundingMode::half_up:
      return "half up";
    case RoundingMode::half_even:
      return "half even";
    case RoundingMode::floor:
      return "floor";
    case RoundingMode::ceiling:
      return "ceiling";
  }
  __builtin_unreachable();
}

i128 divide_rounded(i128 n, i128 d, RoundingMode mode) {
  const i128 quotient = n / d;  // towards zero
  const i128 rest = n % d;
  if (rest == 0) return quotient;
  const bool negative = (n < 0) != (d < 0);
  const i128 twice = 2 * (rest < 0 ? -rest : rest);
  const i128 whole = d < 0 ? -d : d;
  bool away = false;  // from zero
  switch (mode) {
    case RoundingMode::up:
      away = true;
      break;
    case RoundingMode::down:
      away = false;
      break;
    case RoundingMode::half_up:
      away = twice >= whole;
      break;
    case RoundingMode::half_even:
      away = twice > whole || (twice == whole && quotient % 2 != 0);
      break;
    case RoundingMode::floor:
      away = negative;
      break;
    case RoundingMode::ceiling:
      away = !negative;
      break;
  }
  if (!away) return quotient;
  return negative ? quotient - 1 : quotient + 1;
}

}  // namespace pol
