// Stability indices against figures worked out by hand, and bins against a count by hand.
#include "compiler/population/stability.h"

#include <catch2/catch.hpp>

using namespace pol;
using namespace pol::population;

namespace {

const EnumPool kNoEnums;

Type whole_numbers() {
  Type type;
  type.kind = Kind::number;
  type.range = {0, 1000};
  return type;
}

}  // namespace

TEST_CASE("the index of three bins is the one worked out by hand") {
  // 0.1 ln(0.3/0.2) + 0 + -0.1 ln(0.4/0.5) = 0.0405465 + 0.0223144
  const Stability found = stability("x", {{"a", 200, 150, 0}, {"b", 300, 150, 0}, {"c", 500, 200, 0}});
  CHECK(found.index == Approx(0.0628609).margin(1e-6));
  CHECK(found.bins[0].part == Approx(0.0405465).margin(1e-6));
  CHECK(found.bins[1].part == Approx(0).margin(1e-12));
  CHECK_FALSE(found.corrected);
  // The 95 % quantile of chi-square with 2 degrees of freedom is 5.991 in any table of it.
  CHECK(found.bound == Approx((1.0 / 1000 + 1.0 / 500) * 5.991).margin(1e-5));
}

TEST_CASE("an empty bin adds half a person everywhere") {
  // (10.5, 0.5) of 11 and (5.5, 5.5) of 11: (5.5-10.5)/11 ln(5.5/10.5) + (5.5-0.5)/11 ln(5.5/0.5)
  const Stability found = stability("x", {{"a", 10, 5, 0}, {"b", 0, 5, 0}, {"nobody", 0, 0, 0}});
  CHECK(found.corrected);
  CHECK(found.bins.size() == 2);
  CHECK(found.index == Approx(0.293922 + 1.089952).margin(1e-5));
}

TEST_CASE("nothing is computed where one side is empty, and one bin is no shift") {
  CHECK(stability("x", {{"a", 0, 5, 0}}).why_not == "nobody has it in the baseline");
  CHECK(stability("x", {{"a", 5, 0, 0}}).why_not == "nobody has it today");
  const Stability one = stability("x", {{"a", 5, 9, 0}});
  CHECK(one.index == 0);
  CHECK(one.bound == 0);
}

TEST_CASE("bins are the baseline's deciles, equal ones united") {
  Distribution baseline, now;
  for (int i = 1; i <= 100; ++i) baseline.add(i <= 45 ? 7 : i);  // 45 people share one value
  for (int i = 1; i <= 100; ++i) now.add(2 * i);
  const std::vector<Bin> bins = number_bins(baseline, now, whole_numbers(), kNoEnums);
  REQUIRE(bins.size() == 7);  // up to 7, 50, 60, 70, 80, 90, above
  CHECK(bins[0].label == "up to 7");
  CHECK(bins[0].baseline == 45);
  CHECK(bins[0].now == 3);
  CHECK(bins[1].label == "up to 50");
  CHECK(bins[1].baseline == 5);
  CHECK(bins[1].now == 22);
  CHECK(bins[6].label == "above 90");
  CHECK(bins[6].baseline == 10);
  CHECK(bins[6].now == 55);
}

TEST_CASE("few values stand by themselves, the new ones too") {
  Distribution baseline, now;
  baseline.add(1, 10);
  baseline.add(3, 10);
  now.add(2, 5);
  now.add(3, 15);
  const std::vector<Bin> bins = number_bins(baseline, now, whole_numbers(), kNoEnums);
  REQUIRE(bins.size() == 3);
  CHECK(bins[1].label == "2");
  CHECK(bins[1].baseline == 0);
  CHECK(bins[1].now == 5);
  CHECK(bins[2].now == 15);
}

TEST_CASE("values of a tag merge to what one thread would have counted") {
  ValueTally one, two, whole;
  for (int i = 0; i < 6000; ++i) {
    (i % 2 ? one : two).add(Kind::money, i, 0);
    whole.add(Kind::money, i, 0);
  }
  one.add(Kind::money, 0, cause::stale);
  whole.add(Kind::money, 0, cause::stale);
  one.merge(two);
  CHECK(one.missing == 1);
  CHECK_FALSE(one.numbers.exact());  // more than are kept one by one
  CHECK(one.numbers.sorted() == whole.numbers.sorted());
  const Stability same = stability("x", one, whole, whole_numbers(), kNoEnums);
  CHECK(same.index == Approx(0).margin(1e-12));
  CHECK(same.baseline == 6001);
}
