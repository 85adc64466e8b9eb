// Written types: `money CNY to 100 CNY`, `ordered (none, warm)`, `rate a year`.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/sema/types.h"
#include "compiler/sema/types_text.h"
#include "runtime/ir/rules.h"

namespace pol::sema {
namespace {

constexpr int kMaxWrittenScale = 18;  // what a place of 64 bits can hold
constexpr Interval kWidest{INT64_MIN, INT64_MAX};

class Writer {
 public:
  Writer(Checked& checked, Diagnostics& diagnostics) : checked_(checked), diagnostics_(diagnostics) {}

  std::optional<Type> type(const syntax::TypeExpr& written) {
    switch (written.form) {
      case syntax::TypeExpr::Form::plain: {
        std::optional<Type> plain = plain_type(written);
        if (plain && !take_grain(written, *plain)) return std::nullopt;
        return plain;
      }
      case syntax::TypeExpr::Form::one_of:
      case syntax::TypeExpr::Form::ordered:
        return enum_type(written);
      case syntax::TypeExpr::Form::list: {
        std::optional<Type> element = type(*written.element);
        if (!element) return std::nullopt;
        if (written.count < 1 || written.count > 366)
          return fail(Code::E0110, written.span, "a series has 1 to 366 elements", "");
        element->count = static_cast<std::uint16_t>(written.count);
        element->up_to = written.up_to;
        return element;
      }
    }
    return std::nullopt;
  }

 private:
  std::optional<Type> fail(Code code, Span span, std::string message, std::string fix) {
    diagnostics_.add(code, span, std::move(message), std::move(fix));
    return std::nullopt;
  }

  std::optional<Type> plain_type(const syntax::TypeExpr& written) {
    const std::string& name = written.name.text;
    Type type;
    type.range = kWidest;
    if (name == "decimal") return decimal(written, type);
    if (name == "rate") return rate(written, type);
    if (name == "money") return money(written, type);
    if (!written.argument.empty() && !is_type_name(checked_, name)) return unknown(written);
    if (!written.argument.empty())
      return fail(Code::E0200, written.argument_span,
                  fmt::format("`{}` takes nothing after it, found `{}`", name, written.argument), "");
    if (name == "bool") return type.range = {0, 1}, type;
    if (name == "int") return type.kind = Kind::number, type;
    if (name == "percent") return type.kind = Kind::percent, type.scale = 4, type;
    if (name == "text") return type.kind = Kind::text, type.range = {0, 0}, type;
    if (name == "date") return type.kind = Kind::date, type.range = {kMinDay, kMaxDay}, type;
    if (name == "days" || name == "months") {
      type.kind = name == "days" ? Kind::days : Kind::months;
      type.range = {-ir::kMaxDate, ir::kMaxDate};
      return type;
    }
    if (checked_.catalog) {
      const auto found = checked_.catalog->enum_ids.find(name);
      if (found != checked_.catalog->enum_ids.end()) {
        type.kind = Kind::enumeration;
        type.enum_id = found->second;
        type.range = {0, static_cast<i128>(checked_.enums[found->second].values.size()) - 1};
        return type;
      }
    }
    return unknown(written);
  }

  std::optional<Type> unknown(const syntax::TypeExpr& written) {
    const std::vector<std::string> known = type_names(checked_);
    const std::string near = nearest(written.name.text, known);
    return fail(Code::E0304, written.name.span, fmt::format("unknown type `{}`", written.name.text),
                near.empty() ? "write one of " + join(known) : "did you mean `" + near + "`?");
  }

  std::optional<Type> decimal(const syntax::TypeExpr& written, Type type) {
    const auto places = parse_decimal(written.argument);
    if (!places || places->scale != 0 || places->number < 0)
      return fail(Code::E0200, written.span, "`decimal` needs its number of places",
                  "write e.g. `decimal 2`");
    if (places->number > kMaxWrittenScale)
      return fail(Code::E0510, written.argument_span,
                  fmt::format("a decimal has at most {} places", kMaxWrittenScale), "");
    type.kind = Kind::number;
    type.scale = static_cast<std::uint8_t>(places->number);
    return type;
  }

  std::optional<Type> rate(const syntax::TypeExpr& written, Type type) {
    type.kind = Kind::rate;
    type.scale = 4;
    for (Period period : {Period::year, Period::month, Period::day})
      if (written.argument.size() > 1 && written.argument.ends_with(period_name(period)))
        type.period = period;
    if (type.period == Period::none)
      return fail(Code::E0200, written.span, "`rate` needs its period", "write `rate a year`");
    return type;
  }

  std::optional<Type> money(const syntax::TypeExpr& written, Type type) {
    type.kind = Kind::money;
    type.currency = currency(written.argument);
    if (!known(type.currency))
      return fail(Code::E0200, written.argument.empty() ? written.span : written.argument_span,
                  written.argument.empty()
                      ? "`money` needs its currency"
                      : fmt::format("`{}` is not a currency of ISO 4217", written.argument),
                  "write e.g. `money CNY`");
    type.scale = static_cast<std::uint8_t>(minor_digits(type.currency));
    return type;
  }

  bool take_grain(const syntax::TypeExpr& written, Type& type) {
    if (!written.grain) return true;
    const std::optional<Constant>& literal = written.grain_literal;
    bool suits = type.numeric();
    if (literal && literal->type.kind == Kind::money)
      suits = type.kind == Kind::money && literal->type.currency == type.currency;
    if (literal && literal->type.kind == Kind::percent)
      suits = type.kind == Kind::percent || type.kind == Kind::rate;
    if (!suits) {
      diagnostics_.add(Code::E0502, written.grain_span,
                       fmt::format("{} has no such grain", kind_words(type, checked_.enums)),
                       type.kind == Kind::money ? "write e.g. `to 1 " + type.currency.name() + "`" : "");
      return false;
    }
    if (written.grain->scale > kMaxWrittenScale) {
      diagnostics_.add(Code::E0510, written.grain_span,
                       fmt::format("a place has at most {} decimals", kMaxWrittenScale));
      return false;
    }
    type.scale = written.grain->scale;
    return true;
  }

  std::optional<Type> enum_type(const syntax::TypeExpr& written) {
    EnumType values;
    values.ordered = written.form == syntax::TypeExpr::Form::ordered;
    bool twice = false;
    for (const syntax::Name& value : written.values) {
      if (values.index_of(value.text) >= 0) {
        diagnostics_.add(Code::E0301, value.span,
                         fmt::format("`{}` stands twice in this list of values", value.text));
        twice = true;
      }
      values.values.push_back(value.text);
    }
    if (twice) return std::nullopt;
    Type type;
    type.kind = Kind::enumeration;
    type.range = {0, static_cast<i128>(values.values.size()) - 1};
    type.enum_id = checked_.enums.intern(std::move(values));
    return type;
  }

  Checked& checked_;
  Diagnostics& diagnostics_;
};

}  // namespace

std::optional<Type> written_type(Checked& checked, const syntax::TypeExpr& written,
                                 Diagnostics& diagnostics) {
  return Writer(checked, diagnostics).type(written);
}

std::vector<std::string> type_names(const Checked& checked) {
  std::vector<std::string> names = {"bool",  "int",  "decimal", "percent", "rate",
                                    "money", "date", "days",    "months",  "text"};
  if (checked.catalog)
    for (const auto& [name, id] : checked.catalog->enum_ids) names.push_back(name);
  return names;
}

bool is_type_name(const Checked& checked, const std::string& name) {
  const std::vector<std::string> names = type_names(checked);
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace pol::sema
