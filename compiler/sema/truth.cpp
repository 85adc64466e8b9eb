#include "compiler/sema/truth.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/sema/types.h"

namespace pol::sema {

using syntax::ExprKind;

std::vector<Interval> unite(std::vector<Interval> all) {
  std::sort(all.begin(), all.end(), [](const Interval& a, const Interval& b) { return a.lo < b.lo; });
  std::vector<Interval> joined;
  for (const Interval& next : all) {
    if (next.lo > next.hi) continue;
    if (!joined.empty() && next.lo <= joined.back().hi + 1)
      joined.back().hi = std::max(joined.back().hi, next.hi);
    else
      joined.push_back(next);
  }
  return joined;
}

std::vector<Interval> intersect(const std::vector<Interval>& a, const std::vector<Interval>& b) {
  std::vector<Interval> both;
  std::size_t i = 0, j = 0;
  while (i < a.size() && j < b.size()) {
    const Interval common{std::max(a[i].lo, b[j].lo), std::min(a[i].hi, b[j].hi)};
    if (common.lo <= common.hi) both.push_back(common);
    a[i].hi < b[j].hi ? ++i : ++j;
  }
  return both;
}

std::vector<Interval> without(const Interval& range, const std::vector<Interval>& taken) {
  std::vector<Interval> left;
  i128 from = range.lo;
  for (const Interval& hole : unite(taken)) {
    if (hole.lo > range.hi) break;
    if (hole.lo > from) left.push_back({from, hole.lo - 1});
    from = std::max(from, hole.hi + 1);
  }
  if (from <= range.hi) left.push_back({from, range.hi});
  return left;
}

namespace {

// A text that is equal for expressions that mean the same value.
class Keys {
 public:
  Keys(const Checked& checked, std::uint32_t unit) : checked_(checked), unit_(unit) {}

  std::string of(const syntax::Expr& expr) const {
    switch (expr.kind) {
      case ExprKind::ref:
        return meaning(expr.ref.id);
      case ExprKind::code:
      case ExprKind::taken_by:
      case ExprKind::any_knockout:
        return fmt::format("{}:{}", static_cast<int>(expr.kind), meaning(expr.id));
      case ExprKind::literal:
        return literal(expr.literal.constant);
      case ExprKind::negate:
      case ExprKind::multiply:
      case ExprKind::add:
      case ExprKind::subtract:
      case ExprKind::divide:
      case ExprKind::logical_not:
      case ExprKind::logical_and:
      case ExprKind::logical_or:
        return form(expr, {});
      case ExprKind::share:
        return form(expr, literal(expr.literal.constant));
      case ExprKind::round:
        return form(expr, fmt::format("{}/{}/{}", static_cast<int>(expr.rounding.mode),
                                      expr.rounding.grain.unit, expr.rounding.grain.scale));
      case ExprKind::compare:
        return form(expr, fmt::format("{}{}", static_cast<int>(expr.compare), expr.if_present));
      case ExprKind::within:
        return form(expr, fmt::format("{}", expr.if_present));
      case ExprKind::prefix:
        return form(expr, fmt::format("{}{}", expr.if_present, literal(expr.literal.constant)));
      case ExprKind::presence:
        return form(expr, fmt::format("{}{}{}", static_cast<int>(expr.presence), expr.negated,
                                      static_cast<int>(expr.causes)));
      case ExprKind::call:
        return form(expr, expr.name.text + meaning(expr.id));
      case ExprKind::each:
      case ExprKind::undecided_word:
      case ExprKind::fold:
      case ExprKind::count_where:
      case ExprKind::first_present:
      case ExprKind::member:
      case ExprKind::includes:
        break;
    }
    return fmt::format("node {}.{}", unit_, expr.id);
  }

