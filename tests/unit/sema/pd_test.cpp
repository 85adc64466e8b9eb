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
