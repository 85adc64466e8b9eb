#include "compiler/study/explain_teller.h"

namespace pol::study {

using sema::SymbolKind;

namespace {

class StepsTeller : Teller {
 public:
  StepsTeller(const ExplainInput& input, const std::vector<bool>& part) : Teller(input), part_(part) {}

  void run(Explanation& out) const {
    for (const sema::SymbolId id : in_.checked.order) {
      const sema::Symbol& symbol = in_.checked.symbols[id];
      auto it = in_.lowered.definitions.find(id);
      if (symbol.kind != SymbolKind::guarded || it == in_.lowered.definitions.end() ||
          it->second == ir::kNone)
        continue;
      const bool shown = part_[it->second] || is_output(symbol.name);
      if (!shown) continue;
      out.sections.push_back({say(Phrase::steps_of, called(symbol.name)), {}});
      ExplainedSection& s = out.sections.back();
      bool first = true;
      for (std::size_t i = 0; i < module_.steps.size(); ++i) {
        const ir::Step& step = module_.steps[i];
        if (step.target != symbol.name) continue;
        const sema::Symbol& at = in_.checked.symbols[in_.checked.steps[i]];
        const auto& node = *static_cast<const syntax::Step*>(at.node);
        if (first) {
          for (std::size_t k = 0; k < module_.outputs.size(); ++k) {
            const ir::Output& output = module_.outputs[k];
            const syntax::Gives* gives = in_.checked.outputs[k].gives;
            if (output.name == symbol.name && gives && gives->unless && output.shown_when != ir::kNone &&
                !unknown(output.shown_when) && !yes(output.shown_when))
              line(s, 0, say(Phrase::not_given, formulas_.text(*gives->unless)));
          }
          const syntax::Guard* guard = symbol.brakes ? symbol.brakes : symbol.legal;
          line(s, 0,
               say(Phrase::starts_from, guard->start ? formulas_.text(*guard->start) : called(symbol.name),
                   formulas_.value_of(step.before)));
          first = false;
          if (unknown(step.before) && unknown(it->second)) {
            line(s, 1, say(Phrase::no_steps));
            break;
          }
        }
        one_step(s, step, node, at.unit);
      }
      if (!first) line(s, 0, say(Phrase::ends_at, formulas_.value_of(it->second)));
    }
  }

 private:
  void one_step(ExplainedSection& s, const ir::Step& step, const syntax::Step& node,
                std::uint32_t unit) const {
    std::string amount = formulas_.text(*node.amount);
    const std::string verb = verb_words(step.verb, in_.language);
    if (step.amount != ir::kNone && !unknown(step.amount)) {
      const std::string value = formulas_.value_of(step.amount);
      if (node.amount->kind == syntax::ExprKind::literal)
        amount = value;
      else if (value != amount)
        amount = say(Phrase::in_brackets, amount, value);
    }
    if (unknown(step.active)) {
      line(s, 1, say(Phrase::step_unknown, step.code, verb, amount, missing_text(step.active)));
      return;
    }
    if (!yes(step.active)) {
      std::string why;
      const Day day = in_.sent.decision_date;
      if (node.from && day < *node.from)
        why = say(Phrase::counts_from, format_date(*node.from));
      else if (node.until && day > *node.until)
        why = say(Phrase::counted_until, format_date(*node.until));
      else if (node.if_present && unknown(step.amount))
        why = say(Phrase::step_no_amount, missing_text(step.amount));
      else if (node.when && node.when->kind == syntax::ExprKind::code)
        why = say(Phrase::event_off, formulas_.text(*node.when));
      else if (node.when) {
        why = say(Phrase::when_not, formulas_.text(*node.when));
        const std::string values = formulas_.values_of(*node.when, unit);
        if (!values.empty()) why += semicolon() + say(Phrase::with_values, values);
      }
      line(s, 1,
           why.empty() ? say(Phrase::step_inactive, step.code, verb, amount)
                       : say(Phrase::step_inactive_why, step.code, verb, amount, why));
      return;
    }
    if (unknown(step.after)) {
      line(s, 1, say(Phrase::step_unknown, step.code, verb, amount, missing_text(step.after)));
      return;
    }
    if (!yes(step.changed)) {
      line(s, 1, say(Phrase::step_active_same, step.code, verb, amount));
      return;
    }
    const interp::Slot &before = in_.slots[step.before], &after = in_.slots[step.after];
    const Type& type = module_.type_of(step.after);
    std::string change;
    if (type.kind != Kind::boolean && type.kind != Kind::enumeration)
      change = (after.value > before.value ? "+" : "") +
               amount_words(after.value - before.value, type, module_.enums, in_.language);
    std::string reasons;
    for (const ir::ReasonRef& reason : step.reasons)
      reasons += (reasons.empty() ? "" : comma()) + reason_name(reason);
    if (!reasons.empty()) change += (change.empty() ? "" : comma()) + say(Phrase::step_because, reasons);
    if (!step.source.empty())
      change += (change.empty() ? "" : comma()) + say(Phrase::step_source, step.source);
    line(s, 1,
         say(Phrase::step_changed, step.code, verb, amount, formulas_.value_of(step.before),
             formulas_.value_of(step.after), change));
  }

  const std::vector<bool>& part_;
};

}  // namespace

void tell_steps(const ExplainInput& input, const std::vector<bool>& part, Explanation& out) {
  StepsTeller(input, part).run(out);
}

}  // namespace pol::study
