#include <catch2/catch.hpp>

#include "runtime/value/date.h"

using namespace pol;

namespace {
Day on(const char* iso) {
  const auto day = parse_date(iso);
  REQUIRE(day);
  return *day;
}
std::string plus(const char* iso, std::int64_t months) {
  return format_date(add_months(on(iso), months));
}
}  // namespace

TEST_CASE("dates are days since 1970-01-01") {
  CHECK(on("1970-01-01") == 0);
  CHECK(on("1969-12-31") == -1);
  CHECK(on("2026-11-01") == 20758);
  CHECK(on("0001-01-01") == kMinDay);
  CHECK(on("9999-12-31") == kMaxDay);
  for (Day day = kMinDay; day <= kMaxDay; day += 4999) CHECK(on(format_date(day).c_str()) == day);
}

TEST_CASE("a date is written in one way and must exist") {
  for (const char* wrong :
       {"2026-02-30", "2026-02-29", "1900-02-29", "2026-13-01", "2026-00-10", "2026-01-00", "0000-01-01",
        "2026-1-1", "26-01-01", "2026/01/01", "2026-01-01 ", "+026-01-01", "", "2026-01-1x"})
    CHECK_FALSE(parse_date(wrong));
  CHECK(parse_date("2024-02-29"));
  CHECK(parse_date("2000-02-29"));
}

TEST_CASE("months are added up to the end of the month") {
  CHECK(plus("2026-01-31", 1) == "2026-02-28");
  CHECK(plus("2024-01-31", 1) == "2024-02-29");
  CHECK(plus("2026-03-31", -1) == "2026-02-28");
  CHECK(plus("2026-01-15", 12) == "2027-01-15");
  CHECK(plus("2024-02-29", 12) == "2025-02-28");
  CHECK(plus("2026-01-01", -1) == "2025-12-01");
  CHECK(plus("2026-05-05", 0) == "2026-05-05");
}

TEST_CASE("months beyond the calendar stop at its ends") {
  CHECK(plus("9999-12-01", 1) == "9999-12-31");
  CHECK(plus("0001-01-31", -1) == "0001-01-01");
  CHECK(plus("2026-01-01", INT64_MAX) == "9999-12-31");
  CHECK(plus("2026-01-01", INT64_MIN) == "0001-01-01");
}

TEST_CASE("months from one date to another") {
  CHECK(months_from(on("2026-01-31"), on("2026-02-28")) == 1);
  CHECK(months_from(on("2026-01-31"), on("2026-02-27")) == 0);
  CHECK(months_from(on("2026-01-15"), on("2026-03-14")) == 1);
  CHECK(months_from(on("2026-01-15"), on("2026-03-15")) == 2);
  CHECK(months_from(on("2026-03-15"), on("2026-01-15")) == -2);
  CHECK(months_from(on("2026-02-28"), on("2026-01-31")) == -1);
  CHECK(months_from(on("2026-01-15"), on("2026-01-15")) == 0);
  CHECK(months_from(kMinDay, kMaxDay) == 9998 * 12 + 11);
}

TEST_CASE("months_from is the largest n that does not pass b") {
  for (Day a = on("2023-12-20"); a < on("2024-03-10"); ++a)
    for (Day b = a; b < a + 450; b += 7) {
      const std::int64_t n = months_from(a, b);
      REQUIRE(add_months(a, n) <= b);
      REQUIRE(add_months(a, n + 1) > b);
      REQUIRE(months_from(b, a) == -n);
    }
}
