// Rounding of exact quotients to multiples of a grain (language reference, section 3, table of modes).
#pragma once
#include <string_view>

#include "runtime/value/int128.h"

namespace pol {

// up: away from zero; down: towards zero; half_up: ties away from zero; floor, ceiling: towards -/+ infinity.
enum class RoundingMode : std::uint8_t { up, down, half_up, half_even, floor, ceiling };
std::string_view rounding_name(RoundingMode mode);  // as written: "half up"

// n / d rounded to an integer. d != 0; |n|, |d| <= kInt127Max.
i128 divide_rounded(i128 n, i128 d, RoundingMode mode);

// A grain is `unit` * 10^-scale: 100 CNY is {100, 0}, 5 bp is {5, 4}, 2 places is {1, 2}.
struct Grain {
  std::int64_t unit = 1;  // > 0
  std::uint8_t scale = 0;
  bool operator==(const Grain&) const = default;
};

struct Rounding {
  RoundingMode mode = RoundingMode::down;
  Grain grain;
  bool operator==(const Rounding&) const = default;
};

}  // namespace pol
