#include "compiler/population/statistics.h"

#include <catch2/catch.hpp>

using namespace pol::population;

// R. G. Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17
// (1998), 857-872, table I, method 3.
TEST_CASE("Wilson's interval is the published one") {
  const struct {
    std::uint64_t part, whole;
    double low, high;
  } published[] = {
      {81, 263, 0.2553, 0.3662}, {15, 148, 0.0624, 0.1605}, {0, 20, 0, 0.1611}, {1, 29, 0.0061, 0.1718}};
  for (const auto& one : published) {
    const Interval95 range = wilson(one.part, one.whole);
    INFO(one.part << " of " << one.whole);
    CHECK(range.low == Approx(one.low).margin(5e-5));
    CHECK(range.high == Approx(one.high).margin(5e-5));
  }
  CHECK(wilson(20, 20).high == 1);
  CHECK(wilson(20, 20).low == Approx(1 - 0.1611).margin(5e-5));
}
