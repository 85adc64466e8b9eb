// Decision times: RFC 3339 with an offset, and the date they are in the zone of a policy (system time zone
// database).
#pragma once
#include <string>
#include <string_view>

#include "runtime/base/result.h"
#include "runtime/value/date.h"

namespace pol::engine {

// The calendar date in `zone` of a time such as 2026-11-08T09:30:00+08:00. Fails if the text is no such time
// (exit 3), if the zone is unknown or the database is not installed.
Result<Day> decision_day(std::string_view decision_time, const std::string& zone);
bool has_zones();  // false: the system has no time zone database
// "" if there is such a zone; else what is wrong.
std::string zone_error(const std::string& zone);
std::string tzdata_version();  // "2026a", "unknown" if the system does not say

}  // namespace pol::engine
