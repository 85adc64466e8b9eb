#include "compiler/sema/types.h"

#include <fmt/format.h>

#include "compiler/sema/typer.h"

namespace pol::sema {

void check_types(Checked& checked, const Names& names, const Sources& sources, Diagnostics& diagnostics) {
  Typer(checked, names, sources, diagnostics).run();
}

void Typer::run() {
  states_.assign(checked_.symbols.size(), State::fresh);
  declare_outputs();
  declare_segments();
  for (SymbolId id : names_.typing_order) symbol_type(id);
  for (SymbolId id = 0; id < checked_.symbols.size(); ++id)
    if (checked_.symbols[id].parent == kNoSymbol || checked_.symbols[id].kind == SymbolKind::column)
      symbol_type(id);
  for (std::size_t i = 0; i < checked_.outputs.size(); ++i) {
    OutputInfo& output = checked_.outputs[i];
    if (!output_types_[i]) continue;
    output.type = *output_types_[i];
    if (output.definition == kNoSymbol || states_[output.definition] != State::typed) continue;
    const Type& defined = checked_.symbols[output.definition].type;
    if (defined.kind == output.type.kind && defined.scale == output.type.scale)
      output.type.range = defined.range;
    output.type.may_be_missing = defined.may_be_missing;
  }
  check_masks();
  check_clauses();
}

void Typer::declare_outputs() {
  unit_ = 0;
  output_types_.resize(checked_.outputs.size());
  for (std::size_t i = 0; i < checked_.outputs.size(); ++i) {
    OutputInfo& output = checked_.outputs[i];
    output_types_[i] = written_type(checked_, output.gives->type, diagnostics_);
    if (output_types_[i]) output.type = *output_types_[i];
    if (output.definition != kNoSymbol) outputs_by_symbol_[output.definition] = i;
  }
}

// Each segment's enum exists before anything is typed: bare words look for the one enum that holds them.
void Typer::declare_segments() {
  for (const Symbol& symbol : checked_.symbols) {
    if (symbol.kind != SymbolKind::segment) continue;
    const auto& choose = *static_cast<const syntax::Choose*>(symbol.node);
    EnumType type;
    for (const syntax::Arm& arm : choose.arms) {
      if (arm.result.kind == syntax::ValueKind::literal) continue;
      const std::string& value =
          arm.result.kind == syntax::ValueKind::code ? arm.result.code.text : arm.result.ref.name.text;
      if (type.index_of(value) < 0) type.values.push_back(value);
    }
    if (!type.values.empty()) segment_enums_[&choose] = checked_.enums.intern(std::move(type));
  }
}

const OutputInfo* Typer::output_of(SymbolId id) const {
  const auto it = outputs_by_symbol_.find(id);
  return it == outputs_by_symbol_.end() ? nullptr : &checked_.outputs[it->second];
}

std::optional<Typer::Place> Typer::output_place(SymbolId id) const {
  const auto it = outputs_by_symbol_.find(id);
  if (it == outputs_by_symbol_.end() || !output_types_[it->second]) return std::nullopt;
  return Place{*output_types_[it->second], checked_.symbols[id].name};
}

MaybeType Typer::symbol_type(SymbolId id) {
  const Symbol& symbol = checked_.symbols[id];
  const bool local = symbol.parent != kNoSymbol && checked_.symbols[symbol.parent].kind == SymbolKind::define;
  const SymbolId above = symbol.parent == kNoSymbol ? kNoSymbol : checked_.symbols[symbol.parent].parent;
  if (local || (above != kNoSymbol && checked_.symbols[above].kind == SymbolKind::define))
    return local_type(id);
  if (states_[id] == State::typed) return symbol.type;
  if (states_[id] != State::fresh) return std::nullopt;
  states_[id] = State::active;

  const std::uint32_t unit = std::exchange(unit_, symbol.unit);
  Frame* const frame = std::exchange(frame_, nullptr);
  const syntax::Expr* const rounded = std::exchange(rounded_, nullptr);
  const bool quiet = std::exchange(quiet_truth_, false);
  MaybeType type = compute_symbol(id);
  if (type && checked_.settings.count(id)) type = type_settings(id, *type);
  unit_ = unit, frame_ = frame, rounded_ = rounded, quiet_truth_ = quiet;

  states_[id] = type ? State::typed : State::failed;
  if (type) checked_.symbols[id].type = *type;
  return type;
}

MaybeType Typer::compute_symbol(SymbolId id) {
  const Symbol& symbol = checked_.symbols[id];
  switch (symbol.kind) {
    case SymbolKind::tag: {
      const catalog::Tag& tag = checked_.catalog->tags[symbol.index];
      Type type = tag.type;
      type.may_be_missing = !tag.forbid;
      return type;
    }
    case SymbolKind::needed:
      if (checked_.needed_parts[symbol.index].list()) return std::nullopt;  // naming says where it may stand
      return symbol.type;
    case SymbolKind::decision_date: {
      Type type;
      type.kind = Kind::date;
      const syntax::Header& header = checked_.units[0].file->header;
      type.range = {header.effective.empty() ? kMinDay : header.effective.front().day, kMaxDay};
      return type;
    }
    case SymbolKind::let:
      return type_let(id, *static_cast<const syntax::Let*>(symbol.node));
    case SymbolKind::segment:
    case SymbolKind::decide:
      return type_choose(id, *static_cast<const syntax::Choose*>(symbol.node));
    case SymbolKind::table:
      return type_table(id, *static_cast<const syntax::Table*>(symbol.node));
    case SymbolKind::column:
      return type_column(id);
    case SymbolKind::guarded:
      return type_guarded(id);
    case SymbolKind::define:
      return check_function(id);
    case SymbolKind::event:
      return condition(*static_cast<const syntax::Event*>(symbol.node)->when);
    case SymbolKind::knockout: {
      const auto& knockout = *static_cast<const syntax::Knockout*>(symbol.node);
      if (!checked_.outputs.empty() && output_types_[0] && output_types_[0]->kind == Kind::enumeration) {
        const std::uint32_t main = output_types_[0]->enum_id;
        const int value = enums()[main].index_of(knockout.value.text);
        if (value < 0)
          not_a_value(knockout.value, main, checked_.outputs[0].gives->name.text);
        else
          checked_.meanings[key(knockout.id)] = {Meaning::Form::enum_value, kNoSymbol, main,
                                                 static_cast<std::uint32_t>(value)};
      }
      return condition(*knockout.when);
    }
    case SymbolKind::tree:
      return type_tree(id, *static_cast<const syntax::Tree*>(symbol.node));
    case SymbolKind::scorecard:
      return type_scorecard(*static_cast<const syntax::Scorecard*>(symbol.node));
    case SymbolKind::scorecard_member:
      return type_member(id);
    case SymbolKind::cost:
      return type_cost(id, *static_cast<const syntax::Cost*>(symbol.node));
    case SymbolKind::experiment:
      return type_experiment(*static_cast<const syntax::Experiment*>(symbol.node));
    case SymbolKind::step:  // typed with its block
    case SymbolKind::param:
      return std::nullopt;
  }
  return std::nullopt;
}

// A function's body must be right for its declared types; a call can only add mistakes of scale, which belong
// to it.
Diagnostic* Typer::report(Code code, Span span, std::string message, std::string fix, std::string example) {
  if (frame_ && info(code).severity == Severity::warning) return nullptr;
  if (!frame_ || frame_->generic)
    return &diagnostics_.add(code, span, std::move(message), std::move(fix), std::move(example));
  if (code != Code::E0503 && code != Code::E0510 && code != Code::E0110) return nullptr;
  Diagnostic& added =
      diagnostics_.add(code, frame_->call, "in `" + frame_->function->name.text + "`: " + message,
                       std::move(fix), std::move(example));
  added.notes.push_back({span, "it arises here"});
  return &added;
}

std::string Typer::describe(const syntax::Expr& expr, const Type& type) const {
  const std::string range = range_words(type, enums());
  std::string text = expr.kind == syntax::ExprKind::literal ? text_of(expr) : "`" + text_of(expr) + "`";
  text += " is " + kind_words(type, enums());
  if (expr.kind != syntax::ExprKind::literal && !range.empty()) text += " (" + range + ")";
  return text;
}

}  // namespace pol::sema
