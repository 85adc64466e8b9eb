// The builtin functions themselves, and how the type of each result follows from its arguments. All are pure,
// total and work on 64-bit integers; their typing rules refuse what does not fit.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "runtime/value/type.h"

namespace pol::builtins {

std::int64_t days_from(std::int64_t a, std::int64_t b);
std::int64_t months_from(std::int64_t a, std::int64_t b);
std::int64_t absolute(std::int64_t x);
std::int64_t per_year(std::int64_t rate);
std::int64_t as_percent(std::int64_t rate);

// Typing rules get as many arguments as the function has parameters, all scalar. Intervals are exact hulls.
std::optional<Type> type_days_from(std::span<const Type> arguments, std::string& error);
std::optional<Type> type_months_from(std::span<const Type> arguments, std::string& error);
std::optional<Type> type_absolute(std::span<const Type> arguments, std::string& error);
std::optional<Type> type_per_year(std::span<const Type> arguments, std::string& error);
std::optional<Type> type_as_percent(std::span<const Type> arguments, std::string& error);

}  // namespace pol::builtins
