// Random draws of searches: a counter-based generator, so that a run repeats on every machine.
#pragma once
#include <cstddef>
#include <cstdint>

#include "runtime/value/type.h"

namespace pol::analysis {

class Draws {
 public:
  explicit Draws(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {  // splitmix64 (Steele, Lea, Flood 2014)
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
  }
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(next() % n); }  // n > 0
  bool coin() { return (next() >> 63) != 0; }
  // Anywhere in it; wider than 64 bits as well.
  i128 within(const Interval& range) {
    const u128 width = static_cast<u128>(range.hi - range.lo) + 1;
    const u128 high = next(), low = next();
    return range.lo + static_cast<i128>(((high << 64) | low) % width);
  }

 private:
  std::uint64_t state_;
};

}  // namespace pol::analysis
