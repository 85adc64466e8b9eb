#include "runtime/catalog/tag_type.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "runtime/base/diagnostics.h"
#include "runtime/base/utf8.h"
#include "runtime/value/date.h"

namespace pol::catalog {
namespace {

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

bool take(std::string_view& text, std::string_view prefix) {
  if (text.substr(0, prefix.size()) != prefix) return false;
  text.remove_prefix(prefix.size());
  return true;
}

std::optional<int> small_number(std::string_view text) {
  const Result<Decimal> value = parse_decimal(text);
  if (!value || value->scale != 0 || value->number < 0 || value->number > 9999) return std::nullopt;
  return static_cast<int>(value->number);
}

bool is_word(std::string_view text, char first, char last) {
  const auto letter = [&](char c) { return first <= c && c <= last; };
  if (text.empty() || !(letter(text[0]) || (first == 'a' && text[0] == '_'))) return false;
  return std::all_of(text.begin(), text.end(),
                     [&](char c) { return letter(c) || ('0' <= c && c <= '9') || c == '_'; });
}

// The scale of `to GRAIN`. A grain of a tag is a power of ten, because a scale is all that a stored value
// has.
Result<int> grain_scale(std::string_view text, const Type& type) {
  const auto bad = [&] {
    return input_failure("grain " + quoted(text) + " does not suit " + type_name(type, nullptr));
  };
  if (const std::size_t at = text.find(" places"); at != std::string_view::npos && at + 7 == text.size()) {
    const std::optional<int> places = small_number(text.substr(0, at));
    if (!places || *places > kMostPlaces || type.kind != Kind::number) return bad();
    return *places;
  }
  const Result<Constant> grain = parse_literal(text);
  const bool fraction = type.kind == Kind::percent || type.kind == Kind::rate;
  if (!grain || grain->type.kind != (fraction ? Kind::percent : type.kind) || !type.numeric() ||
      grain->type.currency != type.currency)
    return bad();
  i128 unit = grain->number;
  int scale = grain->type.scale;
  while (unit > 0 && unit % 10 == 0 && scale > 0) unit /= 10, --scale;
  if (unit != 1 || scale > kMostPlaces)
    return input_failure("grain " + quoted(text) + " of a tag must be one of 1, 0.1, 0.01 and so on");
  return scale;
}

Result<Type> enum_type(std::string_view name, const EnumPool& enums,
                       const std::map<std::string, std::uint32_t>& ids) {
  const auto it = ids.find(std::string(name));
  if (it == ids.end()) return input_failure("there is no enum " + quoted(name) + " in this catalogue");
  Type type{.kind = Kind::enumeration, .enum_id = it->second};
  type.range = {0, static_cast<i128>(enums[it->second].values.size()) - 1};
  return type;
}

Result<Type> written_enum(std::string_view list, bool ordered, EnumPool& enums) {
  if (list.empty() || list.back() != ')') return input_failure("a written enum ends with `)`");
  list.remove_suffix(1);
  EnumType written{"", {}, ordered};
  for (bool more = true; more;) {
    const std::size_t comma = list.find(',');
    more = comma != std::string_view::npos;
    const std::string_view value = trimmed(list.substr(0, comma));
    if (!is_name(value) && !is_code(value))
      return input_failure(quoted(value) + " cannot be a value of an enum");
    if (written.index_of(value) >= 0) return input_failure("enum value " + quoted(value) + " stands twice");
    written.values.emplace_back(value);
    if (more) list.remove_prefix(comma + 1);
  }
  Type type{.kind = Kind::enumeration};
  type.range = {0, static_cast<i128>(written.values.size()) - 1};
  type.enum_id = enums.intern(std::move(written));
  return type;
}

Result<Type> scalar_type(std::string_view text, EnumPool& enums,
                         const std::map<std::string, std::uint32_t>& ids) {
  if (text == "bool") return Type{.kind = Kind::boolean, .range = {0, 1}};
  if (text == "int") return Type{.kind = Kind::number};
  if (text == "percent") return Type{.kind = Kind::percent, .scale = 4};
  if (text == "date") return Type{.kind = Kind::date};
  if (text == "days") return Type{.kind = Kind::days};
  if (text == "months") return Type{.kind = Kind::months};
  if (text == "text") return Type{.kind = Kind::text};
  for (Period period : {Period::year, Period::month, Period::day})
    if (text == "rate a " + std::string(period_name(period)))
      return Type{.kind = Kind::rate, .scale = 4, .period = period};
  std::string_view rest = text;
  if (take(rest, "money ")) {
    const Currency unit = currency(trimmed(rest));
    if (!known(unit)) return input_failure(quoted(trimmed(rest)) + " is not a currency of ISO 4217");
    return Type{
        .kind = Kind::money, .scale = static_cast<std::uint8_t>(minor_digits(unit)), .currency = unit};
  }
  if (take(rest, "decimal ")) {
    const std::optional<int> places = small_number(trimmed(rest));
    if (!places || *places > kMostPlaces)
      return input_failure("`decimal K` has 0 to " + std::to_string(kMostPlaces) + " places");
    return Type{.kind = Kind::number, .scale = static_cast<std::uint8_t>(*places)};
  }
  if (take(rest, "one of (")) return written_enum(rest, false, enums);
  if (take(rest, "ordered (")) return written_enum(rest, true, enums);
  if (take(rest, "enum ")) return enum_type(trimmed(rest), enums, ids);
  if (ids.count(std::string(text))) return enum_type(text, enums, ids);
  return input_failure(quoted(text) + " is not a type");
}

// One end of a range or a value, in the tag's unit, with or without it.
Result<i128> parse_number(std::string_view text, const Type& type, const EnumPool& enums) {
  const Result<Constant> literal = parse_literal(text);
  if (literal && literal->type.kind == type.kind) return convert(*literal, type);
  return parse_data_value(text, type, enums, true);
}

bool has_range(Kind kind) {
  switch (kind) {
    case Kind::number:
    case Kind::percent:
    case Kind::rate:
    case Kind::money:
    case Kind::date:
    case Kind::days:
    case Kind::months:
    case Kind::text:
      return true;
    case Kind::boolean:
    case Kind::enumeration:
      return false;
  }
  __builtin_unreachable();
}

}  // namespace

bool is_name(std::string_view text) {
  return is_word(text, 'a', 'z');
}
bool is_code(std::string_view text) {
  return is_word(text, 'A', 'Z');
}

Result<Type> parse_type(std::string_view text, EnumPool& enums,
                        const std::map<std::string, std::uint32_t>& enum_ids) {
  std::string_view rest = trimmed(text);
  if (take(rest, "up to any "))
    return input_failure("a tag cannot be an `up to any` list; write `N of TYPE`");
  std::uint16_t count = 0;
  if (const std::size_t of = rest.find(" of ");
      of != std::string_view::npos && rest[0] >= '0' && rest[0] <= '9') {
    const std::optional<int> elements = small_number(rest.substr(0, of));
    if (!elements || *elements < 1 || *elements > kMostElements)
      return input_failure("a series has 1 to " + std::to_string(kMostElements) + " elements");
    count = static_cast<std::uint16_t>(*elements);
    rest = trimmed(rest.substr(of + 4));
  }
  const std::size_t to = rest.rfind(" to ");
  Result<Type> type = scalar_type(trimmed(rest.substr(0, to)), enums, enum_ids);
  if (!type) return type;
  if (to != std::string_view::npos) {
    const Result<int> scale = grain_scale(trimmed(rest.substr(to + 4)), *type);
    if (!scale) return scale.failure();
    type->scale = static_cast<std::uint8_t>(*scale);
  }
  if (count > 0 && type->kind == Kind::text) return input_failure("a series of texts is not supported");
  type->count = count;
  return type;
}

Result<Interval> parse_range(std::string_view text, const Type& type, const EnumPool& enums) {
  if (!has_range(type.kind)) return input_failure(type_name(type, &enums) + " has no range");
  const bool characters = type.kind == Kind::text;
  std::string_view ends = trimmed(text);
  const std::string_view unit = " characters";
  if (characters) {
    if (ends.size() <= unit.size() || ends.substr(ends.size() - unit.size()) != unit)
      return input_failure("the range of a text is written `1..40 characters`");
    ends.remove_suffix(unit.size());
  }
  const std::size_t dots = ends.find("..");
  if (dots == std::string_view::npos)
    return input_failure("range " + quoted(text) + " is not written `lo..hi`");
  const Type counted = characters ? Type{.kind = Kind::number} : type;
  const Result<i128> lo = parse_number(trimmed(ends.substr(0, dots)), counted, enums);
  if (!lo) return lo.failure();
  const Result<i128> hi = parse_number(trimmed(ends.substr(dots + 2)), counted, enums);
  if (!hi) return hi.failure();
  const Interval range{*lo, *hi};
  if (range.lo > range.hi) return input_failure("range " + quoted(text) + " ends before it begins");
  if (!fits_i64(range)) return input_failure("range " + quoted(text) + " does not fit 64 bits at this grain");
  if (characters && (range.lo < 0 || range.hi > 1'000'000))
    return input_failure("a text has 0 to 1000000 characters");
  return range;
}

std::string format_range(const Type& type, const EnumPool& enums) {
  if (type.kind == Kind::text)
    return to_string(type.range.lo) + ".." + to_string(type.range.hi) + " characters";
  return format_grouped(type.range.lo, type, enums) + " to " + format_grouped(type.range.hi, type, enums);
}

i128 fitted(i128 number, i128 divisor, const Type& type) {
  return std::clamp(divide_rounded(number, divisor, RoundingMode::half_even), type.range.lo, type.range.hi);
}

Result<Value> parse_value(std::string_view text, const Type& type, const EnumPool& enums,
                          std::int64_t min_characters) {
  if (type.kind == Kind::text) {
    std::string value(text);
    if (!text.empty() && text.front() == '"') {
      Result<Constant> literal = parse_literal(text);
      if (!literal) return literal.failure();
      value = std::move(literal->text);
    }
    const auto length = static_cast<std::int64_t>(count_code_points(value));
    if (length < min_characters || length > type.range.hi)
      return input_failure(quoted(text) + " has " + std::to_string(length) + " characters, not " +
                           std::to_string(min_characters) + " to " + to_string(type.range.hi));
    return Value{0, std::move(value)};
  }
  const Result<i128> number = parse_number(text, type, enums);
  if (!number) return number.failure();
  if (!type.range.contains(*number))
    return input_failure(quoted(text) + " is outside " + format_range(type, enums));
  return Value{*number, {}};
}

}  // namespace pol::catalog
