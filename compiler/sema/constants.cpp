// E0826: masks and the undecided clause follow the legal block, so their constants must keep to it.
#include <algorithm>

#include "compiler/sema/governance.h"
#include "compiler/sema/truth.h"
#include "compiler/sema/types.h"
#include "runtime/ir/rules.h"

namespace pol::sema {

using namespace syntax;

namespace {

// The days on which both the policy and the step count; empty if there are none.
std::optional<Day> first_day(const Header& header, const Step& step) {
  Day from = kMinDay, until = kMaxDay;
  if (!header.effective.empty()) from = header.effective[0].day;
  if (!header.review.empty()) until = header.review[0].day;
  if (step.from) from = std::max(from, *step.from);
  if (step.until) until = std::min(until, *step.until);
  if (from > until) return std::nullopt;
  return from;
}

struct Given {
  const OutputInfo& output;
  Constant constant;
  Span span;
  std::string how;               // "the undecided clause gives"
  const Expr* unless = nullptr;  // of a mask: it counts only where this is no
  const UndecidedClause* clause = nullptr;
};

// What the clause gives, in the units of `type`; empty if `symbol` is no output.
std::optional<i128> given_by(const Governed& g, const UndecidedClause& clause, SymbolId symbol,
                             const Type& type) {
  for (const auto& output : g.checked.outputs) {
    if (output.definition != symbol || output.type.up_to) continue;
    for (const auto& binding : clause.bindings) {
      if (binding.ref.name.text != output.gives->name.text || binding.values.size() != 1) continue;
      const auto constant = constant_of(g.checked, 0, binding.values[0]);
      if (constant && constant->type.kind != Kind::text)
        return rescale(constant->number, constant->type.scale, type.scale);
    }
  }
  return std::nullopt;
}

// The step acts only where an output is what the clause does not give.
bool contradicts(const Governed& g, const Expr& when, const UndecidedClause& clause) {
  const Truth truth = truth_of(g.checked, 0, when);
  for (const Fact* fact : facts_of(truth)) {
    const Expr* shown = fact->shown;
    const Meaning* meaning =
        shown && shown->kind == ExprKind::ref ? g.checked.meaning(0, shown->ref.id) : nullptr;
    const auto type = shown ? g.checked.types.find({0, shown->id}) : g.checked.types.end();
    if (!meaning || meaning->form != Meaning::Form::symbol || type == g.checked.types.end()) continue;
    const auto value = given_by(g, clause, meaning->symbol, type->second);
    if (value && std::none_of(fact->values.begin(), fact->values.end(),
                              [&](const Interval& values) { return values.contains(*value); }))
      return true;
  }
  return false;
}

void check_against(const Governed& g, const Given& given, const Guard& legal, const Step& step) {
  const auto day = first_day(g.file().header, step);
  const auto typed = step.amount ? g.checked.types.find({0, step.amount->id}) : g.checked.types.end();
  if (!day || typed == g.checked.types.end()) return;
  // A step that acts only where the output is shown has no say over the mask.
  if (step.when && given.unless &&
      implies(truth_of(g.checked, 0, *step.when), truth_of(g.checked, 0, *given.unless)))
    return;
  if (step.when && given.clause && contradicts(g, *step.when, *given.clause)) return;
  Type amount = typed->second;
  if (amount.kind != given.constant.type.kind || amount.kind == Kind::text) return;
  if (legal.rounding && amount.numeric()) {
    const ir::Typing rounded = ir::type_round(amount, *legal.rounding);
    if (!rounded) return;
    amount = rounded.type;
  }
  const int scale = std::max(amount.scale, given.constant.type.scale);
  const auto lo = rescale(amount.range.lo, amount.scale, scale);
  const auto hi = rescale(amount.range.hi, amount.scale, scale);
  const auto value = rescale(given.constant.number, given.constant.type.scale, scale);
  if (!lo || !hi || !value) return;

  bool broken = false;
  i128 bound = amount.range.lo;
  std::string allows;
  switch (step.verb) {
    case Verb::cap:
      broken = *value > *lo;
      allows = "at most ";
      break;
    case Verb::floor:
      broken = *value < *hi;
      bound = amount.range.hi;
      allows = "at least ";
      break;
    case Verb::becomes:
      broken = *value != *lo || *value != *hi;
      if (*value == *lo) bound = amount.range.hi;
      break;
    case Verb::raise_to:
    case Verb::lower_to:
    case Verb::raise_by:
    case Verb::lower_by:
      return;
  }
  if (!broken) return;
  const EnumPool& enums = g.checked.enums;
  const std::string limit = format_grouped(bound, amount, enums);
  const bool fixed = amount.range.lo == amount.range.hi;
  std::string witness = format_date(*day);
  if (!fixed) witness += ", " + std::string(g.sources.slice(step.amount->span)) + " = " + limit;
  if (step.when) witness += ", " + std::string(g.sources.slice(step.when->span));
  g.diagnostics.add(Code::E0826, given.span,
                    given.how + " `" + given.output.gives->name.text + "` " +
                        format_grouped(given.constant.number, given.constant.type, enums) +
                        ", but the legal step " + step.code.text + (fixed ? " allows " : " may allow only ") +
                        allows + limit,
                    "give a value that every legal step allows", witness);
}

void check_given(const Governed& g, const Given& given) {
  const SymbolId id = given.output.definition;
  if (id == kNoSymbol || !g.checked.symbols[id].legal) return;
  const Guard& legal = *g.checked.symbols[id].legal;
  for (const auto& step : legal.steps) check_against(g, given, legal, step);
}

}  // namespace

void check_constants(const Governed& g) {
  for (const auto& output : g.checked.outputs) {
    if (output.gives->mask)
      if (const auto constant = constant_of(g.checked, 0, *output.gives->mask))
        check_given(g, {output, *constant, output.gives->mask->span, "the mask gives",
                        output.gives->unless.get(), nullptr});
    for (const auto& item : g.file().items) {
      const auto* clause = std::get_if<UndecidedClause>(&item);
      if (!clause) continue;
      for (const auto& binding : clause->bindings) {
        if (binding.ref.name.text != output.gives->name.text || binding.values.empty()) continue;
        if (const auto constant = constant_of(g.checked, 0, binding.values[0]))
          check_given(g,
                      {output, *constant, binding.ref.span, "the undecided clause gives", nullptr, clause});
      }
    }
  }
}

}  // namespace pol::sema
