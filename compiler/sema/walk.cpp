#include "compiler/sema/walk.h"

namespace pol::sema {

using namespace syntax;

namespace {

void walk(const std::optional<Because>& because, Visitor& v) {
  if (because) v.because(*because);
}

void walk(const Series& series, Visitor& v) {
  if (series.ref) v.reference(*series.ref, false);
  for (const auto& element : series.list) sema::walk(element, v);
}

}  // namespace

void walk(const ExprPtr& expr, Visitor& v) {
  if (expr) walk(*expr, v);
}

void walk(const Expr& expr, Visitor& v) {
  v.expr(expr);
  if (expr.kind == ExprKind::ref) v.reference(expr.ref, true);
  for (const auto& arg : expr.args) walk(arg, v);
  for (const auto& condition : expr.conditions) walk(condition, v);
  for (const auto& value : expr.values) v.value(value);
  if (expr.kind == ExprKind::fold || expr.kind == ExprKind::count_where) walk(expr.series, v);
}

void walk(const Arm& arm, Visitor& v) {
  v.value(arm.result);
  walk(arm.because, v);
  walk(arm.when, v);
}

void walk(const Branch& branch, Visitor& v) {
  // `else if` may go on for a thousand forks: follow it without recursion.
  for (const Branch* at = &branch; at;) {
    walk(at->condition, v);
    if (at->yes) walk(*at->yes, v);
    walk(at->leaf, v);
    walk(at->because, v);
    at = at->no.get();
  }
}

void walk(const Cell& cell, Visitor& v) {
  for (const auto& pattern : cell.patterns) {
    if (pattern.form != Pattern::Form::none_of) v.value(pattern.value);
    if (pattern.form == Pattern::Form::between) v.value(pattern.upper);
    for (const auto& value : pattern.none_of) v.value(value);
  }
}

void walk(const Binding& binding, Visitor& v) {
  if (binding.target == Binding::Target::ref) v.reference(binding.ref, false);
  for (const auto& value : binding.values) v.value(value);
}

void walk(const Step& step, Visitor& v) {
  walk(step.amount, v);
  walk(step.because, v);
  walk(step.when, v);
}

void walk(const Let& item, Visitor& v) {
  walk(item.value, v);
}

void walk(const Choose& item, Visitor& v) {
  for (const auto& arm : item.arms) walk(arm, v);
}

void walk(const Tree& item, Visitor& v) {
  if (item.root) walk(*item.root, v);
}

void walk_inputs(const Table& item, Visitor& v) {
  for (const auto& input : item.inputs) v.reference(input, false);
  for (const auto& row : item.rows)
    for (const auto& cell : row.cells) walk(cell, v);
}

void walk(const Table& item, Visitor& v) {
  walk_inputs(item, v);
  for (const auto& row : item.rows) {
    for (const auto& output : row.outputs) walk(output, v);
    walk(row.because, v);
  }
}

void walk(const Scorecard& item, Visitor& v) {
  for (const auto& factor : item.factors) {
    v.reference(factor.input, false);
    walk(factor.because, v);
    for (const auto& band : factor.bands) {
      walk(band.cell, v);
      walk(band.because, v);
    }
  }
}

void walk(const Define& item, Visitor& v) {
  for (const auto& local : item.locals)
    std::visit([&](const auto& definition) { walk(definition, v); }, local);
  walk(item.give, v);
}

void walk(const Knockout& item, Visitor& v) {
  v.because(item.because);
  walk(item.when, v);
}

void walk(const Knockouts& item, Visitor& v) {
  for (const auto& knockout : item.items) walk(knockout, v);
}

void walk(const Guard& item, Visitor& v) {
  walk(item.start, v);
  for (const auto& step : item.steps) walk(step, v);
}

void walk(const Event& item, Visitor& v) {
  walk(item.when, v);
}

void walk(const Experiment& item, Visitor& v) {
  v.reference(item.split, false);
  for (const auto& variant : item.variants)
    for (const auto& binding : variant.sets) walk(binding, v);
  walk(item.when, v);
}

void walk(const Cost& item, Visitor& v) {
  for (const auto& line : item.lines) walk(line.value, v);
}

void walk(const UndecidedClause& item, Visitor& v) {
  for (const auto& binding : item.bindings) walk(binding, v);
  v.because(item.because);
}

void walk(const Example& item, Visitor& v) {
  for (const auto* list : {&item.given, &item.expect})
    for (const auto& binding : *list) walk(binding, v);
}

void walk(const Prove& item, Visitor& v) {
  walk(item.condition, v);
  walk(item.when, v);
  if (item.form == Prove::Form::always) return;
  v.reference(item.subject, false);
  if (item.form == Prove::Form::monotone) v.reference(item.moved, false);
}

void walk_item(const Item& item, Visitor& v) {
  std::visit([&](const auto& alternative) { walk(alternative, v); }, item);
}

void walk(const Gives& gives, Visitor& v) {
  if (gives.mask) v.value(*gives.mask);
  walk(gives.unless, v);
}

}  // namespace pol::sema
