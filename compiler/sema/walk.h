// Walking a tree for what it names. Depth is bounded by the parser's limits, so recursion is safe.
#pragma once
#include "compiler/syntax/ast.h"

namespace pol::sema {

struct Visitor {
  virtual ~Visitor() = default;
  virtual void expr(const syntax::Expr&) {}
  // `bare`: stands as an expression, where an enum value may be meant; else only a definition can be.
  virtual void reference(const syntax::Reference&, bool /*bare*/) {}
  virtual void value(const syntax::Value&) {}
  virtual void because(const syntax::Because&) {}
};

void walk(const syntax::Expr& expr, Visitor& visitor);
void walk(const syntax::ExprPtr& expr, Visitor& visitor);  // null is fine
void walk(const syntax::Arm& arm, Visitor& visitor);
void walk(const syntax::Branch& branch, Visitor& visitor);
void walk(const syntax::Cell& cell, Visitor& visitor);
void walk(const syntax::Binding& binding, Visitor& visitor);
void walk(const syntax::Step& step, Visitor& visitor);
void walk_inputs(const syntax::Table& table, Visitor& visitor);  // inputs and cells, not outputs and reasons

void walk(const syntax::Let& item, Visitor& visitor);
void walk(const syntax::Choose& item, Visitor& visitor);
void walk(const syntax::Tree& item, Visitor& visitor);
void walk(const syntax::Table& item, Visitor& visitor);
void walk(const syntax::Scorecard& item, Visitor& visitor);
void walk(const syntax::Define& item, Visitor& visitor);
void walk(const syntax::Knockout& item, Visitor& visitor);
void walk(const syntax::Knockouts& item, Visitor& visitor);
void walk(const syntax::Guard& item, Visitor& visitor);
void walk(const syntax::Event& item, Visitor& visitor);
void walk(const syntax::Experiment& item, Visitor& visitor);
void walk(const syntax::Cost& item, Visitor& visitor);
void walk(const syntax::UndecidedClause& item, Visitor& visitor);
void walk(const syntax::Example& item, Visitor& visitor);
void walk(const syntax::Prove& item, Visitor& visitor);
// Not an overload: any node would be tried as a conversion to the variant.
void walk_item(const syntax::Item& item, Visitor& visitor);
void walk(const syntax::Gives& gives, Visitor& visitor);

}  // namespace pol::sema
