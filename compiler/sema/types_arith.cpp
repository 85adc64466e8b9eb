// + - * and `P% of x`: kinds here, scales and intervals by the rules of the IR.
#include <fmt/format.h>

#include <cmath>

#include "compiler/sema/typer.h"

namespace pol::sema {

using syntax::ExprKind;

namespace {

double approximate(i128 m, int scale) {
  return static_cast<double>(static_cast<long double>(m) * std::pow(10.0L, -scale));
}

bool is_duration(const Type& type) {
  return type.kind == Kind::days || type.kind == Kind::months;
}

bool pair(const Type& a, const Type& b, Kind x, Kind y) {
  return (a.kind == x && b.kind == y) || (a.kind == y && b.kind == x);
}

}  // namespace

MaybeType Typer::infer_arithmetic(const syntax::Expr& expr) {
  if (expr.kind == ExprKind::negate) {
    const MaybeType operand = infer(*expr.args[0]);
    if (!operand) return std::nullopt;
    const ir::Typing negated = ir::type_negate(*operand);
    if (negated && operand->numeric()) return negated.type;
    report(Code::E0401, expr.op, describe(*expr.args[0], *operand) + "; it has no negative");
    return std::nullopt;
  }
  if (expr.kind == ExprKind::share) {
    const MaybeType whole = infer(*expr.args[0]);
    if (!whole) return std::nullopt;
    const Type& percent = expr.literal.constant.type;
    const ir::Typing part = ir::type_multiply(percent, *whole);
    if (part && whole->numeric()) return part.type;
    if (part.issue == ir::Issue::too_wide)
      return too_wide(expr.op, &percent, &*whole, part, true), std::nullopt;
    report(Code::E0401, expr.op,
           describe(*expr.args[0], *whole) +
               "; a percent can be taken of numbers, percents, rates and money only");
    return std::nullopt;
  }
  const MaybeType left = infer(*expr.args[0]), right = infer(*expr.args[1]);
  if (!left || !right) return std::nullopt;
  if (expr.kind == ExprKind::multiply) {
    const ir::Typing product = ir::type_multiply(*left, *right);
    if (product && product.type.numeric()) return product.type;
    return refuse(expr, *left, *right, product, "multiplied");
  }
  const bool plus = expr.kind == ExprKind::add;
  const std::string verb = plus ? "added" : "subtracted";
  if (left->kind == Kind::date && right->kind == Kind::months) {
    const ir::Typing moved =
        plus ? ir::type_add_months(*left, *right) : ir::type_add_months(*left, ir::type_negate(*right).type);
    return moved ? MaybeType(moved.type) : refuse(expr, *left, *right, moved, verb);
  }
  const ir::Typing sum = plus ? ir::type_add(*left, *right) : ir::type_subtract(*left, *right);
  const bool months = left->kind == Kind::months && right->kind == Kind::months;
  if (sum && !months) return sum.type;
  return refuse(expr, *left, *right, sum, verb);
}

// "no decimals" is right for a scale of 0 only, so numbers are described with their reach.
void Typer::too_wide(Span at, const Type* left, const Type* right, const ir::Typing& typing, bool product) {
  std::string reach;
  int scale = 0;
  if (left && right && product) {
    scale = left->scale + right->scale;
    double lo = 0, hi = 0;
    bool first = true;
    for (const i128 a : {left->range.lo, left->range.hi})
      for (const i128 b : {right->range.lo, right->range.hi}) {
        const double value = approximate(a, left->scale) * approximate(b, right->scale);
        lo = first ? value : std::min(lo, value);
        hi = first ? value : std::max(hi, value);
        first = false;
      }
    reach = fmt::format("{:.2g} to {:.2g}", lo, hi);
  } else if (left) {
    scale = left->scale;
    reach = fmt::format("{:.2g} to {:.2g}", approximate(left->range.lo, left->scale),
                        approximate(left->range.hi, left->scale));
  }
  std::string message;
  if (scale > 18)
    message = fmt::format("this value needs {} decimal places ({} exactly), more than exact arithmetic holds",
                          scale, reach);
  else if (!reach.empty())
    message = fmt::format("this value may be {} and {}", reach, typing.error);
  else
    message = "this value " + typing.error;
  report(Code::E0510, at, message, "round one step earlier, e.g. `(... rounded half even to 12 places)`");
}

// What to write instead, where one side is a literal of the wrong kind; "" if nothing comes to mind.
std::string Typer::kind_fix(const syntax::Expr& left, const Type& left_type, const syntax::Expr& right,
                            const Type& right_type, const std::string& before) const {
  const bool right_literal = right.kind == ExprKind::literal;
  const syntax::Expr& literal = right_literal ? right : left;
  if (literal.kind != ExprKind::literal) return {};
  const Type& wanted = right_literal ? left_type : right_type;
  const Type& own = literal.literal.constant.type;
  const std::string number = format_decimal(literal.literal.constant.number, own.scale);
  std::string rewritten;
  if (own.kind == Kind::text && wanted.kind == Kind::enumeration) {
    rewritten = literal.literal.constant.text;
  } else if (own.kind == Kind::number) {
    if (wanted.kind == Kind::percent) rewritten = number + "%";
    if (wanted.kind == Kind::rate) rewritten = number + "% a " + std::string(period_name(wanted.period));
    if (wanted.kind == Kind::money) rewritten = number + " " + wanted.currency.name();
    if (own.scale == 0 && is_duration(wanted))
      rewritten = number + (wanted.kind == Kind::days ? " days" : " months");
  } else if (own.kind == Kind::percent && wanted.kind == Kind::rate) {
    rewritten = text_of(literal) + " a " + std::string(period_name(wanted.period));
  } else if (own.kind == Kind::percent && wanted.kind == Kind::number) {
    // 60% beside a number of some hundreds was meant as hundreds: the first power of ten that lies in its
    // range.
    for (i128 factor = 100; factor <= 1'000'000 && !before.empty(); factor *= 10) {
      const std::optional<i128> scaled = checked_mul(literal.literal.constant.number, factor);
      const std::optional<i128> whole = scaled ? rescale(*scaled, own.scale, 0) : std::nullopt;
      const std::optional<i128> at_scale = whole ? rescale(*whole, 0, wanted.scale) : std::nullopt;
      if (!at_scale || !wanted.range.contains(*at_scale)) continue;
      rewritten = to_string(*whole);
      break;
    }
  }
  if (rewritten.empty()) return {};
  return "write `" + (right_literal ? before : "") + rewritten + "`?";
}

MaybeType Typer::refuse(const syntax::Expr& expr, const Type& left, const Type& right,
                        const ir::Typing& typing, const std::string& verb) {
  const syntax::Expr& a = *expr.args[0];
  const syntax::Expr& b = *expr.args[1];
  const std::string both = describe(a, left) + ", " + describe(b, right);
  if (typing.issue == ir::Issue::too_wide) {
    too_wide(expr.op, &left, &right, typing, verb == "multiplied");
  } else if (left.kind == Kind::money && right.kind == Kind::money && left.currency != right.currency) {
    report(Code::E0401, expr.op,
           fmt::format("{} and {} cannot be {}", left.currency.name(), right.currency.name(), verb),
           fmt::format("write the amount in {}, or let the caller send a tag that is already converted",
                       left.currency.name()));
  } else if (verb != "multiplied" && left.kind == Kind::rate && right.kind == Kind::rate) {
    const bool left_monthly = left.period == Period::month;
    const auto adverb = [](Period p) {
      return p == Period::year ? "a yearly" : p == Period::month ? "a monthly" : "a daily";
    };
    const syntax::Expr& monthly = left_monthly ? a : b;
    std::string fix = "bring both to one period";
    if (pair(left, right, Kind::rate, Kind::rate) && left.period != Period::day &&
        right.period != Period::day) {
      fix = "write `per_year(" + text_of(monthly) + ")`";
      const std::optional<i128> twelve = checked_mul(monthly.literal.constant.number, 12);
      if (monthly.kind == ExprKind::literal && twelve) {
        Type yearly = monthly.literal.constant.type;
        yearly.period = Period::year;
        fix += " (" + format_grouped(*twelve, yearly, enums()) + ")";
      }
    }
    report(Code::E0412, expr.op,
           fmt::format("{} rate is {} {} {} one", adverb(left.period), verb,
                       verb == "compared" || verb == "mixed" ? "with" : "and", adverb(right.period)),
           fix);
  } else if (pair(left, right, Kind::days, Kind::months)) {
    const syntax::Expr& months = left.kind == Kind::months ? a : b;
    std::string fix;
    const std::optional<i128> days = checked_mul(months.literal.constant.number, 30);
    if (months.kind == ExprKind::literal && days) fix = "write `" + to_string(*days) + " days`";
    report(Code::E0413, expr.op,
           fmt::format("days and months {} (a month has no fixed length)",
                       verb == "compared" ? "are not comparable" : "cannot be " + verb),
           fix);
  } else if (left.kind == Kind::date && right.kind == Kind::date && verb == "subtracted") {
    report(Code::E0401, expr.op, "dates are not subtracted with `-`",
           fmt::format("write `days_from({}, {})`", text_of(b), text_of(a)));
  } else if (pair(left, right, Kind::date, Kind::number)) {
    const syntax::Expr& number = left.kind == Kind::number ? a : b;
    report(Code::E0414, expr.op, fmt::format("{}; they cannot be {}", both, verb),
           verb == "compared"                 ? "write a date such as `2026-11-01`"
           : number.kind == ExprKind::literal ? "write `" + text_of(number) + " days`"
                                              : "write a number of days or months");
  } else if (is_duration(left) && right.kind == Kind::date && verb == "added") {
    report(Code::E0401, expr.op, "the date stands first",
           fmt::format("write `{} + {}`", text_of(b), text_of(a)));
  } else {
    std::string fix;
    if (verb == "multiplied") {
      if (right.kind == Kind::rate)
        fix = fmt::format("write `{} * as_percent({})`", text_of(a), text_of(b));
      else if (left.kind == Kind::rate && right.numeric())
        fix = fmt::format("write `as_percent({}) * {}`", text_of(a), text_of(b));
    } else {
      const bool compare = expr.kind == ExprKind::compare;
      fix = kind_fix(a, left, b, right, compare ? compare_words(expr.compare) + " " : std::string());
    }
    report(Code::E0401, expr.op, fmt::format("{}; they cannot be {}", both, verb), fix);
  }
  return std::nullopt;
}

}  // namespace pol::sema
