// The release that records name; the same as VERSION in CMakeLists.txt (a test compares them).
#pragma once
#include <string_view>

namespace pol::engine {
inline constexpr std::string_view kRelease = "0.1.0";
}  // namespace pol::engine
