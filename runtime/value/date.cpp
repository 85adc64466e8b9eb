#include "runtime/value/date.h"

#include <fmt/format.h>

#include <chrono>

namespace pol {
namespace {

constexpr int kMinYear = 1, kMaxYear = 9999;

Day last_of_month(int year, int month) {
  const auto last =
      std::chrono::year(year) / std::chrono::month(static_cast<unsigned>(month)) / std::chrono::last;
  return static_cast<Day>(std::chrono::sys_days(last).time_since_epoch().count());
}

int digits(std::string_view text) {
  int value = 0;
  for (char c : text) {
    if (c < '0' || c > '9') return -1;
    value = value * 10 + (c - '0');
  }
  return value;
}

}  // namespace

std::optional<Day> day_of(Civil civil) {
  using namespace std::chrono;
  if (civil.year < kMinYear || civil.year > kMaxYear || civil.month < 1 || civil.month > 12 ||
      civil.day < 1 || civil.day > 31)
    return std::nullopt;
  const year_month_day date(year(civil.year), month(unsigned(civil.month)), day(unsigned(civil.day)));
  if (!date.ok()) return std::nullopt;
  return static_cast<Day>(sys_days(date).time_since_epoch().count());
}

Civil civil_of(Day number) {
  using namespace std::chrono;
  const year_month_day date{sys_days(days(number))};
  return {int(date.year()), int(unsigned(date.month())), int(unsigned(date.day()))};
}

std::optional<Day> parse_date(std::string_view iso) {
  if (iso.size() != 10 || iso[4] != '-' || iso[7] != '-') return std::nullopt;
  const Civil civil{digits(iso.substr(0, 4)), digits(iso.substr(5, 2)), digits(iso.substr(8, 2))};
  return day_of(civil);
}

std::string format_date(Day day) {
  // Sums of dates and durations may leave the years that can be written; they still print, in ISO's expanded
  // form.
  if (day < kMinDay || day > kMaxDay) {
    const Civil far = civil_of(day);
    return fmt::format("{:+05d}-{:02d}-{:02d}", far.year, far.month, far.day);
  }
  const Civil civil = civil_of(day);
  std::string text = "0000-00-00";
  auto put = [&](std::size_t last, int value) {
    for (std::size_t i = last; value > 0; --i, value /= 10) text[i] = static_cast<char>('0' + value % 10);
  };
  put(3, civil.year);
  put(6, civil.month);
  put(9, civil.day);
  return text;
}

Day add_months(Day day, std::int64_t months) {
  const Civil civil = civil_of(day);
  std::int64_t total = 0;
  const std::int64_t now = civil.year * std::int64_t{12} + civil.month - 1;
  if (__builtin_add_overflow(now, months, &total)) return months < 0 ? kMinDay : kMaxDay;
  if (total < kMinYear * 12) return kMinDay;
  if (total >= (kMaxYear + 1) * 12) return kMaxDay;
  const int year = static_cast<int>(total / 12), month = static_cast<int>(total % 12) + 1;
  const std::optional<Day> same_day = day_of({year, month, civil.day});
  return same_day ? *same_day : last_of_month(year, month);
}

std::int64_t months_from(Day a, Day b) {
  if (b < a) return -months_from(b, a);
  const Civil from = civil_of(a), to = civil_of(b);
  const std::int64_t months = (to.year - from.year) * std::int64_t{12} + to.month - from.month;
  return add_months(a, months) > b ? months - 1 : months;
}

}  // namespace pol
