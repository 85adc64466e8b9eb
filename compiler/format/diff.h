// Unified differences of two texts, as patch(1) reads them.
#pragma once
#include <string>
#include <string_view>

namespace pol::format {

// Empty if the texts are equal. Three lines of context.
std::string unified_diff(std::string_view before, std::string_view after, const std::string& path);

}  // namespace pol::format
