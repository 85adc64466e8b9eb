// 127-bit integers and rounding.
#include <catch2/catch.hpp>

#include "runtime/value/int128.h"
#include "runtime/value/rounding.h"

using namespace pol;
using M = RoundingMode;

namespace {
std::string shown(const std::optional<i128>& value) {
  return value ? to_string(*value) : "none";
}
}  // namespace

TEST_CASE("127-bit arithmetic says when it would overflow") {
  const i128 top = kInt127Max;
  CHECK(to_string(top) == "85070591730234615865843651857942052863");
  CHECK(shown(checked_add(top, 0)) == to_string(top));
  CHECK(shown(checked_add(top, 1)) == "none");
  CHECK(shown(checked_sub(-top, 0)) == to_string(-top));
  CHECK(shown(checked_sub(-top, 1)) == "none");
  CHECK(shown(checked_mul(top / 2, 2)) == to_string(top - 1));
  CHECK(shown(checked_mul(top / 2 + 1, 2)) == "none");
  CHECK(shown(checked_mul(top, -1)) == to_string(-top));
  CHECK(shown(checked_mul(top, top)) == "none");
  CHECK(shown(power_of_ten(0)) == "1");
  CHECK(shown(power_of_ten(37)) == "10000000000000000000000000000000000000");
  CHECK(shown(power_of_ten(38)) == "none");
}

TEST_CASE("integers are written in full, also the smallest") {
  CHECK(to_string(0) == "0");
  CHECK(to_string(-7) == "-7");
  const i128 lowest = static_cast<i128>(u128{1} << 127);
  CHECK(to_string(lowest) == "-170141183460469231731687303715884105728");
}

TEST_CASE("the table of rounding modes") {
  struct Row {
    int n, d, up, down, half_up, half_even, floor, ceiling;
  };
  const Row rows[] = {
      {12345, 10, 1235, 1234, 1235, 1234, 1234, 1235},         // 12.345 to 2 places
      {-12345, 10, -1235, -1234, -1235, -1234, -1235, -1234},  // -12.345 to 2 places
      {27650, 100, 277, 276, 277, 276, 276, 277},              // 27,650 CNY to 100 CNY
      {12355, 10, 1236, 1235, 1236, 1236, 1235, 1236},         // half even goes to the even neighbour
      {-12355, 10, -1236, -1235, -1236, -1236, -1236, -1235},
      {12344, 10, 1235, 1234, 1234, 1234, 1234, 1235},
      {12346, 10, 1235, 1234, 1235, 1235, 1234, 1235},
      {-12346, 10, -1235, -1234, -1235, -1235, -1235, -1234},
      {1, 3, 1, 0, 0, 0, 0, 1},
      {-1, 3, -1, 0, 0, 0, -1, 0},
      {1, -3, -1, 0, 0, 0, -1, 0},
      {-1, -3, 1, 0, 0, 0, 0, 1},
      {5, -10, -1, 0, -1, 0, -1, 0},  // a tie with a negative divisor
      {15, -10, -2, -1, -2, -2, -2, -1},
      {20, 10, 2, 2, 2, 2, 2, 2},
      {-20, 10, -2, -2, -2, -2, -2, -2},
      {0, 7, 0, 0, 0, 0, 0, 0},
  };
  for (const Row& row : rows) {
    INFO(row.n << " / " << row.d);
    CHECK(divide_rounded(row.n, row.d, M::up) == row.up);
    CHECK(divide_rounded(row.n, row.d, M::down) == row.down);
    CHECK(divide_rounded(row.n, row.d, M::half_up) == row.half_up);
    CHECK(divide_rounded(row.n, row.d, M::half_even) == row.half_even);
    CHECK(divide_rounded(row.n, row.d, M::floor) == row.floor);
    CHECK(divide_rounded(row.n, row.d, M::ceiling) == row.ceiling);
  }
}

TEST_CASE("rounding works to the very ends of 127 bits") {
  const i128 top = kInt127Max;
  CHECK(to_string(divide_rounded(top, 1, M::up)) == to_string(top));
  CHECK(to_string(divide_rounded(-top, -1, M::half_even)) == to_string(top));
  CHECK(to_string(divide_rounded(top - 1, top, M::half_up)) == "1");
  CHECK(to_string(divide_rounded(1 - top, top, M::down)) == "0");
  CHECK(to_string(divide_rounded(1, -top, M::floor)) == "-1");
  CHECK(to_string(divide_rounded(top, 2, M::half_even)) ==
        to_string(top / 2 + 1));  // a tie, upper neighbour even
}

TEST_CASE("modes are named as authors write them") {
  CHECK(rounding_name(M::half_up) == "half up");
  CHECK(rounding_name(M::half_even) == "half even");
  CHECK(rounding_name(M::ceiling) == "ceiling");
}
