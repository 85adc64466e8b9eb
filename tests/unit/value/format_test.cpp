// The three ways to write a value, scales, types and causes.
#include <catch2/catch.hpp>

#include "runtime/value/cause.h"
#include "runtime/value/constant.h"

using namespace pol;

namespace {
struct Shown {
  std::string data, value, grouped;
};
Shown show(i128 m, const Type& type) {
  const EnumPool none;
  return {format_data(m, type, none), format_value(m, type, none), format_grouped(m, type, none)};
}
Type money(const char* code, std::uint8_t scale) {
  return {.kind = Kind::money, .scale = scale, .currency = currency(code)};
}
Type percent(std::uint8_t scale) {
  return {.kind = Kind::percent, .scale = scale};
}
}  // namespace

TEST_CASE("money: data, record, and for people") {
  Shown s = show(1400000, money("CNY", 2));
  CHECK(s.data == "14000.00");
  CHECK(s.value == "14000.00 CNY");
  CHECK(s.grouped == "14,000 CNY");
  s = show(192000, money("CNY", 0));  // rounded to 1 CNY: still two places
  CHECK(s.value == "192000.00 CNY");
  CHECK(s.grouped == "192,000 CNY");
  s = show(5000050, money("CNY", 2));
  CHECK(s.grouped == "50,000.50 CNY");
  s = show(123456789, money("CNY", 5));  // finer along the way: no digit is lost
  CHECK(s.value == "1234.56789 CNY");
  CHECK(s.grouped == "1,234.56789 CNY");
  s = show(-100000000, money("CNY", 2));
  CHECK(s.value == "-1000000.00 CNY");
  CHECK(s.grouped == "-1,000,000 CNY");
  CHECK(show(-99900, money("CNY", 2)).grouped == "-999 CNY");
  CHECK(show(5, money("CNY", 2)).value == "0.05 CNY");
  CHECK(show(0, money("CNY", 2)).grouped == "0 CNY");
  CHECK(show(1200, money("JPY", 0)).value == "1200 JPY");
  CHECK(show(1500, money("KWD", 3)).grouped == "1.500 KWD");
}

TEST_CASE("percents and rates are written as hundredths") {
  CHECK(show(2000, percent(4)).value == "20.00%");
  CHECK(show(2000, percent(4)).grouped == "20%");
  CHECK(show(72, percent(3)).data == "7.2%");
  CHECK(show(8, percent(1)).value == "80.00%");
  CHECK(show(-2, percent(0)).value == "-200.00%");
  CHECK(show(0, percent(0)).value == "0.00%");
  CHECK(show(5, percent(4)).value == "0.05%");
  const Shown s = show(720, {.kind = Kind::rate, .scale = 4, .period = Period::year});
  CHECK(s.data == "7.20%");
  CHECK(s.value == "7.20% a year");
  CHECK(s.grouped == "7.2% a year");
}

TEST_CASE("numbers, durations, dates, yes and no") {
  CHECK(show(500, {.kind = Kind::number, .scale = 2}).value == "5.00");
  CHECK(show(500, {.kind = Kind::number, .scale = 2}).grouped == "5");
  CHECK(show(-5, {.kind = Kind::number, .scale = 2}).value == "-0.05");
  CHECK(show(72000, {.kind = Kind::number}).grouped == "72000");
  CHECK(show(30, {.kind = Kind::days}).data == "30");
  CHECK(show(30, {.kind = Kind::days}).value == "30 days");
  CHECK(show(1, {.kind = Kind::months}).value == "1 month");
  CHECK(show(20758, {.kind = Kind::date}).value == "2026-11-01");
  CHECK(show(1, {.kind = Kind::boolean}).value == "yes");
  EnumPool enums;
  const Type mood{.kind = Kind::enumeration, .enum_id = enums.intern({"mood", {"calm", "tense"}, true})};
  CHECK(format_value(1, mood, enums) == "tense");
}

