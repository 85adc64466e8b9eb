// What leaves the policy: masks, the undecided clause, where an output's reasons come from; `prove` lines for
// the search.
#include "compiler/lower/lowerer.h"
#include "compiler/sema/types.h"

namespace pol::lower {

using ir::Op;
using sema::SymbolId;
using sema::SymbolKind;

void Lowerer::outputs() {
  unit_ = 0;
  const syntax::File& file = *checked_.units[0].file;
  for (const sema::OutputInfo& info : checked_.outputs) {
    const syntax::Gives& gives = *info.gives;
    ir::Output output;
    output.name = gives.name.text;
    Type element = info.type;
    element.count = 0;
    element.up_to = false;
    output.type = b_.type(element);
    if (list_output(output, info.definition))
      output.defined = list_of(info.definition)->length;
    else
      output.defined = symbol(info.definition);
    output.masked = output.defined;
    if (gives.unless && gives.mask) {
      output.shown_when = expr(*gives.unless);
      if (output.shown_when == ir::kNone) return;
      b_.at(gives.span);
      if (!output.elements.empty()) {
        mask_list(output, *gives.mask, info.type.scale);
        if (failed_) return;
        output.value = output.masked;
        m_.outputs.push_back(std::move(output));
        continue;
      }
      const Ref mask = stored(value(*gives.mask), info.type.scale);
      output.masked = b_.select(output.shown_when, output.defined, mask);
    }
    if (checked_ref(output.masked, gives.span) == ir::kNone) return;
    output.value = output.masked;
    m_.outputs.push_back(std::move(output));
  }
  const syntax::UndecidedClause* clause = nullptr;
  for (const syntax::Item& item : file.items)
    if (const auto* found = std::get_if<syntax::UndecidedClause>(&item)) clause = found;
  if (!m_.outputs.empty()) undecided(clause);
  for (std::size_t i = 0; i < m_.outputs.size() && !failed_; ++i) {
    if (m_.outputs[i].elements.empty()) continue;
    List& list = masked_lists_[checked_.outputs[i].definition];
    list.elements = m_.outputs[i].elements;
    list.length = m_.outputs[i].value;
  }
}

void Lowerer::undecided(const syntax::UndecidedClause* clause) {
  std::vector<Ref> masked;
  for (const ir::Output& output : m_.outputs) masked.push_back(output.masked);
  b_.at(clause ? clause->span : checked_.units[0].file->header.span);
  m_.undecided.undecided = b_.over(Op::any_missing, masked);
  m_.undecided.has_clause = clause != nullptr;
  if (!clause) return;
  m_.undecided.reasons = reasons(clause->because);
  for (const syntax::Binding& binding : clause->bindings) {
    for (std::size_t i = 0; i < m_.outputs.size(); ++i) {
      ir::Output& output = m_.outputs[i];
      if (binding.ref.name.text != output.name || binding.values.empty()) continue;
      if (!output.elements.empty()) {
        clause_list(output, binding, checked_.outputs[i].type.scale);
        if (failed_) return;
        continue;
      }
      b_.at(binding.span);
      const Ref value =
          checked_ref(stored(this->value(binding.values[0]), checked_.outputs[i].type.scale), binding.span);
      if (value == ir::kNone) return;
      output.value = b_.select(m_.undecided.undecided, value, b_.binary(Op::or_else, output.masked, value));
      if (checked_ref(output.value, binding.span) == ir::kNone) return;
    }
  }
}

// A brakes or legal target has the reasons of the definition that its `start from` names, if it names one.
SymbolId Lowerer::reasons_from(SymbolId definition) const {
  const sema::Symbol& symbol = checked_.symbols[definition];
  if (symbol.kind != SymbolKind::guarded) return definition;
  const syntax::Guard* first = symbol.brakes ? symbol.brakes : symbol.legal;
  if (!first || !first->start || first->start->kind != syntax::ExprKind::ref) return sema::kNoSymbol;
  const sema::Meaning* meaning = checked_.meaning(symbol.unit, first->start->ref.id);
  return meaning && meaning->form == sema::Meaning::Form::symbol ? meaning->symbol : sema::kNoSymbol;
}

void Lowerer::sources_of_reasons() {
  for (std::size_t i = 0; i < m_.outputs.size(); ++i) {
    const SymbolId from = reasons_from(checked_.outputs[i].definition);
    if (from == sema::kNoSymbol) continue;
    if (const auto choice = choices_.find(from); choice != choices_.end())
      m_.outputs[i].choice = choice->second;
    if (checked_.symbols[from].kind != SymbolKind::column) continue;
    const auto use = table_uses_.find(checked_.symbols[from].parent);
    if (use == table_uses_.end()) continue;
    m_.outputs[i].table = use->second;
    replaced_by_arms(from, static_cast<std::uint32_t>(i));
  }
}

// What an arm sets takes the place of the row's value, and the row has no say in it.
void Lowerer::replaced_by_arms(SymbolId column, std::uint32_t output) {
  const auto settings = checked_.settings.find(column);
  if (settings == checked_.settings.end()) return;
  for (const sema::Setting& setting : settings->second)
    for (ir::Experiment& experiment : m_.experiments)
      if (experiment.code == checked_.symbols[setting.experiment].name)
        experiment.arms[setting.arm].replaces.push_back(output);
}

void Lowerer::probes() {
  unit_ = 0;
  after_masks_ = true;
  for (const syntax::Item& item : checked_.units[0].file->items) {
    const auto* prove = std::get_if<syntax::Prove>(&item);
    if (!prove) continue;
    Probe probe;
    probe.prove = prove;
    if (prove->form == syntax::Prove::Form::always) {
      probe.condition = expr(*prove->condition);
    } else if (prove->form == syntax::Prove::Form::monotone) {
      b_.at(prove->subject.span);
      probe.condition = meaning(prove->subject.id);
      after_masks_ = false;  // what is moved is the value that the policy reads
      b_.at(prove->moved.span);
      probe.moved = meaning(prove->moved.id);
      after_masks_ = true;
    }
    if (prove->when) probe.when = expr(*prove->when);
    if (failed_) return;
    out_.probes.push_back(probe);
  }
}

}  // namespace pol::lower
