#include "compiler/sema/reads.h"

namespace pol::sema {

using namespace syntax;

void Reads::node(NodeId id, Span span) {
  const Meaning* meaning = checked_.meaning(unit_, id);
  if (meaning && meaning->form == Meaning::Form::symbol) found_(meaning->symbol, span);
}

void Reads::expr(const Expr& expr) {
  switch (expr.kind) {
    case ExprKind::code:
    case ExprKind::call:
    case ExprKind::taken_by:
      node(expr.id, expr.name.span);
      return;
    case ExprKind::includes:
      node(expr.id, expr.span);
      return;
    case ExprKind::any_knockout:
      for (const SymbolId id : checked_.knockouts)
        if (static_cast<const Knockout*>(checked_.symbols[id].node)->value.text == expr.name.text)
          found_(id, expr.span);
      return;
    case ExprKind::literal:
    case ExprKind::ref:
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
    case ExprKind::logical_not:
    case ExprKind::logical_and:
    case ExprKind::logical_or:
    case ExprKind::compare:
    case ExprKind::within:
    case ExprKind::member:
    case ExprKind::prefix:
    case ExprKind::presence:
      return;
  }
}

void Reads::reference(const Reference& reference, bool) {
  node(reference.id, reference.span);
}

// The lists that a `because` shows.
void Reads::because(const Because& because) {
  for (std::size_t i = 0; i < because.reasons.size(); ++i)
    if (!because.is_code[i]) node(because.reasons[i].id, because.reasons[i].span);
}

void Reads::value(const Value& value) {
  node(value.id, value.span);
}

void walk_definition(const Checked& checked, SymbolId id, Visitor& v) {
  const Symbol& symbol = checked.symbols[id];
  switch (symbol.kind) {
    case SymbolKind::let:
      return walk(*static_cast<const Let*>(symbol.node), v);
    case SymbolKind::segment:
    case SymbolKind::decide:
      return walk(*static_cast<const Choose*>(symbol.node), v);
    case SymbolKind::tree:
      return walk(*static_cast<const Tree*>(symbol.node), v);
    case SymbolKind::table: {
      const auto& table = *static_cast<const Table*>(symbol.node);
      walk_inputs(table, v);
      for (const auto& row : table.rows)
        if (row.because) v.because(*row.because);
      return;
    }
    case SymbolKind::column:
      for (const auto& row : static_cast<const Table*>(symbol.node)->rows)
        if (symbol.index < row.outputs.size()) walk(row.outputs[symbol.index], v);
      return;
    case SymbolKind::scorecard:
      return walk(*static_cast<const Scorecard*>(symbol.node), v);
    case SymbolKind::define:
      return walk(*static_cast<const Define*>(symbol.node), v);
    case SymbolKind::guarded:
      if (symbol.brakes) walk(*symbol.brakes, v);
      if (symbol.legal) walk(*symbol.legal, v);
      return;
    case SymbolKind::cost:
      return walk(*static_cast<const Cost*>(symbol.node), v);
    case SymbolKind::event:
      return walk(*static_cast<const Event*>(symbol.node), v);
    case SymbolKind::knockout:
      return walk(*static_cast<const Knockout*>(symbol.node), v);
    case SymbolKind::experiment: {  // what it sets depends on it, not the other way round
      const auto& experiment = *static_cast<const Experiment*>(symbol.node);
      v.reference(experiment.split, false);
      return walk(experiment.when, v);
    }
    case SymbolKind::tag:
    case SymbolKind::decision_date:
    case SymbolKind::needed:
    case SymbolKind::scorecard_member:
    case SymbolKind::param:
    case SymbolKind::step:
      return;
  }
}

}  // namespace pol::sema
