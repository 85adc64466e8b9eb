// The integer of all exact arithmetic: a value is m * 10^-scale with m in 127 bits.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

namespace pol {

using i128 = __int128;
using u128 = unsigned __int128;

inline constexpr i128 kInt127Max =
    static_cast<i128>(~u128{0} >> 2);  // 2^126 - 1: sums of two never overflow i128

// Empty where the result leaves [-kInt127Max, kInt127Max].
std::optional<i128> checked_add(i128 a, i128 b);
std::optional<i128> checked_sub(i128 a, i128 b);
std::optional<i128> checked_mul(i128 a, i128 b);
inline constexpr unsigned kMaxPowerOfTen = 37;        // the largest below kInt127Max
std::optional<i128> power_of_ten(unsigned exponent);  // empty above kMaxPowerOfTen

std::string to_string(i128 value);

}  // namespace pol
