// Lets, segments and decisions, events, knockouts.
#include <algorithm>

#include "compiler/lower/lowerer.h"

namespace pol::lower {

using ir::Op;
using sema::SymbolId;
using syntax::ExprKind;

ir::Ref Lowerer::let(SymbolId id, const syntax::Let& let) {
  const sema::Symbol& symbol = checked_.symbols[id];
  const bool rounds =
      let.value->kind == ExprKind::round && let.value->args[0]->kind == ExprKind::first_present;
  const syntax::Expr& core = rounds ? *let.value->args[0] : *let.value;
  Ref ref = ir::kNone;
  if (symbol.type.up_to) {  // another name for a list
    const List* named = list_of(*let.value);
    if (!named) return ir::kNone;
    List list = *named;
    if (const sema::OutputInfo* output = output_of(id))
      for (Ref& value : list.values) value = stored(value, output->type.scale);
    return keep_list(id, std::move(list));
  }
  if (core.kind == ExprKind::first_present && !frame_) {
    Ref evidence = ir::kNone;
    ref = first_present(core, &evidence);
    out_.expressions[&core] = ref;
    if (rounds) {
      b_.at(let.value->span);
      ref = rounded(ref, let.value->rounding);
      out_.expressions[let.value.get()] = ref;
    }
    if (evidence != ir::kNone && recorded(symbol))
      m_.evidence.push_back({symbol.name, evidence, static_cast<std::uint32_t>(core.args.size())});
  } else {
    ref = expr(*let.value);
  }
  b_.at(symbol.span);
  return let.type ? stored(ref, symbol.type.scale) : ref;
}

ir::Ref Lowerer::chosen(Ref number, std::span<const Ref> values) {
  if (number == ir::kNone) return number;
  std::vector<std::int64_t> constants;
  for (const Ref ref : values) {
    if (ref == ir::kNone) return ref;
    if (m_.insts[ref].op != Op::constant || !fits_i64(type(ref).range)) break;
    constants.push_back(static_cast<std::int64_t>(m_.constants[m_.insts[ref].a]));
  }
  if (constants.size() < values.size()) return b_.pick(number, values);
  const Type element = type(values[0]);
  return b_.unary(Op::lookup, number, b_.array(element, std::move(constants)));
}

ir::Ref Lowerer::choose(SymbolId id, const syntax::Choose& choose) {
  const sema::Symbol& symbol = checked_.symbols[id];
  std::vector<Ref> conditions, results;
  ir::Choice choice;
  choice.form = choose.decide ? ir::Choice::Form::decide : ir::Choice::Form::segment;
  choice.name = symbol.name;
  for (const syntax::Arm& arm : choose.arms) {
    if (arm.when) {
      conditions.push_back(expr(*arm.when));
      if (conditions.back() == ir::kNone) return ir::kNone;
    }
    b_.at(arm.result.span);
    results.push_back(checked_ref(value(arm.result), arm.result.span));
    if (results.back() == ir::kNone) return ir::kNone;
    choice.reasons.push_back(reasons(arm.because));
  }
  b_.at(symbol.span);
  choice.number = b_.over(Op::first_arm, conditions);
  if (choice.number == ir::kNone) return ir::kNone;
  if (const sema::OutputInfo* output = output_of(id))
    for (Ref& ref : results) ref = stored(ref, output->type.scale);
  align(results);
  const Ref result = chosen(choice.number, results);
  if (recorded(symbol)) {
    choices_[id] = static_cast<std::uint32_t>(m_.choices.size());
    m_.choices.push_back(std::move(choice));
  }
  return result;
}

// Outside its dates an event is `no`, whatever its condition says.
ir::Ref Lowerer::event(SymbolId id, const syntax::Event& event) {
  const sema::Symbol& symbol = checked_.symbols[id];
  const Ref when = expr(*event.when);
  b_.at(event.span);
  const Ref active = all_of(in_dates(event.box.from, event.box.until), when);
  const auto place = std::find(checked_.events.begin(), checked_.events.end(), id);
  if (place != checked_.events.end()) {
    ir::Event& kept = m_.events[static_cast<std::size_t>(place - checked_.events.begin())];
    kept.form = event.exception ? ir::Event::Form::exception : ir::Event::Form::shock;
    kept.code = symbol.name;
    kept.title = event.box.title.constant.text;
    kept.ticket = event.box.ticket.constant.text;
    kept.from = event.box.from;
    kept.until = event.box.until;
    kept.active = active;
  }
  return active;
}

ir::Ref Lowerer::knockout(SymbolId id, const syntax::Knockout& knockout) {
  const sema::Symbol& symbol = checked_.symbols[id];
  const auto place = std::find(checked_.knockouts.begin(), checked_.knockouts.end(), id);
  ir::Knockout& kept = m_.knockouts[static_cast<std::size_t>(place - checked_.knockouts.begin())];
  kept.code = symbol.name;
  if (const sema::Meaning* meaning = checked_.meaning(unit_, knockout.id))
    kept.value = static_cast<std::uint16_t>(meaning->value);
  kept.reasons = reasons(knockout.because);
  kept.condition = expr(*knockout.when);
  b_.at(knockout.when->span);
  kept.fired = kept.condition;
  Ref waiver = ir::kNone;
  for (const SymbolId exception : waivers_[id]) {
    const Ref active = this->symbol(exception);
    waiver = waiver == ir::kNone ? active : any_of(waiver, active);
    kept.fired = all_of(kept.fired, negated(active));
  }
  if (waiver != ir::kNone) kept.waived = all_of(kept.condition, waiver);
  return kept.fired;
}

}  // namespace pol::lower
