// Numbers: one scale before an operation, exact products and sums, rounding where the author wrote it.
#include <algorithm>

#include "compiler/lower/lowerer.h"
#include "compiler/sema/types.h"

namespace pol::lower {

using ir::Op;
using syntax::ExprKind;

ir::Ref Lowerer::folded(Ref ref) {
  if (ref == ir::kNone) return ref;
  const Type known = type(ref);  // a copy: the builder's pool may grow
  const bool point = !known.may_be_missing && known.count == 0 && known.kind != Kind::text &&
                     known.kind != Kind::boolean && known.range.lo == known.range.hi;
  return point && m_.insts[ref].op != Op::constant ? b_.constant(known, known.range.lo) : ref;
}

void Lowerer::align(Ref& a, Ref& b) {
  if (a == ir::kNone || b == ir::kNone) return;
  const int scale = std::max(type(a).scale, type(b).scale);
  a = stored(a, scale);
  b = stored(b, scale);
}

void Lowerer::align(std::span<Ref> values) {
  int scale = 0;
  for (const Ref ref : values) {
    if (ref == ir::kNone) return;
    scale = std::max<int>(scale, type(ref).scale);
  }
  for (Ref& ref : values) ref = stored(ref, scale);
}

// A constant may be finer as written than its place and lie on its grid all the same (0.00 where whole yuan
// are kept).
ir::Ref Lowerer::stored(Ref ref, int scale) {
  if (ref == ir::kNone || type(ref).scale == scale || !type(ref).numeric()) return ref;
  if (m_.insts[ref].op != Op::constant) return folded(b_.to_scale(ref, scale));
  Type place = type(ref);
  const std::optional<i128> number = rescale(m_.constants[m_.insts[ref].a], place.scale, scale);
  if (!number) return b_.to_scale(ref, scale);
  place.scale = static_cast<std::uint8_t>(scale);
  return b_.constant(place, *number);
}

ir::Ref Lowerer::combined(Op op, Ref a, Ref b) {
  align(a, b);
  return folded(b_.binary(op, a, b));
}

ir::Ref Lowerer::arithmetic(const syntax::Expr& expr) {
  if (expr.kind == ExprKind::negate) {
    const Ref a = this->expr(*expr.args[0]);
    b_.at(expr.span);
    return folded(b_.unary(Op::negate, a));
  }
  if (expr.kind == ExprKind::share) {
    const Ref a = this->expr(*expr.args[0]);
    b_.at(expr.span);
    return folded(b_.binary(Op::multiply, constant(expr.literal.constant), a));
  }
  const Ref a = this->expr(*expr.args[0]);
  const Ref b = this->expr(*expr.args[1]);
  if (a == ir::kNone || b == ir::kNone) return ir::kNone;
  b_.at(expr.span);
  if (expr.kind == ExprKind::multiply) return folded(b_.binary(Op::multiply, a, b));
  const bool subtract = expr.kind == ExprKind::subtract;
  if (type(a).kind == Kind::date && type(b).kind == Kind::months)
    return b_.binary(Op::add_months, a, subtract ? folded(b_.unary(Op::negate, b)) : b);
  return combined(subtract ? Op::subtract : Op::add, a, b);
}

ir::Ref Lowerer::rounded(Ref ref, const Rounding& rounding) {
  if (ref == ir::kNone) return ref;
  const Ref fine = stored(ref, std::max<int>(type(ref).scale, rounding.grain.scale));
  return folded(b_.unary(Op::round, fine, b_.rounding(rounding)));
}

ir::Ref Lowerer::round(const syntax::Expr& expr) {
  const syntax::Expr& core = *expr.args[0];
  const bool mean =
      core.kind == ExprKind::fold && (core.fold == syntax::Fold::average || core.fold == syntax::Fold::trend);
  if (sema::is_power(core)) return power(expr, core);
  if (core.kind != ExprKind::divide && !mean) {
    const Ref value = this->expr(core);
    b_.at(expr.span);
    return rounded(value, expr.rounding);
  }
  Ref a, b;
  if (mean) {
    const std::vector<Ref> values = elements(core.series);
    a = core.fold == syntax::Fold::trend ? weighted(values, core) : fold(values, core);
    const auto n = static_cast<i128>(values.size());
    Type count;
    count.kind = Kind::number;
    b = b_.constant(count, core.fold == syntax::Fold::trend ? n * (n * n - 1) / 6 : n);
  } else {
    a = this->expr(*core.args[0]);
    b = this->expr(*core.args[1]);
  }
  if (a == ir::kNone || b == ir::kNone) return ir::kNone;
  b_.at(expr.span);
  // Money by money is a share if the grain is written as one, else a plain number.
  const Type &over = type(a), &under = type(b);
  const bool ratio =
      !mean && over.kind == under.kind && over.currency == under.currency && over.period == under.period;
  const bool hundredths = expr.grain_literal && expr.grain_literal->type.kind == Kind::percent;
  const Kind kind = !ratio ? over.kind : hundredths ? Kind::percent : Kind::number;
  return folded(b_.divide(a, b, b_.rounding(expr.rounding), kind));
}

}  // namespace pol::lower
