#include "runtime/data/cell.h"

#include <catch2/catch.hpp>

using namespace pol;
using namespace pol::data;

namespace {

using Fate = CellValue::Fate;

std::string date(std::string_view format, std::string_view cell, std::optional<int> century = std::nullopt) {
  const auto parsed = DateFormat::parse(format, century);
  if (!parsed) return "no format";
  const auto day = parsed->read(cell);
  return day ? format_date(*day) : "unreadable";
}

CellRule rule(Kind kind, int scale, i128 lo, i128 hi) {
  CellRule r;
  r.type.kind = kind;
  r.type.scale = static_cast<std::uint8_t>(scale);
  r.type.range = {lo, hi};
  return r;
}

std::string read(const CellRule& r, std::string_view cell) {
  const CellValue value = r.read(cell);
  switch (value.fate) {
    case Fate::value:
      return to_string(value.number);
    case Fate::missing:
      return cause_names(value.cause);
    case Fate::unmapped:
      return "unmapped";
    case Fate::unreadable:
      return "unreadable";
    case Fate::too_fine:
      return "too fine";
    case Fate::out_of_range:
      return "out of range";
  }
  return "";
}

}  // namespace

TEST_CASE("dates in the formats that files use") {
  CHECK(date("YYYY-MM-DD", "2006-05-30") == "2006-05-30");
  CHECK(date("YYYYMMDD", "20060530") == "2006-05-30");
  CHECK(date("DD.MM.YYYY", "3.5.2006") == "2006-05-03");
  CHECK(date("DD-Mon-YYYY", "28-feb-2004") == "2004-02-28");
  CHECK(date("YYYY-MM-DD", "2006-02-30") == "unreadable");
  CHECK(date("YYYY-MM-DD", "2006-05-30 00:00") == "unreadable");
  CHECK(date("YYYY-MM-DD", "06-05-30") == "unreadable");
  CHECK(date("YYYYMMDD", "2006530") == "unreadable");
  CHECK(date("YYYY-MM-DD", "") == "unreadable");
}

TEST_CASE("two-digit years need a century and stay in it") {
  CHECK(date("DD-Mon-YY", "28-Feb-97", 1950) == "1997-02-28");
  CHECK(date("DD-Mon-YY", "28-Feb-50", 1950) == "1950-02-28");
  CHECK(date("DD-Mon-YY", "28-Feb-49", 1950) == "2049-02-28");
  CHECK(date("DD-Mon-YY", "28-Feb-97", 1999) == "2097-02-28");
  CHECK(date("DD-Mon-YY", "28-Feb-97") == "no format");
  CHECK(date("DD-Mon-YYYY", "28-Feb-1997", 1950) == "no format");
}

TEST_CASE("formats that say too much or too little are none") {
  CHECK(date("YYYY-MM", "2006-05") == "no format");
  CHECK(date("YYYY-MM-MM", "2006-05-05") == "no format");
  CHECK(date("YYYY-MM-DDThh", "") == "no format");
  CHECK(date("", "") == "no format");
}

TEST_CASE("numbers are exact and strict") {
  const CellRule money = rule(Kind::money, 2, 0, 500000000);
  CHECK(read(money, "14000.00") == "1400000");
  CHECK(read(money, "14000") == "1400000");
  CHECK(read(money, "14000.5") == "1400050");
  CHECK(read(money, "14000.500") == "1400050");
  CHECK(read(money, "0.005") == "too fine");
  CHECK(read(money, "-1") == "out of range");
  CHECK(read(money, "5000000.01") == "out of range");
  for (const char* cell :
       {"", "1e+05", "1,000", "1.", ".5", "1 ", " 1", "0x10", "1_0", "--1", "NaN", "12USD"}) {
    INFO(cell);
    CHECK(read(money, cell) == "unreadable");
  }
  CHECK(read(money, std::string(40, '9')) == "unreadable");
  CHECK(read(money, "+007") == "700");
}

