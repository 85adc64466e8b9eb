#include "runtime/builtins/builtins.h"

#include <utility>

#include "runtime/builtins/functions.h"

namespace pol::builtins {
namespace {

using TypingRule = std::optional<Type> (*)(std::span<const Type>, std::string&);

// What follows from the C++ function alone: how many parameters, and a call with an array of arguments.
template <auto function>
struct Deduced;
template <class... Parameters, std::int64_t (*function)(Parameters...)>
struct Deduced<function> {
  static_assert((std::is_same_v<Parameters, std::int64_t> && ...), "builtins take 64-bit integers");
  static constexpr int parameters = sizeof...(Parameters);

  static std::int64_t thunk(const std::int64_t* arguments) {
    return call(arguments, std::index_sequence_for<Parameters...>());
  }
  template <std::size_t... index>
  static std::int64_t call(const std::int64_t* arguments, std::index_sequence<index...>) {
    return function(arguments[index]...);
  }
};

// The checks that every builtin shares stand before its own rule and after it.
template <TypingRule rule, int parameters>
std::optional<Type> typing(std::span<const Type> arguments, std::string& error) {
  const auto refuse = [&](std::string why) {
    error = std::move(why);
    return std::optional<Type>();
  };
  if (arguments.size() != parameters)
    return refuse("takes " + std::to_string(parameters) +
                  (parameters == 1 ? " value, not " : " values, not ") + std::to_string(arguments.size()));
  bool may_be_missing = false;
  for (const Type& argument : arguments) {
    if (argument.count > 0) return refuse("takes single values, not " + type_name(argument, nullptr));
    if (!fits_i64(argument.range))
      return refuse("takes values that fit 64 bits; round to a coarser grain first");
    may_be_missing |= argument.may_be_missing;
  }
  std::optional<Type> result = rule(arguments, error);
  if (!result) return result;
  if (!fits_i64(result->range))
    return refuse("gives values that fit 64 bits; round to a coarser grain first");
  result->may_be_missing = may_be_missing;
  return result;
}

template <auto function, TypingRule rule>
Builtin row(std::uint32_t id, std::string_view name, std::string_view signature, std::string_view example,
            std::string_view doc) {
  using Function = Deduced<function>;
  return {id,
          name,
          Function::parameters,
          signature,
          doc,
          example,
          &Function::thunk,
          reinterpret_cast<const void*>(function),
          &typing<rule, Function::parameters>};
}

}  // namespace

const std::vector<Builtin>& all() {
  static const std::vector<Builtin> rows = {
#define POL_BUILTIN(id, name, signature, example, doc) \
  row<&name, &type_##name>(id, #name, signature, example, doc),
#include "runtime/builtins/builtins.def"
#undef POL_BUILTIN
  };
  return rows;
}

const Builtin* find(std::string_view name) {
  for (const Builtin& builtin : all())
    if (builtin.name == name) return &builtin;
  return nullptr;
}

const Builtin* by_id(std::uint32_t id) {
  for (const Builtin& builtin : all())
    if (builtin.id == id) return &builtin;
  return nullptr;
}

}  // namespace pol::builtins
