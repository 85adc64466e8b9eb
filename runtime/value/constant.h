// A literal value with its type, and the ways values are written: in policies and catalogues (`780,000 CNY`, `7.2%`),
// in data (`14000.00`, `7.2%`; formats.md) and in messages and records (`14000.00 CNY`, `7.20% a year`, `30 days`).
#pragma once
#include <string>
#include <string_view>

#include "runtime/base/result.h"
#include "runtime/value/type.h"

namespace pol {

struct Constant {
  Type type;         // range is [number, number]; scale is minimal for literals (without trailing zeros; money: minor unit)
  i128 number = 0;   // also 0/1, day number, enum index
  std::string text;  // Kind::text only
};

// A literal token exactly as in a policy: 12, 0.65, 780,000 CNY, 7.2%, 30 bp, 24% a year, 90 days, 6 months, 2026-11-01,
// "text", yes, no; an optional leading minus on numerics. Failure: what is wrong, in words.
Result<Constant> parse_literal(std::string_view text);

// A cell or JSON string as a value of `type` at its scale ("one way to write a value in data"); a unit may follow when
// `allow_unit`. Fails if the text is not one, is finer than the scale, or has an exponent. Does not check the range.
Result<i128> parse_data_value(std::string_view text, const Type& type, const EnumPool& enums, bool allow_unit = false);

// Same value at another scale; empty if it would need rounding or overflow.
std::optional<i128> rescale(i128 m, int from_scale, int to_scale);

std::string format_decimal(i128 m, int scale);                                 // "-0.05", all `scale` digits
std::string format_data(i128 m, const Type& type, const EnumPool& enums);      // data form
std::string format_value(i128 m, const Type& type, const EnumPool& enums);     // record and message form, with unit
std::string format_grouped(i128 m, const Type& type, const EnumPool& enums);   // for people: 72,000 CNY, 7.2%

}  // namespace pol
