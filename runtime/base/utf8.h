// UTF-8 as data files bring it: checked, counted and repaired for messages.
#pragma once
#include <string>
#include <string_view>

namespace pol {

// Well-formed by Unicode's table 3-7: no overlong forms, no surrogates, nothing above U+10FFFF.
bool valid_utf8(std::string_view bytes);
// Each byte that belongs to no well-formed sequence becomes U+FFFD.
std::string repaired_utf8(std::string_view bytes);
// Of well-formed text.
std::size_t count_code_points(std::string_view text);
// In columns of a terminal: two for wide characters.
std::size_t display_width(std::string_view text);
// At most `limit` code points, with "…" at the end if something was cut.
std::string shortened(std::string_view text, std::size_t limit);

}  // namespace pol
