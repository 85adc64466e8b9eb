#include "tests/unit/native/small_policy.h"

namespace pol::testing {
namespace {

using ir::Op;

constexpr std::int64_t kMin = INT64_MIN, kMax = INT64_MAX;

// a / b in whole units, by every mode in order: up, down, half up, half even, floor, ceiling.
std::vector<std::string> divided(std::int64_t a, std::int64_t b, const Interval& range_a,
                                 const Interval& range_b) {
  std::vector<std::string> results;
  for (int mode = 0; mode < 6; ++mode) {
    SmallPolicy policy;
    const ir::Ref x = policy.add("a", number_type(range_a.lo, range_a.hi));
    const ir::Ref y = policy.add("b", number_type(range_b.lo, range_b.hi));
    const std::uint32_t rounding = policy.build.rounding({static_cast<RoundingMode>(mode), {1, 0}});
    const ir::Ref quotient = policy.build.divide(x, y, rounding, Kind::number);
    // Narrowed again, so that it may leave as an output.
    const ir::Ref high = policy.build.constant(number_type(0, 0), kMax),
                  low = policy.build.constant(number_type(0, 0), kMin);
    policy.finish(policy.build.binary(Op::maximum, policy.build.binary(Op::minimum, quotient, high), low));
    results.push_back(policy.run({given(a), given(b)}));
  }
  return results;
}

using Six = std::vector<std::string>;

TEST_CASE("division rounds like the table of the language reference") {
  const Interval small{-10'000'000, 10'000'000};
  CHECK(divided(12345, 10, small, small) == Six{"1235", "1234", "1235", "1234", "1234", "1235"});
  CHECK(divided(-12345, 10, small, small) == Six{"-1235", "-1234", "-1235", "-1234", "-1235", "-1234"});
  CHECK(divided(12345, -10, small, small) == Six{"-1235", "-1234", "-1235", "-1234", "-1235", "-1234"});
  CHECK(divided(-12355, -10, small, small) == Six{"1236", "1235", "1236", "1236", "1235", "1236"});
  CHECK(divided(6, 3, small, small) == Six(6, "2"));
  CHECK(divided(5, 0, small, small) == Six(6, "missing:32"));
}

TEST_CASE("division at the ends of 64 bits") {
  const Interval whole{kMin, kMax};
  CHECK(divided(kMax, kMax, whole, whole) == Six(6, "1"));
  CHECK(divided(kMin, 1, whole, whole) == Six(6, "-9223372036854775808"));
  CHECK(divided(kMin, -1, whole, whole) == Six(6, "9223372036854775807"));  // 2^63, cut by the minimum
  CHECK(divided(kMin, 2, whole, whole) == Six(6, "-4611686018427387904"));
  CHECK(divided(kMax, 2, whole, whole)[0] == "4611686018427387904");
  CHECK(divided(1, kMin, whole, whole) == Six{"-1", "0", "0", "0", "-1", "0"});
  const Interval nearly{kMin + 1, kMax};  // still divided by one machine instruction
  CHECK(divided(kMax - 1, kMax, nearly, nearly) == Six{"1", "0", "1", "1", "0", "1"});
  CHECK(divided(kMin + 1, -1, nearly, nearly) == Six(6, "9223372036854775807"));
  CHECK(divided(kMin + 2, kMax, nearly, nearly) == Six{"-1", "0", "-1", "-1", "-1", "0"});
}

TEST_CASE("a missing operand never reaches the divider") {
  SmallPolicy policy;
  const ir::Ref a = policy.add("a", number_type(5, 9, 0, true));
  const ir::Ref b = policy.add("b", number_type(1, 9, 0, true));
  policy.finish(
      policy.build.divide(a, b, policy.build.rounding({RoundingMode::half_up, {1, 0}}), Kind::number));
  CHECK(policy.run({given(9), given(2)}) == "5");
  CHECK(policy.run({given(9), gone(cause::stale)}) == "missing:4");
  CHECK(policy.run({gone(cause::error), gone(cause::not_asked)}) == "missing:17");
}

TEST_CASE("products beyond 64 bits are exact") {
  SmallPolicy policy;
  const ir::Ref a = policy.add("a", number_type(kMin, kMax)),
                b = policy.add("b", number_type(kMin + 1, kMax));
  const ir::Ref product = policy.build.binary(Op::multiply, a, b);
  REQUIRE(!fits_i64(policy.module.type_of(product).range));
  const ir::Ref grain = policy.build.constant(number_type(0, 0), kMax);
  const ir::Ref quotient =
      policy.build.divide(product, policy.build.binary(Op::maximum, b, grain),
                          policy.build.rounding({RoundingMode::floor, {1, 0}}), Kind::number);
  policy.finish(policy.build.binary(Op::minimum, quotient, grain));
  CHECK(policy.run({given(kMax), given(kMax)}) == std::to_string(kMax));
  CHECK(policy.run({given(kMin), given(kMax)}) == std::to_string(kMin));
  CHECK(policy.run({given(-3), given(2)}) == "-1");
}

TEST_CASE("months are added with the end of the month kept") {
  SmallPolicy policy;
  const ir::Ref date = policy.add("d", kind_type(Kind::date, 0, 40'000));
  const ir::Ref months = policy.add("n", kind_type(Kind::months, -300, 300, 0, true));
  policy.finish(policy.build.binary(Op::add_months, date, months));
  const std::int64_t january31 = *parse_date("2026-01-31");
  CHECK(policy.run({given(january31), given(1)}) == std::to_string(*parse_date("2026-02-28")));
  CHECK(policy.run({given(january31), gone(cause::no_hit)}) == "missing:2");
}

}  // namespace
}  // namespace pol::testing
