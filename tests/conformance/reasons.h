// Why a case is not translated: the one list. A reason is about pol, not about this runner, unless it says
// so.
#pragma once
#include <string_view>

namespace pol::conformance::reason {

inline constexpr std::string_view kMakesText =
    "makes or measures a text: pol tests texts, it does not build them";
inline constexpr std::string_view kFromText =
    "reads a number or yes/no out of a text: the door of pol does, policies do not";
inline constexpr std::string_view kTime =
    "time of day, instants and durations of seconds: pol has dates, days and months";
inline constexpr std::string_view kDateParts =
    "a part of a date or duration (year, month, week): pol has none";
inline constexpr std::string_view kTextOrder = "order of texts or of yes/no: pol has none";
inline constexpr std::string_view kControl =
    "a text with control or invisible characters: a pol file cannot hold it";
inline constexpr std::string_view kWideNumber = "a number beyond 64 bits or 18 decimals: no tag can hold it";
inline constexpr std::string_view kFloat = "infinities and NaN: pol has exact decimals only";
inline constexpr std::string_view kBits = "operations on bits";
inline constexpr std::string_view kRoots = "roots, exponentials and logarithms";
inline constexpr std::string_view kNegativePower =
    "a power with an exponent that is negative or not a literal";
inline constexpr std::string_view kHalfDown = "rounding half down: pol has six modes, this is not one";
inline constexpr std::string_view kPlaces = "rounding to negative or more than 18 places";
inline constexpr std::string_view kOtherDecision =
    "refers to a decision, service or function of its own model, which the case does not hold";
inline constexpr std::string_view kLists = "lists of texts, and lists as values";
inline constexpr std::string_view kRanges = "ranges and comparisons as values";
inline constexpr std::string_view kMethods = "calls a method of an undeclared name: pol has no methods";
inline constexpr std::string_view kDateRange = "a date outside the years 1 to 9999";
inline constexpr std::string_view kSyntax = "not in the subset that the translator reads";
inline constexpr std::string_view kNotYet = "pol says `not supported yet` (E0290)";

}  // namespace pol::conformance::reason