 private:
  std::string meaning(syntax::NodeId id) const {
    const Meaning* found = checked_.meaning(unit_, id);
    if (!found || found->form == Meaning::Form::none) return fmt::format("?{}.{}", unit_, id);
    if (found->form == Meaning::Form::symbol) return fmt::format("s{}", found->symbol);
    return fmt::format("e{}.{}", found->enum_id, found->value);
  }
  static std::string literal(const Constant& c) {
    return fmt::format("l{}.{}.{}.{}.{}.{}", static_cast<int>(c.type.kind), c.type.scale,
                       static_cast<int>(c.type.period), c.type.currency.name(), to_string(c.number), c.text);
  }
  std::string form(const syntax::Expr& expr, const std::string& more) const {
    std::string text = fmt::format("({}{}", static_cast<int>(expr.kind), more);
    for (const syntax::ExprPtr& arg : expr.args) text += " " + of(*arg);
    return text + ")";
  }
  const Checked& checked_;
  std::uint32_t unit_;
};

// What is known of the expressions around a test.
struct Known {
  const Checked& checked;
  std::uint32_t unit;
  const BodyTypes* body;

  std::optional<Type> type(const syntax::Expr& expr) const {
    if (!body) {
      const auto it = checked.types.find({unit, expr.id});
      return it == checked.types.end() ? std::nullopt : std::optional(it->second);
    }
    const auto it = body->find(expr.id);
    if (it == body->end()) return std::nullopt;
    Type type = it->second;
    if (type.kind != Kind::boolean && type.kind != Kind::enumeration) type.range = {INT64_MIN, INT64_MAX};
    return type;
  }

