// What an applicant is told: the results, the reasons in words, what it costs, and what was not there where
// that decided. No codes, no rules, nothing of what might have been; the compiler adds what the
// applicant could change, where that is asked for.
#include <set>

#include "runtime/explain/teller.h"

namespace pol::explain {
namespace {

class ApplicantTeller : Teller {
 public:
  explicit ApplicantTeller(const Input& input) : Teller(input) {}

  std::string headline() const {
    return say(Phrase::applicant_headline, in_.sent.case_id.empty() ? "-" : in_.sent.case_id,
               format_date(in_.sent.decision_date));
  }

  void tell(Explanation& out) const {
    const std::string kind = kind_words(module_.policy.kind, in_.language);
    out.sections.push_back({say(Phrase::applicant_policy, kind), {}});
    Section& s = out.sections.back();
    for (const ir::Output& output : module_.outputs)
      if (!unknown(output.value) && (output.shown_when == ir::kNone || yes(output.shown_when)))
        line(s, 0,
             say(Phrase::applicant_output, called(output.name),
                 output.elements.empty() ? formulas_.value_of(output.value)
                                         : formulas_.list_of(output.elements, output.value)));
    if (yes(module_.undecided.undecided)) line(s, 0, say(Phrase::applicant_undecided, lacking()));
    if (withheld()) return;
    for (const ir::CostLine& cost : module_.cost_lines)
      line(s, 1, say(Phrase::cost_line, called(cost.label), formulas_.value_of(cost.value)));
  }

  std::vector<std::string> reason_texts() const {
    std::vector<std::string> texts;
    for (const auto index :
         engine::reasons_shown(in_.policy, engine::reasons_all(in_.policy, in_.sent, in_.record, in_.slots)))
      texts.push_back(reason_text(module_.reason_codes[index]));
    return texts;
  }

 private:
  bool withheld() const {
    return std::any_of(module_.outputs.begin(), module_.outputs.end(), [&](const ir::Output& output) {
      return output.shown_when != ir::kNone && !yes(output.shown_when);
    });
  }
  // Labels of the tags, but of none that is sensitive.
  std::string lacking() const {
    std::string all;
    std::set<std::string> met;
    for (const ir::Output& output : module_.outputs) {
      if (!unknown(output.masked)) continue;
      for (const auto& [origin, mask] : engine::origins(in_.policy, in_.admitted, in_.slots, output.masked)) {
        const catalog::Tag* tag = in_.catalog.find(origin);
        const bool told = tag && tag->sensitivity != "sensitive" && tag->sensitivity != "monitor_only";
        const std::string text = told ? say(Phrase::origin_missing, formulas_.tag_label(*tag), causes(mask))
                                      : say(Phrase::something);
        if (met.insert(text).second) all += (all.empty() ? "" : comma()) + text;
      }
    }
    return all;
  }
};

}  // namespace

Explanation to_applicant(std::span<const Input> chain) {
  Explanation out;
  out.headline = ApplicantTeller(chain.back()).headline();
  // A reason that a later policy takes over is told there, once.
  std::set<std::string> told;
  for (std::size_t i = 0; i < chain.size(); ++i) ApplicantTeller(chain[i]).tell(out);
  Section reasons{std::string(phrase(Phrase::applicant_reasons, chain.back().language)), {}};
  for (const Input& member : chain)
    for (std::string& text : ApplicantTeller(member).reason_texts())
      if (told.insert(text).second) reasons.lines.push_back({0, std::move(text)});
  if (!reasons.lines.empty()) out.sections.push_back(std::move(reasons));
  return out;
}

}  // namespace pol::explain
