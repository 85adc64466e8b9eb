// Points per factor: what a case got, what it lost against the best row, the reason that stands for it.
#include "compiler/study/explain_teller.h"
#include "compiler/study/explain_trials.h"

namespace pol::study {
namespace {

class ScorecardTeller : Teller {
 public:
  explicit ScorecardTeller(const ExplainInput& input) : Teller(input) {}

  void tell(ExplainedSection& s, const sema::Symbol& symbol) const {
    const auto& card = *static_cast<const syntax::Scorecard*>(symbol.node);
    for (const ir::Scorecard& kept : module_.scorecards)
      if (kept.name == card.name.text) tell(s, symbol.unit, card, kept);
  }

 private:
  void tell(ExplainedSection& s, std::uint32_t unit, const syntax::Scorecard& card,
            const ir::Scorecard& kept) const {
    const std::string pd =
        kept.pd == ir::kNone ? std::string() : comma() + say(Phrase::card_pd, formulas_.value_of(kept.pd));
    line(s, 0, say(Phrase::card, called(kept.name), formulas_.value_of(kept.points), pd));
    for (sema::SymbolId id = 0; id < in_.checked.symbols.size(); ++id) {
      const sema::Symbol& member = in_.checked.symbols[id];
      if (member.kind != sema::SymbolKind::scorecard_member || member.node != &card) continue;
      const bool points = member.name.ends_with(".points");
      if (const auto set = explain_setting(in_, id, points ? kept.points : kept.pd)) line(s, 1, *set);
    }
    line(s, 1, say(Phrase::card_start, card.start));
    for (std::size_t i = 0; i < kept.factors.size() && i < card.factors.size(); ++i)
      factor(s, unit, card.factors[i], kept.factors[i]);
  }

  void factor(ExplainedSection& s, std::uint32_t unit, const syntax::Factor& factor,
              const ir::Scorecard::Factor& kept) const {
    const ir::TableUse& use = module_.table_uses[kept.use];
    if (unknown(use.row)) return line(s, 1, missing_text(use.row));
    const auto row = static_cast<std::size_t>(in_.slots[use.row].value) - 1;
    const std::vector<std::int64_t>& points = module_.arrays[kept.points].values;
    const std::int64_t best = *std::max_element(points.begin(), points.end());
    const sema::Meaning* meaning = in_.checked.meaning(unit, factor.input.id);
    std::string name = formulas_.text(factor.input.span), value;
    bool missing = false;
    if (meaning && meaning->form == sema::Meaning::Form::symbol) {
      name = formulas_.label_of(meaning->symbol);
      value = formulas_.symbol_value(meaning->symbol).value_or("");
      if (const auto input = in_.lowered.inputs.find(meaning->symbol); input != in_.lowered.inputs.end())
        missing = in_.admitted.inputs.causes[input->second] != 0;
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
         missing ? say(Phrase::card_factor_missing, name, value, points[row], lost)
                 : say(Phrase::card_factor, name, value, formulas_.text(factor.bands[row].cell.span),
                       points[row], lost));
  }
};

}  // namespace

void tell_scorecard(const ExplainInput& input, const sema::Symbol& card, ExplainedSection& section) {
  ScorecardTeller(input).tell(section, card);
}

}  // namespace pol::study
