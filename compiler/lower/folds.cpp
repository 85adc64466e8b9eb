// Folds of lists and series, `count of ... where` and powers: unrolled, one instruction for each value.
#include "compiler/lower/lowerer.h"

namespace pol::lower {

using ir::Op;
using sema::SymbolId;
using syntax::ExprKind;
using syntax::Fold;

namespace {

Constant whole_number(i128 value) {
  Constant constant;
  constant.type.kind = Kind::number;
  constant.type.range = {value, value};
  constant.number = value;
  return constant;
}

}  // namespace

// A parameter's values were found when it was called; a tag's are its neighbouring inputs.
std::vector<ir::Ref> Lowerer::series_of(const syntax::Reference& reference) {
  const sema::Meaning* meaning = checked_.meaning(unit_, reference.id);
  if (!meaning || meaning->form != sema::Meaning::Form::symbol) return {};
  if (frame_)
    if (const auto found = frame_->series.find(meaning->symbol); found != frame_->series.end())
      return found->second;
  const auto input = out_.inputs.find(meaning->symbol);
  if (input == out_.inputs.end() || !m_.inputs[input->second].element) return {};
  std::vector<Ref> values;
  for (std::uint32_t i = 0; i < m_.inputs[input->second].element->count; ++i)
    values.push_back(b_.input(input->second + i));
  return values;
}

std::vector<ir::Ref> Lowerer::elements(const syntax::Series& series) {
  std::vector<Ref> values;
  if (series.ref) {
    b_.at(series.span);
    values = series_of(*series.ref);
    if (series.last && *series.last < std::ssize(values))
      values.erase(values.begin(), values.end() - static_cast<std::ptrdiff_t>(*series.last));
    return values;
  }
  for (const syntax::ExprPtr& item : series.list) {
    values.push_back(this->expr(*item));
    if (values.back() == ir::kNone) return {};
  }
  return values;
}

// Of an average its sum, which `rounded` divides.
ir::Ref Lowerer::fold(std::span<const Ref> values, const syntax::Expr& fold) {
  if (values.empty()) return ir::kNone;
  b_.at(fold.span);
  Op op = Op::add;
  if (fold.fold == Fold::lowest) op = Op::minimum;
  if (fold.fold == Fold::highest) op = Op::maximum;
  Ref result = values[0];
  for (std::size_t i = 1; i < values.size(); ++i) result = combined(op, result, values[i]);
  return result;
}

// The numerator of the least-squares slope of y over x = 0..n-1: the sum of (2i - (n-1)) * y[i]; `rounded`
// divides it by n(n^2-1)/6.
ir::Ref Lowerer::weighted(std::span<const Ref> values, const syntax::Expr& trend) {
  b_.at(trend.span);
  Ref sum = ir::kNone;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const i128 weight = 2 * static_cast<i128>(i) - static_cast<i128>(values.size() - 1);
    const Ref factor = constant(whole_number(weight));
    const Ref next = folded(b_.binary(Op::multiply, factor, values[i]));
    sum = sum == ir::kNone ? next : combined(Op::add, sum, next);
  }
  return sum;
}

// The condition once for each value; unknown for one is unknown for all.
ir::Ref Lowerer::count_where(const syntax::Expr& expr) {
  std::vector<Ref> values = elements(expr.series);
  if (values.empty()) return ir::kNone;
  align(values);
  const Ref outer = each_;
  Ref count = ir::kNone;
  for (const Ref value : values) {
    each_ = value;
    const Ref where = this->expr(*expr.args[0]);
    if (where == ir::kNone) break;
    b_.at(expr.span);
    const Ref one = constant(whole_number(1));
    const Ref none = constant(whole_number(0));
    const Ref counts = b_.select(where, one, none);
    count = count == ir::kNone ? counts : b_.binary(Op::add, count, counts);
  }
  each_ = outer;
  return failed_ ? ir::kNone : count;
}

ir::Ref Lowerer::power(const syntax::Expr& rounding, const syntax::Expr& power) {
  const Ref base = this->expr(*power.args[0]);
  const Ref exponent = this->expr(*power.args[1]);
  if (base == ir::kNone || exponent == ir::kNone) return ir::kNone;
  const Interval range = type(exponent).range;
  const bool maybe = type(base).may_be_missing;
  b_.at(rounding.span);
  std::vector<Ref> results;
  Ref product = base;
  for (i128 n = 0; n <= range.hi; ++n) {
    if (!spend(power.span)) return ir::kNone;
    Ref result = ir::kNone;
    if (n == 0) {
      Constant one = whole_number(1);
      one.type.kind = type(base).kind;
      result = rounded(constant(one), rounding.rounding);
    } else {
      if (n > 1) product = folded(b_.binary(Op::multiply, product, base));
      result = rounded(product, rounding.rounding);
      if (n > 1) product = result;
    }
    if (checked_ref(result, power.span) == ir::kNone) return ir::kNone;
    if (n >= range.lo) results.push_back(result);
  }
  if (range.lo == range.hi && !type(exponent).may_be_missing && (range.hi > 0 || !maybe))
    return results.front();
  const Ref before = constant(whole_number(range.lo - 1));
  Ref number = combined(Op::subtract, exponent, before);
  if (maybe) {  // whatever the exponent, a missing base makes it missing, and the causes are united
    const Ref there = known(base);
    const Ref none = constant(whole_number(0));
    const Ref nothing = b_.select(there, none, none);
    number = b_.binary(Op::add, number, nothing);
  }
  return b_.pick(number, results);
}

// Missing if one value is; the causes are those of all that are missing.
ir::Ref Lowerer::series_presence(const syntax::Expr& expr, std::span<const Ref> values) {
  b_.at(expr.span);
  if (expr.presence == syntax::Presence::missing || expr.presence == syntax::Presence::present) {
    const Ref missing = b_.over(Op::any_missing, values);
    return (expr.presence == syntax::Presence::present) != expr.negated ? negated(missing) : missing;
  }
  Ref all = ir::kNone;
  for (const Ref value : values) {
    const Ref there = known(value);
    all = all == ir::kNone ? there : b_.binary(Op::equal, all, there);
  }
  return presence(expr, all);
}

}  // namespace pol::lower
