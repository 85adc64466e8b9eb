#include "compiler/sema/examples.h"

#include <algorithm>

#include "compiler/sema/symbols.h"

namespace pol::sema {

using namespace syntax;

namespace {

class ExampleCheck {
 public:
  ExampleCheck(const Governed& governed, const Example& example) : g_(governed), example_(example) {}

  void run() {
    const auto& effective = g_.file().header.effective;
    if (example_.on && !effective.empty() && *example_.on < effective[0].day)
      wrong(example_.title.span, "the policy is not in force on " + format_date(*example_.on),
            "take a date from " + format_date(effective[0].day));
    for (const auto& binding : example_.given) check_given(binding);
    seen_.clear();
    for (const auto& binding : example_.expect) check_expected(binding);
    check_needed();
  }

 private:
  void wrong(Span span, std::string message, std::string fix = {}) {
    g_.diagnostics.add(Code::E0910, span, std::move(message), std::move(fix));
  }

  static bool is_plain(const Binding& binding, std::string_view name) {
    return binding.target == Binding::Target::ref && !binding.ref.part && !binding.ref.from_tags &&
           binding.ref.name.text == name;
  }

  bool once(const Binding& binding, const std::string& name) {
    if (seen_.insert(name).second) return true;
    wrong(binding.span, "`" + name + "` stands twice");
    return false;
  }

  // The symbol that a binding is about; none if naming has complained, or the name is hidden.
  const Symbol* target(const Binding& binding) const {
    const Meaning* meaning = g_.checked.meaning(0, binding.ref.id);
    return meaning && meaning->form == Meaning::Form::symbol ? &g_.checked.symbols[meaning->symbol] : nullptr;
  }

  bool one_value(const Binding& binding, const std::string& name) {
    if (!binding.list && binding.values.size() == 1) return true;
    wrong(binding.span, "`" + name + "` takes one value, not a list");
    return false;
  }

  void check_given(const Binding& binding) {
    if (binding.target == Binding::Target::knockouts || binding.target == Binding::Target::undecided)
      return wrong(binding.span, "this is a result; it can be expected, not given");
    if (binding.target == Binding::Target::code) return check_arm(binding);
    if (is_plain(binding, "others")) {
      others_typical_ = true;
      const bool typical = binding.values.size() == 1 && binding.values[0].kind == ValueKind::ref &&
                           binding.values[0].ref.name.text == "typical";
      if (!typical) wrong(binding.span, "write `others typical`");
      return;
    }
    const Symbol* symbol = target(binding);
    if (!symbol) return;
    if (symbol->kind == SymbolKind::decision_date)
      return wrong(binding.span, "the date of an example is written after its title",
                   "write `on 2026-11-08`");
    if (symbol->kind == SymbolKind::needed) return check_given_needed(binding, *symbol);
    if (symbol->kind != SymbolKind::tag)
      return wrong(binding.ref.span, "`" + symbol->name + "` is computed; only tags can be given",
                   "give the tags that it is computed from, and name it under `expect`");
    if (!once(binding, symbol->name)) return;
    given_.insert(symbol->index);
    const catalog::Tag& tag = g_.checked.catalog->tags[symbol->index];
    if (binding.list && tag.type.count > 0) {
      if (binding.values.size() != tag.type.count)
        wrong(binding.span,
              "`" + tag.id + "` is a series of " + std::to_string(tag.type.count) + " values, but " +
                  std::to_string(binding.values.size()) + " are given",
              "give them all, oldest first, or one value for all");
    } else if (!one_value(binding, symbol->name)) {
      return;
    }
    for (const Value& value : binding.values) check_given_value(value, tag);
  }

  // What a needed policy is taken to have said: values of its outputs, its status, lists of codes.
  void check_given_needed(const Binding& binding, const Symbol& symbol) {
    const NeededPart& part = g_.checked.needed_parts[symbol.index];
    if (!once(binding, symbol.name)) return;
    given_needed_.insert(symbol.name);
    if (!part.list()) {
      if (!one_value(binding, symbol.name)) return;
      const ValueKind kind = binding.values[0].kind;
      if (kind == ValueKind::missing || kind == ValueKind::stale)
        wrong(binding.values[0].span, "what a needed policy gives is never missing", "give a value");
      return;
    }
    const auto& policy = g_.checked.needs[part.needs].policy;
    std::vector<std::string> codes;
    if (policy && part.form == NeededPart::Form::reasons && policy->reasons)
      for (const auto& reason : policy->reasons->reasons) codes.push_back(reason.code);
    if (policy && part.form == NeededPart::Form::knockouts)
      for (const SymbolId id : policy->knockouts) codes.push_back(policy->symbols[id].name);
    for (const auto& value : binding.values) {
      if (value.kind == ValueKind::code && std::count(codes.begin(), codes.end(), value.code.text)) continue;
      const std::string near = value.kind == ValueKind::code ? nearest(value.code.text, codes) : "";
      wrong(value.span,
            "`" + std::string(g_.sources.slice(value.span)) + "` cannot stand in `" + symbol.name + "`",
            near.empty() ? "" : "did you mean `" + near + "`?");
    }
  }

