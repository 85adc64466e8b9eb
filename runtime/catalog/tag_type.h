// Types, ranges and values as catalogues write them (language reference, sections 3 and 10). Failures are
// messages in words; their readers add the place.
#pragma once
#include <map>
#include <string>
#include <string_view>

#include "runtime/base/result.h"
#include "runtime/value/constant.h"
#include "runtime/value/type.h"

namespace pol::catalog {

inline constexpr std::int64_t kMostCharacters = 1000;  // of a text tag without a range
inline constexpr int kMostPlaces = 18;  // of `decimal K` and of grains: values at the door are 64 bits wide

bool is_name(std::string_view text);  // [a-z_][a-z0-9_]*: tags, enums, enum values
bool is_code(std::string_view text);  // [A-Z][A-Z0-9_]*: reason codes, enum values

// "money CNY", "rate a year to 1 bp", "24 of money CNY", "enum province", "one of (a, b)". The scale is the
// default grain of the kind or that of `to GRAIN`; the range is set for bool and enums only. Written enums
// are interned.
Result<Type> parse_type(std::string_view text, EnumPool& enums,
                        const std::map<std::string, std::uint32_t>& enum_ids);

// "lo..hi" in the tag's unit, both on its grain and within 64 bits; text: "1..40 characters".
Result<Interval> parse_range(std::string_view text, const Type& type, const EnumPool& enums);
std::string format_range(const Type& type, const EnumPool& enums);

// number / divisor in units of the type's scale, rounded half even to that scale and brought into the range:
// what becomes of a figure that was drawn or changed. divisor > 0; both within kInt127Max.
i128 fitted(i128 number, i128 divisor, const Type& type);

struct Value {
  i128 number = 0;
  std::string text;  // Kind::text only
};
// A literal (`400,000 CNY`, `"Pudong"`), or the data form without a unit (400000), of a scalar type; on its
// grain and within its range. `min_characters` is for text.
Result<Value> parse_value(std::string_view text, const Type& type, const EnumPool& enums,
                          std::int64_t min_characters = 0);

}  // namespace pol::catalog
