// `rounded`, and what must stand directly under it: divisions, averages, trends and powers.
#include <fmt/format.h>

#include "compiler/sema/typer.h"

namespace pol::sema {

using syntax::ExprKind;

namespace {

bool alike(const Type& a, const Type& b) {
  return a.kind == b.kind && a.currency == b.currency && a.period == b.period;
}

// Every value on a grid of 10^-scale is a multiple of the grain.
bool changes_nothing(int scale, const Grain& grain) {
  if (scale > grain.scale) return false;
  const std::optional<i128> steps = power_of_ten(static_cast<unsigned>(grain.scale - scale));
  return steps && *steps % grain.unit == 0;
}

}  // namespace

bool Typer::grain_suits(const std::optional<Constant>& grain, const Type& type) const {
  if (!grain) return type.numeric();  // N places
  if (grain->type.kind == Kind::money)
    return type.kind == Kind::money && grain->type.currency == type.currency;
  return type.kind == Kind::percent || type.kind == Kind::rate;
}

std::string Typer::grain_example(const Type& type) const {
  switch (type.kind) {
    case Kind::money:
      return "1 " + type.currency.name();
    case Kind::percent:
    case Kind::rate:
      return "1 bp";
    case Kind::number:
      return type.scale == 0 ? "0 places" : std::to_string(type.scale) + " places";
    case Kind::boolean:
    case Kind::date:
    case Kind::days:
    case Kind::months:
    case Kind::enumeration:
    case Kind::text:
      break;
  }
  return "1 CNY";
}

bool Typer::check_grain(const std::optional<Constant>& grain, Span at, const Type& type) {
  if (grain_suits(grain, type)) return true;
  if (!type.numeric()) {
    report(Code::E0502, at, kind_words(type, enums()) + " cannot be rounded");
    return false;
  }
  report(
      Code::E0502, at,
      fmt::format("{} cannot be rounded to {}",
                  type.kind == Kind::money ? "money" : kind_words(type, enums()), shown(sources_, at)),
      "write e.g. `to " + (type.kind == Kind::number ? std::string("2 places") : grain_example(type)) + "`");
  return false;
}

MaybeType Typer::infer_round(const syntax::Expr& expr) {
  const syntax::Expr& core = *expr.args[0];
  if (core.kind == ExprKind::divide) return infer_quotient(expr, core);
  if (core.kind == ExprKind::fold && divides(core)) return infer_mean(expr, core);
  if (core.kind == ExprKind::call && divides(core)) return infer_power(expr, core);
  const syntax::Expr* const above = std::exchange(rounded_, &expr);
  const MaybeType value = infer(core);
  rounded_ = above;
  if (!value || !check_grain(expr.grain_literal, expr.grain_span, *value)) return std::nullopt;
  const ir::Typing rounded = ir::type_round(*value, expr.rounding);
  if (!rounded) {
    too_wide(expr.op, &*value, nullptr, rounded, false);
    return std::nullopt;
  }
  const bool again = core.kind == ExprKind::round && core.rounding.grain == expr.rounding.grain;
  if (changes_nothing(value->scale, expr.rounding.grain) || again)
    report(Code::W0902, expr.op,
           again ? "this value is already rounded to that"
                 : fmt::format("this rounding changes nothing: the value already has {}",
                               grain_name({1, value->scale}, *value)),
           "leave it out");
  return rounded.type;
}

MaybeType Typer::infer_quotient(const syntax::Expr& rounded, const syntax::Expr& quotient) {
  const MaybeType a = infer(*quotient.args[0]), b = infer(*quotient.args[1]);
  if (!a || !b) return std::nullopt;
  if (b->numeric() && b->range.lo == 0 && b->range.hi == 0) {
    report(Code::E0504, quotient.args[1]->span, "this divides by 0, so it never has a value",
           "divide by what can be something else, or leave the division out");
    return std::nullopt;
  }
  const bool ratio = alike(*a, *b) && a->numeric();
  const bool by_factor =
      a->numeric() && a->kind != Kind::number && (b->kind == Kind::number || b->kind == Kind::percent);
  if (!ratio && !by_factor) {
    ir::Typing refused = ir::type_divide(*a, *b, rounded.rounding, a->kind);
    if (refused) refused.issue = ir::Issue::kinds;
    return refuse(quotient, *a, *b, refused, "divided");
  }
  Type wanted = *a;
  if (ratio) {
    wanted = Type{};
    const bool hundredths = rounded.grain_literal && rounded.grain_literal->type.kind == Kind::percent;
    wanted.kind = hundredths ? Kind::percent : Kind::number;
  }
  if (ratio && rounded.grain_literal && rounded.grain_literal->type.kind == Kind::money) {
    report(Code::E0502, rounded.grain_span,
           fmt::format("{} divided by {} is a plain number or a percent, not money", kind_words(*a, enums()),
                       kind_words(*b, enums())),
           "write e.g. `to 4 places` or `to 1 bp`");
    return std::nullopt;
  }
  if (!check_grain(rounded.grain_literal, rounded.grain_span, wanted)) return std::nullopt;
  const ir::Typing result = ir::type_divide(*a, *b, rounded.rounding, wanted.kind);
  if (result) return result.type;
  if (result.issue == ir::Issue::too_wide) {
    too_wide(quotient.op, nullptr, nullptr, result, false);
    return std::nullopt;
  }
  return refuse(quotient, *a, *b, result, "divided");
}

MaybeType Typer::unrounded_division(const syntax::Expr& expr) {
  // The operands' own mistakes come first.
  const syntax::Expr* const above = std::exchange(rounded_, nullptr);
  MaybeType a, b;
  if (expr.kind == ExprKind::divide)
    a = infer(*expr.args[0]), b = infer(*expr.args[1]);
  else if (expr.kind == ExprKind::call)
    a = power_base(expr);
  else
    a = sum_of(expr);
  rounded_ = above;
  if (!a || (expr.kind == ExprKind::divide && !b)) return std::nullopt;

  const std::string text = text_of(expr);
  if (above) {
    const syntax::Expr& core = *above->args[0];
    std::string fix = "bracket it with its own rounding, e.g. `(" + text + " rounded half up to 4 places)`";
    const bool scaled =
        core.kind == ExprKind::multiply && core.args[0].get() == &expr && expr.kind == ExprKind::divide;
    if (scaled) {
      const std::string rounding = "rounded " + std::string(rounding_name(above->rounding.mode)) + " to " +
                                   shown(sources_, above->grain_span);
      fix = fmt::format("write `{} * {} / {} {}`", text_of(*expr.args[0]), text_of(*core.args[1]),
                        text_of(*expr.args[1]), rounding);
    }
    report(Code::E0501, expr.op, "the division must come last under `rounded`", fix);
    return std::nullopt;
  }
  const bool ratio = b && alike(*a, *b);
  const std::string grain = ratio || a->kind == Kind::number ? "4 places" : grain_example(*a);
  std::string message = std::string("say how to round this ") +
                        (expr.kind == ExprKind::divide ? "division"
                         : expr.kind == ExprKind::call ? "power"
                                                       : "mean") +
                        ", e.g. `(" + text + " rounded half up to " + grain + ")`";
  if (b && b->range.contains(0) && b->numeric()) {
    const std::string zero = format_grouped(0, *b, enums());
    message +=
        fmt::format("; {} may also be {}, the result is then missing (error)", text_of(*expr.args[1]), zero);
  }
  report(Code::E0501, expr.op, message);
  return std::nullopt;
}

}  // namespace pol::sema
