// Private to antlr_build_*.cpp: parse tree to syntax tree.
#pragma once
#include "compiler/syntax/antlr_private.h"

namespace pol::syntax {

using P = polg::PolParser;

class Builder {
 public:
  explicit Builder(BuildState& state) : state_(state) {}

  void preamble(P::PreambleContext& context, File& file);
  Item item(P::ItemContext& context);
  ExprPtr condition(P::CondContext& context);
  Cell cell(P::CellContext& context);

 private:
  using Terminal = antlr4::tree::TerminalNode;

  // Parts of everything (antlr_build_parts.cpp).
  NodeId new_id() { return state_.next_id++; }
  Span span(const RuleContext& context) const;
  Span span(const antlr4::Token* token) const;
  static Terminal* word(const RuleContext& context,
                        std::string_view text);  // a child with this text, or null
  static bool has(const RuleContext& context, std::string_view text) {
    return word(context, text) != nullptr;
  }
  static std::string_view text(const RuleContext& context);  // of a context of one token
  Name name(RuleContext& context) const;                     // of a context of one token
  Name code(Terminal& node) const;
  std::vector<Name> names(P::NamesContext& context) const;
  std::int64_t integer(Terminal& node);
  Day day(Terminal& node) const;
  Literal literal(const antlr4::Token* token) const;
  Literal literal(P::LiteralContext& context) const { return literal(context.start); }
  Literal string(Terminal& node) const { return literal(node.getSymbol()); }
  Reference reference(P::RefContext& context);
  CauseMask causes(P::CausesContext& context);
  Value value(P::ValueContext& context);
  Value leaf(P::LeafContext& context);
  Because because(P::BecauseContext& context);
  std::optional<Because> maybe_because(P::BecauseContext* context);
  void reason(P::ReasonContext& context, std::vector<Reference>& reasons, std::vector<bool>& is_code);
  RoundingMode rounding_mode(P::RoundingContext& context) const;
  Grain grain(P::GrainContext& context, std::optional<Constant>& constant);
  TypeExpr type(P::TypeContext& context);
  std::optional<TypeExpr> maybe_type(P::TypeContext* context);
  Compare order(P::OrderContext& context) const;
  Binding binding(P::BindingContext& context);
  std::vector<Binding> bindings(P::BindingsContext& context);

  // Conditions and expressions (antlr_build_expr.cpp).
  ExprPtr make(ExprKind kind, const RuleContext& context, Span op);
  ExprPtr expr(P::ExprContext& context);
  ExprPtr simple(P::SimpleContext& context);
  ExprPtr binary(ExprKind kind, const RuleContext& context, Span op, ExprPtr left, ExprPtr right);
  ExprPtr test(P::TestContext& context, ExprPtr operand, const RuleContext& whole);
  ExprPtr maybe_condition(P::CondContext* context) {
    return context == nullptr ? nullptr : condition(*context);
  }
  Series series(P::SeriesContext& context);
  Span operator_span(const RuleContext& context) const;
  void refuse_mixture(P::CondContext& context);

  // Items (antlr_build_items.cpp).
  void head_line(P::HeadLineContext& context, Header& header);
  Let let(P::LetContext& context);
  Choose choose(P::ChooseContext& context);
  Arm arm(P::ArmContext& context);
  Tree tree(P::TreeItemContext& context);
  std::unique_ptr<Branch> branch(P::BranchContext& context);
  Table table(P::TableContext& context);
  Row row(P::RowContext& context);
  Pattern pattern(P::PatternContext& context);
  Scorecard scorecard(P::ScorecardContext& context);
  Factor factor(P::FactorContext& context);
  Define define(P::DefineContext& context);
  Knockouts knockouts(P::KnockoutsContext& context);
  Guard guard(P::GuardContext& context);
  Step step(P::StepContext& context);
  Box box(P::BoxContext& context) const;
  Event event(P::EventContext& context);
  Experiment experiment(P::ExperimentContext& context);
  Cost cost(P::CostContext& context);
  UndecidedClause undecided(P::UndecidedContext& context);
  Example example(P::ExampleContext& context);
  Prove prove(P::ProveContext& context);

  BuildState& state_;
};

}  // namespace pol::syntax
