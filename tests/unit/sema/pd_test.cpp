#include "compiler/sema/pd.h"

#include <catch2/catch.hpp>

using pol::sema::OddsScale;
using pol::sema::pd_table;

namespace {

std::int64_t one(const OddsScale& odds, std::int64_t points) {
  const auto table = pd_table(odds, points, points);
  REQUIRE(table);
  return table->front();
}

}  // namespace

TEST_CASE("the probability of default at the points that the language reference lists") {
  const OddsScale odds{30, 1, 600, 20};
  CHECK(one(odds, 475) == 717273);
  CHECK(one(odds, 551) == 154076);
  CHECK(one(odds, 552) == 149612);
  CHECK(one(odds, 600) == 32258);
  CHECK(one(odds, 618) == 17549);
  CHECK(one(odds, 640) == 8264);
}

TEST_CASE("a value half way goes to the even neighbour") {
  // bad / (bad + good) = 1 / 1,000,000 * (n + 1/2)
  CHECK(one({1'999'999, 1, 0, 1}, 0) == 0);  // 0.5 millionths
  CHECK(one({1'999'997, 3, 0, 1}, 0) == 2);  // 1.5
  CHECK(one({1'999'995, 5, 0, 1}, 0) == 2);  // 2.5
}

TEST_CASE("it falls as points rise, from one to nothing") {
  const auto table = pd_table({50, 1, 500, 15}, -1500, 2500);
  REQUIRE(table);
  CHECK(table->front() == 1'000'000);
  CHECK(table->back() == 0);
  for (std::size_t i = 1; i < table->size(); ++i) REQUIRE((*table)[i] <= (*table)[i - 1]);
  CHECK(one({1, 1, 0, 1}, 1'000'000) == 0);
  CHECK(one({1, 1, 0, 1}, -1'000'000) == 1'000'000);
}

TEST_CASE("what no table can be made of") {
  CHECK_FALSE(pd_table({0, 1, 600, 20}, 0, 10));
  CHECK_FALSE(pd_table({1, 1, 600, 0}, 0, 10));
  CHECK_FALSE(pd_table({1, 1, 600, 20}, 0, 4096));
  CHECK(pd_table({1, 1, 600, 20}, 0, 4095));
}

// The sums were worked out elsewhere: decimal arithmetic of 60 digits, exact fractions where the power is
// whole.
TEST_CASE("whole tables, against sums from an independent computation") {
  struct Known {
    OddsScale odds;
    std::int64_t lo, hi, sum, weighted;  // weighted: 1 * first + 2 * second + ...
  };
  const Known tables[] = {
      {{30, 1, 600, 20}, 0, 1200, 502362183, 127804582743},
      {{4, 1, 500, 40}, -300, 3795, 720500198, 265398315628},
      {{20, 3, 555, 33}, 0, 2000, 465182831, 112157184988},
      {{2, 7, 100, 64}, -2000, 2000, 2216170720, 2470837900563},
      {{1999999, 1, 0, 7}, -300, 300, 153979026, 12099561715},
      {{1, 999983, 0, 13}, -600, 600, 859610066, 370473183646},
      {{INT64_MAX, 1, 0, 50}, -4000, 95, 850500522, 370659617767},
  };
  for (const Known& known : tables) {
    const auto table = pd_table(known.odds, known.lo, known.hi);
    REQUIRE(table);
    std::int64_t sum = 0, weighted = 0;
    for (std::size_t i = 0; i < table->size(); ++i) {
      sum += (*table)[i];
      weighted += static_cast<std::int64_t>(i + 1) * (*table)[i];
    }
    INFO(known.odds.good << " to " << known.odds.bad << " at " << known.odds.at);
    CHECK(sum == known.sum);
    CHECK(weighted == known.weighted);
  }
}

TEST_CASE("points and odds at the ends of 64 bits") {
  CHECK(one({1, 1, INT64_MAX, 1}, INT64_MIN / 2) == 1'000'000);
  CHECK(one({1, 1, 0, INT64_MAX}, INT64_MAX / 2) == 414'214);          // 1 / (1 + the square root of 2)
  CHECK(one({1, 1, INT64_MAX, INT64_MAX}, INT64_MIN / 2) == 738'796);  // 1 / (1 + 2^-1.5)
}
