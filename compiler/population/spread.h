// How a spread of amounts is told, wherever it is.
#pragma once
#include <array>
#include <cstdint>
#include <utility>

namespace pol::population {

// Parts of a hundred, and what they are called.
inline constexpr std::array<std::pair<std::uint64_t, const char*>, 5> kQuantiles{
    {{5, "5%"}, {25, "25%"}, {50, "median"}, {75, "75%"}, {95, "95%"}}};
inline constexpr const char* kNotExact =
    "More different amounts than are kept one by one: quantiles are exact to 0.1%.";

}  // namespace pol::population
