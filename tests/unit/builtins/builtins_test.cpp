// Each row of builtins.def runs its own example, and its interval is checked against the function at the
// corners.
#include <catch2/catch.hpp>
#include <set>

#include "runtime/builtins/builtins.h"
#include "runtime/value/constant.h"
#include "runtime/value/date.h"

using namespace pol;
using namespace pol::builtins;

namespace {

// "name(a, b) is VALUE": name, arguments, value.
struct Example {
  std::string name;
  std::vector<Constant> arguments;
  Constant value;
};
Constant literal(const std::string& text) {
  const Result<Constant> constant = parse_literal(text);
  INFO(text);
  REQUIRE(constant);
  return *constant;
}
Example parse(std::string_view text) {
  const std::size_t open = text.find('('), close = text.find(") is ");
  REQUIRE(close != std::string_view::npos);
  Example example{std::string(text.substr(0, open)), {}, literal(std::string(text.substr(close + 5)))};
  std::string list(text.substr(open + 1, close - open - 1));
  for (std::size_t comma; (comma = list.find(", ")) != std::string::npos; list.erase(0, comma + 2))
    example.arguments.push_back(literal(list.substr(0, comma)));
  example.arguments.push_back(literal(list));
  return example;
}

std::optional<Type> type_of(const char* name, const std::vector<Type>& arguments, std::string& error) {
  return find(name)->typing(arguments, error);
}
std::string refusal(const char* name, const std::vector<Type>& arguments) {
  std::string error;
  CHECK_FALSE(type_of(name, arguments, error));
  return error;
}
Type date(const char* lo, const char* hi) {
  return {.kind = Kind::date, .range = {*parse_date(lo), *parse_date(hi)}};
}
Type rate(Period period, i128 lo, i128 hi) {
  return {.kind = Kind::rate, .scale = 4, .period = period, .range = {lo, hi}};
}

}  // namespace

TEST_CASE("ids and names are unique, every row is documented") {
  std::set<std::uint32_t> ids;
  std::set<std::string_view> names;
  for (const Builtin& row : all()) {
    CHECK(ids.insert(row.id).second);
    CHECK(names.insert(row.name).second);
    CHECK(row.signature.substr(0, row.name.size() + 1) == std::string(row.name) + "(");
    CHECK_FALSE(row.doc.empty());
    CHECK(find(row.name) == &row);
    CHECK(by_id(row.id) == &row);
    CHECK(row.address != nullptr);
  }
  CHECK(find("power") == nullptr);
  CHECK(by_id(0) == nullptr);
}

TEST_CASE("the example of each row is true") {
  for (const Builtin& row : all()) {
    INFO(row.example);
    const Example example = parse(row.example);
    CHECK(example.name == row.name);
    REQUIRE(static_cast<int>(example.arguments.size()) == row.parameters);
    std::vector<Type> types;
    std::vector<std::int64_t> values;
    for (const Constant& argument : example.arguments) {
      types.push_back(argument.type);
      values.push_back(static_cast<std::int64_t>(argument.number));
    }
    std::string error;
    const std::optional<Type> type = row.typing(types, error);
    REQUIRE(type);
    CHECK(error.empty());
    const std::int64_t result = row.thunk(values.data());
    CHECK(to_string(type->range.lo) == std::to_string(result));  // of constants: a point
    CHECK(to_string(type->range.hi) == std::to_string(result));
    CHECK(*convert(example.value, *type) == result);
  }
}

TEST_CASE("intervals of dates are exact") {
  std::string error;
  const Type a = date("2026-01-29", "2026-03-02"), b = date("2026-01-31", "2026-04-30");
  const Type days = *type_of("days_from", {a, b}, error), months = *type_of("months_from", {a, b}, error);
  CHECK(days.kind == Kind::days);
  CHECK(months.kind == Kind::months);
  std::int64_t least[2] = {INT64_MAX, INT64_MAX}, most[2] = {INT64_MIN, INT64_MIN};
  for (i128 x = a.range.lo; x <= a.range.hi; ++x)
    for (i128 y = b.range.lo; y <= b.range.hi; ++y) {
      const std::int64_t arguments[] = {static_cast<std::int64_t>(x), static_cast<std::int64_t>(y)};
      const std::int64_t got[] = {find("days_from")->thunk(arguments), find("months_from")->thunk(arguments)};
      for (int i : {0, 1}) least[i] = std::min(least[i], got[i]), most[i] = std::max(most[i], got[i]);
    }
  CHECK(days.range == Interval{least[0], most[0]});
  CHECK(months.range == Interval{least[1], most[1]});
}

TEST_CASE("absolute keeps kind and scale") {
  std::string error;
  const auto range = [&](i128 lo, i128 hi) {
    const Type type =
        *type_of("absolute",
                 {{.kind = Kind::money, .scale = 2, .currency = currency("CNY"), .range = {lo, hi}}}, error);
    CHECK(type.kind == Kind::money);
    CHECK(type.scale == 2);
    return type.range;
  };
  CHECK(range(-5, 3) == Interval{0, 5});
  CHECK(range(-5, -3) == Interval{3, 5});
  CHECK(range(3, 5) == Interval{3, 5});
  CHECK(range(-5, 0) == Interval{0, 5});
}

TEST_CASE("a result can be missing if an argument can") {
  std::string error;
  Type argument = rate(Period::month, 0, 100);
  CHECK_FALSE(type_of("per_year", {argument}, error)->may_be_missing);
  argument.may_be_missing = true;
  CHECK(type_of("per_year", {argument}, error)->may_be_missing);
  CHECK(type_of("per_year", {argument}, error)->range == Interval{0, 1200});
}

TEST_CASE("what does not fit is refused in words") {
  CHECK(refusal("per_year", {rate(Period::year, 0, 1)}) == "takes a rate a month, not rate a year");
  CHECK(refusal("per_year", {rate(Period::month, 0, INT64_MAX)}) ==
        "gives values that fit 64 bits; round to a coarser grain first");
  CHECK(refusal("as_percent", {{.kind = Kind::percent}}) == "takes a rate, not percent");
  CHECK(refusal("absolute", {{.kind = Kind::boolean}}) == "takes a number, not bool");
  CHECK(refusal("absolute", {{.kind = Kind::number, .range = {INT64_MIN, 0}}}) ==
        "gives values that fit 64 bits; round to a coarser grain first");
  CHECK(refusal("absolute", {{.kind = Kind::number, .range = {0, i128{INT64_MAX} + 1}}}) ==
        "takes values that fit 64 bits; round to a coarser grain first");
  CHECK(refusal("days_from", {{.kind = Kind::date}, {.kind = Kind::number}}) == "takes two dates, not int");
  CHECK(refusal("days_from", {{.kind = Kind::date}}) == "takes 2 values, not 1");
  CHECK(refusal("absolute", {{.kind = Kind::number, .count = 3}}) == "takes single values, not 3 of int");
}