TEST_CASE("what is written reads back") {
  const EnumPool none;
  for (const Type& type :
       {money("CNY", 2), money("KWD", 3), percent(4), percent(2), Type{.kind = Kind::number, .scale = 6},
        Type{.kind = Kind::rate, .scale = 4, .period = Period::month}, Type{.kind = Kind::days}})
    for (i128 m : {i128{0}, i128{1}, i128{-1}, i128{10}, i128{-99999}, i128{INT64_MAX}, i128{INT64_MIN}}) {
      INFO(format_value(m, type, none));
      CHECK(*parse_data_value(format_data(m, type, none), type, none) == m);
      CHECK(*parse_data_value(format_value(m, type, none), type, none, true) == m);
      CHECK(*convert(*parse_literal(format_grouped(m, type, none)), type) == m);
    }
}

TEST_CASE("rescaling never rounds and never overflows") {
  CHECK(*rescale(12, 0, 2) == 1200);
  CHECK(*rescale(1200, 2, 0) == 12);
  CHECK_FALSE(rescale(1201, 2, 0));
  CHECK(*rescale(0, 0, 200) == 0);
  CHECK_FALSE(rescale(1, 0, 38));
  CHECK_FALSE(rescale(kInt127Max, 0, 1));
}

TEST_CASE("grains as authors write them") {
  CHECK(grain_name({100, 0}, money("CNY", 2)) == "100 CNY");
  CHECK(grain_name({1, 2}, money("CNY", 2)) == "0.01 CNY");
  CHECK(grain_name({5, 4}, percent(4)) == "5 bp");
  CHECK(grain_name({1, 2}, percent(4)) == "1%");
  CHECK(grain_name({1, 2}, {.kind = Kind::number, .scale = 4}) == "2 places");
}

TEST_CASE("types by name") {
  EnumPool enums;
  CHECK(type_name({.kind = Kind::number}, nullptr) == "int");
  CHECK(type_name({.kind = Kind::number, .scale = 2}, nullptr) == "decimal 2");
  CHECK(type_name({.kind = Kind::rate, .period = Period::month}, nullptr) == "rate a month");
  Type series = money("CNY", 2);
  series.count = 24;
  CHECK(type_name(series, nullptr) == "24 of money CNY");
  series.up_to = true;
  CHECK(type_name(series, nullptr) == "up to any 24 of money CNY");
  CHECK(type_name({.kind = Kind::enumeration, .enum_id = enums.intern({"", {"a", "b"}})}, &enums) ==
        "one of (a, b)");
  CHECK(type_name({.kind = Kind::enumeration, .enum_id = enums.intern({"", {"a", "b"}, true})}, &enums) ==
        "ordered (a, b)");
}

TEST_CASE("two enums with the same values in the same order are one type") {
  EnumPool enums;
  const std::uint32_t named = enums.intern({"mood", {"calm", "tense"}});
  CHECK(enums.intern({"", {"calm", "tense"}}) == named);
  CHECK(enums.intern({"", {"tense", "calm"}}) != named);
  CHECK(enums.intern({"", {"calm", "tense"}, true}) != named);
  CHECK(enums[named].index_of("tense") == 1);
  CHECK(enums[named].index_of("angry") == -1);
}

TEST_CASE("widths and currencies") {
  CHECK(width_bytes({INT32_MIN, INT32_MAX}) == 4);
  CHECK(width_bytes({INT32_MIN, i128{INT32_MAX} + 1}) == 8);
  CHECK(width_bytes({i128{INT64_MIN} - 1, 0}) == 16);
  CHECK(hull({1, 4}, {-2, 3}) == Interval{-2, 4});
  CHECK(minor_digits(currency("CNY")) == 2);
  CHECK(minor_digits(currency("JPY")) == 0);
  CHECK(minor_digits(currency("KWD")) == 3);
  CHECK(minor_digits(currency("CLF")) == 4);
  CHECK(known(currency("USD")));
  CHECK_FALSE(known(currency("XXX")));
  CHECK_FALSE(known(currency("D E")));
  CHECK(currency("cny") == Currency{});
}

TEST_CASE("causes have names; a computed error is spelled error too") {
  CHECK(cause_by_name("no_hit") == cause::no_hit);
  CHECK(cause_by_name("error") == (cause::error | cause::computed_error));
  CHECK(cause_by_name("asked") == cause::present);
  CHECK(cause_names(cause::not_asked | cause::stale) == "not_asked, stale");
  CHECK(cause_names(cause::computed_error) == "error");
  CHECK(cause_names(cause::error | cause::computed_error) == "error");
  CHECK(cause_names(cause::present) == "");
}
