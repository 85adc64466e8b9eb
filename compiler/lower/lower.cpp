#include "compiler/lower/lower.h"

#include <algorithm>

#include "compiler/lower/lowerer.h"
#include "compiler/sema/reads.h"
#include "compiler/sema/reasons.h"

namespace pol::lower {

using sema::SymbolId;
using sema::SymbolKind;

std::unique_ptr<Lowered> lower(const sema::Checked& checked, Diagnostics& diagnostics,
                               const LowerOptions& options) {
  auto out = std::make_unique<Lowered>();
  const std::size_t before = diagnostics.errors();
  Lowerer(checked, diagnostics, options, *out).run();
  if (diagnostics.errors() > before) return nullptr;
  return out;
}

void Lowerer::run() {
  m_.enums = checked_.enums;
  policy_head();
  for (std::size_t i = 0; i < checked_.outputs.size(); ++i)
    if (checked_.outputs[i].definition != sema::kNoSymbol)
      outputs_by_symbol_[checked_.outputs[i].definition] = i;
  for (const SymbolId id : checked_.steps)
    step_symbols_[static_cast<const syntax::Step*>(checked_.symbols[id].node)] = id;
  for (SymbolId id = 0; id < checked_.symbols.size(); ++id)
    if (checked_.symbols[id].kind == SymbolKind::param)
      parameters_[checked_.symbols[id].parent].push_back(id);
  for (const SymbolId event : checked_.events)
    for (const syntax::Name& waived : static_cast<const syntax::Event*>(checked_.symbols[event].node)->waives)
      for (const SymbolId knockout : checked_.knockouts)
        if (checked_.symbols[knockout].name == waived.text) waivers_[knockout].push_back(event);
  declare_inputs();
  invariants();
  m_.knockouts.resize(checked_.knockouts.size());
  m_.events.resize(checked_.events.size());
  for (const SymbolId id : checked_.order) {
    if (failed_) return;
    define(id);
  }
  for (const SymbolId id : checked_.prove_order)
    if (options_.probes && !failed_) define(id);
  if (failed_) return;
  outputs();
  if (!failed_) sources_of_reasons();
  if (!failed_ && options_.probes) probes();
}

void Lowerer::policy_head() {
  const syntax::File& file = *checked_.units[0].file;
  const syntax::Header& header = file.header;
  ir::Policy& policy = m_.policy;
  policy.kind = header.library ? "library" : header.kind.text;
  policy.name = header.name.text;
  policy.version = header.version;
  policy.language = static_cast<int>(file.language);
  if (!header.effective.empty()) {
    policy.effective = header.effective.front().day;
    policy.zone = header.effective.front().zone.constant.text;
  }
  if (!header.review.empty()) policy.review_by = header.review.front().day;
  policy.catalogue = checked_.catalog->name;
  policy.catalogue_version = checked_.catalog->version;
  if (!checked_.reasons) return;
  policy.reasons = checked_.reasons->name;
  policy.reasons_version = checked_.reasons->version;
  policy.languages = checked_.reasons->languages;
  policy.most_shown = checked_.reasons->most_shown;
}

void Lowerer::declare_inputs() {
  SymbolId date = sema::kNoSymbol;
  for (SymbolId id = 0; id < checked_.symbols.size(); ++id)
    if (checked_.symbols[id].kind == SymbolKind::decision_date) date = id;
  ir::Input decision_date;
  decision_date.name = "decision_date";
  Type type;
  type.kind = Kind::date;
  type.range = {m_.policy.effective, kMaxDay};
  if (checked_.units[0].file->header.library) type.range.lo = kMinDay;
  decision_date.type = b_.type(type);
  decision_date.forbid = true;
  decision_date.sensitivity = "open";
  m_.inputs.push_back(std::move(decision_date));
  if (date != sema::kNoSymbol) out_.inputs[date] = 0;

  if (options_.all_tags) {
    for (SymbolId id = 0; id < checked_.symbols.size(); ++id)
      if (checked_.symbols[id].kind == SymbolKind::tag)
        add_input(id, checked_.catalog->tags[checked_.symbols[id].index]);
  } else {
    for (const SymbolId id : checked_.tags_read)
      add_input(id, checked_.catalog->tags[checked_.symbols[id].index]);
    for (const SymbolId id : checked_.prove_tags_read)
      if (options_.probes) add_input(id, checked_.catalog->tags[checked_.symbols[id].index]);
  }
  for (const SymbolId id : checked_.experiments) add_bucket(id);
  declare_needed();
}

// What other policies say comes after the tags. Their content hashes are filled in when they are compiled.
void Lowerer::declare_needed() {
  for (const sema::NeededPolicy& needed : checked_.needs)
    m_.needs.push_back(
        {needed.line->kind.text, needed.line->name.text, needed.alias, needed.line->version, ""});
  for (const SymbolId id : checked_.needed_read) add_needed(id);
  for (const SymbolId id : checked_.prove_needed_read)
    if (options_.probes) add_needed(id);
}

void Lowerer::add_needed(SymbolId id) {
  const sema::Symbol& symbol = checked_.symbols[id];
  const sema::NeededPart& part = checked_.needed_parts[symbol.index];
  ir::Needed needed{ir::Needed::Form::output, part.needs, part.name};
  switch (part.form) {
    case sema::NeededPart::Form::output:
      break;
    case sema::NeededPart::Form::status:
      needed.form = ir::Needed::Form::status;
      break;
    case sema::NeededPart::Form::reason_listed:
      needed.form = ir::Needed::Form::reason_listed;
      break;
    case sema::NeededPart::Form::knockout_fired:
      needed.form = ir::Needed::Form::knockout_fired;
      break;
    case sema::NeededPart::Form::reasons:
    case sema::NeededPart::Form::knockouts:
      return;
  }
  ir::Input input;
  input.name = symbol.name;
  input.type = b_.type(symbol.type);
  input.forbid = true;
  input.causes = 0;
  input.sensitivity = "open";
  input.needed = std::move(needed);
  out_.inputs[id] = static_cast<std::uint32_t>(m_.inputs.size());
  m_.inputs.push_back(std::move(input));
}

// An invariant is asked where the policy reads all its tags: it does not make a caller send more.
void Lowerer::invariants() {
  for (const sema::EnforcedInvariant& one : checked_.invariants) {
    ir::Invariant invariant;
    invariant.id = one.id;
    bool all = true;
    sema::Reads reads(checked_, one.unit, [&](SymbolId id, Span) {
      const auto input = out_.inputs.find(id);
      if (input == out_.inputs.end()) return void(all = false);
      if (input->second == 0) return;
      const auto& element = m_.inputs[input->second].element;
      for (std::uint32_t k = 0; k < (element ? element->count : 1u); ++k)
        invariant.tags.push_back(input->second + k);
    });
    sema::walk(*one.let->value, reads);
    std::sort(invariant.tags.begin(), invariant.tags.end());
    invariant.tags.erase(std::unique(invariant.tags.begin(), invariant.tags.end()), invariant.tags.end());
    if (!all || invariant.tags.empty()) continue;
    unit_ = one.unit;
    b_.at(one.let->span);
    invariant.condition = checked_ref(expr(*one.let->value), one.let->span);
    if (invariant.condition == ir::kNone) return;
    m_.invariants.push_back(std::move(invariant));
  }
  unit_ = 0;
}

void Lowerer::add_input(SymbolId id, const catalog::Tag& tag) {
  ir::Input input;
  input.name = tag.id;
  Type type = tag.type;
  type.count = 0;
  type.may_be_missing = !tag.forbid;
  if (type.kind == Kind::text) type.range.lo = tag.min_characters;
  input.type = b_.type(type);
  input.forbid = tag.forbid;
  input.causes = tag.causes;
  input.fresh_days = tag.fresh_days;
  input.fresh_months = tag.fresh_months;
  input.sensitivity = tag.sensitivity;
  out_.inputs[id] = static_cast<std::uint32_t>(m_.inputs.size());
  if (tag.type.count == 0) return m_.inputs.push_back(std::move(input));
  for (std::uint16_t i = 1; i <= tag.type.count; ++i) {
    input.name = ir::element_name(tag.id, i);
    input.element = {tag.id, i, tag.type.count};
    m_.inputs.push_back(input);
  }
}

void Lowerer::define(SymbolId id) {
  const sema::Symbol& symbol = checked_.symbols[id];
  unit_ = symbol.unit;
  b_.at(symbol.span);
  Ref ref = ir::kNone;
  switch (symbol.kind) {
    case SymbolKind::let:
      ref = let(id, *static_cast<const syntax::Let*>(symbol.node));
      break;
    case SymbolKind::segment:
    case SymbolKind::decide:
      ref = choose(id, *static_cast<const syntax::Choose*>(symbol.node));
      break;
    case SymbolKind::table:
      ref = table(id, *static_cast<const syntax::Table*>(symbol.node));
      if (ref == ir::kNone && fits_.contains(id)) return;  // no row number
      break;
    case SymbolKind::column:
      ref = column(id);
      break;
    case SymbolKind::guarded:
      ref = guarded(id);
      break;
    case SymbolKind::event:
      ref = event(id, *static_cast<const syntax::Event*>(symbol.node));
      break;
    case SymbolKind::knockout:
      ref = knockout(id, *static_cast<const syntax::Knockout*>(symbol.node));
      break;
    case SymbolKind::experiment:
      ref = experiment(id, *static_cast<const syntax::Experiment*>(symbol.node));
      break;
    case SymbolKind::tree:
      ref = tree(id, *static_cast<const syntax::Tree*>(symbol.node));
      break;
    case SymbolKind::scorecard:
      ref = scorecard(id, *static_cast<const syntax::Scorecard*>(symbol.node));
      break;
    case SymbolKind::cost:
      ref = cost(id, *static_cast<const syntax::Cost*>(symbol.node));
      break;
    case SymbolKind::tag:
    case SymbolKind::decision_date:
    case SymbolKind::needed:
    case SymbolKind::define:
    case SymbolKind::param:
    case SymbolKind::scorecard_member:  // defined with its scorecard
    case SymbolKind::step:
      return;
  }
  b_.at(symbol.span);
  const sema::OutputInfo* output = output_of(id);
  if (output && !symbol.type.up_to) ref = stored(ref, output->type.scale);
  if (checked_.settings.count(id)) ref = with_settings(id, ref);
  ref = checked_ref(ref, symbol.span);
  if (ref == ir::kNone) return;
  out_.definitions[id] = ref;
  const bool listed = symbol.kind == SymbolKind::let || symbol.kind == SymbolKind::column;
  if (!listed || !recorded(symbol)) return;
  m_.values.push_back({symbol.name, ref, {}});
  if (const List* list = list_of(id)) m_.values.back().elements = list->elements;
}

// The record names what the policy can name: its own definitions and those it imports. Private names of
// libraries clash with nothing, so they stay out.
bool Lowerer::recorded(const sema::Symbol& symbol) const {
  if (frame_) return false;
  if (symbol.unit == 0) return true;
  const sema::UnitInfo& root = checked_.units[0];
  for (std::size_t i = 0; i < root.uses.size(); ++i) {
    if (root.uses[i] != symbol.unit) continue;
    for (const syntax::Name& name : root.file->header.uses[i].names)
      if (name.text == symbol.name) return true;
  }
  return false;
}

const sema::OutputInfo* Lowerer::output_of(SymbolId id) const {
  const auto found = outputs_by_symbol_.find(id);
  return found == outputs_by_symbol_.end() ? nullptr : &checked_.outputs[found->second];
}

ir::Reasons Lowerer::reasons(const std::optional<syntax::Because>& because) {
  return because ? reasons(*because) : ir::Reasons{};
}

ir::Reasons Lowerer::reasons(const syntax::Because& because) {
  ir::Reasons list;
  const auto add = [&](ir::ReasonRef reason) {  // duplicates are dropped
    if (std::find(list.begin(), list.end(), reason) == list.end()) list.push_back(reason);
  };
  for (std::size_t i = 0; i < because.reasons.size(); ++i) {
    const std::string& code = because.reasons[i].name.text;
    if (!because.is_code[i]) {
      const sema::Meaning* meaning = checked_.meaning(unit_, because.reasons[i].id);
      if (const auto needs = sema::needed_reasons(checked_, meaning)) {
        take_over(*checked_.needs[*needs].policy);
        add({ir::ReasonRef::Form::needed, static_cast<std::uint16_t>(*needs)});
      }
      if (meaning && meaning->form == sema::Meaning::Form::symbol)
        if (const auto card = scorecards_.find(checked_.symbols[meaning->symbol].parent);
            card != scorecards_.end())
          add({ir::ReasonRef::Form::scorecard, card->second});
      continue;
    }
    if (!checked_.reasons) continue;
    const catalog::Reason* reason = checked_.reasons->find(code);
    if (!reason) continue;
    const auto [found, is_new] =
        reason_index_.try_emplace(code, static_cast<std::uint16_t>(m_.reason_codes.size()));
    if (is_new) m_.reason_codes.push_back({reason->code, reason->internal, reason->texts});
    add({ir::ReasonRef::Form::code, found->second});
  }
  return list;
}

// The record names and words what another policy may list; the checker has seen to it that its words are
// ours.
void Lowerer::take_over(const sema::Checked& policy) {
  for (const sema::ListedReason& listed : policy.listed) {
    const auto texts = sema::texts_in(listed, m_.policy.languages);
    const catalog::Reason& reason = *listed.reason;
    if (texts &&
        reason_index_.try_emplace(reason.code, static_cast<std::uint16_t>(m_.reason_codes.size())).second)
      m_.reason_codes.push_back({reason.code, reason.internal, *texts});
  }
}

ir::Ref Lowerer::checked_ref(Ref ref, Span span) {
  if (ref != ir::kNone || failed_) return ref;
  failed_ = true;
  const bool wide = b_.issue() == ir::Issue::too_wide;
  // The checker lets nothing else through that cannot be built.
  diagnostics_.add(
      wide ? Code::E0510 : Code::E1041, span,
      wide ? "this value " + b_.error() : "internal error: this cannot be compiled: " + b_.error(),
      wide ? "Round earlier, e.g. with `rounded`" : "please report this with the file");
  return ref;
}

bool Lowerer::spend(Span span) {
  if (failed_) return false;
  ++operations_;
  if (operations_ <= options_.max_insts && m_.insts.size() <= options_.max_insts) return true;
  failed_ = true;
  diagnostics_.add(Code::E0110, span,
                   "the policy has more than " + std::to_string(options_.max_insts) +
                       " operations after its functions are inlined");
  return false;
}

}  // namespace pol::lower
