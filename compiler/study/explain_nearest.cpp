#include "compiler/study/explain_nearest.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/study/explain_phrases.h"
#include "compiler/study/explain_words.h"

namespace pol::study {

using syntax::Compare;
using syntax::Expr;
using syntax::ExprKind;

namespace {

u128 magnitude(i128 value) {
  return value < 0 ? ~static_cast<u128>(value) + 1 : static_cast<u128>(value);
}

bool holds(Compare compare, i128 value, i128 limit) {
  switch (compare) {
    case Compare::at_least:
      return value >= limit;
    case Compare::at_most:
      return value <= limit;
    case Compare::above:
      return value > limit;
    case Compare::below:
      return value < limit;
    case Compare::is:
      return value == limit;
    case Compare::is_not:
      return value != limit;
  }
  __builtin_unreachable();
}

// What one part of a condition says about the case.
struct Standing {
  bool met = false;
  std::optional<Distance> distance;  // of a part that is not met
};

struct Known {
  i128 value = 0;
  Type type;
};

class Nearest {
 public:
  Nearest(const ExplainInput& input, const Formulas& formulas, std::uint32_t unit)
      : in_(input), formulas_(formulas), unit_(unit) {}

  Standing of(const Expr& expr, bool negated) const {
    switch (expr.kind) {
      case ExprKind::logical_not:
        return of(*expr.args[0], !negated);
      case ExprKind::logical_and:
        return joined(expr, negated, !negated);
      case ExprKind::logical_or:
        return joined(expr, negated, negated);
      case ExprKind::compare:
        if (const auto standing = compared(*expr.args[0], expr.compare, *expr.args[1], negated))
          return *standing;
        break;
      case ExprKind::within:
        if (const auto standing = within(expr, negated)) return *standing;
        break;
      case ExprKind::ref:
        if (const auto* let = named(expr))
          return Nearest(in_, formulas_, let->unit).of(value_of(*let), negated);
        break;
      case ExprKind::literal:
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
      case ExprKind::member:
      case ExprKind::prefix:
      case ExprKind::includes:
      case ExprKind::presence:
        break;
    }
    return {met(expr, negated), {}};
  }

 private:
  static const Expr& value_of(const sema::Symbol& let) {
    return *static_cast<const syntax::Let*>(let.node)->value;
  }
  const sema::Symbol* named(const Expr& expr) const {
    const sema::Meaning* meaning = in_.checked.meaning(unit_, expr.ref.id);
    if (!meaning || meaning->form != sema::Meaning::Form::symbol) return nullptr;
    const sema::Symbol& symbol = in_.checked.symbols[meaning->symbol];
    return symbol.kind == sema::SymbolKind::let ? &symbol : nullptr;
  }

  ir::Ref ref_of(const Expr& expr) const {
    const auto found = in_.lowered.expressions.find(&expr);
    return found == in_.lowered.expressions.end() ? ir::kNone : found->second;
  }

  // Unknown is never met.
  bool met(const Expr& expr, bool negated) const {
    const ir::Ref ref = ref_of(expr);
    return ref != ir::kNone && !in_.slots[ref].causes && (in_.slots[ref].value != 0) != negated;
  }

  std::optional<Known> known(const Expr& expr) const {
    const ir::Ref ref = ref_of(expr);
    if (ref == ir::kNone || in_.slots[ref].causes) return std::nullopt;
    const Type& type = in_.policy.module().type_of(ref);
    if (!type.numeric() && type.kind != Kind::days && type.kind != Kind::months) return std::nullopt;
    return Known{in_.slots[ref].value, type};
  }

  Standing joined(const Expr& expr, bool negated, bool all) const {
    Standing out{all, {}};
    bool blocked = false;  // a part that must be met has no distance
    for (const auto& arg : expr.args) {
      Standing part = of(*arg, negated);
      if (all && part.met) continue;
      if (all) out.met = false;
      if (!all && part.met) out.met = true;
      if (!part.distance) {
        blocked = blocked || all;
        continue;
      }
      const bool better = !out.distance || (all ? out.distance->ratio < part.distance->ratio
                                                : part.distance->ratio < out.distance->ratio);
      if (better) out.distance = std::move(part.distance);
    }
    if (blocked || out.met) out.distance.reset();
    return out;
  }

