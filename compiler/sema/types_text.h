// Wording that the diagnostics of typing share.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "compiler/sema/checked.h"

namespace pol::sema {

std::string kind_words(const Type& type,
                       const EnumPool& enums);  // "a plain number", "a yearly rate", "money CNY"
std::string range_words(const Type& type, const EnumPool& enums);  // "300 to 850"; "" where it says nothing
std::string value_words(const Constant& constant,
                        const EnumPool& enums);      // "60%", "2,000 CNY", "`warm`", "\"Suqian\""
std::string compare_words(syntax::Compare compare);  // "at least", "is not"
std::string places_words(int places);                // "5 decimal places"
std::string join(const std::vector<std::string>& words, std::string_view between = ", ");
// The source of `span` on one line, shortened to about 60 characters.
std::string shown(const Sources& sources, const Span& span);

}  // namespace pol::sema
