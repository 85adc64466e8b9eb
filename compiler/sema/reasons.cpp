// Reasons: every code is known, used for what its file says, and no arm that turns a person away is without
// one.
#include "compiler/sema/reasons.h"

#include <algorithm>
#include <set>

#include "compiler/sema/governance.h"
#include "compiler/sema/walk.h"

namespace pol::sema {

using namespace syntax;

namespace {

struct KnownReasons : Visitor {
  explicit KnownReasons(const Governed& governed) : g(governed) {}
  void because(const Because& because) override {
    for (std::size_t i = 0; i < because.reasons.size(); ++i)
      because.is_code[i] ? check(because.reasons[i].name) : check(because.reasons[i]);
  }
  void check(const Reference& list) const {
    const Meaning* meaning = g.checked.meaning(unit, list.id);
    if (!meaning) return;  // told by naming
    if (const auto needs = needed_reasons(g.checked, meaning)) return check_taken_over(list, *needs);
    if (!scorecard_reasons(*meaning))
      g.diagnostics.add(Code::E0840, list.span, "`" + shown_name(list) + "` is not a list of reasons",
                        "name codes of the reason file, the `.reasons` of a scorecard or of a needed policy");
  }
  bool scorecard_reasons(const Meaning& meaning) const {
    return meaning.form == Meaning::Form::symbol &&
           g.checked.symbols[meaning.symbol].kind == SymbolKind::scorecard_member &&
           g.checked.symbols[meaning.symbol].name.ends_with(".reasons");
  }
  // The record gives every reason in the words of this policy's reason file, or the other's where this one
  // has no such code: one code must not have two texts.
  void check_taken_over(const Reference& list, std::uint32_t needs) const {
    const auto& policy = g.checked.needs[needs].policy;
    if (!policy || !g.checked.reasons) return;
    for (const ListedReason& listed : policy->listed) {
      const catalog::Reason* own = g.checked.reasons->find(listed.reason->code);
      const auto texts = texts_in(listed, g.checked.reasons->languages);
      if (texts && (!own || own->texts == *texts)) continue;
      const std::string &code = listed.reason->code, &file = listed.file->name;
      g.diagnostics.add(
          Code::E0840, list.span,
          "`" + shown_name(list) + "` may hold " + code + ", which the reason file `" + file +
              (texts ? "` words otherwise than `" + g.checked.reasons->name + "`"
                     : "` does not have in every language of `" + g.checked.reasons->name + "`"),
          "let both policies read one reason file");
      return;
    }
  }
  static std::string shown_name(const Reference& list) {
    return list.name.text + (list.part ? "." + list.part->text : "");
  }
  void check(const Name& code) const {
    if (code.text.empty() || g.checked.reasons->find(code.text)) return;
    std::vector<std::string> codes;
    for (const auto& reason : g.checked.reasons->reasons) codes.push_back(reason.code);
    const std::string near = nearest(code.text, codes);
    const catalog::Reason* nearby = near.empty() ? nullptr : g.checked.reasons->find(near);
    g.diagnostics.add(Code::E0840, code.span,
                      "the reason file `" + g.checked.reasons->name + "` has no reason `" + code.text + "`",
                      nearby ? "did you mean `" + near + "` (" + nearby->internal + ")?" : "");
  }
  const Governed& g;
  std::uint32_t unit = 0;
};

// Their reasons are parts of a list already: a list among them could lead back to the scorecard itself.
void check_factors(const Governed& g, const Scorecard& card) {
  const auto one = [&](const std::optional<Because>& because) {
    for (std::size_t i = 0; because && i < because->reasons.size(); ++i)
      if (!because->is_code[i])
        g.diagnostics.add(Code::E0840, because->reasons[i].span,
                          "the reasons of a factor and its rows are codes, not lists");
  };
  for (const Factor& factor : card.factors) {
    one(factor.because);
    for (const auto& band : factor.bands) one(band.because);
  }
}

struct NamedReasons : Visitor {
  explicit NamedReasons(const Checked& policy) : checked(policy) {}
  void because(const Because& because) override {
    for (std::size_t i = 0; i < because.reasons.size(); ++i) {
      const Reference& reason = because.reasons[i];
      if (because.is_code[i]) {
        if (const catalog::Reason* known = checked.reasons->find(reason.name.text))
          add({known, checked.reasons.get()});
      } else if (const auto needs = needed_reasons(checked, checked.meaning(unit, reason.id));
                 needs && checked.needs[*needs].policy) {
        for (const ListedReason& listed : checked.needs[*needs].policy->listed) add(listed);
      }
    }
  }
  void add(const ListedReason& listed) {
    if (seen.insert(listed.reason->code).second) found.push_back(listed);
  }
  const Checked& checked;
  std::uint32_t unit = 0;
  std::vector<ListedReason> found;
  std::set<std::string> seen;
};

void check_use(const Governed& g, const Because& because, std::string_view use, const std::string& what) {
  for (std::size_t i = 0; i < because.reasons.size(); ++i) {
    if (!because.is_code[i]) continue;
    const catalog::Reason* reason = g.checked.reasons->find(because.reasons[i].name.text);
    if (!reason || std::count(reason->used_for.begin(), reason->used_for.end(), use)) continue;
    g.diagnostics.add(Code::W0908, because.reasons[i].span,
                      "the reason `" + reason->code + "` is not meant for " + what,
                      "add `" + std::string(use) + "` to its `used_for`, or take another reason");
  }
}

// A word that is no value of the main output has been told about (E0402).
bool is_main_value(const Governed& g, const std::string& word) {
  const Type& type = g.checked.outputs[0].type;
  return type.kind != Kind::enumeration || type.enum_id == kNoEnum ||
         g.checked.enums[type.enum_id].index_of(word) >= 0;
}

void check_arms(const Governed& g) {
  const Choose* decide = main_decide(g);
  const bool wanted = g.kind() == PolicyKind::limit || g.kind() == PolicyKind::pricing;
  if (!decide || !wanted) return;
  for (const auto& arm : decide->arms) {
    if (!arm.when || arm.because) continue;
    const std::string& value =
        arm.result.kind == ValueKind::code ? arm.result.code.text : arm.result.ref.name.text;
    if (arm.when->kind == ExprKind::any_knockout &&
        (arm.when->name.text == value || !is_main_value(g, arm.when->name.text)))
      continue;
    g.diagnostics.add(Code::E0841, arm.span, "the arm `" + value + "` carries no reason",
                      "add `because R..`");
  }
}

}  // namespace

std::vector<ListedReason> listed_reasons(const Checked& policy) {
  if (!policy.reasons) return {};
  NamedReasons named(policy);
  for (; named.unit < policy.units.size(); ++named.unit)
    for (const auto& item : policy.units[named.unit].file->items) walk_item(item, named);
  return std::move(named.found);
}

std::optional<std::vector<std::string>> texts_in(const ListedReason& reason,
                                                 const std::vector<std::string>& languages) {
  std::vector<std::string> texts;
  for (const std::string& language : languages) {
    const auto& known = reason.file->languages;
    const auto at = static_cast<std::size_t>(std::find(known.begin(), known.end(), language) - known.begin());
    if (at >= known.size() || at >= reason.reason->texts.size()) return std::nullopt;
    texts.push_back(reason.reason->texts[at]);
  }
  return texts;
}

std::optional<std::uint32_t> needed_reasons(const Checked& checked, const Meaning* meaning) {
  if (!meaning || meaning->form != Meaning::Form::symbol) return std::nullopt;
  const Symbol& symbol = checked.symbols[meaning->symbol];
  if (symbol.kind != SymbolKind::needed) return std::nullopt;
  const NeededPart& part = checked.needed_parts[symbol.index];
  return part.form == NeededPart::Form::reasons ? std::optional(part.needs) : std::nullopt;
}

void check_reasons(const Governed& g) {
  check_arms(g);
  if (!g.checked.reasons) return;
  KnownReasons known(g);
  for (; known.unit < g.checked.units.size(); ++known.unit)
    for (const auto& item : g.checked.units[known.unit].file->items) {
      walk_item(item, known);
      if (const auto* card = std::get_if<Scorecard>(&item)) check_factors(g, *card);
    }
  const std::string use(use_of(g.kind()));
  for (const auto& item : g.file().items) {
    if (const auto* block = std::get_if<Knockouts>(&item))
      for (const auto& knockout : block->items)
        if (knockout.value.text == "decline" || knockout.value.text == "refer")
          check_use(g, knockout.because, knockout.value.text, "a " + knockout.value.text + " knockout");
    if (const auto* guard = std::get_if<Guard>(&item); guard && !use.empty())
      for (const auto& step : guard->steps)
        if (step.because)
          check_use(g, *step.because, use, "a step of a " + g.file().header.kind.text + " policy");
  }
}

}  // namespace pol::sema
