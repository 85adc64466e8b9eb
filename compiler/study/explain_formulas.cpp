#include "compiler/study/explain_formulas.h"

#include <algorithm>

#include "compiler/study/explain_pieces.h"
#include "runtime/explain/formulas.h"

namespace pol::study {

using explain::kNone;
using explain::Language;
using explain::Words;
using sema::SymbolId;
using sema::SymbolKind;
using syntax::Expr;
using syntax::ExprKind;

PlanFormulas::PlanFormulas(const Compiled& policy, const Sources& sources, bool own_names, explain::Plan plan)
    : checked_(*policy.checked),
      lowered_(*policy.lowered),
      module_(policy.policy ? policy.policy->module() : policy.lowered->module),
      sources_(sources),
      plan_(std::move(plan)),
      own_names_(own_names) {}

Words PlanFormulas::piece(const Span& span) const {
  const std::string slice(sources_.slice(span));
  const auto in = [&](Language language) {
    return [this, language](std::string_view name) {
      return own_names_ ? std::string(name) : explain::called(*checked_.catalog, name, language);
    };
  };
  const bool as_written = own_names_ || checked_.catalog->words.empty();
  return {as_written ? slice : piece_renamed(slice, in(Language::en)),
          piece_in_chinese(slice, in(Language::zh))};
}

Words PlanFormulas::words(const Span& span) const {
  const Words raw = piece(span);
  return {explain::fold(raw.en), explain::fold(raw.zh)};
}

bool PlanFormulas::has_value(SymbolId id) const {
  const auto defined = lowered_.definitions.find(id);
  return list_of_reasons(id) || lowered_.inputs.contains(id) ||
         (defined != lowered_.definitions.end() && defined->second != ir::kNone);
}

const sema::NeededPart* PlanFormulas::list_of_reasons(SymbolId id) const {
  if (symbol(id).kind != SymbolKind::needed) return nullptr;
  const sema::NeededPart& part = checked_.needed_parts[symbol(id).index];
  return part.form == sema::NeededPart::Form::reasons ? &part : nullptr;
}

std::uint32_t PlanFormulas::name(SymbolId id) {
  const auto [at, fresh] = names_.emplace(id, static_cast<std::uint32_t>(plan_.names.size()));
  if (!fresh) return at->second;
  const sema::Symbol& from = symbol(id);
  explain::Name to;
  to.name = from.name;
  if (from.kind == SymbolKind::tag) {
    to.form = explain::Name::Form::tag;
    to.name = checked_.catalog->tags[from.index].id;
  }
  if (const sema::NeededPart* part = list_of_reasons(id)) {
    to.form = explain::Name::Form::reasons;
    to.needs = part->needs;
  }
  if (const auto input = lowered_.inputs.find(id); input != lowered_.inputs.end()) to.input = input->second;
  if (const auto value = lowered_.definitions.find(id); value != lowered_.definitions.end())
    to.value = value->second;
  if (const auto list = lowered_.lists.find(id); list != lowered_.lists.end()) {
    to.list = true;
    to.elements = list->second;
  }
  plan_.names.push_back(std::move(to));
  return at->second;
}

std::uint32_t PlanFormulas::named(const syntax::Reference& reference, std::uint32_t unit) {
  const sema::Meaning* meaning = checked_.meaning(unit, reference.id);
  return meaning && meaning->form == sema::Meaning::Form::symbol ? name(meaning->symbol) : kNone;
}

void PlanFormulas::add(const syntax::Reference& reference, std::uint32_t unit,
                       std::vector<Place>& places) const {
  const sema::Meaning* meaning = checked_.meaning(unit, reference.id);
  if (meaning && meaning->form == sema::Meaning::Form::symbol)
    places.push_back({reference.span, meaning->symbol, 0});
}

void PlanFormulas::collect(const Expr& expr, std::uint32_t unit, std::vector<Place>& places) const {
  if (expr.kind == ExprKind::ref) add(expr.ref, unit, places);
  for (const auto& arg : expr.args)
    if (arg) collect(*arg, unit, places);
  for (const auto& condition : expr.conditions)
    if (condition) collect(*condition, unit, places);
  if (expr.series.ref) {
    const std::size_t before = places.size();
    add(*expr.series.ref, unit, places);
    if (expr.series.last && places.size() > before) {
      places.back().span = expr.series.span;
      places.back().last = static_cast<std::uint32_t>(*expr.series.last);
    }
  }
  for (const auto& element : expr.series.list)
    if (element) collect(*element, unit, places);
}

std::uint32_t PlanFormulas::formula(const Expr& expr, std::uint32_t unit) {
  explain::Formula one = made(expr, unit);
  plan_.formulas.push_back(std::move(one));
  return static_cast<std::uint32_t>(plan_.formulas.size() - 1);
}

explain::Formula PlanFormulas::made(const Expr& expr, std::uint32_t unit) {
  explain::Formula out;
  out.text = words(expr.span);
  if (expr.kind == ExprKind::ref) out.form = explain::Formula::Form::reference;
  if (expr.kind == ExprKind::literal) out.form = explain::Formula::Form::literal;
  if (expr.kind == ExprKind::code) out.form = explain::Formula::Form::code;
  if (expr.kind == ExprKind::any_knockout) {
    out.form = explain::Formula::Form::any_knockout;
    out.knockouts = expr.name.text;
  }
  std::vector<Place> places;
  collect(expr, unit, places);
  for (const Place& place : places) {
    const explain::Read read{name(place.symbol), place.last};
    if (std::none_of(out.reads.begin(), out.reads.end(),
                     [&](const explain::Read& one) { return one.name == read.name; }))
      out.reads.push_back(read);
  }
  if (places.empty() || expr.kind == ExprKind::ref) return out;
  std::sort(places.begin(), places.end(),
            [](const Place& a, const Place& b) { return a.span.begin < b.span.begin; });
  Span rest = expr.span;
  for (const Place& place : places) {
    if (!has_value(place.symbol)) continue;
    out.places.push_back({piece({rest.file, rest.begin, place.span.begin}),
                          piece(place.span),
                          {name(place.symbol), place.last}});
    rest.begin = place.span.end;
  }
  out.rest = piece(rest);
  return out;
}

std::uint32_t PlanFormulas::condition(const Expr& expr, std::uint32_t unit) {
  if (const auto known = nodes_.find(&expr); known != nodes_.end()) return known->second;
  using Form = explain::Node::Form;
  explain::Node node;
  if (const auto found = lowered_.expressions.find(&expr); found != lowered_.expressions.end())
    node.ref = found->second;
  const auto parts = [&](Form form) {
    node.form = form;
    for (const auto& arg : expr.args) node.args.push_back(condition(*arg, unit));
  };
  if (expr.kind == ExprKind::logical_not) parts(Form::negation);
  if (expr.kind == ExprKind::logical_and) parts(Form::all);
  if (expr.kind == ExprKind::logical_or) parts(Form::any);
  if (expr.kind == ExprKind::compare) parts(Form::compare);
  if (expr.kind == ExprKind::within) parts(Form::within);
  node.compare = static_cast<explain::Compare>(expr.compare);
  if (expr.kind == ExprKind::ref) {
    node.name = named(expr.ref, unit);
    const sema::Meaning* meaning = checked_.meaning(unit, expr.ref.id);
    if (node.name != kNone && symbol(meaning->symbol).kind == SymbolKind::let) {
      const sema::Symbol& let = symbol(meaning->symbol);
      node.form = Form::let;
      node.args.push_back(condition(*static_cast<const syntax::Let*>(let.node)->value, let.unit));
    }
  }
  node.text = words(expr.span);
  plan_.nodes.push_back(std::move(node));
  const auto index = static_cast<std::uint32_t>(plan_.nodes.size() - 1);
  nodes_.emplace(&expr, index);
  return index;
}

}  // namespace pol::study
