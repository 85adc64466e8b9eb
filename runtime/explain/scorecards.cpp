// Points per factor: what a case got, what it lost against the best row, the reason that stands for it.
#include "runtime/explain/teller.h"
#include "runtime/explain/trials.h"

namespace pol::explain {
namespace {

class ScorecardTeller : Teller {
 public:
  explicit ScorecardTeller(const Input& input) : Teller(input) {}

  void tell(Section& s, const Card& card) const {
    for (const ir::Scorecard& kept : module_.scorecards)
      if (kept.name == card.name) tell(s, card, kept);
  }

 private:
  void tell(Section& s, const Card& card, const ir::Scorecard& kept) const {
    const std::string pd =
        kept.pd == ir::kNone ? std::string() : comma() + say(Phrase::card_pd, formulas_.value_of(kept.pd));
    line(s, 0, say(Phrase::card, called(kept.name), formulas_.value_of(kept.points), pd));
    for (const Card::Member& member : card.members)
      if (const auto set =
              tell_setting(in_, member.name, member.settings, member.points ? kept.points : kept.pd))
        line(s, 1, *set);
    line(s, 1, say(Phrase::card_start, card.start));
    for (std::size_t i = 0; i < kept.factors.size() && i < card.factors.size(); ++i)
      factor(s, card.factors[i], kept.factors[i]);
  }

  void factor(Section& s, const Card::Factor& factor, const ir::Scorecard::Factor& kept) const {
    const ir::TableUse& use = module_.table_uses[kept.use];
    if (unknown(use.row)) return line(s, 1, missing_text(use.row));
    const std::vector<std::int64_t>& points = module_.arrays[kept.points].values;
    const auto row =
        use.row == ir::kNone ? points.size() : static_cast<std::size_t>(in_.slots[use.row].value) - 1;
    if (row >= points.size() || row >= factor.bands.size()) return;
    const std::int64_t best = *std::max_element(points.begin(), points.end());
    std::string name = formulas_.text(factor.text), value;
    bool missing = false;
    if (factor.name != kNone) {
      name = formulas_.label_of(factor.name);
      value = formulas_.name_value(factor.name).value_or("");
      const std::uint32_t input = in_.plan.names[factor.name].input;
      missing = input != kNone && in_.admitted.inputs.causes[input] != 0;
    }
    std::string lost;
    if (points[row] < best) {
      std::string reasons;
      if (row < use.reasons.size())
        for (const ir::ReasonRef& reason : use.reasons[row])
          reasons += (reasons.empty() ? "" : comma()) + reason_name(reason);
      lost = say(Phrase::card_lost, best - points[row], best) +
             (reasons.empty() ? "" : comma() + say(Phrase::step_because, reasons));
    } else {
      lost = say(Phrase::card_best);
    }
    line(s, 1,
         missing
             ? say(Phrase::card_factor_missing, name, value, points[row], lost)
             : say(Phrase::card_factor, name, value, formulas_.text(factor.bands[row]), points[row], lost));
  }
};

}  // namespace

void tell_scorecard(const Input& input, const Card& card, Section& section) {
  ScorecardTeller(input).tell(section, card);
}

}  // namespace pol::explain
