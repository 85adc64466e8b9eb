// Brakes and legal blocks: the kind and the interval of a value on its way through the steps.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/sema/typer.h"

namespace pol::sema {

using syntax::Verb;

MaybeType Typer::type_guarded(SymbolId id) {
  const Symbol symbol = checked_.symbols[id];
  std::optional<Place> place = output_place(id);
  MaybeType type;
  for (const syntax::Guard* guard : {symbol.brakes, symbol.legal})
    if (guard) type = type_guard(*guard, type, place);
  return type;
}

// `before` is the value that reaches this block, empty at the first. Without a declared output the start
// gives the place.
MaybeType Typer::type_guard(const syntax::Guard& guard, MaybeType before, std::optional<Place>& place) {
  bool failed = false;
  if (guard.start) {
    const std::uint32_t hint = place && place->type.kind == Kind::enumeration ? place->type.enum_id : kNoEnum;
    if (!place) {
      std::vector<syntax::Name> words;
      std::uint32_t found = only_words(*guard.start, words) ? enum_holding(words, guard.target) : kNoEnum;
      if (!words.empty() && found == kNoEnum) return std::nullopt;
      if (const MaybeType start = infer(*guard.start, found)) place = Place{*start, guard.target.text};
      if (place && guard.rounding) place->type.scale = guard.rounding->grain.scale;
    }
    before = place ? type_amount(*guard.start, guard, *place, hint) : std::nullopt;
  }
  if (!before) failed = true;
  if (!place) {
    for (const syntax::Step& step : guard.steps) {
      infer_unless_word(*step.amount);
      if (step.when) is_condition(*step.when);
    }
    return std::nullopt;
  }
  if (guard.rounding && !check_grain(guard.grain_literal, guard.rounding_span, place->type)) failed = true;
  // After a mistake in the start the steps are still checked, against an interval that provokes nothing.
  Type silent = place->type;
  if (silent.kind != Kind::enumeration) silent.range = {0, 0};
  for (const syntax::Step& step : guard.steps) {
    const MaybeType after = type_step(step, guard, before ? *before : silent, *place);
    if (!after) failed = true;
    if (after && before) before = after;
  }
  return failed ? std::nullopt : before;
}

// The start or an amount, rounded if the block says so, at the place's scale.
MaybeType Typer::type_amount(const syntax::Expr& amount, const syntax::Guard& guard, const Place& place,
                             std::uint32_t hint) {
  MaybeType type = infer(amount, hint);
  if (!type || !guard.rounding) return type ? store(*type, place, amount) : std::nullopt;
  const bool simple = amount.kind == syntax::ExprKind::ref;
  if (!same_kind(*type, place, amount.span, simple ? "`" + text_of(amount) + "`" : "this value", nullptr))
    return std::nullopt;
  if (!grain_suits(guard.grain_literal, place.type)) return std::nullopt;  // said at the rounding itself
  const ir::Typing rounded = ir::type_round(*type, *guard.rounding);
  if (!rounded) return too_wide(amount.span, &*type, nullptr, rounded, false), std::nullopt;
  return store_at(rounded.type, place, amount.span, false, false);
}

MaybeType Typer::type_step(const syntax::Step& step, const syntax::Guard& guard, const Type& before,
                           const Place& place) {
  MaybeType when;
  bool failed = false;
  if (step.when && !(when = condition(*step.when))) failed = true;
  if (!check_step_verb(step, place)) {
    infer_unless_word(*step.amount);
    return std::nullopt;
  }
  const std::uint32_t hint = place.type.kind == Kind::enumeration ? place.type.enum_id : kNoEnum;
  Place amount_place = place;
  // A date is moved by days.
  if ((step.verb == Verb::raise_by || step.verb == Verb::lower_by) && place.type.kind == Kind::date)
    amount_place.type.kind = Kind::days;
  const MaybeType amount = type_amount(*step.amount, guard, amount_place, hint);
  if (!amount || failed) return std::nullopt;
  ir::Typing after;
  switch (step.verb) {
    case Verb::raise_to:
    case Verb::floor:
      after = ir::type_min_max(before, *amount, true, &enums());
      break;
    case Verb::lower_to:
    case Verb::cap:
      after = ir::type_min_max(before, *amount, false, &enums());
      break;
    case Verb::raise_by:
      after = ir::type_add(before, *amount);
      break;
    case Verb::lower_by:
      after = ir::type_subtract(before, *amount);
      break;
    case Verb::becomes:
      after.type = *amount;
      break;
  }
  if (!after) return too_wide(step.amount->span, &before, nullptr, after, false), std::nullopt;
  if (after.type.numeric() && !fits_i64(after.type.range)) {
    report(Code::E0510, step.amount->span,
           fmt::format("`{}` keeps 64 bits, but may be {} to {} after {}", place.name,
                       format_grouped(after.type.range.lo, after.type, enums()),
                       format_grouped(after.type.range.hi, after.type, enums()), step.code.text));
    return std::nullopt;
  }
  Type type = after.type;
  const bool always = !step.when && !step.if_present && !step.from && !step.until;
  if (!always) type.range = hull(before.range, type.range);
  // `if present` drops the step for a missing amount; only a computed error would stay unknown.
  const bool dropped = step.if_present && !may_fail(*step.amount);
  type.may_be_missing =
      before.may_be_missing || (when && when->may_be_missing) || (amount->may_be_missing && !dropped);
  return type;
}

// Whether the value can be missing by a computed error: it holds a division, or a name that may hold one.
bool Typer::may_fail(const syntax::Expr& expr) const {
  if (expr.kind == syntax::ExprKind::literal) return false;
  if (expr.kind == syntax::ExprKind::ref) {
    const Meaning* meaning = checked_.meaning(unit_, expr.ref.id);
    return meaning && meaning->form == Meaning::Form::symbol &&
           checked_.symbols[meaning->symbol].kind != SymbolKind::tag &&
           checked_.symbols[meaning->symbol].type.may_be_missing;
  }
  if (expr.kind == syntax::ExprKind::divide || expr.kind == syntax::ExprKind::call) return true;
  const auto fails = [&](const syntax::ExprPtr& part) { return part && may_fail(*part); };
  return std::any_of(expr.args.begin(), expr.args.end(), fails) ||
         std::any_of(expr.conditions.begin(), expr.conditions.end(), fails) ||
         std::any_of(expr.series.list.begin(), expr.series.list.end(), fails);
}

bool Typer::check_step_verb(const syntax::Step& step, const Place& place) {
  const Type& type = place.type;
  const bool ordered_enum = type.kind == Kind::enumeration && enums()[type.enum_id].ordered;
  const bool has_order = type.kind != Kind::boolean && type.kind != Kind::text &&
                         (type.kind != Kind::enumeration || ordered_enum);
  const std::string is = fmt::format("`{}` is {}", place.name, kind_words(type, enums()));
  if (type.kind == Kind::text) {
    report(Code::E0401, step.code.span, is + "; no step can act on a text",
           "give an enum, and let a table or a tree make the text of it");
    return false;
  }
  switch (step.verb) {
    case Verb::becomes:
      if (type.kind == Kind::boolean || (type.kind == Kind::enumeration && !ordered_enum)) return true;
      report(Code::E0401, step.code.span, is + "; `becomes` is for yes or no and for enums without an order",
             "write `cap` or `floor`");
      return false;
    case Verb::raise_by:
    case Verb::lower_by:
      if (has_order && type.kind != Kind::enumeration) return true;
      report(Code::E0401, step.code.span, is + "; it cannot be raised or lowered by an amount",
             ordered_enum ? "write `raise to` or `lower to`" : "write `becomes`");
      return false;
    case Verb::raise_to:
    case Verb::lower_to:
    case Verb::cap:
    case Verb::floor:
      if (has_order) return true;
      report(Code::E0401, step.code.span, is + "; it has no order, so nothing can be more or less",
             "write `becomes`");
      return false;
  }
  return false;
}

}  // namespace pol::sema
