// Literals as policies write them, and values as data brings them.
#include <catch2/catch.hpp>

#include "runtime/value/constant.h"

using namespace pol;

namespace {

// "money CNY s2 78000000", or the message.
std::string read(std::string_view text) {
  const Result<Constant> constant = parse_literal(text);
  if (!constant) return constant.failure().message;
  const Type& type = constant->type;
  if (type.kind == Kind::text) return "text " + constant->text;
  CHECK(to_string(type.range.lo) == to_string(constant->number));
  CHECK(to_string(type.range.hi) == to_string(constant->number));
  Type named = type;
  if (named.kind == Kind::number) named.scale = 0;
  return type_name(named, nullptr) + " s" + std::to_string(type.scale) + " " + to_string(constant->number);
}

const Type kMoney{.kind = Kind::money, .scale = 2, .currency = currency("CNY")};
const Type kPercent{.kind = Kind::percent, .scale = 4};
const Type kRate{.kind = Kind::rate, .scale = 4, .period = Period::year};
const Type kInt{.kind = Kind::number};
const Type kDecimal{.kind = Kind::number, .scale = 2};

std::string data(std::string_view text, const Type& type, bool unit = false, const EnumPool& enums = {}) {
  const Result<i128> value = parse_data_value(text, type, enums, unit);
  return value ? to_string(*value) : value.failure().message;
}

}  // namespace

