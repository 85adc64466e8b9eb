#include <fmt/format.h>

#include "compiler/syntax/antlr_build.h"

namespace pol::syntax {

Let Builder::let(P::LetContext& context) {
  return {new_id(), span(context), name(*context.name()), maybe_type(context.type()),
          condition(*context.cond())};
}

Arm Builder::arm(P::ArmContext& context) {
  return {new_id(), span(context), leaf(*context.leaf()), maybe_because(context.because()),
          maybe_condition(context.cond())};
}

Choose Builder::choose(P::ChooseContext& context) {
  Choose result{new_id(), span(context), has(context, "decide"), name(*context.name()), {}};
  for (P::ArmContext* one : context.arm()) result.arms.push_back(arm(*one));
  return result;
}

std::unique_ptr<Branch> Builder::branch(P::BranchContext& context) {
  auto result = std::make_unique<Branch>();
  result->id = new_id();
  result->span = span(context);
  if (auto* fork = dynamic_cast<P::ForkContext*>(&context)) {
    result->condition = condition(*fork->cond());
    result->yes = branch(*fork->branch(0));
    result->no = branch(*fork->branch(1));
  } else if (auto* twig = dynamic_cast<P::TwigContext*>(&context)) {
    result->leaf = expr(*twig->expr());
    result->because = maybe_because(twig->because());
  }
  return result;
}

Tree Builder::tree(P::TreeItemContext& context) {
  return {new_id(), span(context), name(*context.name()), branch(*context.branch())};
}

Pattern Builder::pattern(P::PatternContext& context) {
  Pattern result;
  result.span = span(context);
  if (auto* exactly = dynamic_cast<P::ExactlyContext*>(&context)) {
    result.value = value(*exactly->value());
  } else if (auto* between = dynamic_cast<P::BetweenContext*>(&context)) {
    result.form = Pattern::Form::between;
    result.value = value(*between->value(0));
    result.upper = value(*between->value(1));
    result.below_upper = has(context, "below");
  } else if (auto* bounded = dynamic_cast<P::BoundedContext*>(&context)) {
    result.form = Pattern::Form::bounded;
    result.bound = order(*bounded->order());
    result.value = value(*bounded->value());
  } else if (auto* none = dynamic_cast<P::NoneOfContext*>(&context)) {
    result.form = Pattern::Form::none_of;
    for (P::ValueContext* one : none->value()) result.none_of.push_back(value(*one));
  }
  return result;
}

Cell Builder::cell(P::CellContext& context) {
  Cell result{span(context), has(context, "any"), {}};
  for (P::PatternContext* one : context.pattern()) result.patterns.push_back(pattern(*one));
  return result;
}

Row Builder::row(P::RowContext& context) {
  Row result;
  result.id = new_id();
  result.span = span(context);
  result.otherwise = has(context, "otherwise");
  for (P::CellContext* one : context.cell()) result.cells.push_back(cell(*one));
  for (P::ExprContext* one : context.expr()) result.outputs.push_back(expr(*one));
  result.because = maybe_because(context.because());
  return result;
}

Table Builder::table(P::TableContext& context) {
  Table result;
  result.id = new_id();
  result.span = span(context);
  const std::vector<P::NameContext*> words = context.name();
  result.name = name(*words[0]);
  if (Terminal* hit = word(context, "hit")) {
    result.hit_span = span(hit->getSymbol());
    if (Terminal* any = word(context, "any")) {
      result.hit.emplace_back("any");
      result.hit_span = span(any->getSymbol());
    }
    for (std::size_t i = 1; i < words.size(); ++i) {
      result.hit.emplace_back(text(*words[i]));
      const Span part = span(*words[i]);
      result.hit_span = {part.file, i == 1 ? part.begin : result.hit_span.begin, part.end};
    }
  }
  for (P::RefContext* one : context.columns()->ref()) result.inputs.push_back(reference(*one));
  for (P::ColumnContext* one : context.columns()->column())
    result.outputs.push_back({new_id(), name(*one->name()), maybe_type(one->type())});
  if (result.inputs.size() + result.outputs.size() > state_.options.max_columns)
    state_.diagnostics.add(
        Code::E0110, span(*context.columns()),
        fmt::format("a table may have {} columns, this one has {}", state_.options.max_columns,
                    result.inputs.size() + result.outputs.size()),
        "Split the table");
  for (P::RowContext* one : context.row()) result.rows.push_back(row(*one));
  if (context.STRING() != nullptr) result.rows_from = string(*context.STRING());
  return result;
}

Factor Builder::factor(P::FactorContext& context) {
  Factor result{new_id(), span(context), reference(*context.ref()), maybe_because(context.because()), {}};
  for (P::BandContext* one : context.band()) {
    const std::int64_t points = integer(*one->INT());
    result.bands.push_back({new_id(), span(*one), cell(*one->cell()), has(*one, "-") ? -points : points,
                            maybe_because(one->because())});
  }
  return result;
}

Scorecard Builder::scorecard(P::ScorecardContext& context) {
  Scorecard result;
  result.id = new_id();
  result.span = span(context);
  result.name = name(*context.name());
  if (P::OddsContext* odds = context.odds())
    result.odds = Scorecard::Odds{integer(*odds->INT(0)), integer(*odds->INT(1)), integer(*odds->INT(2)),
                                  integer(*odds->INT(3)), span(*odds)};
  result.start = integer(*context.INT(0));
  if (context.INT().size() > 1) result.reasons = integer(*context.INT(1));
  for (P::FactorContext* one : context.factor()) result.factors.push_back(factor(*one));
  return result;
}

Define Builder::define(P::DefineContext& context) {
  Define result;
  result.id = new_id();
  result.span = span(context);
  result.name = name(*context.name());
  for (P::ParamContext* one : context.param())
    result.params.push_back({new_id(), name(*one->name()), type(*one->type())});
  for (antlr4::tree::ParseTree* child : context.children) {  // in file order, across kinds
    if (auto* a_let = dynamic_cast<P::LetContext*>(child)) result.locals.emplace_back(let(*a_let));
    if (auto* a_choose = dynamic_cast<P::ChooseContext*>(child))
      result.locals.emplace_back(choose(*a_choose));
    if (auto* a_tree = dynamic_cast<P::TreeItemContext*>(child)) result.locals.emplace_back(tree(*a_tree));
    if (auto* a_table = dynamic_cast<P::TableContext*>(child)) result.locals.emplace_back(table(*a_table));
  }
  result.give = condition(*context.cond());
  return result;
}

Knockouts Builder::knockouts(P::KnockoutsContext& context) {
  Knockouts result{new_id(), span(context), {}};
  for (P::KnockoutContext* one : context.knockout())
    result.items.push_back({new_id(), span(*one), code(*one->CODE()), name(*one->name()),
                            because(*one->because()), condition(*one->cond())});
  if (result.items.size() > state_.options.max_knockouts)
    state_.diagnostics.add(Code::E0110, result.items[state_.options.max_knockouts].span,
                           fmt::format("a policy may have {} knockouts", state_.options.max_knockouts));
  return result;
}

Step Builder::step(P::StepContext& context) {
  Step result;
  result.id = new_id();
  result.span = span(context);
  result.code = code(*context.CODE());
  P::VerbContext& verb = *context.verb();
  const bool by = has(verb, "by");
  if (has(verb, "raise")) result.verb = by ? Verb::raise_by : Verb::raise_to;
  if (has(verb, "lower")) result.verb = by ? Verb::lower_by : Verb::lower_to;
  if (has(verb, "cap")) result.verb = Verb::cap;
  if (has(verb, "floor")) result.verb = Verb::floor;
  if (has(verb, "becomes")) result.verb = Verb::becomes;
  result.amount = expr(*context.expr());
  result.if_present = has(context, "present");
  result.because = maybe_because(context.because());
  std::size_t dates = 0;
  if (has(context, "from")) result.from = day(*context.DATE(dates++));
  if (has(context, "until")) result.until = day(*context.DATE(dates));
  result.when = maybe_condition(context.cond());
  if (context.STRING() != nullptr) result.source = string(*context.STRING());
  return result;
}

Guard Builder::guard(P::GuardContext& context) {
  Guard result;
  result.id = new_id();
  result.span = span(context);
  result.legal = has(context, "legal");
  result.target = name(*context.name());
  if (P::RoundingContext* rounding = context.rounding()) {
    result.rounding = Rounding{rounding_mode(*rounding), grain(*rounding->grain(), result.grain_literal)};
    result.rounding_span = span(*rounding);
  }
  if (context.expr() != nullptr) result.start = expr(*context.expr());
  for (P::StepContext* one : context.step()) result.steps.push_back(step(*one));
  return result;
}

Box Builder::box(P::BoxContext& context) const {
  return {code(*context.CODE()),
          string(*context.STRING(0)),
          string(*context.STRING(1)),
          day(*context.DATE(0)),
          day(*context.DATE(1)),
          span(context.DATE(0)->getSymbol()),
          span(context.DATE(1)->getSymbol())};
}

Event Builder::event(P::EventContext& context) {
  Event result{new_id(), span(context), has(context, "exception"), box(*context.box()), {}, nullptr};
  for (Terminal* one : context.CODE()) result.waives.push_back(code(*one));
  result.when = condition(*context.cond());
  return result;
}

Experiment Builder::experiment(P::ExperimentContext& context) {
  Experiment result;
  result.id = new_id();
  result.span = span(context);
  result.box = box(*context.box());
  result.split = reference(*context.ref());
  result.salt = string(*context.STRING());
  for (P::VariantContext* one : context.variant()) {
    Experiment::Variant variant{
        new_id(), span(*one), name(*one->name()), literal(one->PERCENT()->getSymbol()), {}};
    if (one->bindings() != nullptr) variant.sets = bindings(*one->bindings());
    result.variants.push_back(std::move(variant));
  }
  result.when = condition(*context.cond());
  return result;
}

Cost Builder::cost(P::CostContext& context) {
  Cost result{new_id(), span(context), name(*context.name()), {}};
  for (std::size_t i = 0; i < context.STRING().size(); ++i)
    result.lines.push_back({string(*context.STRING(i)), expr(*context.expr(i))});
  return result;
}

UndecidedClause Builder::undecided(P::UndecidedContext& context) {
  return {new_id(), span(context), bindings(*context.bindings()), because(*context.because())};
}

Example Builder::example(P::ExampleContext& context) {
  Example result{new_id(), span(context), string(*context.STRING()), std::nullopt, {}, {}};
  if (context.DATE() != nullptr) result.on = day(*context.DATE());
  result.given = bindings(*context.bindings(0));
  result.expect = bindings(*context.bindings(1));
  return result;
}

Prove Builder::prove(P::ProveContext& context) {
  Prove result;
  result.id = new_id();
  result.span = span(context);
  if (auto* monotone = dynamic_cast<P::MonotoneContext*>(&context)) {
    result.form = Prove::Form::monotone;
    result.subject = reference(*monotone->ref(0));
    result.moved = reference(*monotone->ref(1));
    bool after_as = false;  // `never falls as Y rises`
    for (antlr4::tree::ParseTree* child : context.children) {
      const auto* node = dynamic_cast<Terminal*>(child);
      if (node == nullptr) continue;
      const std::string_view written = lexeme_of(const_cast<Terminal*>(node)->getSymbol()).text;
      if (written == "as") after_as = true;
      if (written == "falls" && !after_as) result.never_falls = true;
      if (written == "rises" && after_as) result.as_rises = true;
    }
    result.when = maybe_condition(monotone->cond());
  } else if (auto* independent = dynamic_cast<P::IndependentContext*>(&context)) {
    result.form = Prove::Form::independent;
    result.subject = reference(*independent->ref());
    for (P::ReasonContext* one : independent->reason()) reason(*one, result.not_read, result.not_read_code);
  } else if (auto* always = dynamic_cast<P::AlwaysContext*>(&context)) {
    result.condition = condition(*always->cond(0));
    result.when = maybe_condition(always->cond().size() > 1 ? always->cond(1) : nullptr);
  }
  return result;
}

Item Builder::item(P::ItemContext& context) {
  if (context.let() != nullptr) return let(*context.let());
  if (context.choose() != nullptr) return choose(*context.choose());
  if (context.treeItem() != nullptr) return tree(*context.treeItem());
  if (context.table() != nullptr) return table(*context.table());
  if (context.scorecard() != nullptr) return scorecard(*context.scorecard());
  if (context.define() != nullptr) return define(*context.define());
  if (context.knockouts() != nullptr) return knockouts(*context.knockouts());
  if (context.guard() != nullptr) return guard(*context.guard());
  if (context.event() != nullptr) return event(*context.event());
  if (context.experiment() != nullptr) return experiment(*context.experiment());
  if (context.cost() != nullptr) return cost(*context.cost());
  if (context.undecided() != nullptr) return undecided(*context.undecided());
  if (context.example() != nullptr) return example(*context.example());
  return prove(*context.prove());
}

Cell build_cell(BuildState& state, polg::PolParser::CellContext& context) {
  return Builder(state).cell(context);
}

Item build_item(BuildState& state, polg::PolParser::ItemContext& context) {
  return Builder(state).item(context);
}

}  // namespace pol::syntax
