// Conditions and tests: Kleene logic, `if present`, presence.
#include <algorithm>

#include "compiler/lower/lowerer.h"
#include "compiler/sema/types.h"

namespace pol::lower {

using ir::Op;
using syntax::Compare;
using syntax::ExprKind;

ir::Ref Lowerer::condition(const syntax::Expr& expr) {
  if (expr.kind == ExprKind::presence && expr.args[0]->kind == ExprKind::ref)
    if (const std::vector<Ref> values = series_of(expr.args[0]->ref); !values.empty())
      return series_presence(expr, values);
  const List* list = expr.kind == ExprKind::presence ? list_of(*expr.args[0]) : nullptr;
  const Ref a = list ? list->length : this->expr(*expr.args[0]);
  if (a == ir::kNone) return a;
  Ref test = ir::kNone;
  switch (expr.kind) {
    case ExprKind::logical_not:
      b_.at(expr.span);
      return negated(a);
    case ExprKind::logical_and:
    case ExprKind::logical_or: {
      const Ref b = this->expr(*expr.args[1]);
      b_.at(expr.span);
      return expr.kind == ExprKind::logical_and ? all_of(a, b) : any_of(a, b);
    }
    case ExprKind::compare: {
      const Ref b = this->expr(*expr.args[1]);
      b_.at(expr.span);
      test = compare(expr.compare, a, b);
      break;
    }
    case ExprKind::within:
      test = within(expr, a);
      break;
    case ExprKind::member:
      test = member(expr, a);
      break;
    case ExprKind::prefix:
      b_.at(expr.span);
      test = b_.binary(Op::text_starts, a, constant(expr.literal.constant));
      break;
    case ExprKind::presence:
      b_.at(expr.span);
      return presence(expr, a);
    case ExprKind::literal:
    case ExprKind::ref:
    case ExprKind::code:
    case ExprKind::each:
    case ExprKind::undecided_word:
    case ExprKind::negate:
    case ExprKind::share:
    case ExprKind::multiply:
    case ExprKind::divide:
    case ExprKind::add:
    case ExprKind::subtract:
    case ExprKind::round:
    case ExprKind::fold:
    case ExprKind::count_where:
    case ExprKind::first_present:
    case ExprKind::taken_by:
    case ExprKind::any_knockout:
    case ExprKind::call:
    case ExprKind::includes:
      return ir::kNone;
  }
  return expr.if_present ? b_.binary(Op::if_present, a, test) : test;
}

ir::Ref Lowerer::compare(Compare compare, Ref a, Ref b) {
  align(a, b);
  switch (compare) {
    case Compare::at_least:
      return b_.binary(Op::less_equal, b, a);
    case Compare::at_most:
      return b_.binary(Op::less_equal, a, b);
    case Compare::above:
      return b_.binary(Op::less, b, a);
    case Compare::below:
      return b_.binary(Op::less, a, b);
    case Compare::is:
      return equal(a, b);
    case Compare::is_not:
      return negated(equal(a, b));
  }
  return ir::kNone;
}

// A bool against `yes` is itself, so that analyses see through it.
ir::Ref Lowerer::equal(Ref a, Ref b) {
  if (a == ir::kNone || b == ir::kNone) return ir::kNone;
  if (type(a).kind == Kind::text) return b_.binary(Op::text_equal, a, b);
  if (type(a).kind == Kind::boolean && m_.insts[b].op == Op::constant)
    return m_.constants[m_.insts[b].a] ? a : negated(a);
  return b_.binary(Op::equal, a, b);
}

// A test with a missing side is unknown, also where the other bound would answer it.
ir::Ref Lowerer::within(const syntax::Expr& expr, Ref operand) {
  const Ref from = this->expr(*expr.args[1]);
  const Ref to = this->expr(*expr.args[2]);
  b_.at(expr.span);
  const Ref low = compare(Compare::at_least, operand, from);
  const Ref high = compare(Compare::at_most, operand, to);
  if (low == ir::kNone || high == ir::kNone) return ir::kNone;
  if (!type(from).may_be_missing && !type(to).may_be_missing) return all_of(low, high);
  return b_.select(low, high, all_of(high, negated(high)));
}

ir::Ref Lowerer::member(const syntax::Expr& expr, Ref operand) {
  std::vector<Constant> constants;
  int scale = type(operand).scale;
  for (const syntax::Value& value : expr.values) {
    const std::optional<Constant> constant = sema::constant_of(checked_, unit_, value);
    if (!constant) return ir::kNone;
    if (type(operand).numeric()) scale = std::max<int>(scale, constant->type.scale);
    constants.push_back(*constant);
  }
  b_.at(expr.span);
  Ref test = ir::kNone;
  if (type(operand).kind == Kind::text) {
    for (const Constant& constant : constants) {
      const Ref one = b_.binary(Op::text_equal, operand, b_.text(constant.text));
      test = test == ir::kNone ? one : any_of(test, one);
    }
  } else {
    Type element = type(operand);
    element.scale = static_cast<std::uint8_t>(scale);
    std::vector<std::int64_t> values;
    for (const Constant& constant : constants) {
      const std::optional<i128> number = rescale(constant.number, constant.type.scale, scale);
      // A value beyond 64 bits equals no value that a tag or a definition could have.
      if (number && *number >= INT64_MIN && *number <= INT64_MAX)
        values.push_back(static_cast<std::int64_t>(*number));
    }
    if (values.empty()) return ir::kNone;
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
    const Ref fine = stored(operand, scale);
    test = b_.unary(Op::in_set, fine, b_.array(element, std::move(values)));
  }
  return expr.negated ? negated(test) : test;
}

ir::Ref Lowerer::presence(const syntax::Expr& expr, Ref operand) {
  Ref test = ir::kNone;
  bool negate = expr.negated;
  switch (expr.presence) {
    case syntax::Presence::present:
      negate = !negate;
      [[fallthrough]];
    case syntax::Presence::missing:
      test = b_.unary(Op::is_missing, operand);
      break;
    case syntax::Presence::missing_because:
      test = b_.unary(Op::missing_only, operand, expr.causes);
      break;
    case syntax::Presence::stale:
      test = b_.unary(Op::missing_only, operand, cause::stale);
      break;
  }
  return negate ? negated(test) : test;
}

ir::Ref Lowerer::in_dates(std::optional<Day> from, std::optional<Day> until) {
  if (!from && !until) return ir::kNone;
  Type date;
  date.kind = Kind::date;
  const Ref today = b_.input(0);
  Ref test = ir::kNone;
  if (from) test = b_.binary(Op::less_equal, b_.constant(date, *from), today);
  if (until) {
    const Ref before = b_.binary(Op::less_equal, today, b_.constant(date, *until));
    test = test == ir::kNone ? before : all_of(test, before);
  }
  return test;
}

}  // namespace pol::lower
