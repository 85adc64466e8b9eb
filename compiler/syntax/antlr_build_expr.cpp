#include <fmt/format.h>

#include "compiler/syntax/antlr_build.h"

namespace pol::syntax {
namespace {

constexpr std::size_t kLongestFix = 160;

}  // namespace

ExprPtr Builder::make(ExprKind kind, const RuleContext& context, Span op) {
  auto result = std::make_unique<Expr>();
  result->kind = kind;
  result->id = new_id();
  result->span = span(context);
  result->op = op;
  return result;
}

// The terminals that stand directly in a context, from the first to the last: `is not`, `is not one of`.
Span Builder::operator_span(const RuleContext& context) const {
  Span result{state_.file, 0, 0};
  bool found = false;
  for (antlr4::tree::ParseTree* child : context.children) {
    const auto* node = dynamic_cast<Terminal*>(child);
    if (node == nullptr) {
      if (found) break;
      continue;
    }
    const Span part = span(const_cast<Terminal*>(node)->getSymbol());
    if (state_.sources.slice(part) == "(") break;
    if (!found) result.begin = part.begin;
    result.end = part.end;
    found = true;
  }
  return result;
}

ExprPtr Builder::binary(ExprKind kind, const RuleContext& context, Span op, ExprPtr left, ExprPtr right) {
  ExprPtr result = make(kind, context, op);
  result->args.push_back(std::move(left));
  result->args.push_back(std::move(right));
  return result;
}

ExprPtr Builder::condition(P::CondContext& context) {
  if (auto* negated = dynamic_cast<P::NotContext*>(&context)) {
    ExprPtr result = make(ExprKind::logical_not, context, span(context.start));
    result->args.push_back(condition(*negated->cond()));
    return result;
  }
  if (auto* both = dynamic_cast<P::AndContext*>(&context)) {
    refuse_mixture(context);
    return binary(ExprKind::logical_and, context, operator_span(context), condition(*both->cond(0)),
                  condition(*both->cond(1)));
  }
  if (auto* either = dynamic_cast<P::OrContext*>(&context)) {
    refuse_mixture(context);
    return binary(ExprKind::logical_or, context, operator_span(context), condition(*either->cond(0)),
                  condition(*either->cond(1)));
  }
  auto& atom = dynamic_cast<P::AtomContext&>(context);
  ExprPtr operand = expr(*atom.expr());
  return atom.test() == nullptr ? std::move(operand) : test(*atom.test(), std::move(operand), context);
}

// E0209, once for a chain of `and` and `or` without brackets, at the first operator that differs from the one
// before.
void Builder::refuse_mixture(P::CondContext& context) {
  const auto chain = [](antlr4::tree::ParseTree* tree) {
    return dynamic_cast<P::AndContext*>(tree) != nullptr || dynamic_cast<P::OrContext*>(tree) != nullptr;
  };
  if (chain(context.parent)) return;
  std::vector<const antlr4::Token*> operators;
  std::string bracketed;
  const auto walk = [&](auto& self, P::CondContext& part, bool inside_or) -> void {
    if (!chain(&part)) {
      bracketed += state_.sources.slice(span(part));
      return;
    }
    const bool both = dynamic_cast<P::AndContext*>(&part) != nullptr;
    if (both && inside_or) bracketed += "(";
    self(self, dynamic_cast<P::CondContext&>(*part.children[0]), !both);
    operators.push_back(dynamic_cast<Terminal&>(*part.children[1]).getSymbol());
    bracketed += both ? " and " : " or ";
    self(self, dynamic_cast<P::CondContext&>(*part.children[2]), !both);
    if (both && inside_or) bracketed += ")";
  };
  walk(walk, context, false);
  for (const antlr4::Token* op : operators) {
    if (lexeme_of(op).text == lexeme_of(operators.front()).text) continue;
    state_.diagnostics.add(Code::E0209, span(op), "`and` and `or` are mixed",
                           bracketed.size() > kLongestFix
                               ? "Bracket the part you mean first"
                               : fmt::format("Bracket the part you mean first: `{}`", bracketed));
    return;
  }
}

ExprPtr Builder::test(P::TestContext& context, ExprPtr operand, const RuleContext& whole) {
  const auto start = [&](ExprKind kind) {
    ExprPtr result = make(kind, whole, operator_span(context));
    result->if_present = text(context) == "if";
    if (result->if_present) {  // the operator is what stands behind `if present`
      Span op = result->op;
      for (antlr4::tree::ParseTree* child : context.children) {
        const auto* node = dynamic_cast<RuleContext*>(child);
        const Span part = node != nullptr ? span(*node) : span(dynamic_cast<Terminal&>(*child).getSymbol());
        const std::string_view written = state_.sources.slice(part);
        if (written == "if" || written == "present") continue;
        op = {part.file, part.begin, std::max(op.end, part.end)};
        break;
      }
      result->op = op;
    }
    result->args.push_back(std::move(operand));
    return result;
  };
  if (auto* compare = dynamic_cast<P::CompareContext*>(&context)) {
    ExprPtr result = start(ExprKind::compare);
    if (compare->order() != nullptr) {
      result->compare = order(*compare->order());
      result->op = span(*compare->order());
    } else {
      result->compare = has(context, "not") || has(context, "!=") ? Compare::is_not : Compare::is;
    }
    result->args.push_back(expr(*compare->expr()));
    return result;
  }
  if (auto* within = dynamic_cast<P::WithinContext*>(&context)) {
    ExprPtr result = start(ExprKind::within);
    result->op = span(word(context, "from")->getSymbol());
    for (P::ExprContext* bound : within->expr()) result->args.push_back(expr(*bound));
    return result;
  }
  if (auto* member = dynamic_cast<P::MemberContext*>(&context)) {
    ExprPtr result = start(ExprKind::member);
    result->negated = has(context, "not");
    for (P::ValueContext* one : member->value()) result->values.push_back(value(*one));
    return result;
  }
  if (auto* prefix = dynamic_cast<P::PrefixContext*>(&context)) {
    ExprPtr result = start(ExprKind::prefix);
    result->op = span(prefix->STARTS_WITH()->getSymbol());
    result->literal = string(*prefix->STRING());
    return result;
  }
  if (auto* includes = dynamic_cast<P::IncludesContext*>(&context)) {
    ExprPtr result = start(ExprKind::includes);
    result->args.push_back(expr(*includes->expr()));
    return result;
  }
  auto& presence = dynamic_cast<P::PresenceContext&>(context);
  ExprPtr result = start(ExprKind::presence);
  result->negated = has(context, "not");
  result->presence = has(context, "present") ? Presence::present
                     : has(context, "stale") ? Presence::stale
                                             : Presence::missing;
  if (presence.causes() != nullptr) {
    result->presence = Presence::missing_because;
    result->causes = causes(*presence.causes());
  }
  return result;
}

ExprPtr Builder::simple(P::SimpleContext& context) {
  const Span all = span(context);
  if (context.literal() != nullptr) {
    ExprPtr result = make(ExprKind::literal, context, all);
    result->literal = literal(*context.literal());
    return result;
  }
  if (context.ref() != nullptr) {
    ExprPtr result = make(ExprKind::ref, context, all);
    result->ref = reference(*context.ref());
    return result;
  }
  if (context.CODE() != nullptr) {
    ExprPtr result = make(ExprKind::code, context, all);
    result->name = code(*context.CODE());
    return result;
  }
  return make(has(context, "each") ? ExprKind::each : ExprKind::undecided_word, context, all);
}

Series Builder::series(P::SeriesContext& context) {
  Series result;
  result.span = span(context);
  if (context.ref() != nullptr) result.ref = reference(*context.ref());
  if (context.INT() != nullptr) result.last = integer(*context.INT());
  for (P::ExprContext* one : context.expr()) result.list.push_back(expr(*one));
  return result;
}

ExprPtr Builder::expr(P::ExprContext& context) {
  if (auto* one = dynamic_cast<P::SimpleContext*>(&context)) return simple(*one);
  if (auto* brackets = dynamic_cast<P::BracketsContext*>(&context)) {
    ExprPtr result = condition(*brackets->cond());
    ++result->brackets;
    return result;
  }
  if (auto* product = dynamic_cast<P::ProductContext*>(&context))
    return binary(has(context, "*") ? ExprKind::multiply : ExprKind::divide, context, operator_span(context),
                  expr(*product->expr(0)), expr(*product->expr(1)));
  if (auto* sum = dynamic_cast<P::SumContext*>(&context))
    return binary(has(context, "+") ? ExprKind::add : ExprKind::subtract, context, operator_span(context),
                  expr(*sum->expr(0)), expr(*sum->expr(1)));
  if (auto* negate = dynamic_cast<P::NegateContext*>(&context)) {
    ExprPtr result = make(ExprKind::negate, context, span(context.start));
    result->args.push_back(expr(*negate->expr()));
    return result;
  }
  if (auto* share = dynamic_cast<P::ShareContext*>(&context)) {
    ExprPtr result = make(ExprKind::share, context, span(word(context, "of")->getSymbol()));
    result->literal = literal(share->PERCENT()->getSymbol());
    result->args.push_back(expr(*share->expr()));
    return result;
  }
  if (auto* round = dynamic_cast<P::RoundContext*>(&context)) {
    ExprPtr result = make(ExprKind::round, context, span(word(context, "rounded")->getSymbol()));
    result->args.push_back(expr(*round->expr()));
    result->rounding.mode = rounding_mode(*round->rounding());
    result->rounding.grain = grain(*round->rounding()->grain(), result->grain_literal);
    result->grain_span = span(*round->rounding()->grain());
    return result;
  }
  if (auto* fold = dynamic_cast<P::FoldContext*>(&context)) {
    ExprPtr result = make(ExprKind::fold, context, span(context.start));
    switch (text(context)[0]) {  // sum average lowest highest trend
      case 's':
        result->fold = Fold::sum;
        break;
      case 'a':
        result->fold = Fold::average;
        break;
      case 'l':
        result->fold = Fold::lowest;
        break;
      case 'h':
        result->fold = Fold::highest;
        break;
      default:
        result->fold = Fold::trend;
        break;
    }
    result->series = series(*fold->series());
    return result;
  }
  if (auto* count = dynamic_cast<P::CountContext*>(&context)) {
    ExprPtr result = make(ExprKind::count_where, context, span(context.start));
    result->series = series(*count->series());
    result->args.push_back(condition(*count->cond()));
    return result;
  }
  if (auto* first = dynamic_cast<P::FirstPresentContext*>(&context)) {
    ExprPtr result = make(ExprKind::first_present, context, span(context.start));
    for (P::OptionContext* option : first->option()) {
      result->args.push_back(expr(*option->expr()));
      result->conditions.push_back(maybe_condition(option->cond()));
    }
    return result;
  }
  if (auto* taken = dynamic_cast<P::TakenContext*>(&context)) {
    ExprPtr result = make(ExprKind::taken_by, context, span(context.start));
    result->name = code(*taken->CODE());
    return result;
  }
  if (auto* any = dynamic_cast<P::AnyKnockoutContext*>(&context)) {
    ExprPtr result = make(ExprKind::any_knockout, context, span(context.start));
    result->name = name(*any->name());
    return result;
  }
  auto& call = dynamic_cast<P::CallContext&>(context);
  ExprPtr result = make(ExprKind::call, context, span(*call.name()));
  result->name = name(*call.name());
  for (P::CondContext* argument : call.cond()) result->args.push_back(condition(*argument));
  return result;
}

ExprPtr build_condition(BuildState& state, polg::PolParser::CondContext& context) {
  return Builder(state).condition(context);
}

}  // namespace pol::syntax
