// Builtin functions. One row of builtins.def gives name, C++ function, typing rule, text and example; the
// number of parameters and the ABI are deduced from the C++ function (all are pure: i64 in, i64 out), and the
// row feeds the checker, the interpreter's thunk, the native call and the reference.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/value/type.h"

namespace pol::builtins {

struct Builtin {
  std::uint32_t id;       // explicit and append-only, in bundles
  std::string_view name;  // as in policies
  int parameters;
  std::string_view signature;  // "days_from(a date, b date) -> days" for messages and the reference
  std::string_view doc;
  std::string_view example;  // "days_from(2026-01-31, 2026-02-28) is 28 days": a test runs it
  std::int64_t (*thunk)(const std::int64_t* arguments);  // uniform call for the interpreter
  const void* address;                                   // the C++ function itself, for native code
  // Result type from argument types, interval included; empty with `error` set if they do not fit.
  std::optional<Type> (*typing)(std::span<const Type> arguments, std::string& error);
};

const std::vector<Builtin>& all();
const Builtin* find(std::string_view name);
const Builtin* by_id(std::uint32_t id);

}  // namespace pol::builtins