  // `x from A to B` is two comparisons.
  std::optional<Standing> within(const Expr& expr, bool negated) const {
    const auto low = compared(*expr.args[0], Compare::at_least, *expr.args[1], negated);
    const auto high = compared(*expr.args[0], Compare::at_most, *expr.args[2], negated);
    if (!low || !high) return std::nullopt;
    if (!negated) return low->met ? high : low;
    if (low->met || high->met) return low->met ? low : high;
    return low->distance->ratio < high->distance->ratio ? low : high;
  }

  std::optional<Standing> compared(const Expr& subject, Compare compare, const Expr& bound,
                                   bool negated) const {
    const auto value = known(subject), limit = known(bound);
    if (!value || !limit) return std::nullopt;
    Type type = value->type;
    type.scale = std::max(value->type.scale, limit->type.scale);
    const auto a = rescale(value->value, value->type.scale, type.scale);
    const auto b = rescale(limit->value, limit->type.scale, type.scale);
    if (!a || !b) return std::nullopt;
    if (holds(compare, *a, *b) != negated) return Standing{true, {}};
    const auto gap = checked_sub(std::max(*a, *b), std::min(*a, *b));
    if (!gap) return std::nullopt;
    const EnumPool& enums = in_.policy.module().enums;
    Distance out;
    out.ratio = relative_distance(*a, *b);
    const sema::Meaning* meaning =
        subject.kind == ExprKind::ref ? in_.checked.meaning(unit_, subject.ref.id) : nullptr;
    const std::string name = formulas_.text(subject);
    out.subject =
        meaning && meaning->form == sema::Meaning::Form::symbol ? formulas_.name_of(meaning->symbol) : name;
    out.value = amount_words(*a, type, enums, in_.language);
    if (*gap != 0) out.away = amount_words(*gap, type, enums, in_.language);
    if (*gap != 0 && type.kind == Kind::percent)
      out.away = fmt::format(fmt::runtime(phrase(Phrase::points, in_.language)),
                             out.away.substr(0, out.away.find('%')));
    out.condition = (negated ? (in_.language == Language::zh ? "并非 " : "not ") : "") + name + " " +
                    compare_words(compare, in_.language) + " " + amount_words(*b, type, enums, in_.language);
    return Standing{false, std::move(out)};
  }

  const ExplainInput& in_;
  const Formulas& formulas_;
  std::uint32_t unit_;
};

}  // namespace

Ratio relative_distance(i128 value, i128 limit) {
  const u128 whole = std::max(magnitude(value), magnitude(limit));
  if (whole == 0) return {};
  const bool same_side = (value < 0) == (limit < 0);
  const u128 a = magnitude(value), b = magnitude(limit);
  return {same_side ? std::max(a, b) - std::min(a, b) : a + b, whole};
}

// Continued fractions: compares whole parts, then the remainders upside down; never overflows.
bool Ratio::operator<(const Ratio& other) const {
  Ratio a = *this, b = other;
  for (;;) {
    const u128 whole_a = a.parts / a.whole, whole_b = b.parts / b.whole;
    if (whole_a != whole_b) return whole_a < whole_b;
    const u128 rest_a = a.parts % a.whole, rest_b = b.parts % b.whole;
    if (rest_b == 0) return false;
    if (rest_a == 0) return true;
    const Ratio next_a{b.whole, rest_b}, next_b{a.whole, rest_a};
    a = next_a;
    b = next_b;
  }
}

std::optional<Distance> nearest(const ExplainInput& input, const Formulas& formulas, const Expr& condition,
                                std::uint32_t unit) {
  Standing standing = Nearest(input, formulas, unit).of(condition, false);
  return standing.met ? std::nullopt : std::move(standing.distance);
}

}  // namespace pol::study
