// Expressions: names, values, evidence, calls.
#include "compiler/lower/lowerer.h"
#include "compiler/sema/types.h"
#include "runtime/builtins/builtins.h"

namespace pol::lower {

using ir::Op;
using sema::Meaning;
using sema::SymbolId;
using sema::SymbolKind;
using syntax::ExprKind;

ir::Ref Lowerer::expr(const syntax::Expr& expr) {
  if (!spend(expr.span)) return ir::kNone;
  const Ref ref = checked_ref(expr_node(expr), expr.span);
  if (!frame_ && each_ == ir::kNone) out_.expressions[&expr] = ref;
  return ref;
}

ir::Ref Lowerer::expr_node(const syntax::Expr& expr) {
  switch (expr.kind) {
    case ExprKind::literal:
      b_.at(expr.span);
      return constant(expr.literal.constant);
    case ExprKind::ref:
      b_.at(expr.span);
      return meaning(expr.ref.id);
    case ExprKind::code:
      return meaning(expr.id);
    case ExprKind::undecided_word:
      b_.at(expr.span);
      return meaning(expr.id);
    case ExprKind::negate:
    case ExprKind::share:
    case ExprKind::multiply:
    case ExprKind::add:
    case ExprKind::subtract:
      return arithmetic(expr);
    case ExprKind::round:
      return round(expr);
    case ExprKind::fold:
      return fold(elements(expr.series), expr);
    case ExprKind::count_where:
      return count_where(expr);
    case ExprKind::each:
      return each_;
    case ExprKind::first_present:
      return first_present(expr, nullptr);
    case ExprKind::taken_by:
      return taken_by(expr);
    case ExprKind::any_knockout:
      return any_knockout(expr);
    case ExprKind::call:
      return call(expr);
    case ExprKind::logical_not:
    case ExprKind::logical_and:
    case ExprKind::logical_or:
    case ExprKind::compare:
    case ExprKind::within:
    case ExprKind::member:
    case ExprKind::prefix:
    case ExprKind::presence:
      return condition(expr);
    case ExprKind::includes:
      b_.at(expr.span);
      return checked_.meaning(unit_, expr.id) ? meaning(expr.id) : includes(expr);
    case ExprKind::divide:  // only under `rounded`; the checker has refused any other
      break;
  }
  failed_ = true;
  diagnostics_.add(Code::E0290, expr.span, "not supported yet: this expression");
  return ir::kNone;
}

ir::Ref Lowerer::constant(const Constant& constant) {
  return constant.type.kind == Kind::text ? b_.text(constant.text)
                                          : b_.constant(constant.type, constant.number);
}

ir::Ref Lowerer::yes(bool value) {
  return b_.constant(Type{}, value ? 1 : 0);
}

ir::Ref Lowerer::meaning(syntax::NodeId id) {
  const Meaning* meaning = checked_.meaning(unit_, id);
  if (!meaning) return ir::kNone;
  if (meaning->form == Meaning::Form::symbol) return symbol(meaning->symbol);
  if (meaning->form == Meaning::Form::none) return ir::kNone;
  Type type;
  type.kind = Kind::enumeration;
  type.enum_id = meaning->enum_id;
  return b_.constant(type, meaning->value);
}

ir::Ref Lowerer::symbol(SymbolId id) {
  if (const auto input = out_.inputs.find(id); input != out_.inputs.end()) return b_.input(input->second);
  if (checked_.symbols[id].type.up_to) return ir::kNone;  // a list is no value: only list_of() gives it
  if (after_masks_)
    if (const auto output = outputs_by_symbol_.find(id); output != outputs_by_symbol_.end())
      return m_.outputs[output->second].value;
  if (const auto found = out_.definitions.find(id); found != out_.definitions.end()) return found->second;
  return frame_ ? local(id) : ir::kNone;
}

ir::Ref Lowerer::value(const syntax::Value& value) {
  switch (value.kind) {
    case syntax::ValueKind::literal: {
      Constant written = value.literal.constant;
      if (value.negative) written.number = -written.number;
      return constant(written);
    }
    case syntax::ValueKind::ref:
    case syntax::ValueKind::code:
    case syntax::ValueKind::undecided:
      return meaning(value.id);
    case syntax::ValueKind::missing:
    case syntax::ValueKind::stale:
      return ir::kNone;
  }
  return ir::kNone;
}

// The last option stands innermost: each is taken where those before it are missing.
ir::Ref Lowerer::first_present(const syntax::Expr& expr, Ref* evidence) {
  std::vector<Ref> options;
  for (std::size_t i = 0; i < expr.args.size(); ++i) {
    Ref option = this->expr(*expr.args[i]);
    if (expr.conditions[i]) {
      const Ref when = this->expr(*expr.conditions[i]);
      b_.at(expr.args[i]->span);
      option = b_.binary(Op::only_when, option, when);
    }
    if (checked_ref(option, expr.args[i]->span) == ir::kNone) return ir::kNone;
    options.push_back(option);
  }
  b_.at(expr.span);
  align(options);
  if (evidence) *evidence = b_.over(Op::first_present, options);
  Ref result = options.back();
  for (std::size_t i = options.size() - 1; i-- > 0;) result = b_.binary(Op::or_else, options[i], result);
  return result;
}

ir::Ref Lowerer::taken_by(const syntax::Expr& expr) {
  const Meaning* meaning = checked_.meaning(unit_, expr.id);
  const auto found = meaning ? steps_by_symbol_.find(meaning->symbol) : steps_by_symbol_.end();
  if (found == steps_by_symbol_.end()) return ir::kNone;
  const ir::Step step = m_.steps[found->second];
  b_.at(expr.span);
  Ref before = step.before, after = step.after;
  align(before, after);
  const Ref change = b_.binary(Op::subtract, after, before);
  const Ref size = b_.binary(Op::maximum, change, b_.unary(Op::negate, change));
  if (size == ir::kNone) return size;
  return b_.select(step.active, size, b_.constant(type(size), 0));
}

ir::Ref Lowerer::any_knockout(const syntax::Expr& expr) {
  const Meaning* value = checked_.meaning(unit_, expr.id);
  if (!value) return ir::kNone;
  b_.at(expr.span);
  Ref any = ir::kNone;
  for (const SymbolId id : checked_.knockouts) {
    const auto& knockout = *static_cast<const syntax::Knockout*>(checked_.symbols[id].node);
    const Meaning* own = checked_.meaning(checked_.symbols[id].unit, knockout.id);
    if (!own || own->value != value->value) continue;
    const Ref fired = symbol(id);
    any = any == ir::kNone ? fired : any_of(any, fired);
  }
  return any == ir::kNone ? yes(false) : any;
}

ir::Ref Lowerer::call(const syntax::Expr& expr) {
  const Meaning* meaning = checked_.meaning(unit_, expr.id);
  if (meaning && meaning->form == Meaning::Form::symbol) return inlined(expr, meaning->symbol);
  const builtins::Builtin* builtin = builtins::find(expr.name.text);
  if (!builtin) return ir::kNone;
  std::vector<Ref> arguments;
  for (const syntax::ExprPtr& argument : expr.args) arguments.push_back(this->expr(*argument));
  b_.at(expr.span);
  return folded(b_.call(builtin->id, arguments));
}

// A function is its body with the arguments in place of the parameters; names in it are those of its own
// file.
ir::Ref Lowerer::inlined(const syntax::Expr& expr, SymbolId function) {
  const auto& define = *static_cast<const syntax::Define*>(checked_.symbols[function].node);
  Frame frame;
  for (std::size_t i = 0; i < define.params.size(); ++i) {
    const SymbolId param = parameters_.at(function)[i];
    const syntax::Expr& argument = *expr.args[i];
    if (const Type& wanted = checked_.symbols[param].type; wanted.up_to) {
      const List* list = list_of(argument);
      if (!list) return ir::kNone;
      frame.lists[param] = *list;
      continue;
    } else if (wanted.count > 0) {
      frame.series[param] = series_of(argument.ref);
      continue;
    }
    const Ref value = this->expr(argument);
    if (value == ir::kNone) return ir::kNone;
    frame.values[param] = value;
  }
  const std::uint32_t unit = std::exchange(unit_, checked_.symbols[function].unit);
  Frame* const outer = std::exchange(frame_, &frame);
  const Ref result = this->expr(*define.give);
  frame_ = outer;
  unit_ = unit;
  return result;
}

// Locals are lowered when something needs them: what a call does not use costs nothing.
ir::Ref Lowerer::local(SymbolId id) {
  if (const auto found = frame_->values.find(id); found != frame_->values.end()) return found->second;
  const sema::Symbol& symbol = checked_.symbols[id];
  Ref ref = ir::kNone;
  if (symbol.kind == SymbolKind::let) ref = let(id, *static_cast<const syntax::Let*>(symbol.node));
  if (symbol.kind == SymbolKind::segment || symbol.kind == SymbolKind::decide)
    ref = choose(id, *static_cast<const syntax::Choose*>(symbol.node));
  if (symbol.kind == SymbolKind::tree) ref = tree(id, *static_cast<const syntax::Tree*>(symbol.node));
  if (symbol.kind == SymbolKind::table) ref = table(id, *static_cast<const syntax::Table*>(symbol.node));
  if (symbol.kind == SymbolKind::column) ref = column(id);
  return frame_->values[id] = ref;
}

}  // namespace pol::lower
