// Random numbers by counting: the n-th number of a seed is a hash of (seed, n), the same with every compiler.
#pragma once
#include <cstdint>
#include <vector>

#include "runtime/value/type.h"

namespace pol::testing {

class Rng {
 public:
  explicit Rng(std::uint64_t seed) : seed_(mix(seed + 0x9e3779b97f4a7c15)) {}
  std::uint64_t next() { return mix(seed_ + 0x9e3779b97f4a7c15 * ++count_); }
  std::uint64_t below(std::uint64_t n) { return static_cast<std::uint64_t>(u128{next()} * n >> 64); }
  int between(int lo, int hi) {
    return lo + static_cast<int>(below(static_cast<std::uint64_t>(hi - lo) + 1));
  }
  bool percent(int chance) { return between(0, 99) < chance; }
  template <class T>
  const T& of(const std::vector<T>& list) {
    return list[below(list.size())];
  }
  i128 within(Interval range) {
    const u128 high = next();
    const u128 bits = high << 64 | next();
    const u128 span = static_cast<u128>(range.hi) - static_cast<u128>(range.lo) + 1;
    return static_cast<i128>(static_cast<u128>(range.lo) + (span ? bits % span : bits));
  }

 private:
  static std::uint64_t mix(std::uint64_t x) {  // splitmix64
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
    x = (x ^ x >> 27) * 0x94d049bb133111eb;
    return x ^ x >> 31;
  }
  std::uint64_t seed_, count_ = 0;
};

}  // namespace pol::testing
