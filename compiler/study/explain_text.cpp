// Explanations as they are printed: the list of a chain's policies, text and JSON.
#include <nlohmann/json.hpp>

#include "compiler/study/explain_teller.h"
#include "compiler/study/pipeline.h"

namespace pol::study {

namespace {

// "outcome approve, limit 9,600 CNY" of each policy.
class Overview : Teller {
 public:
  explicit Overview(const ExplainInput& input) : Teller(input) {}

  std::string headline(std::size_t members) const {
    return say(Phrase::chain_headline, in_.sent.case_id.empty() ? "-" : in_.sent.case_id, members) + "\n";
  }
  std::string outputs() const {
    std::string all;
    for (const ir::Output& output : module_.outputs)
      all += (all.empty() ? "" : comma()) + say(Phrase::chain_output, called(output.name),
                                                output.elements.empty()
                                                    ? formulas_.value_of(output.value)
                                                    : formulas_.list_of(output.elements, output.value));
    return all;
  }
  std::string member(std::size_t number) const {
    const ir::Policy& policy = module_.policy;
    return "  " +
           say(Phrase::chain_member, number, kind_words(policy.kind, in_.language), policy.name,
               policy.version, outputs()) +
           "\n";
  }
};

}  // namespace

std::string chain_overview(std::span<const ExplainInput> chain) {
  if (chain.size() < 2) return {};
  std::string out = Overview(chain.back()).headline(chain.size());
  for (std::size_t i = 0; i < chain.size(); ++i) out += Overview(chain[i]).member(i + 1);
  return out;
}

std::string outputs_text(const ExplainInput& input) {
  return Overview(input).outputs();
}

std::vector<ExplainInput> explain_inputs(const Sources& sources, const Compiled& compiled,
                                         const engine::ChainCase& decided, engine::Which which,
                                         Language language, ToldBefore* before) {
  std::vector<ExplainInput> out;
  for (std::size_t i = 0; i < decided.members.size(); ++i) {
    const engine::MemberCase& member = decided.members[i];
    if (!member.decided) continue;
    const Compiled& policy = compiled.member(i);
    out.push_back({sources, *policy.checked, *policy.lowered, compiled.chain->member(i), *member.sent,
                   member.admitted, member.record, member.scratch.slots, which, language, before,
                   i + 1 == decided.members.size()});
  }
  return out;
}

std::string explanation_text(const Explanation& explanation) {
  std::string out = explanation.headline + "\n";
  for (const auto& section : explanation.sections) {
    out += "\n" + section.title + "\n";
    for (const auto& line : section.lines)
      out += std::string(2 + 2 * static_cast<std::size_t>(line.depth), ' ') + line.text + "\n";
  }
  return out;
}

std::string explanation_json(const Explanation& explanation) {
  nlohmann::ordered_json out;
  out["headline"] = explanation.headline;
  out["sections"] = nlohmann::ordered_json::array();
  for (const auto& section : explanation.sections) {
    nlohmann::ordered_json lines = nlohmann::ordered_json::array();
    for (const auto& line : section.lines) lines.push_back({{"depth", line.depth}, {"text", line.text}});
    out["sections"].push_back({{"title", section.title}, {"lines", std::move(lines)}});
  }
  return out.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace pol::study
