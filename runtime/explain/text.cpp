// Explanations as they are printed.
#include "runtime/explain/teller.h"

namespace pol::explain {

namespace {

// "outcome approve, limit 9,600 CNY" of each policy.
class Overview : Teller {
 public:
  explicit Overview(const Input& input) : Teller(input) {}

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

std::string chain_overview(std::span<const Input> chain) {
  if (chain.size() < 2) return {};
  std::string out = Overview(chain.back()).headline(chain.size());
  for (std::size_t i = 0; i < chain.size(); ++i) out += Overview(chain[i]).member(i + 1);
  return out;
}

std::string outputs_text(const Input& input) {
  return Overview(input).outputs();
}

std::vector<Input> inputs_of(const engine::Chain& chain, std::span<const Plan> plans,
                             const catalog::Catalog& catalog, const engine::ChainCase& decided,
                             engine::Which which, Language language, ToldBefore* before) {
  static const Plan none;
  std::vector<Input> out;
  for (std::size_t i = 0; i < decided.members.size(); ++i) {
    const engine::MemberCase& member = decided.members[i];
    if (!member.decided) continue;
    out.push_back({plans.empty() ? none : plans[i], catalog, chain.member(i), *member.sent, member.admitted,
                   member.record, member.scratch.slots, which, language, before,
                   i + 1 == decided.members.size()});
  }
  return out;
}

std::string officer_text(std::span<const Input> chain) {
  std::string out = chain_overview(chain);
  for (const Input& member : chain) out += (out.empty() ? "" : "\n") + text_of(to_officer(member));
  return out;
}

std::string text_of(const Explanation& explanation) {
  std::string out = explanation.headline + "\n";
  for (const auto& section : explanation.sections) {
    out += "\n" + section.title + "\n";
    for (const auto& line : section.lines)
      out += std::string(2 + 2 * static_cast<std::size_t>(line.depth), ' ') + line.text + "\n";
  }
  return out;
}

}  // namespace pol::explain
