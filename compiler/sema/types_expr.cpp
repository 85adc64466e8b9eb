// Expressions: which rule types which form.
#include <fmt/format.h>

#include "compiler/sema/typer.h"

namespace pol::sema {

using syntax::ExprKind;

MaybeType Typer::infer(const syntax::Expr& expr, std::uint32_t hint) {
  const MaybeType type = infer_node(expr, hint);
  if (type && recording()) checked_.types[key(expr.id)] = *type;
  if (type && frame_ && frame_->generic) frame_->types[expr.id] = *type;
  return type;
}

MaybeType Typer::infer_node(const syntax::Expr& expr, std::uint32_t hint) {
  switch (expr.kind) {
    case ExprKind::literal:
      return expr.literal.constant.type;
    case ExprKind::ref:
      return word(expr.ref, hint);
    case ExprKind::code:
      return code_word(expr.name, expr.id, hint);
    case ExprKind::undecided_word:
      return undecided_word(expr.id, expr.span, hint);
    case ExprKind::each:
      return infer_each(expr);
    case ExprKind::count_where:
      return infer_count(expr);
    case ExprKind::negate:
    case ExprKind::share:
    case ExprKind::multiply:
    case ExprKind::add:
    case ExprKind::subtract:
      return infer_arithmetic(expr);
    case ExprKind::divide:
      return unrounded_division(expr);
    case ExprKind::round:
      return infer_round(expr);
    case ExprKind::fold:
      return infer_fold(expr, hint);
    case ExprKind::first_present:
      return infer_first_present(expr, hint);
    case ExprKind::taken_by:
      return infer_taken_by(expr);
    case ExprKind::any_knockout:
      return infer_any_knockout(expr);
    case ExprKind::call:
      return infer_call(expr);
    case ExprKind::logical_not:
    case ExprKind::logical_and:
    case ExprKind::logical_or:
    case ExprKind::compare:
    case ExprKind::within:
    case ExprKind::member:
    case ExprKind::prefix:
    case ExprKind::presence:
    case ExprKind::includes:
      return infer_condition(expr);
  }
  return std::nullopt;
}

MaybeType Typer::merge(const MaybeType& sum, const Type& next, Span at, const std::string& next_text,
                       const std::string& what) {
  if (!sum) return next;
  const ir::Typing hull = ir::type_hull(*sum, next);
  if (hull) return hull.type;
  if (hull.issue == ir::Issue::too_wide)
    too_wide(at, &next, nullptr, hull, false);
  else
    report(hull.issue == ir::Issue::periods       ? Code::E0412
           : hull.issue == ir::Issue::durations   ? Code::E0413
           : hull.issue == ir::Issue::date_number ? Code::E0414
                                                  : Code::E0401,
           at,
           fmt::format("{} is {}, but {} is {}", next_text, kind_words(next, enums()), what,
                       kind_words(*sum, enums())));
  return std::nullopt;
}

MaybeType Typer::infer_alike(std::span<const syntax::ExprPtr> exprs, std::uint32_t hint,
                             const std::string& what, std::vector<MaybeType>* each) {
  // Words without a meaning of their own take the enum of their neighbours, so they come last.
  std::vector<MaybeType> types(exprs.size());
  bool failed = false;
  std::vector<syntax::Name> ignored;
  for (std::size_t i = 0; i < exprs.size(); ++i) {
    if (hint == kNoEnum && only_words(*exprs[i], ignored)) continue;
    types[i] = infer(*exprs[i], hint);
    if (!types[i]) failed = true;
  }
  if (hint == kNoEnum) {
    for (const MaybeType& type : types)
      if (type && type->kind == Kind::enumeration && hint == kNoEnum) hint = type->enum_id;
    for (std::size_t i = 0; i < exprs.size(); ++i)
      if (only_words(*exprs[i], ignored)) {
        types[i] = infer(*exprs[i], hint);
        if (!types[i]) failed = true;
      }
  }
  MaybeType all;
  for (std::size_t i = 0; i < exprs.size(); ++i) {
    if (!types[i]) continue;
    all = merge(all, *types[i], exprs[i]->span, "`" + text_of(*exprs[i]) + "`", what);
    if (!all) return std::nullopt;
  }
  if (failed) return std::nullopt;
  if (each) *each = std::move(types);
  return all;
}

MaybeType Typer::infer_first_present(const syntax::Expr& expr, std::uint32_t hint) {
  bool always = false;  // some option is never missing and always allowed
  bool failed = false;
  for (std::size_t i = 0; i < expr.conditions.size(); ++i)
    if (expr.conditions[i] && !is_condition(*expr.conditions[i])) failed = true;
  std::vector<MaybeType> each;
  MaybeType type = infer_alike(expr.args, hint, "the option before it", &each);
  if (!type || failed) return std::nullopt;
  for (std::size_t i = 0; i < each.size(); ++i) {
    const bool conditional = i < expr.conditions.size() && expr.conditions[i];
    if (!conditional && !each[i]->may_be_missing) always = true;
  }
  if (always) type->may_be_missing = false;
  return type;
}

MaybeType Typer::infer_taken_by(const syntax::Expr& expr) {
  const Meaning* meaning = checked_.meaning(unit_, expr.id);
  if (!meaning || meaning->form != Meaning::Form::symbol) return std::nullopt;
  const void* step = checked_.symbols[meaning->symbol].node;
  for (SymbolId id = 0; id < checked_.symbols.size(); ++id) {
    const Symbol& symbol = checked_.symbols[id];
    if (symbol.kind != SymbolKind::guarded) continue;
    for (const syntax::Guard* guard : {symbol.brakes, symbol.legal}) {
      if (!guard) continue;
      for (const syntax::Step& candidate : guard->steps) {
        if (&candidate != step) continue;
        const MaybeType target = symbol_type(id);
        if (!target) return std::nullopt;
        if (!target->numeric()) {
          report(Code::E0401, expr.span,
                 fmt::format("`{}` works on `{}`, which is {}; only an amount can be taken", expr.name.text,
                             symbol.name, kind_words(*target, enums())));
          return std::nullopt;
        }
        const ir::Typing change = ir::type_subtract(*target, *target);
        if (!change) return std::nullopt;
        Type type = change.type;
        // The block's amounts may lie outside the final interval, so the change is bounded by the place
        // alone.
        type.range = {0, i128{INT64_MAX}};
        type.may_be_missing = true;
        return type;
      }
    }
  }
  return std::nullopt;
}

MaybeType Typer::infer_any_knockout(const syntax::Expr& expr) {
  if (checked_.outputs.empty() && !names_.incomplete[0])
    report(Code::E0402, expr.name.span,
           "there is no main output whose value `" + expr.name.text + "` could be");
  if (checked_.outputs.empty() || !output_types_[0] || output_types_[0]->kind != Kind::enumeration)
    return std::nullopt;
  const std::uint32_t main = output_types_[0]->enum_id;
  const int value = enums()[main].index_of(expr.name.text);
  if (value < 0) {
    not_a_value(expr.name, main, checked_.outputs[0].gives->name.text);
    return std::nullopt;
  }
  checked_.meanings[key(expr.id)] = {Meaning::Form::enum_value, kNoSymbol, main,
                                     static_cast<std::uint32_t>(value)};
  Type type;
  type.range = {0, 1};
  for (SymbolId id : checked_.knockouts) {
    const auto& knockout = *static_cast<const syntax::Knockout*>(checked_.symbols[id].node);
    if (knockout.value.text != expr.name.text) continue;
    const MaybeType fired = symbol_type(id);
    if (!fired || fired->may_be_missing) type.may_be_missing = true;
  }
  return type;
}

}  // namespace pol::sema
