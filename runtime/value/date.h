// Proleptic Gregorian dates as days since 1970-01-01.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pol {

using Day = std::int32_t;

struct Civil {
  int year = 1970, month = 1, day = 1;
};

std::optional<Day> day_of(Civil civil);  // empty if there is no such date; years 0001..9999
Civil civil_of(Day day);
std::optional<Day> parse_date(std::string_view iso);  // "2026-11-01" exactly
std::string format_date(Day day);
// Clamped to the end of the month, and at the ends of the calendar to kMinDay and kMaxDay. `day` is in the
// calendar.
Day add_months(Day day, std::int64_t months);
std::int64_t months_from(Day a, Day b);  // largest n with a + n months <= b; b < a: -months_from(b, a)

inline constexpr Day kMinDay = -719162;  // 0001-01-01
inline constexpr Day kMaxDay = 2932896;  // 9999-12-31

}  // namespace pol
