// One step of one tag: how wide it is, and who flips.
#include "compiler/population/jitter.h"

#include <catch2/catch.hpp>

using namespace pol;
using namespace pol::population;

namespace {

Type type_of(Kind kind, int scale, i128 lo, i128 hi) {
  Type type;
  type.kind = kind;
  type.scale = static_cast<std::uint8_t>(scale);
  type.range = {lo, hi};
  return type;
}

}  // namespace

TEST_CASE("whole numbers move by one, amounts by a share of their value") {
  constexpr i128 kOnePercent = 10'000;
  const Type score = type_of(Kind::number, 0, 300, 850), money = type_of(Kind::money, 2, 0, 100'000'00);
  CHECK(one_step(620, score, kOnePercent, true) == i128{621});
  CHECK(one_step(620, score, kOnePercent, false) == i128{619});
  CHECK_FALSE(one_step(850, score, kOnePercent, true));
  CHECK_FALSE(one_step(300, score, kOnePercent, false));
  CHECK(one_step(12'345'67, money, kOnePercent, true) == i128{12'345'67 + 123'46});  // 123.4567
  CHECK(one_step(250, money, kOnePercent, true) == i128{252});                       // 2.5 is halved to even
  CHECK(one_step(10, money, kOnePercent, true) == i128{11});                         // one grain at least
  CHECK(one_step(0, money, kOnePercent, true) == i128{1});
  CHECK_FALSE(one_step(0, money, kOnePercent, false));
  CHECK(one_step(20'000, type_of(Kind::date, 0, 0, 30'000), kOnePercent, false) == i128{19'999});
}
