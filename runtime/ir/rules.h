// The typing rules of ops.def, in one place: kind, scale, exact interval and "may be missing" of every
// result. The builder, the verifier and the checker's expressions use them (language reference, sections 3
// and 4).
#pragma once
#include <optional>
#include <span>
#include <string>

#include "runtime/ir/module.h"

namespace pol::ir {

// What is wrong, so that the checker can choose its diagnostic.
enum class Issue : std::uint8_t {
  none,
  kinds,        // E0401: kinds that do not go together; currencies, enums
  periods,      // E0412: rates of different periods
  durations,    // E0413: days with months
  date_number,  // E0414: a date with a number
  grain,        // E0502: a grain that does not suit the value
  too_wide,     // E0510: more than 127 bits or 38 decimal places
  shape,  // only in modules: scales that differ, indices out of range, a declared type that does not hold
};

Type boolean_type(bool may_be_missing);

struct Typing {
  Type type;
  std::string
      error;  // empty if well typed; else lower case, no period: "needs 43 decimal places, 38 is the most"
  Issue issue = Issue::none;
  explicit operator bool() const { return issue == Issue::none; }
};

inline constexpr int kMaxScale = 38;
inline constexpr i128 kMaxDate = 10'000'000;  // |day| of dates that are computed; far past year 9999

// ---- rules over types. Operands may have different scales: they are brought to the larger one first, as the
// compiler does with `rescale` (in a Module scales must be equal already; type_of refuses otherwise). A
// series is refused by all. Unless said otherwise the result may be missing if an operand may be.
Typing type_rescale(const Type& a,
                    int scale);  // a written at a larger scale; a numeric kind, or scale as it is
Typing type_add(const Type& a,
                const Type& b);  // equal kinds, or date + days; date + months is type_add_months
Typing type_subtract(const Type& a, const Type& b);  // equal kinds, or date - days
Typing type_add_months(const Type& date, const Type& months);
Typing type_multiply(const Type& a, const Type& b);  // either order; number or percent times anything
                                                     // numeric; whole number times days or months
Typing type_negate(const Type& a);
Typing type_min_max(const Type& a, const Type& b, bool maximum,
                    const EnumPool* enums);  // ordered kinds; null: enums are refused
Typing type_compare(const Type& a, const Type& b, bool ordered,
                    const EnumPool* enums);  // ordered: below, at most; else `is`
// a at its scale, or finer if the grain is finer, rounded. The result has the grain's scale.
Typing type_round(const Type& a, const Rounding& rounding);
// `result` is the kind wanted: a's own if b is a number or percent; X/X gives number or percent (percent if
// the author's grain is written as bp or %; the Rounding alone does not tell). May be missing also if b may
// be 0.
Typing type_divide(const Type& a, const Type& b, const Rounding& rounding, Kind result);
// One kind (enum, currency, period), the larger scale, the hull: arms, lists, options of `first present of`.
// May be missing if one may be; callers that know better (or_else) clear it.
Typing type_hull(const Type& a, const Type& b);
// a / b as the integers that `divide` rounds: numerator a * multiply_a, denominator b * multiply_b, the
// quotient times grain.unit is the result. Empty if a factor leaves 127 bits.
struct QuotientPlan {
  i128 multiply_a = 1, multiply_b = 1;
};
std::optional<QuotientPlan> quotient_plan(int scale_a, int scale_b, const Grain& grain);

// ---- intervals, exact; empty where a bound leaves 127 bits
std::optional<Interval> interval_add(const Interval& a, const Interval& b);
std::optional<Interval> interval_subtract(const Interval& a, const Interval& b);
std::optional<Interval> interval_multiply(const Interval& a, const Interval& b);
std::optional<Interval> interval_scale(const Interval& a, int digits);  // times 10^digits
// b without 0; empty also if b is only 0. Quotients rounded by `mode`.
std::optional<Interval> interval_divide(const Interval& a, const Interval& b, RoundingMode mode);

// ---- rules over a module
// "" if `type` is one that a module may hold; else what is wrong.
std::string check_type(const Type& type, const EnumPool& enums);
// The type of `inst` from the types of its operands. For `input`, `constant`, `text`, `retype` and the kind
// of `divide` the declared type (inst.type) is checked and returned. All indices of `inst` must be in bounds
// (verify() checks that first).
Typing type_of(const Module& module, const Inst& inst);

}  // namespace pol::ir
