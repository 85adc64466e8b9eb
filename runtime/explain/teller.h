// What all parts of an explanation are told with. Private to this folder.
#pragma once
#include <fmt/format.h>

#include <algorithm>

#include "runtime/engine/record.h"
#include "runtime/explain/formulas.h"
#include "runtime/explain/phrases.h"
#include "runtime/explain/words.h"

namespace pol::explain {

// Refers to the input of one explanation, which outlives it.
class Teller {
 public:
  explicit Teller(const Input& input) : in_(input), module_(input.policy.module()), formulas_(input) {}

 protected:
  using Ref = ir::Ref;

  template <class... Args>
  std::string say(Phrase which, const Args&... args) const {
    return fmt::format(fmt::runtime(phrase(which, in_.language)), args...);
  }
  Section& open(Explanation& out, Phrase title) const {
    out.sections.push_back({std::string(phrase(title, in_.language)), {}});
    return out.sections.back();
  }
  static void line(Section& section, int depth, std::string text) {
    section.lines.push_back({depth, std::move(text)});
  }
  std::string called(std::string_view name) const { return formulas_.word(name); }
  std::string comma() const { return say(Phrase::comma); }
  std::string semicolon() const { return say(Phrase::semicolon); }
  std::string causes(CauseMask mask) const { return cause_words(mask, in_.language); }

  bool yes(Ref ref) const { return ref != ir::kNone && !in_.slots[ref].causes && in_.slots[ref].value != 0; }
  bool unknown(Ref ref) const { return ref != ir::kNone && in_.slots[ref].causes != 0; }

  std::string missing_text(Ref ref) const {
    std::string out;
    for (const auto& [origin, mask] : engine::origins(in_.policy, in_.admitted, in_.slots, ref)) {
      const catalog::Tag* tag = in_.catalog.find(origin);
      out += (out.empty() ? "" : comma()) +
             say(Phrase::origin_missing, tag ? formulas_.tag_label(*tag) : origin, causes(mask));
    }
    return out.empty() ? causes(in_.slots[ref].causes) : out;
  }

  bool is_output(const std::string& name) const {
    return std::any_of(module_.outputs.begin(), module_.outputs.end(),
                       [&](const auto& o) { return o.name == name; });
  }

  std::string reason_text(const ir::ReasonText& reason) const {
    const auto& languages = module_.policy.languages;
    const auto at = std::find(languages.begin(), languages.end(), in_.language == Language::zh ? "zh" : "en");
    const std::size_t column = at == languages.end() ? 0 : static_cast<std::size_t>(at - languages.begin());
    return column < reason.texts.size() ? reason.texts[column] : reason.internal;
  }

  // A list is named as the policy names it; its codes stand with the case's reasons.
  std::string reason_name(const ir::ReasonRef& reason) const {
    switch (reason.form) {
      case ir::ReasonRef::Form::code:
        return module_.reason_codes[reason.index].code;
      case ir::ReasonRef::Form::scorecard:
        return module_.scorecards[reason.index].name + ".reasons";
      case ir::ReasonRef::Form::needed:
        return module_.needs[reason.index].alias + ".reasons";
    }
    return {};
  }

  const Input& in_;
  const ir::Module& module_;
  Formulas formulas_;
};

// The definitions that had a part in the result, in the order of dependency. `part` as took_part() gives it.
void tell_definitions(const Input& input, const std::vector<bool>& part, Section& section);

// A section for each output or name with guarantees, brakes or legal steps that had a part.
void tell_steps(const Input& input, const std::vector<bool>& part, Explanation& out);

// The points of one scorecard, factor by factor.
void tell_scorecard(const Input& input, const Card& card, Section& section);

}  // namespace pol::explain
