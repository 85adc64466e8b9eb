#include "runtime/ir/rules.h"

#include <catch2/catch.hpp>

#include "tests/unit/ir/sample_module.h"

using namespace pol;
using namespace pol::ir;
using testing::kind_type;
using testing::number_type;

namespace {

Type money(i128 lo, i128 hi, int scale = 2) {
  return kind_type(Kind::money, lo, hi, scale);
}
Type percent(i128 lo, i128 hi, int scale = 4) {
  return kind_type(Kind::percent, lo, hi, scale);
}
Type rate(Period period) {
  Type type = kind_type(Kind::rate, 0, 10'000, 4);
  type.period = period;
  return type;
}
Type dollars() {
  Type type = money(0, 100);
  type.currency = currency("USD");
  return type;
}

void check(const Typing& typing, Kind kind, int scale, Interval range) {
  INFO(typing.error);
  REQUIRE(typing);
  CHECK(typing.type.kind == kind);
  CHECK(int(typing.type.scale) == scale);
  CHECK(to_string(typing.type.range.lo) == to_string(range.lo));
  CHECK(to_string(typing.type.range.hi) == to_string(range.hi));
}

const Rounding kWhole{RoundingMode::half_up, {1, 0}};
const Rounding kFourPlaces{RoundingMode::half_up, {1, 4}};

}  // namespace

TEST_CASE("adding brings both to the larger scale and adds the intervals") {
  check(type_add(money(0, 500), money(-300, 700, 3)), Kind::money, 3, {-300, 5700});
  check(type_subtract(number_type(1, 5), number_type(0, 10)), Kind::number, 0, {-9, 5});
  check(type_add(kind_type(Kind::date, 100, 200), kind_type(Kind::days, 5, 10)), Kind::date, 0, {105, 210});
  check(type_subtract(kind_type(Kind::date, 100, 200), kind_type(Kind::days, 5, 10)), Kind::date, 0,
        {90, 195});
  check(type_add(kind_type(Kind::days, 1, 2), kind_type(Kind::days, 5, 10)), Kind::days, 0, {6, 12});
}

TEST_CASE("what does not add says why, so that the checker can choose its code") {
  CHECK(type_add(money(0, 1), dollars()).issue == Issue::kinds);
  CHECK(type_add(money(0, 1), number_type(0, 1)).issue == Issue::kinds);
  CHECK(type_add(percent(0, 1), number_type(0, 1)).issue == Issue::kinds);
  CHECK(type_add(rate(Period::year), rate(Period::month)).issue == Issue::periods);
  CHECK(type_compare(rate(Period::year), rate(Period::month), true, nullptr).issue == Issue::periods);
  CHECK(type_compare(kind_type(Kind::days, 0, 9), kind_type(Kind::months, 0, 9), true, nullptr).issue ==
        Issue::durations);
  CHECK(type_add(kind_type(Kind::date, 0, 9), number_type(0, 9)).issue == Issue::date_number);
  CHECK(type_subtract(kind_type(Kind::date, 0, 9), kind_type(Kind::date, 0, 9)).issue == Issue::kinds);
}

TEST_CASE("a product has the kind of the operand that is no plain factor") {
  check(type_multiply(money(0, 50'000'000), percent(8, 8, 1)), Kind::money, 3, {0, 400'000'000});
  check(type_multiply(percent(8, 8, 1), money(-5, 5)), Kind::money, 3, {-40, 40});
  check(type_multiply(number_type(2, 3), percent(0, 10)), Kind::percent, 4, {0, 30});
  check(type_multiply(percent(0, 10, 2), percent(0, 10, 2)), Kind::percent, 4, {0, 100});
  check(type_multiply(percent(0, 10, 2), rate(Period::year)), Kind::rate, 6, {0, 100'000});
  check(type_multiply(number_type(-2, 3), number_type(-5, 7)), Kind::number, 0, {-15, 21});
  check(type_multiply(kind_type(Kind::months, 1, 6), number_type(2, 2)), Kind::months, 0, {2, 12});
  CHECK(type_multiply(money(0, 1), money(0, 1)).issue == Issue::kinds);
  CHECK(type_multiply(rate(Period::year), money(0, 1)).issue == Issue::kinds);
  CHECK(type_multiply(kind_type(Kind::days, 0, 9), number_type(5, 5, 1)).issue == Issue::kinds);
}

TEST_CASE("too many places and too many digits are told in words") {
  Type fine = percent(1, 1, 30);
  CHECK(type_multiply(fine, percent(1, 1, 13)).error == "needs 43 decimal places, 38 is the most");
  CHECK(type_multiply(fine, percent(1, 1, 13)).issue == Issue::too_wide);
  const Type wide = number_type(0, kInt127Max);
  CHECK(type_add(wide, number_type(1, 1)).issue == Issue::too_wide);
  CHECK(type_multiply(wide, number_type(10, 10)).error == "needs about 39 digits, exact arithmetic holds 37");
  check(type_add(wide, number_type(0, 0)), Kind::number, 0, {0, kInt127Max});
  CHECK(type_rescale(number_type(0, 1), 39).issue == Issue::too_wide);
  check(type_rescale(number_type(0, 0), 38), Kind::number, 38, {0, 0});
}

TEST_CASE("rounding lands on multiples of the grain, at its scale") {
  check(type_round(money(-1'234'50, 27'650'00), {RoundingMode::half_up, {100, 0}}), Kind::money, 0,
        {-1200, 27'700});
  check(type_round(percent(0, 12'840'0, 6), {RoundingMode::half_even, {5, 4}}), Kind::percent, 4, {0, 1285});
  check(type_round(number_type(7, 7), {RoundingMode::down, {1, 2}}), Kind::number, 2, {700, 700});
  CHECK(type_round(kind_type(Kind::days, 0, 9), kWhole).issue == Issue::kinds);
}

TEST_CASE("a quotient is bounded by the smallest divisor beside zero") {
  // 0 to 100 by 1 to 4
  check(type_divide(number_type(0, 100), number_type(1, 4), kWhole, Kind::number), Kind::number, 0, {0, 100});
  // -7.00 to 7.00 CNY by 0.5 to 2
  check(type_divide(money(-700, 700), number_type(5, 20, 1), kWhole, Kind::money), Kind::money, 0, {-14, 14});
  // 3 by -0.02 to 0.05: the smallest divisors are -0.01 and 0.01
  const Typing through_zero = type_divide(number_type(3, 3), number_type(-2, 5, 2), kWhole, Kind::number);
  check(through_zero, Kind::number, 0, {-300, 300});
  CHECK(through_zero.type.may_be_missing);
  CHECK_FALSE(type_divide(number_type(3, 3), number_type(1, 5, 2), kWhole, Kind::number).type.may_be_missing);
  check(type_divide(number_type(3, 9), number_type(0, 0), kWhole, Kind::number), Kind::number, 0, {0, 0});
}

TEST_CASE("the kind of a quotient is asked for, and must be possible") {
  const Type number = number_type(1, 9);
  check(type_divide(money(0, 500), money(100, 100), kFourPlaces, Kind::number), Kind::number, 4, {0, 50'000});
  check(type_divide(money(0, 500), money(100, 100), kFourPlaces, Kind::percent), Kind::percent, 4,
        {0, 50'000});
  check(type_divide(rate(Period::year), number, kFourPlaces, Kind::rate), Kind::rate, 4, {0, 10'000});
  check(type_divide(percent(0, 10), percent(10, 10), kFourPlaces, Kind::percent), Kind::percent, 4,
        {0, 10'000});
  CHECK(type_divide(money(0, 5), number, kWhole, Kind::number).issue == Issue::grain);
  CHECK(type_divide(number, money(1, 5), kWhole, Kind::number).issue == Issue::kinds);
  CHECK(type_divide(rate(Period::year), rate(Period::month), kWhole, Kind::number).issue == Issue::periods);
  CHECK(type_divide(number_type(0, kInt127Max), number, kFourPlaces, Kind::number).issue == Issue::too_wide);
}

TEST_CASE("order: the smaller, the larger, comparisons") {
  EnumPool enums;
  const std::uint32_t plain = enums.intern({"", {"a", "b"}, false});
  const std::uint32_t ordered = enums.intern({"", {"low", "high"}, true});
  Type a = kind_type(Kind::enumeration, 0, 1), b = a;
  a.enum_id = plain;
  b.enum_id = ordered;
  check(type_min_max(money(0, 500), money(-30, 70, 2), false, nullptr), Kind::money, 2, {-30, 70});
  check(type_min_max(money(0, 500), money(-30, 70, 2), true, nullptr), Kind::money, 2, {0, 500});
  CHECK(type_min_max(b, b, true, &enums));
  CHECK(type_min_max(a, a, true, &enums).issue == Issue::kinds);
  CHECK(type_compare(a, a, false, &enums));
  CHECK(type_compare(a, a, true, &enums).issue == Issue::kinds);
  CHECK(type_compare(a, b, false, &enums).issue == Issue::kinds);
}

TEST_CASE("months move a date's interval by the calendar") {
  const Type date = kind_type(Kind::date, *parse_date("2026-01-31"), *parse_date("2026-03-31"));
  const Typing moved = type_add_months(date, kind_type(Kind::months, 1, 3));
  check(moved, Kind::date, 0, {*parse_date("2026-02-28"), *parse_date("2026-06-30")});
}

TEST_CASE("missing: strict ops unite, the others as their docs say") {
  Module m;
  m.inputs = {{"decision_date"}, {"a"}, {"b"}, {"flag"}};
  Builder build(m);
  m.inputs[1].type = build.type(number_type(0, 9, 0, true));
  m.inputs[2].type = build.type(number_type(0, 9));
  m.inputs[3].type = build.type(kind_type(Kind::boolean, 0, 1, 0, true));
  const Ref a = build.input(1), b = build.input(2), flag = build.input(3);
  const auto missing = [&](Ref ref) {
    REQUIRE(ref != kNone);
    return m.type_of(ref).may_be_missing;
  };
  CHECK(missing(build.binary(Op::add, a, b)));
  CHECK_FALSE(missing(build.binary(Op::add, b, b)));
  CHECK_FALSE(missing(build.unary(Op::is_missing, a)));
  CHECK_FALSE(missing(build.binary(Op::or_else, a, b)));
  CHECK(missing(build.binary(Op::or_else, a, a)));
  CHECK(missing(build.binary(Op::only_when, b, flag)));
  CHECK(missing(build.select(flag, b, b)));
  CHECK(missing(build.over(Op::first_arm, std::array{flag})));
  CHECK_FALSE(missing(build.over(Op::any_missing, std::array{a, flag})));
  const Ref present = build.over(Op::first_present, std::array{a, b, a});
  CHECK(m.type_of(present).range == Interval{1, 2});  // b is never missing
  CHECK(build.pick(build.over(Op::first_arm, std::array{flag}), std::array{a}) == kNone);
  CHECK(build.error() == "picks 1 to 2 of 1");
}

TEST_CASE("the builder shares equal instructions") {
  Module m = testing::sample_module();
  Builder build(m);
  const Ref one = build.constant(number_type(0, 0), 1);
  CHECK(build.constant(number_type(0, 9), 1) == one);
  const Ref sum = build.binary(Op::add, one, one);
  CHECK(build.binary(Op::add, one, one) == sum);
  CHECK(build.over(Op::any_missing, std::array{one, sum}) ==
        build.over(Op::any_missing, std::array{one, sum}));
  CHECK(build.to_scale(sum, 0) == sum);
}

TEST_CASE("every op has a row, a name and a text") {
  for (const OpInfo& info : all_ops()) {
    CHECK(op_info(info.op) == &info);
    CHECK(op_by_name(info.name) == &info);
    CHECK_FALSE(info.doc.empty());
  }
  CHECK(op_info(static_cast<Op>(60'000)) == nullptr);
}
