#include "tests/bench/comparison/policy_data.h"

#include <cmath>

namespace pol::comparison {
namespace {

// 64 bits of mantissa for six places: no figure lies that close to a tie, and the check with pol's tables,
// which come from interval arithmetic, would tell.
PointsTables points_tables() {
  PointsTables t{};
  for (int points = kLeastPoints; points <= kMostPoints; ++points) {
    const long double odds = 30.0L * std::exp2((points - 600) / 25.0L);
    const auto pd = static_cast<std::int32_t>(std::lrint(1'000'000.0L / (1.0L + odds)));
    const std::int32_t ten_thousandths = pd * 6;  // of a basis point x 1000
    std::int32_t risk = ten_thousandths / 1000;
    const std::int32_t rest = ten_thousandths % 1000;
    risk += rest > 500 || (rest == 500 && risk % 2);
    t.pd[points - kLeastPoints] = pd;
    t.risk[points - kLeastPoints] = risk;
  }
  return t;
}

Terms terms() {
  Terms t{};
  for (int i = 0; i < 120; ++i)
    t.packed[i] = kShare[i / 40][i / 5 % 8][i % 5] | kMargin[i / 40][i / 5 % 8][i % 5] << 16;
  return t;
}

}  // namespace

const PointsTables kPoints = points_tables();
const Terms kTerms = terms();

}  // namespace pol::comparison
