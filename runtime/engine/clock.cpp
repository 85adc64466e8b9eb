#include "runtime/engine/clock.h"

#include <date/tz.h>

#include <fstream>
#include <new>
#include <optional>

namespace pol::engine {
namespace {

// Reads fixed-width fields of a time; every failure sticks.
class Fields {
 public:
  explicit Fields(std::string_view text) : text_(text) {}
  int number(std::size_t digits, int most) {
    int value = 0;
    for (std::size_t i = 0; i < digits; ++i) {
      const char c = next();
      if (c < '0' || c > '9') ok_ = false;
      value = value * 10 + (c - '0');
    }
    if (value > most) ok_ = false;
    return ok_ ? value : 0;
  }
  char one_of(std::string_view letters) {
    const char c = next();
    if (letters.find(c) == std::string_view::npos) ok_ = false;
    return c;
  }
  bool skip_fraction() {  // "" or ".123"
    if (text_.empty() || text_.front() != '.') return true;
    text_.remove_prefix(1);
    const std::size_t digits = std::min(text_.find_first_not_of("0123456789"), text_.size());
    text_.remove_prefix(digits);
    return digits > 0 && digits <= 9;
  }
  bool done() const { return ok_ && text_.empty(); }
  void fail() { ok_ = false; }

 private:
  char next() {
    if (text_.empty()) {
      ok_ = false;
      return '\0';
    }
    const char c = text_.front();
    text_.remove_prefix(1);
    return c;
  }
  std::string_view text_;
  bool ok_ = true;
};

// Seconds since 1970 UTC.
std::optional<std::int64_t> instant(std::string_view text) {
  if (text.size() < 10) return std::nullopt;
  const std::optional<Day> day = parse_date(text.substr(0, 10));
  if (!day) return std::nullopt;
  Fields fields(text.substr(10));
  fields.one_of("Tt");
  std::int64_t seconds = fields.number(2, 23) * 3600;
  fields.one_of(":");
  seconds += fields.number(2, 59) * 60;
  fields.one_of(":");
  seconds += fields.number(2, 60);  // 60: a leap second
  if (!fields.skip_fraction()) return std::nullopt;
  const char sign = fields.one_of("Zz+-");
  std::int64_t offset = 0;
  if (sign == '+' || sign == '-') {
    offset = fields.number(2, 23) * 3600;
    fields.one_of(":");
    offset += fields.number(2, 59) * 60;
  }
  if (!fields.done()) return std::nullopt;
  return std::int64_t{*day} * 86400 + seconds - (sign == '-' ? -offset : offset);
}

// The library throws; `why` is set then.
const date::time_zone* find_zone(const std::string& zone, std::string& why) {
  if (!has_zones()) {
    why = "the system has no time zone database (install the package tzdata)";
    return nullptr;
  }
  try {
    return date::locate_zone(zone);
  } catch (const std::bad_alloc&) {
    throw;  // not a fault of the zone
  } catch (const std::exception&) {
    why = "there is no time zone `" + zone + "`";
    return nullptr;
  }
}

}  // namespace

Result<Day> decision_day(std::string_view decision_time, const std::string& zone) {
  const std::optional<std::int64_t> seconds = instant(decision_time);
  if (!seconds)
    return Failure{Exit::input, "`" + std::string(decision_time) +
                                    "` is no time with an offset, as in 2026-11-08T09:30:00+08:00"};
  std::string why;
  const date::time_zone* found = find_zone(zone, why);
  if (!found) return Failure{Exit::input, why};
  try {
    const auto local = found->to_local(date::sys_seconds(std::chrono::seconds(*seconds)));
    return static_cast<Day>(date::floor<date::days>(local).time_since_epoch().count());
  } catch (const std::bad_alloc&) {
    throw;  // not a fault of the zone
  } catch (const std::exception& error) {
    return Failure{Exit::input, "the time zone `" + zone + "` cannot be read: " + error.what()};
  }
}

bool has_zones() {
  try {
    return !date::get_tzdb().zones.empty();
  } catch (const std::bad_alloc&) {
    throw;  // not a fault of the zone
  } catch (const std::exception&) {
    return false;
  }
}

std::string zone_error(const std::string& zone) {
  std::string why;
  find_zone(zone, why);
  return why;
}

std::string tzdata_version() {
  static const std::string version = [] {
    std::string why, line;
    if (find_zone("UTC", why) && date::get_tzdb().version != "unknown") return date::get_tzdb().version;
    // Debian's copy names its version only in the first line of the compact source.
    std::getline(std::ifstream("/usr/share/zoneinfo/tzdata.zi"), line);
    constexpr std::string_view kHead = "# version ";
    return line.starts_with(kHead) ? line.substr(kHead.size()) : std::string("unknown");
  }();
  return version;
}

}  // namespace pol::engine