  void check_arm(const Binding& binding) {
    const Meaning* meaning = g_.checked.meaning(0, binding.id);
    if (!meaning || meaning->form != Meaning::Form::symbol) return;
    const Symbol& symbol = g_.checked.symbols[meaning->symbol];
    if (!once(binding, symbol.name) || !one_value(binding, symbol.name)) return;
    const auto& variants = static_cast<const Experiment*>(symbol.node)->variants;
    if (const auto arm = arm_of(symbol, binding.values[0])) {
      if (variants[*arm].share.constant.number == 0)
        wrong(binding.values[0].span, "the arm `" + variants[*arm].name.text + "` has 0%: no case is in it");
      return;
    }
    std::vector<std::string> arms;
    for (const auto& variant : variants) arms.push_back(variant.name.text);
    const std::string text(g_.sources.slice(binding.values[0].span)), near = nearest(text, arms);
    wrong(binding.values[0].span, symbol.name + " has no arm `" + text + "`",
          near.empty() ? "" : "did you mean `" + near + "`?");
  }

  void check_given_value(const Value& value, const catalog::Tag& tag) {
    if (value.kind == ValueKind::stale || value.kind == ValueKind::undecided)
      return wrong(value.span, "write `missing (stale)`, or a value");
    if (value.kind != ValueKind::missing) return;
    if (tag.forbid)
      return wrong(value.span, "`" + tag.id + "` may never be missing; such a request is refused");
    const CauseMask possible = tag.causes | cause::stale | cause::error | cause::computed_error;
    if (value.has_causes && (value.causes & ~possible))
      wrong(value.span,
            "`" + tag.id + "` is never missing because of " + cause_names(value.causes & ~possible),
            "its causes are " + cause_names(tag.causes));
  }

  void check_expected(const Binding& binding) {
    switch (binding.target) {
      case Binding::Target::knockouts:
        return check_knockouts(binding, "knockouts");
      case Binding::Target::undecided:
        return check_origins(binding);
      case Binding::Target::code:
        return wrong(binding.span, "the arm of an experiment is given, not expected",
                     "write it after `given`, and expect what the arm sets");
      case Binding::Target::ref:
        break;
    }
    if (is_plain(binding, "reasons")) return check_reasons(binding);
    if (is_plain(binding, "waived")) return check_knockouts(binding, "waived");
    if (is_plain(binding, "status")) return check_status(binding);
    const Symbol* symbol = target(binding);
    if (!symbol) return;
    if (symbol->kind == SymbolKind::tag || symbol->kind == SymbolKind::decision_date ||
        symbol->kind == SymbolKind::needed)
      return wrong(binding.ref.span, "`" + symbol->name + "` is an input; it can be given, not expected");
    if (!once(binding, symbol->name)) return;
    if (symbol->type.up_to) return;  // `(a, b)`, or `missing`
    if (!one_value(binding, symbol->name)) return;
    const ValueKind kind = binding.values[0].kind;
    if (kind == ValueKind::stale || kind == ValueKind::undecided)
      wrong(binding.values[0].span, "write `missing`, or a value");
  }

  void check_knockouts(const Binding& binding, const std::string& name) {
    if (!once(binding, name)) return;
    for (const auto& value : binding.values) {
      const SymbolId id = value.kind == ValueKind::code ? g_.names.find_code(0, value.code.text) : kNoSymbol;
      if (id != kNoSymbol && g_.checked.symbols[id].kind == SymbolKind::knockout) continue;
      if (value.kind == ValueKind::code && g_.names.hidden[0].count(value.code.text)) continue;
      std::vector<std::string> codes;
      for (const SymbolId knockout : g_.checked.knockouts) codes.push_back(g_.checked.symbols[knockout].name);
      const std::string near = value.kind == ValueKind::code ? nearest(value.code.text, codes) : "";
      wrong(value.span, "`" + std::string(g_.sources.slice(value.span)) + "` is not a knockout",
            near.empty() ? "" : "did you mean `" + near + "`?");
    }
  }

  void check_reasons(const Binding& binding) {
    if (!once(binding, "reasons")) return;
    for (const auto& value : binding.values) {
      if (value.kind != ValueKind::code)
        wrong(value.span, "a list of reasons holds codes");
      else if (g_.checked.reasons && !g_.checked.reasons->find(value.code.text))
        g_.diagnostics.add(
            Code::E0840, value.span,
            "the reason file `" + g_.checked.reasons->name + "` has no reason `" + value.code.text + "`");
    }
  }

