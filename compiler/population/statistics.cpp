#include "compiler/population/statistics.h"

#include <algorithm>
#include <cmath>

namespace pol::population {

Interval95 wilson(std::uint64_t part, std::uint64_t whole) {
  constexpr double z = 1.959963984540054;
  const double n = static_cast<double>(whole), p = static_cast<double>(part) / n;
  const double centre = p + z * z / (2 * n), spread = z * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n));
  const double scale = 1 + z * z / n;
  // The ends of "nobody" and "everybody" are exactly 0 and 1; rounding must not say otherwise.
  return {part == 0 ? 0.0 : std::max(0.0, (centre - spread) / scale),
          part == whole ? 1.0 : std::min(1.0, (centre + spread) / scale)};
}

}  // namespace pol::population
