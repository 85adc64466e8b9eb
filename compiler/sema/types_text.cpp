#include "compiler/sema/types_text.h"

#include <fmt/format.h>

namespace pol::sema {

std::string kind_words(const Type& type, const EnumPool& enums) {
  if (type.count > 0) return type.up_to ? "a list" : fmt::format("a series of {}", type.count);
  switch (type.kind) {
    case Kind::boolean:
      return "yes or no";
    case Kind::number:
      return "a plain number";
    case Kind::percent:
      return "a percent";
    case Kind::rate:
      switch (type.period) {
        case Period::year:
          return "a yearly rate";
        case Period::month:
          return "a monthly rate";
        case Period::day:
          return "a daily rate";
        case Period::none:
          break;
      }
      return "a rate";
    case Kind::money:
      return "money " + type.currency.name();
    case Kind::date:
      return "a date";
    case Kind::days:
      return "a number of days";
    case Kind::months:
      return "a number of months";
    case Kind::enumeration:
      return enums[type.enum_id].name.empty() ? type_name(type, &enums)
                                              : "a value of `" + enums[type.enum_id].name + "`";
    case Kind::text:
      return "a text";
  }
  return {};
}

std::string range_words(const Type& type, const EnumPool& enums) {
  const bool wide = type.range.lo <= INT64_MIN || type.range.hi >= INT64_MAX;
  const bool counted =
      type.numeric() || type.kind == Kind::days || type.kind == Kind::months || type.kind == Kind::date;
  if (wide || !counted || type.count > 0) return {};
  if (type.range.lo == type.range.hi) return format_grouped(type.range.lo, type, enums);
  return format_grouped(type.range.lo, type, enums) + " to " + format_grouped(type.range.hi, type, enums);
}

std::string value_words(const Constant& constant, const EnumPool& enums) {
  if (constant.type.kind == Kind::text) return '"' + constant.text + '"';
  if (constant.type.kind == Kind::enumeration)
    return "`" + enums[constant.type.enum_id].values[constant.number] + "`";
  return format_grouped(constant.number, constant.type, enums);
}

std::string compare_words(syntax::Compare compare) {
  switch (compare) {
    case syntax::Compare::at_least:
      return "at least";
    case syntax::Compare::at_most:
      return "at most";
    case syntax::Compare::above:
      return "above";
    case syntax::Compare::below:
      return "below";
    case syntax::Compare::is:
      return "is";
    case syntax::Compare::is_not:
      return "is not";
  }
  return {};
}

std::string places_words(int places) {
  return places == 1 ? "1 decimal place" : std::to_string(places) + " decimal places";
}

std::string join(const std::vector<std::string>& words, std::string_view between) {
  return fmt::format("{}", fmt::join(words, between));
}

std::string shown(const Sources& sources, const Span& span) {
  if (span.file == kNoFile) return "this value";
  std::string text;
  for (char c : sources.slice(span)) {
    const bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (!blank || (!text.empty() && text.back() != ' ')) text += blank ? ' ' : c;
  }
  if (text.size() <= 60) return text;
  std::size_t cut = 56;
  while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0) == 0x80) --cut;  // not within a code point
  return text.substr(0, cut) + " ...";
}

}  // namespace pol::sema
