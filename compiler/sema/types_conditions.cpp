// Conditions and tests. Every test is a bool; it may be unknown if an operand may be missing.
#include <algorithm>

#include <fmt/format.h>

#include "compiler/sema/truth.h"
#include "compiler/sema/typer.h"

namespace pol::sema {

using syntax::Compare;
using syntax::ExprKind;

MaybeType Typer::condition(const syntax::Expr& expr) {
  const MaybeType type = infer(expr);
  if (!type) return std::nullopt;
  if (type->kind == Kind::boolean && type->count == 0) return type;
  report(Code::E0401, expr.span, describe(expr, *type) + ", not a condition",
         type->kind == Kind::enumeration ? "write `" + text_of(expr) + " is ...`"
                                         : "write a test, e.g. `at least ...`");
  return std::nullopt;
}

bool Typer::is_condition(const syntax::Expr& expr) {
  return condition(expr).has_value();
}

MaybeType Typer::infer_condition(const syntax::Expr& expr) {
  const syntax::Expr* const above = std::exchange(rounded_, nullptr);
  MaybeType type;
  if (expr.kind == ExprKind::compare)
    type = infer_compare(expr);
  else if (expr.kind == ExprKind::within)
    type = infer_within(expr);
  else if (expr.kind == ExprKind::member)
    type = infer_member(expr);
  else if (expr.kind == ExprKind::prefix)
    type = infer_prefix(expr);
  else if (expr.kind == ExprKind::presence)
    type = infer_presence(expr);
  else if (expr.kind == ExprKind::includes)
    type = infer_includes(expr);
  else {
    bool failed = false;
    Type both;
    both.range = {0, 1};
    for (const syntax::ExprPtr& arg : expr.args) {
      const MaybeType part = condition(*arg);
      if (!part)
        failed = true;
      else
        both.may_be_missing |= part->may_be_missing;
    }
    if (!failed) type = both;
  }
  rounded_ = above;
  return type;
}

// `if present` drops the test for a missing operand, but a computed error stays unknown; a tag never has one.
Type Typer::test_type(const syntax::Expr& test, const Type& operand, bool other_missing) const {
  Type type;
  type.range = {0, 1};
  type.may_be_missing = operand.may_be_missing;
  if (test.if_present && test.args[0]->kind == ExprKind::ref) {
    const Meaning* meaning = checked_.meaning(unit_, test.args[0]->ref.id);
    if (meaning && meaning->form == Meaning::Form::symbol &&
        checked_.symbols[meaning->symbol].kind == SymbolKind::tag)
      type.may_be_missing = false;
  }
  type.may_be_missing |= other_missing;
  return type;
}

void Typer::warn_if_decided(const syntax::Expr& test, const Type& operand) {
  if (!recording() || quiet_truth_) return;
  std::optional<bool> always;
  if (const std::optional<Fact> fact = fact_of(checked_, unit_, test)) {
    if (fact->values.empty())
      always = false;
    else if (fact->values == std::vector<Interval>{fact->range})
      always = true;
  }
  if (!always) return;
  const std::string range = range_words(operand, enums());
  report(Code::W0903, test.span,
         fmt::format("`{}` is {} true", text_of(test), *always ? "always" : "never") +
             (range.empty() ? "" : fmt::format(": `{}` is {}", text_of(*test.args[0]), range)));
}

// Checks that two sides can be compared; `word` is the operator for messages.
MaybeType Typer::compared(const syntax::Expr& test, const syntax::Expr& left, const Type& left_type,
                          const syntax::Expr& right, const Type& right_type, bool ordered,
                          const std::string& word) {
  const ir::Typing typing = ir::type_compare(left_type, right_type, ordered, &enums());
  if (typing) return typing.type;
  const bool alike = ir::type_compare(left_type, right_type, false, &enums()).issue == ir::Issue::none;
  if (ordered && alike) {
    std::string fix = "write `is` or `is not`";
    if (left_type.kind == Kind::enumeration) fix += ", or declare its values `ordered (...)`";
    report(Code::E0401, test.op,
           fmt::format("{}, which has no order: `{}` says nothing", describe(left, left_type), word), fix);
    return std::nullopt;
  }
  if (test.kind == ExprKind::compare) return refuse(test, left_type, right_type, typing, "compared");
  if (typing.issue == ir::Issue::too_wide)
    return too_wide(test.op, &left_type, nullptr, typing, false), std::nullopt;
  same_kind(right_type, {left_type, text_of(left)}, right.span, "`" + text_of(right) + "`", nullptr);
  return std::nullopt;
}

MaybeType Typer::infer_compare(const syntax::Expr& expr) {
  const syntax::Expr& a = *expr.args[0];
  const syntax::Expr& b = *expr.args[1];
  // The side that is a bare word takes the enum of the other.
  std::vector<syntax::Name> words;
  MaybeType left, right;
  if (only_words(a, words)) {
    // A name whose definition was lost says nothing about the word beside it.
    const bool lost = std::any_of(words.begin(), words.end(),
                                  [&](const syntax::Name& word) { return is_hidden(word.text); });
    right = lost ? infer_unless_word(b) : infer(b);
    if (right) left = infer(a, right->kind == Kind::enumeration ? right->enum_id : kNoEnum);
  } else {
    left = infer(a);
    right = left ? infer(b, left->kind == Kind::enumeration ? left->enum_id : kNoEnum) : infer_unless_word(b);
  }
  if (!left || !right) return std::nullopt;
  const bool ordered = expr.compare != Compare::is && expr.compare != Compare::is_not;
  if (!compared(expr, a, *left, b, *right, ordered, compare_words(expr.compare))) return std::nullopt;
  warn_if_decided(expr, *left);
  return test_type(expr, *left, right->may_be_missing);
}

// The other side has failed: look for mistakes of its own, but not for the enum of a word that it would have
// told.
MaybeType Typer::infer_unless_word(const syntax::Expr& expr) {
  std::vector<syntax::Name> words;
  return only_words(expr, words) ? std::nullopt : infer(expr);
}

MaybeType Typer::infer_within(const syntax::Expr& expr) {
  const MaybeType operand = infer(*expr.args[0]);
  const std::uint32_t hint = operand && operand->kind == Kind::enumeration ? operand->enum_id : kNoEnum;
  const MaybeType from = operand ? infer(*expr.args[1], hint) : infer_unless_word(*expr.args[1]);
  const MaybeType to = operand ? infer(*expr.args[2], hint) : infer_unless_word(*expr.args[2]);
  if (!operand || !from || !to) return std::nullopt;
  if (!compared(expr, *expr.args[0], *operand, *expr.args[1], *from, true, "from") ||
      !compared(expr, *expr.args[0], *operand, *expr.args[2], *to, true, "to"))
    return std::nullopt;
  warn_if_decided(expr, *operand);
  return test_type(expr, *operand, from->may_be_missing || to->may_be_missing);
}

MaybeType Typer::infer_member(const syntax::Expr& expr) {
  const MaybeType operand = infer(*expr.args[0]);
  if (!operand) return std::nullopt;
  bool failed = false;
  for (const syntax::Value& value : expr.values)
    if (!value_like(value, *operand, text_of(*expr.args[0]))) failed = true;
  if (failed) return std::nullopt;
  warn_if_decided(expr, *operand);
  return test_type(expr, *operand, false);
}

MaybeType Typer::infer_prefix(const syntax::Expr& expr) {
  const MaybeType operand = infer(*expr.args[0]);
  if (!operand) return std::nullopt;
  if (operand->kind != Kind::text) {
    report(Code::E0401, expr.op, describe(*expr.args[0], *operand) + "; only a text starts with something");
    return std::nullopt;
  }
  return test_type(expr, *operand, false);
}

// The type of a name that means a list; empty, without a word, if it means something else.
MaybeType Typer::list_named(const syntax::Expr& expr) {
  const Meaning* meaning = expr.kind == ExprKind::ref ? checked_.meaning(unit_, expr.ref.id) : nullptr;
  if (!meaning || meaning->form != Meaning::Form::symbol) return std::nullopt;
  const MaybeType type = symbol_type(meaning->symbol);
  return type && type->up_to ? type : std::nullopt;
}

MaybeType Typer::infer_includes(const syntax::Expr& expr) {
  // Naming has given a question to a needed policy a meaning of its own.
  if (const Meaning* meaning = checked_.meaning(unit_, expr.id)) return symbol_type(meaning->symbol);
  const syntax::Expr &list = *expr.args[0], &wanted = *expr.args[1];
  const MaybeType type = list_named(list);
  if (!type) {
    const MaybeType other = infer(list);
    infer_unless_word(wanted);
    if (other)
      report(Code::E0401, expr.op, describe(list, *other) + "; only a list includes something",
             "Write `is`, or `one of (...)`");
    return std::nullopt;
  }
  Type element = *type;
  element.count = 0;
  element.up_to = false;
  const MaybeType value = infer(wanted, element.kind == Kind::enumeration ? element.enum_id : kNoEnum);
  if (!value || !compared(expr, list, element, wanted, *value, false, "includes")) return std::nullopt;
  return test_type(expr, element, value->may_be_missing);
}

MaybeType Typer::infer_presence(const syntax::Expr& expr) {
  MaybeType operand = list_named(*expr.args[0]);
  if (!operand) operand = series_named(*expr.args[0]);
  if (!operand) operand = infer(*expr.args[0]);
  if (!operand) return std::nullopt;
  if (!operand->may_be_missing && recording() && !quiet_truth_) {
    const bool yes = (expr.presence == syntax::Presence::present) != expr.negated;
    report(Code::W0903, expr.span,
           fmt::format("`{}` is {} true: `{}` is never missing", text_of(expr), yes ? "always" : "never",
                       text_of(*expr.args[0])));
  }
  Type type;
  type.range = {0, 1};
  return type;
}

}  // namespace pol::sema