TEST_CASE("every form of literal, at the scale of its value") {
  CHECK(read("12") == "int s0 12");
  CHECK(read("0.65") == "int s2 65");
  CHECK(read("0.50") == "int s1 5");
  CHECK(read("100") == "int s0 100");
  CHECK(read("0") == "int s0 0");
  CHECK(read("0.00") == "int s0 0");
  CHECK(read("780,000 CNY") == "money CNY s2 78000000");
  CHECK(read("780000 CNY") == "money CNY s2 78000000");
  CHECK(read("0.50 CNY") == "money CNY s2 50");
  CHECK(read("12.340 CNY") == "money CNY s2 1234");
  CHECK(read("1,234,567.8  KWD") == "money KWD s3 1234567800");
  CHECK(read("5 JPY") == "money JPY s0 5");
  CHECK(read("7.2%") == "percent s3 72");
  CHECK(read("80%") == "percent s1 8");
  CHECK(read("65%") == "percent s2 65");
  CHECK(read("3.20%") == "percent s3 32");
  CHECK(read("200%") == "percent s0 2");
  CHECK(read("30 bp") == "percent s3 3");
  CHECK(read("5 bp") == "percent s4 5");
  CHECK(read("24% a year") == "rate a year s2 24");
  CHECK(read("30 bp a month") == "rate a month s3 3");
  CHECK(read("0.05%  a\tday") == "rate a day s4 5");
  CHECK(read("90 days") == "days s0 90");
  CHECK(read("1 day") == "days s0 1");
  CHECK(read("6 months") == "months s0 6");
  CHECK(read("2026-11-01") == "date s0 20758");
  CHECK(read("yes") == "bool s0 1");
  CHECK(read("no") == "bool s0 0");
  CHECK(read(R"("Fu\"yang\\")") == R"(text Fu"yang\)");
  CHECK(read(R"("")") == "text ");
}

TEST_CASE("numerics may have a sign") {
  CHECK(read("-5") == "int s0 -5");
  CHECK(read("-1,000 CNY") == "money CNY s2 -100000");
  CHECK(read("-0.5%") == "percent s3 -5");
  CHECK(read("-2 months") == "months s0 -2");
  CHECK(read("-0") == "int s0 0");
  CHECK(read("--5") == "`--5` is not a value that a policy can write");
}

TEST_CASE("what is no literal says why") {
  CHECK(read("12.345 CNY") == "`12.345 CNY` is finer than the smallest unit of CNY, which has 2 places");
  CHECK(read("5.5 JPY") == "`5.5 JPY` is finer than the smallest unit of JPY, which has 0 places");
  CHECK(read("5 XXX") == "`XXX` is not a currency of ISO 4217");
  CHECK(read("1,00 CNY") == "`1,00`: commas stand every three digits or not at all");
  CHECK(read("1000,000 CNY") == "`1000,000`: commas stand every three digits or not at all");
  CHECK(read("1,000") == "`1,000`: write this number without commas");
  CHECK(read("007") == "`007` begins with a zero that is not needed");
  CHECK(read("1e5") == "`1e5`: numbers are written without an exponent");
  CHECK(read("2026-02-30") == "`2026-02-30` is a date that does not exist");
  CHECK(read("1.") == "`1.` needs digits on both sides of its point");
  CHECK(read("3.5 days") == "`3.5 days` is no whole number of days");
  CHECK(read("24% a week") == "`24% a week` is not a value that a policy can write");
  for (const char* wrong :
       {"", "-", " 5", "5 ", "five", "5 cny", "24% a", "24% year", "0x10", "+5", "٣", "5%%", "%", "bp"})
    CHECK_FALSE(parse_literal(wrong));
  for (const char* wrong : {R"(")", R"("a)", R"("a"b")", R"("\n")", R"("a\")", "\"a\nb\""})
    CHECK_FALSE(parse_literal(wrong));
}

TEST_CASE("literals fit 127 bits and 37 places") {
  CHECK(read("85070591730234615865843651857942052863") == "int s0 85070591730234615865843651857942052863");
  CHECK(read("85070591730234615865843651857942052864") ==
        "`85070591730234615865843651857942052864` is too large");
  CHECK(read("850705917302346158658436518579420529 CNY") ==
        "`850705917302346158658436518579420529` is too large");
  CHECK(read("0." + std::string(36, '0') + "1") == "int s37 1");
  CHECK_FALSE(parse_literal("0." + std::string(37, '0') + "1"));
  CHECK(read("0." + std::string(1000, '0')) == "int s0 0");
  CHECK_FALSE(parse_literal("0." + std::string(36, '0') + "1%"));
}

TEST_CASE("data has one way to write a value") {
  CHECK(data("14000.00", kMoney) == "1400000");
  CHECK(data("14000", kMoney) == "1400000");
  CHECK(data("-0.01", kMoney) == "-1");
  CHECK(data("0.65", kDecimal) == "65");
  CHECK(data("7.2%", kPercent) == "720");
  CHECK(data("80%", {.kind = Kind::percent, .scale = 1}) == "8");
  CHECK(data("7.2%", kRate) == "720");
  CHECK(data("30", {.kind = Kind::days}) == "30");
  CHECK(data("6", {.kind = Kind::months}) == "6");
  CHECK(data("yes", {.kind = Kind::boolean}) == "1");
  CHECK(data("2026-11-01", {.kind = Kind::date}) == "20758");
  EnumPool enums;
  const Type stage{.kind = Kind::enumeration, .enum_id = enums.intern({"stage", {"existing", "start_up"}})};
  CHECK(data("start_up", stage, false, enums) == "1");
  CHECK(data("START_UP", stage, false, enums) == "`START_UP` is not a value of stage");
}

TEST_CASE("data that is written otherwise is refused with words") {
  CHECK(data("14000.005", kMoney) == "`14000.005` is finer than the grain, 0.01 CNY");
  CHECK(data("7.205%", kPercent) == "`7.205%` is finer than the grain, 1 bp");
  CHECK(data("0.5", kInt) == "`0.5` is not a whole number");
  CHECK(data("0.072", kPercent) == "`0.072` is not a percentage like 7.2%");
  CHECK(data("1e3", kInt) == "`1e3`: numbers are written without an exponent");
  CHECK(data("14,000", kMoney) == "`14,000`: write this number without commas");
  CHECK(data("14000.00 CNY", kMoney) == "`14000.00 CNY` is not a number");
  CHECK(data("true", {.kind = Kind::boolean}) == "`true` is not yes or no");
  CHECK(data("01/11/2026", {.kind = Kind::date}) == "`01/11/2026` is not a date like 2026-11-01");
  CHECK(data("", kInt) == "`` is not a number");
  CHECK(data("99999999999999999999999999999999999999", kMoney) ==
        "`99999999999999999999999999999999999999` is too large");
}

TEST_CASE("a unit may follow where it is allowed") {
  CHECK(data("14000.00 CNY", kMoney, true) == "1400000");
  CHECK(data("14000.00", kMoney, true) == "1400000");
  CHECK(data("14000.00 USD", kMoney, true) == "`14000.00 USD` is not a number");
  CHECK(data("7.20% a year", kRate, true) == "720");
  CHECK(data("30 days", {.kind = Kind::days}, true) == "30");
  CHECK(data("1 day", {.kind = Kind::days}, true) == "1");
}

TEST_CASE("a literal becomes a value of a type of its own kind") {
  const auto as = [](std::string_view text, const Type& type) {
    const Result<i128> value = convert(*parse_literal(text), type);
    return value ? to_string(*value) : value.failure().message;
  };
  CHECK(as("400,000 CNY", kMoney) == "40000000");
  CHECK(as("65%", kPercent) == "6500");
  CHECK(as("4.50% a year", kRate) == "450");
  CHECK(as("0.005%", kPercent) == "`0.005%` is finer than the grain, 1 bp");
  CHECK(as("5 USD", kMoney) == "a value of type money USD is not one of type money CNY");
  CHECK(as("1% a month", kRate) == "a value of type rate a month is not one of type rate a year");
  CHECK(as("5", kPercent) == "a value of type int is not one of type percent");
}
