// A literal value with its type, and the ways values are written: in policies and catalogues (`780,000 CNY`,
// `7.2%`), in data (`14000.00`, `7.2%`; formats.md) and in messages and records (`14000.00 CNY`, `7.20% a
// year`, `30 days`).
#pragma once
#include <string>
#include <string_view>

#include "runtime/base/result.h"
#include "runtime/value/rounding.h"
#include "runtime/value/type.h"

namespace pol {

struct Constant {
  Type type;  // range is [number, number]; scale is minimal for literals (without trailing zeros; money:
              // minor unit)
  i128 number = 0;   // also 0/1, day number, enum index
  std::string text;  // Kind::text only
};

// A literal token exactly as in a policy: 12, 0.65, 780,000 CNY, 7.2%, 30 bp, 24% a year, 90 days, 6 months,
// 2026-11-01, "text", yes, no; an optional leading minus on numerics. Failure: what is wrong, in words.
Result<Constant> parse_literal(std::string_view text);

// The literal as a value of `type`, at its scale: kind, currency and period must be those of `type`, an enum
// value does not come as a literal. Fails, in words, if it does not fit or is finer than the scale. Does not
// check the range.
Result<i128> convert(const Constant& literal, const Type& type);

// An exact decimal "-0.65", digits and at most one point, without leading zeros; commas every three digits if
// `grouped`. Scale is minimal; fails above 37 places or beyond kInt127Max.
struct Decimal {
  i128 number = 0;
  int scale = 0;
};
Result<Decimal> parse_decimal(std::string_view text, bool grouped = false);

// A cell or JSON string as a value of `type` at its scale ("one way to write a value in data"); a unit may
// follow when `allow_unit`. Fails if the text is not one, is finer than the scale, or has an exponent. Does
// not check the range.
Result<i128> parse_data_value(std::string_view text, const Type& type, const EnumPool& enums,
                              bool allow_unit = false);

// Same value at another scale; empty if it would need rounding or overflow.
std::optional<i128> rescale(i128 m, int from_scale, int to_scale);

// A grain as an author writes it for values of `type`: "100 CNY", "0.01 CNY", "5 bp", "1%", "2 places".
std::string grain_name(Grain grain, const Type& type);

// Percent and rate are written as hundredths (scale - 2 places), money with at least its minor unit. The
// digits follow from the type, not from the value; only format_grouped drops zeros. Text has no number and is
// written by its owner.
std::string format_decimal(i128 m, int scale);                             // "-0.05", all `scale` digits
std::string format_data(i128 m, const Type& type, const EnumPool& enums);  // data form
std::string format_value(i128 m, const Type& type,
                         const EnumPool& enums);  // record and message form, with unit
std::string format_grouped(i128 m, const Type& type, const EnumPool& enums);  // for people: 72,000 CNY, 7.2%

}  // namespace pol
