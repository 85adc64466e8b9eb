// The statistics of reports. Estimates only: nothing is decided by them, so binary floating point is allowed.
#pragma once
#include <cstdint>
#include <vector>

namespace pol::population {

// Wilson's score interval for a share at 95 %: E. B. Wilson, "Probable inference, the law of succession, and
// statistical inference", JASA 22 (1927), 209-212, with z = 1.959964. `whole` must not be 0.
struct Interval95 {
  double low = 0, high = 0;
};
Interval95 wilson(std::uint64_t part, std::uint64_t whole);

}  // namespace pol::population
