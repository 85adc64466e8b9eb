// Pieces of a policy's text in the words of a language.
#pragma once
#include <functional>
#include <string>
#include <string_view>

namespace pol::study {

// What a name of the policy is called.
using Called = std::function<std::string(std::string_view)>;
// A piece of a policy, whole tokens, with its words and units in Chinese and its names as they are called;
// codes stay. What stands between the tokens becomes one space, or none.
std::string piece_in_chinese(const std::string& text, const Called& called);
// The piece with its names as they are called, all else as it stands.
std::string piece_renamed(const std::string& text, const Called& called);

}  // namespace pol::study