  // `undecided (tags)`: where the missing values came from.
  void check_origins(const Binding& binding) {
    if (!once(binding, "undecided")) return;
    for (const auto& value : binding.values) {
      const bool bare = value.kind == ValueKind::ref && !value.ref.part;
      const SymbolId id = bare ? g_.names.find(0, nullptr, value.ref.name.text) : kNoSymbol;
      if (id != kNoSymbol && is_value(g_.checked.symbols[id].kind)) continue;
      if (bare && id == kNoSymbol)
        report_unknown_name(g_.checked, g_.names, 0, nullptr, value.ref.name, g_.diagnostics);
      else
        wrong(value.span, "`undecided` lists the tags and definitions that were missing");
    }
  }

  void check_status(const Binding& binding) {
    if (!once(binding, "status")) return;
    const Value* value = binding.values.size() == 1 ? &binding.values[0] : nullptr;
    const bool decided = value && value->kind == ValueKind::ref && value->ref.name.text == "decided";
    if (!decided && !(value && value->kind == ValueKind::undecided))
      wrong(binding.span, "the status is `decided` or `undecided`");
  }

  // A tag that callers must send is never missing, so an example must give it.
  void check_needed() {
    check_needed_outputs();
    if (others_typical_) return;
    std::string lacking;
    for (const SymbolId id : g_.checked.tags_read) {
      const Symbol& symbol = g_.checked.symbols[id];
      if (!g_.checked.catalog->tags[symbol.index].forbid || given_.count(symbol.index)) continue;
      lacking += (lacking.empty() ? "`" : ", `") + symbol.name + "`";
    }
    if (!lacking.empty())
      wrong(example_.title.span, "the example gives no value for " + lacking + ", which may not be missing",
            "add `others typical`");
  }

  // An output of a needed policy has no typical value. Lists are empty and the status is decided if not
  // given.
  void check_needed_outputs() {
    std::string lacking, first;
    for (const SymbolId id : g_.checked.needed_read) {
      const Symbol& symbol = g_.checked.symbols[id];
      if (g_.checked.needed_parts[symbol.index].form != NeededPart::Form::output ||
          given_needed_.count(symbol.name))
        continue;
      lacking += (lacking.empty() ? "`" : ", `") + symbol.name + "`";
      if (first.empty()) first = symbol.name;
    }
    if (!lacking.empty())
      wrong(example_.title.span, "the example does not say what the needed policies gave: " + lacking,
            "add e.g. `" + first + " …` to what is given");
  }

  const Governed& g_;
  const Example& example_;
  std::set<std::string> seen_, given_needed_;
  std::set<std::uint32_t> given_;
  bool others_typical_ = false;
};

void check_outcomes_shown(const Governed& g) {
  if (g.is_library() || !g.complete || g.checked.outputs.empty()) return;
  const OutputInfo& main = g.checked.outputs[0];
  if (main.type.kind != Kind::enumeration || main.type.enum_id == kNoEnum) return;
  std::set<std::string> shown;
  for (const auto& item : g.file().items)
    if (const auto* example = std::get_if<Example>(&item))
      for (const auto& binding : example->expect)
        if (binding.target == Binding::Target::ref && binding.ref.name.text == main.gives->name.text)
          for (const auto& value : binding.values)
            shown.insert(value.kind == ValueKind::code ? value.code.text : value.ref.name.text);
  std::string lacking;
  for (const auto& value : g.checked.enums[main.type.enum_id].values)
    if (!shown.count(value)) lacking += (lacking.empty() ? "`" : ", `") + value + "`";
  if (!lacking.empty())
    g.diagnostics.add(Code::W0906, main.gives->name.span,
                      "no example expects " + main.gives->name.text + " " + lacking,
                      "add an `example` for each outcome");
}

}  // namespace

std::optional<std::uint32_t> arm_of(const Symbol& experiment, const Value& value) {
  if (value.kind != ValueKind::ref || value.ref.part || value.ref.from_tags) return std::nullopt;
  const auto& variants = static_cast<const Experiment*>(experiment.node)->variants;
  for (std::uint32_t arm = 0; arm < variants.size(); ++arm)
    if (variants[arm].name.text == value.ref.name.text) return arm;
  return std::nullopt;
}

void check_examples(const Governed& g) {
  for (const auto& item : g.file().items)
    if (const auto* example = std::get_if<Example>(&item)) ExampleCheck(g, *example).run();
  check_outcomes_shown(g);
}

}  // namespace pol::sema
