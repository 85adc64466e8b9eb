// Folds of lists and series, `count of ... where`, and powers: what is done to many values at once.
#include <fmt/format.h>

#include "compiler/sema/typer.h"

namespace pol::sema {

using syntax::ExprKind;
using syntax::Fold;

namespace {

constexpr int kMostExponent = 600;

// What trend divides by: the slope of y over x = 0..n-1 is the sum of (2i - (n-1)) * y[i] over n(n^2-1)/6.
i128 trend_divisor(std::size_t n) {
  const auto count = static_cast<i128>(n);
  return count * (count * count - 1) / 6;
}

Type whole_number(i128 value) {
  Type type;
  type.kind = Kind::number;
  type.range = {value, value};
  return type;
}

}  // namespace

bool divides(const syntax::Expr& expr) {
  return expr.kind == ExprKind::divide || is_power(expr) ||
         (expr.kind == ExprKind::fold && (expr.fold == Fold::average || expr.fold == Fold::trend));
}

bool is_power(const syntax::Expr& expr) {
  return expr.kind == ExprKind::call && expr.name.text == "power";
}

MaybeType Typer::series_named(const syntax::Reference& reference) {
  const Meaning* meaning = checked_.meaning(unit_, reference.id);
  if (!meaning || meaning->form != Meaning::Form::symbol) return std::nullopt;
  const MaybeType type = symbol_type(meaning->symbol);
  return type && type->count > 0 && !type->up_to ? type : std::nullopt;
}

MaybeType Typer::series_named(const syntax::Expr& expr) {
  return expr.kind == ExprKind::ref ? series_named(expr.ref) : std::nullopt;
}

MaybeType Typer::element_of(const syntax::Series& series, std::size_t& count) {
  MaybeType type = series_named(*series.ref);
  if (!type) {
    if (const MaybeType other = word(*series.ref, kNoEnum))
      report(Code::E0401, series.ref->span,
             fmt::format("`{}` is {}, one value; a fold takes a series or a list",
                         shown(sources_, series.ref->span), kind_words(*other, enums())),
             "write a list in brackets, e.g. `(a, b)`");
    return std::nullopt;
  }
  count = type->count;
  if (series.last) {
    if (*series.last < 1 || *series.last > static_cast<std::int64_t>(count)) {
      report(Code::E0401, series.span,
             fmt::format("`{}` has {} values, so `last {} of` it means nothing",
                         shown(sources_, series.ref->span), count, *series.last),
             fmt::format("take from 1 to {}", count));
      return std::nullopt;
    }
    count = static_cast<std::size_t>(*series.last);
  }
  type->count = 0;
  return type;
}

// The values of a list or series in order, each by its own type; nothing if one has a mistake.
std::optional<std::vector<Type>> Typer::fold_types(const syntax::Series& series) {
  std::vector<Type> types;
  if (series.ref) {
    std::size_t count = 0;
    const MaybeType element = element_of(series, count);
    if (!element) return std::nullopt;
    types.assign(count, *element);
  }
  bool failed = false;
  for (const syntax::ExprPtr& item : series.list) {
    const MaybeType type = infer(*item);
    if (type)
      types.push_back(*type);
    else
      failed = true;
  }
  if (failed) return std::nullopt;
  for (std::size_t i = 0; i < types.size(); ++i) {
    if (types[i].numeric() || types[i].kind == Kind::days) continue;
    if (series.ref)
      report(Code::E0401, series.span,
             fmt::format("each value of `{}` is {}; it cannot be summed", shown(sources_, series.ref->span),
                         kind_words(types[i], enums())));
    else
      report(Code::E0401, series.list[i]->span,
             describe(*series.list[i], types[i]) + "; it cannot be summed");
    return std::nullopt;
  }
  return types;
}

MaybeType Typer::sum_of(const syntax::Expr& fold) {
  const auto types = fold_types(fold.series);
  if (!types) return std::nullopt;
  const bool trend = fold.fold == Fold::trend;
  const auto at = [&](std::size_t i) {
    return fold.series.ref ? fold.series.span : fold.series.list[i]->span;
  };
  MaybeType sum;
  for (std::size_t i = 0; i < types->size(); ++i) {
    Type next = (*types)[i];
    if (trend) {
      const i128 weight = 2 * static_cast<i128>(i) - static_cast<i128>(types->size() - 1);
      const ir::Typing weighted = ir::type_multiply(whole_number(weight), next);
      if (!weighted) return too_wide(at(i), &next, nullptr, weighted, false), std::nullopt;
      next = weighted.type;
    }
    const ir::Typing more = sum ? ir::type_add(*sum, next) : ir::Typing{next, {}, ir::Issue::none};
    if (more) {
      sum = more.type;
    } else if (more.issue == ir::Issue::too_wide) {
      return too_wide(at(i), &next, nullptr, more, false), std::nullopt;
    } else {
      merge(sum, next, at(i), "`" + text_of(*fold.series.list[i]) + "`", "the value before it");
      return std::nullopt;
    }
  }
  return sum;
}

MaybeType Typer::infer_mean(const syntax::Expr& rounded, const syntax::Expr& fold) {
  std::size_t count = fold.series.list.size();
  if (fold.series.ref && !element_of(fold.series, count)) return std::nullopt;
  const MaybeType sum = sum_of(fold);
  if (!sum || !check_grain(rounded.grain_literal, rounded.grain_span, *sum)) return std::nullopt;
  const Type divisor =
      whole_number(fold.fold == Fold::trend ? trend_divisor(count) : static_cast<i128>(count));
  // A sum of plain numbers over their count is a ratio of two numbers; other kinds keep theirs.
  const ir::Typing result = ir::type_divide(*sum, divisor, rounded.rounding, sum->kind);
  if (result) return result.type;
  too_wide(fold.op, nullptr, nullptr, result, false);
  return std::nullopt;
}

MaybeType Typer::infer_fold(const syntax::Expr& expr, std::uint32_t hint) {
  if (divides(expr)) return unrounded_division(expr);
  if (expr.series.list.size() == 1)
    report(Code::W0909, expr.series.span, "a list of one: the fold gives its only element",
           "leave the fold out");
  if (expr.fold == Fold::sum) return sum_of(expr);
  std::vector<MaybeType> each;
  if (expr.series.ref) {
    std::size_t count = 0;
    each.push_back(element_of(expr.series, count));
    if (!each.back()) return std::nullopt;
  } else if (!infer_alike(expr.series.list, hint, "the value before it", &each)) {
    return std::nullopt;
  }
  const bool highest = expr.fold == Fold::highest;
  MaybeType result;
  for (std::size_t i = 0; i < each.size(); ++i) {
    const Type& next = *each[i];
    const ir::Typing more = ir::type_min_max(result ? *result : next, next, highest, &enums());
    if (more) {
      result = more.type;
    } else if (more.issue == ir::Issue::too_wide) {
      return too_wide(expr.series.list[i]->span, &next, nullptr, more, false), std::nullopt;
    } else {
      report(Code::E0401, expr.op,
             (expr.series.ref ? "each value is " + kind_words(next, enums())
                              : describe(*expr.series.list[i], next)) +
                 fmt::format("; it has no order, so `{} of` says nothing", highest ? "highest" : "lowest"),
             next.kind == Kind::enumeration ? "declare its values `ordered (...)`" : "");
      return std::nullopt;
    }
  }
  return result;
}

// The condition is typed once, for all that a value may be.
MaybeType Typer::infer_count(const syntax::Expr& expr) {
  std::size_t count = expr.series.list.size();
  const MaybeType element = expr.series.ref
                                ? element_of(expr.series, count)
                                : infer_alike(expr.series.list, kNoEnum, "the value before it", nullptr);
  if (!element) return std::nullopt;
  const Type* const outer = std::exchange(each_, &*element);
  const MaybeType where = condition(*expr.args[0]);
  each_ = outer;
  if (!where) return std::nullopt;
  Type type = whole_number(0);
  type.range.hi = static_cast<i128>(count);
  type.may_be_missing = where->may_be_missing;
  return type;
}

MaybeType Typer::infer_each(const syntax::Expr& expr) {
  if (each_) return *each_;
  report(Code::E0402, expr.span, "`each` stands only in the condition of `count of … where`");
  return std::nullopt;
}

MaybeType Typer::power_base(const syntax::Expr& expr, Type* of) {
  if (expr.args.size() != 2) {
    report(Code::E0403, expr.span, fmt::format("`power` takes 2 values, found {}", expr.args.size()),
           "it is declared `power(x, n)`");
    return std::nullopt;
  }
  const MaybeType base = infer(*expr.args[0]), exponent = infer(*expr.args[1]);
  if (!base || !exponent) return std::nullopt;
  if (base->kind != Kind::number && base->kind != Kind::percent) {
    report(Code::E0403, expr.args[0]->span,
           describe(*expr.args[0], *base) + "; `power` takes a number or a percent");
    return std::nullopt;
  }
  if (exponent->kind == Kind::number && exponent->scale == 0 && exponent->range.lo >= 0 &&
      exponent->range.hi <= kMostExponent) {
    if (of) *of = *exponent;
    return base;
  }
  std::string problem = describe(*expr.args[1], *exponent);
  if (exponent->kind == Kind::number)
    problem += fmt::format(" from {} to {}", format_grouped(exponent->range.lo, *exponent, enums()),
                           format_grouped(exponent->range.hi, *exponent, enums()));
  report(Code::E0403, expr.args[1]->span,
         problem + fmt::format("; an exponent is an int from 0 to {}", kMostExponent));
  return std::nullopt;
}

// Every partial product x*x, x*x*x, ... is rounded.
MaybeType Typer::infer_power(const syntax::Expr& rounded, const syntax::Expr& power) {
  Type exponent;
  const MaybeType base = power_base(power, &exponent);
  if (!base || !check_grain(rounded.grain_literal, rounded.grain_span, *base)) return std::nullopt;
  Type one = *base;
  one.scale = 0;
  one.range = {1, 1};
  one.may_be_missing = false;
  Type product = *base;
  MaybeType result;
  for (i128 n = 0; n <= exponent.range.hi; ++n) {
    if (n > 1) {
      const ir::Typing longer = ir::type_multiply(product, *base);
      if (!longer) return too_wide(power.span, &*base, nullptr, longer, false), std::nullopt;
      product = longer.type;
    }
    const ir::Typing value = ir::type_round(n == 0 ? one : product, rounded.rounding);
    if (!value) return too_wide(power.span, &*base, nullptr, value, false), std::nullopt;
    if (n > 1) product = value.type;
    if (n < exponent.range.lo) continue;
    const ir::Typing all = result ? ir::type_hull(*result, value.type) : value;
    if (!all) return too_wide(power.span, &*base, nullptr, all, false), std::nullopt;
    result = all.type;
  }
  result->may_be_missing = base->may_be_missing || exponent.may_be_missing;
  return result;
}

}  // namespace pol::sema