TEST_CASE("an exponent is read exactly, where the feed says that there may be one") {
  CellRule money = rule(Kind::money, 2, -500000000, 500000000);
  CHECK(read(money, "1e+05") == "unreadable");
  money.numbers.exponent = true;
  CHECK(read(money, "1e+05") == "10000000");
  CHECK(read(money, "1E5") == "10000000");
  CHECK(read(money, "-2.5e+003") == "-250000");
  CHECK(read(money, "1234.5e-1") == "12345");
  CHECK(read(money, "100000e-7") == "1");
  CHECK(read(money, "14000.00") == "1400000");
  CHECK(read(money, "1.10e0") == "110");
  CHECK(read(money, "0e999") == "0");
  CHECK(read(money, "0e-999") == "0");
  CHECK(read(money, "1e-3") == "too fine");
  CHECK(read(money, "1e-999") == "too fine");
  CHECK(read(money, "1e7") == "out of range");
  CHECK(read(money, "1e35") == "out of range");
  CHECK(read(money, "1e36") == "out of range");
  CHECK(read(money, "9e999") == "out of range");
  for (const char* cell :
       {"e5", "1e", "1e+", "1e5.0", "1e1000", "1e 5", "1e5 ", "1ee5", "1e5e5", "1.e5", "1e--5"}) {
    INFO(cell);
    CHECK(read(money, cell) == "unreadable");
  }
  CHECK(read(money, "1.00000010e6") == "100000010");  // every cent is there
  money.round = RoundingMode::half_even;
  CHECK(read(money, "1.5e-2") == "2");
  money.numbers.thousands = ',';
  CHECK(read(money, "1,000e2") == "10000000");
}

TEST_CASE("thousands and decimal signs") {
  CellRule money = rule(Kind::money, 2, -500000000, 500000000);
  money.numbers = {',', '.'};
  CHECK(read(money, "1.234,50") == "123450");
  CHECK(read(money, "-12.345.678") == "out of range");
  CHECK(read(money, "1234,5") == "123450");
  CHECK(read(money, "12.34") == "unreadable");
  CHECK(read(money, "1.2345") == "unreadable");
  CHECK(read(money, "1234.567") == "unreadable");
}

TEST_CASE("scale, unit and rounding are applied exactly, in this order") {
  CellRule thousands = rule(Kind::money, 2, 0, 5000000000);
  thousands.factor = Decimal{1000, 0};
  CHECK(read(thousands, "12.3456") == "1234560");
  CHECK(read(thousands, "12.3456789") == "too fine");
  thousands.round = RoundingMode::half_even;
  CHECK(read(thousands, "12.345675") == "1234568");
  CHECK(read(thousands, "12.345665") == "1234566");

  CellRule percent = rule(Kind::percent, 4, 0, 10000);
  percent.unit_digits = 2;
  percent.percent_sign = true;
  CHECK(read(percent, "7.25") == "725");
  CHECK(read(percent, "7.25%") == "725");
  CHECK(read(percent, "100.01") == "out of range");
  percent.unit_digits = 0;
  percent.percent_sign = false;
  CHECK(read(percent, "0.0725") == "725");
  CHECK(read(percent, "0.07%") == "unreadable");
  percent.unit_digits = 4;
  CHECK(read(percent, "725") == "725");
}

TEST_CASE("tokens come before everything else, mappings before types") {
  CellRule score = rule(Kind::number, 0, 300, 850);
  score.missing = {{"", cause::not_asked}, {"-1", cause::no_hit}};
  CHECK(read(score, "640") == "640");
  CHECK(read(score, "") == "not_asked");
  CHECK(read(score, "-1") == "no_hit");
  CHECK(read(score, "-2") == "out of range");

  CellRule sector = rule(Kind::enumeration, 0, 0, 2);
  sector.mapped = true;
  sector.values = {{"44", {0, {}}}, {"72", {1, {}}}};
  CHECK(read(sector, "72") == "1");
  CHECK(read(sector, "7") == "unmapped");
  sector.first = 2;
  CHECK(read(sector, "722110") == "1");
  sector.other_cause = cause::suppressed;
  CHECK(read(sector, "99") == "suppressed");
  sector.other_cause = 0;
  sector.other_value = CellRule::Target{2, {}};
  CHECK(read(sector, "99") == "2");
}

TEST_CASE("dates that two-digit years pushed into the future are out of the tag's range") {
  CellRule opened = rule(Kind::date, 0, *parse_date("1900-01-01"), *parse_date("2026-12-31"));
  opened.dates = *DateFormat::parse("DD-Mon-YY", 1970);
  CHECK(read(opened, "01-Jan-99") == to_string(*parse_date("1999-01-01")));
  CHECK(read(opened, "01-Jan-68") == "out of range");
}