  // In a function only what is written out is sure to be constant.
  std::optional<Constant> constant(const syntax::Expr& expr) const {
    if (!body) return constant_of(checked, unit, expr);
    if (expr.kind == ExprKind::negate && expr.args[0]->kind == ExprKind::literal) {
      Constant constant = expr.args[0]->literal.constant;
      constant.number = -constant.number;
      return constant;
    }
    if (expr.kind == ExprKind::literal) return expr.literal.constant;
    const bool word = expr.kind == ExprKind::ref || expr.kind == ExprKind::code;
    const Meaning* meaning =
        word ? checked.meaning(unit, expr.kind == ExprKind::ref ? expr.ref.id : expr.id) : nullptr;
    if (!meaning || meaning->form != Meaning::Form::enum_value) return std::nullopt;
    Constant constant;
    constant.type.kind = Kind::enumeration;
    constant.type.enum_id = meaning->enum_id;
    constant.number = meaning->value;
    return constant;
  }
  std::optional<Constant> constant(const syntax::Value& value) const {
    const bool word = value.kind == syntax::ValueKind::ref || value.kind == syntax::ValueKind::code;
    const Meaning* meaning = word ? checked.meaning(unit, value.id) : nullptr;
    if (body && meaning && meaning->form == Meaning::Form::symbol) return std::nullopt;
    return constant_of(checked, unit, value);
  }
};

syntax::Compare mirrored(syntax::Compare compare) {
  switch (compare) {
    case syntax::Compare::at_least:
      return syntax::Compare::at_most;
    case syntax::Compare::at_most:
      return syntax::Compare::at_least;
    case syntax::Compare::above:
      return syntax::Compare::below;
    case syntax::Compare::below:
      return syntax::Compare::above;
    case syntax::Compare::is:
      return syntax::Compare::is;
    case syntax::Compare::is_not:
      return syntax::Compare::is_not;
  }
  return compare;
}

std::optional<Fact> about(const Known& known, const syntax::Expr& operand) {
  const std::optional<Type> type = known.type(operand);
  if (!type || type->kind == Kind::text || type->count > 0) return std::nullopt;
  return Fact{Keys(known.checked, known.unit).of(operand), &operand, type->range, {}};
}

std::optional<Fact> compare_fact(const Known& known, const syntax::Expr& test) {
  for (const bool swapped : {false, true}) {
    if (swapped && test.if_present) break;  // the operand is what `if present` asks about
    const syntax::Expr& operand = *test.args[swapped];
    const std::optional<Constant> bound = known.constant(*test.args[!swapped]);
    std::optional<Fact> fact = about(known, operand);
    if (!bound || !fact) continue;
    fact->values = values_that(swapped ? mirrored(test.compare) : test.compare, *bound, *known.type(operand));
    return fact;
  }
  return std::nullopt;
}

std::optional<Fact> test_fact(const Known& known, const syntax::Expr& test) {
  if (test.kind == ExprKind::compare) return compare_fact(known, test);
  if (test.kind != ExprKind::within && test.kind != ExprKind::member) return std::nullopt;
  std::optional<Fact> fact = about(known, *test.args[0]);
  if (!fact) return std::nullopt;
  const Type type = *known.type(*test.args[0]);
  if (test.kind == ExprKind::within) {
    const std::optional<Constant> from = known.constant(*test.args[1]), to = known.constant(*test.args[2]);
    if (!from || !to) return std::nullopt;
    fact->values = intersect(values_that(syntax::Compare::at_least, *from, type),
                             values_that(syntax::Compare::at_most, *to, type));
    return fact;
  }
  for (const syntax::Value& value : test.values) {
    const std::optional<Constant> constant = known.constant(value);
    if (!constant) return std::nullopt;
    for (const Interval& one : values_that(syntax::Compare::is, *constant, type)) fact->values.push_back(one);
  }
  fact->values = unite(std::move(fact->values));
  if (test.negated) fact->values = without(fact->range, fact->values);
  return fact;
}

Truth opaque(const Known& known, const syntax::Expr& expr, bool negate) {
  Truth truth;
  truth.fact = {
      Keys(known.checked, known.unit).of(expr), &expr, {0, 1}, {negate ? Interval{0, 0} : Interval{1, 1}}};
  return truth;
}

// `x is a or x is b` is one fact about x, so that it follows from `x is not c` where x has no other value.
void join_alternatives(Truth& any) {
  std::vector<Truth> parts;
  std::unordered_map<std::string, std::size_t> by_operand;
  for (Truth& part : any.parts) {
    if (part.form == Truth::Form::fact) {
      const auto [at, fresh] = by_operand.try_emplace(part.fact.operand, parts.size());
      if (!fresh) {
        std::vector<Interval>& values = parts[at->second].fact.values;
        values.insert(values.end(), part.fact.values.begin(), part.fact.values.end());
        values = unite(std::move(values));
        continue;
      }
    }
    parts.push_back(std::move(part));
  }
  any.parts = std::move(parts);
  if (any.parts.size() == 1) any = Truth(any.parts.front());
}

Truth build(const Known& known, const syntax::Expr& expr, bool negate) {
  switch (expr.kind) {
    case ExprKind::logical_not:
      return build(known, *expr.args[0], !negate);
    case ExprKind::logical_and:
    case ExprKind::logical_or: {
      Truth truth;
      truth.form = (expr.kind == ExprKind::logical_and) != negate ? Truth::Form::all : Truth::Form::any;
      for (const syntax::ExprPtr& part : expr.args) {
        Truth next = build(known, *part, negate);
        if (next.form == truth.form)
          for (Truth& inner : next.parts) truth.parts.push_back(std::move(inner));
        else
          truth.parts.push_back(std::move(next));
      }
      if (truth.form == Truth::Form::any) join_alternatives(truth);
      return truth;
    }
    case ExprKind::compare:
    case ExprKind::within:
    case ExprKind::member: {
      // `not (x if present ...)` is yes also for a missing x: no fact about its value.
      if (negate && expr.if_present) return opaque(known, expr, negate);
      std::optional<Fact> fact = test_fact(known, expr);
      if (!fact) return opaque(known, expr, negate);
      if (negate) fact->values = without(fact->range, fact->values);
      Truth truth;
      truth.fact = std::move(*fact);
      return truth;
    }
    case ExprKind::presence: {
      const bool plain =
          expr.presence == syntax::Presence::missing || expr.presence == syntax::Presence::present;
      if (!plain) return opaque(known, expr, negate != expr.negated);
      const bool missing = (expr.presence == syntax::Presence::missing) != (negate != expr.negated);
      Truth truth;
      truth.fact = {"presence " + Keys(known.checked, known.unit).of(*expr.args[0]),
                    &expr,
                    {0, 1},
                    {missing ? Interval{1, 1} : Interval{0, 0}}};
      return truth;
    }
    case ExprKind::literal:
    case ExprKind::ref:
    case ExprKind::code:
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
    case ExprKind::taken_by:
    case ExprKind::any_knockout:
    case ExprKind::call:
    case ExprKind::prefix:
    case ExprKind::includes:
      break;
  }
  return opaque(known, expr, negate);
}

bool subset(const std::vector<Interval>& a, const std::vector<Interval>& b) {
  return std::all_of(a.begin(), a.end(), [&](const Interval& x) {
    return std::any_of(b.begin(), b.end(), [&](const Interval& y) { return y.lo <= x.lo && x.hi <= y.hi; });
  });
}

bool implies_fact(const Truth& a, const Fact& wanted) {
  std::optional<std::vector<Interval>> known;
  for (const Fact* fact : facts_of(a)) {
    if (fact->operand == wanted.operand) known = known ? intersect(*known, fact->values) : fact->values;
    // A test of x that is yes has a present x.
    if (wanted.operand == "presence " + fact->operand && subset({{0, 0}}, wanted.values)) return true;
  }
  return known && subset(*known, wanted.values);
}

}  // namespace

std::vector<const Fact*> facts_of(const Truth& truth) {
  std::vector<const Fact*> facts;
  if (truth.form == Truth::Form::fact) facts.push_back(&truth.fact);
  if (truth.form == Truth::Form::all)
    for (const Truth& part : truth.parts)
      if (part.form == Truth::Form::fact) facts.push_back(&part.fact);
  return facts;
}

std::optional<Fact> fact_of(const Checked& checked, std::uint32_t unit, const syntax::Expr& test,
                            const BodyTypes* body) {
  return test_fact({checked, unit, body}, test);
}

Truth truth_of(const Checked& checked, std::uint32_t unit, const syntax::Expr& condition,
               const BodyTypes* body) {
  return build({checked, unit, body}, condition, false);
}

bool implies(const Truth& a, const Truth& b) {
  if (a.form == Truth::Form::any)
    return std::all_of(a.parts.begin(), a.parts.end(), [&](const Truth& part) { return implies(part, b); });
  if (b.form == Truth::Form::all)
    return std::all_of(b.parts.begin(), b.parts.end(), [&](const Truth& part) { return implies(a, part); });
  if (b.form == Truth::Form::any)
    return std::any_of(b.parts.begin(), b.parts.end(), [&](const Truth& part) { return implies(a, part); });
  return implies_fact(a, b.fact);
}

bool disjoint(const Truth& a, const Truth& b) {
  if (a.form == Truth::Form::any)
    return std::all_of(a.parts.begin(), a.parts.end(), [&](const Truth& part) { return disjoint(part, b); });
  if (b.form == Truth::Form::any) return disjoint(b, a);
  // Parts that are an `or` must contradict the other side in every way they can hold.
  for (const auto& [whole, other] : {std::pair(&a, &b), std::pair(&b, &a)})
    if (whole->form == Truth::Form::all)
      for (const Truth& part : whole->parts)
        if (part.form != Truth::Form::fact && disjoint(part, *other)) return true;
  for (const Fact* x : facts_of(a))
    for (const Fact* y : facts_of(b)) {
      if (x->operand == y->operand && intersect(x->values, y->values).empty()) return true;
      // A test that is yes has a present operand.
      if (y->operand == "presence " + x->operand && intersect({{0, 0}}, y->values).empty()) return true;
      if (x->operand == "presence " + y->operand && intersect({{0, 0}}, x->values).empty()) return true;
    }
  return false;
}

}  // namespace pol::sema
