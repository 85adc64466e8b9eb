// Guarantees, brakes and legal steps: a chain of values, one for each step, in the order of power.
#include "compiler/lower/lowerer.h"

namespace pol::lower {

using ir::Op;
using sema::SymbolId;

namespace {

ir::Verb verb_of(syntax::Verb verb) {
  switch (verb) {
    case syntax::Verb::raise_to:
      return ir::Verb::raise_to;
    case syntax::Verb::lower_to:
      return ir::Verb::lower_to;
    case syntax::Verb::raise_by:
      return ir::Verb::raise_by;
    case syntax::Verb::lower_by:
      return ir::Verb::lower_by;
    case syntax::Verb::cap:
      return ir::Verb::cap;
    case syntax::Verb::floor:
      return ir::Verb::floor;
    case syntax::Verb::becomes:
      return ir::Verb::becomes;
  }
  return ir::Verb::becomes;
}

}  // namespace

ir::Ref Lowerer::guarded(SymbolId id) {
  const sema::Symbol& symbol = checked_.symbols[id];
  Ref value = ir::kNone;
  for (const syntax::Guard* guard : {symbol.brakes, symbol.legal}) {
    if (!guard) continue;
    if (guard->start) {
      value = expr(*guard->start);
      b_.at(guard->start->span);
      if (guard->rounding) value = rounded(value, *guard->rounding);
      value = checked_ref(stored(value, symbol.type.scale), guard->start->span);
    }
    if (value == ir::kNone) return value;
    value = steps(id, *guard, value);
  }
  return value;
}

ir::Ref Lowerer::steps(SymbolId id, const syntax::Guard& guard, Ref before) {
  const sema::Symbol& target = checked_.symbols[id];
  for (const syntax::Step& step : guard.steps) {
    const Ref when = step.when ? expr(*step.when) : ir::kNone;
    Ref amount = expr(*step.amount);
    if (amount == ir::kNone || (step.when && when == ir::kNone)) return ir::kNone;
    b_.at(step.amount->span);
    if (guard.rounding) amount = rounded(amount, *guard.rounding);
    amount = checked_ref(stored(amount, target.type.scale), step.amount->span);
    if (amount == ir::kNone) return amount;

    b_.at(step.span);
    Ref active = in_dates(step.from, step.until);
    if (when != ir::kNone) active = active == ir::kNone ? when : all_of(active, when);
    if (active == ir::kNone) active = yes(true);
    // Without `if present` a missing amount makes an active step unknown: the comparison with itself says
    // just that.
    if (type(amount).may_be_missing)
      active = all_of(active, step.if_present ? b_.binary(Op::if_present, amount, yes(true))
                                              : b_.binary(Op::equal, amount, amount));
    const Ref acted = checked_ref(after(step.verb, before, amount), step.span);
    const Ref result = checked_ref(b_.select(active, acted, before), step.span);
    if (result == ir::kNone) return result;

    ir::Step kept;
    kept.code = step.code.text;
    kept.target = target.name;
    if (step.source) kept.source = step.source->constant.text;
    kept.verb = verb_of(step.verb);
    kept.legal = guard.legal;
    kept.active = active;
    kept.amount = amount;
    kept.before = before;
    kept.after = result;
    kept.changed = all_of(active, negated(equal(before, result)));
    kept.reasons = reasons(step.because);
    if (const auto symbol = step_symbols_.find(&step); symbol != step_symbols_.end())
      steps_by_symbol_[symbol->second] = static_cast<std::uint32_t>(m_.steps.size());
    if (recorded(target)) m_.steps.push_back(std::move(kept));
    before = result;
  }
  return before;
}

ir::Ref Lowerer::after(syntax::Verb verb, Ref before, Ref amount) {
  switch (verb) {
    case syntax::Verb::raise_to:
    case syntax::Verb::floor:
      return b_.binary(Op::maximum, before, amount);
    case syntax::Verb::lower_to:
    case syntax::Verb::cap:
      return b_.binary(Op::minimum, before, amount);
    case syntax::Verb::raise_by:
      return b_.binary(Op::add, before, amount);
    case syntax::Verb::lower_by:
      return b_.binary(Op::subtract, before, amount);
    case syntax::Verb::becomes:
      return amount;
  }
  return ir::kNone;
}

}  // namespace pol::lower
