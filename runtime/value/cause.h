// Why a value is missing: a set of causes in six bits; 0 = present. "error" as authors spell it covers both
// an input that could not be used (out of range, wrong scale) and an error that arose in a computation
// (division by zero).
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace pol {

using CauseMask = std::uint8_t;
namespace cause {
inline constexpr CauseMask present = 0;
inline constexpr CauseMask not_asked = 1;
inline constexpr CauseMask no_hit = 2;
inline constexpr CauseMask stale = 4;
inline constexpr CauseMask suppressed = 8;
inline constexpr CauseMask error = 16;
inline constexpr CauseMask computed_error = 32;
inline constexpr CauseMask any_sent = not_asked | no_hit | stale | suppressed | error;
inline constexpr CauseMask all = any_sent | computed_error;
}  // namespace cause

// The bits an author means by a cause's name (`error` is two bits); 0 for an unknown name.
CauseMask cause_by_name(std::string_view name);
// "not_asked, stale"; error and computed error are both spelled "error".
std::string cause_names(CauseMask mask);

}  // namespace pol
