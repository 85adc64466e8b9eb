// The probability of default of a scorecard with odds, for every number of points it can give (language
// reference, section 5).
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

namespace pol::sema {

struct OddsScale {
  std::int64_t good = 1, bad = 1;  // good : bad ...
  std::int64_t at = 0;             // ... at so many points
  std::int64_t every = 1;          // points that double the odds
};

inline constexpr int kPdPlaces = 6;
inline constexpr std::int64_t kMostPd = 4096;  // entries of a table

// 1 / (1 + (good / bad) * 2^((points - at) / every)) for points lo..hi, in millionths, each the correctly
// rounded (half even) value: exact integers where the power of two is whole, else an enclosure by 50 and more
// digits both ends of which round alike. Empty if a figure is not positive, there are more than kMostPd
// entries, or the enclosure cannot decide.
std::optional<std::vector<std::int64_t>> pd_table(const OddsScale& odds, std::int64_t lo, std::int64_t hi);

}  // namespace pol::sema
