#include "runtime/explain/teller.h"

namespace pol::explain {

namespace {

class StepsTeller : Teller {
 public:
  StepsTeller(const Input& input, const std::vector<bool>& part) : Teller(input), part_(part) {}

  void run(Explanation& out) const {
    for (const Definition& definition : in_.plan.definitions) {
      const Name& name = in_.plan.names[definition.name];
      if (definition.form != Definition::Form::guarded || name.value == ir::kNone) continue;
      if (part_[name.value] || is_output(name.name)) guarded(definition, name, out);
    }
  }

 private:
  void guarded(const Definition& definition, const Name& name, Explanation& out) const {
    out.sections.push_back({say(Phrase::steps_of, called(name.name)), {}});
    Section& s = out.sections.back();
    bool first = true;
    for (std::size_t i = 0; i < module_.steps.size(); ++i) {
      const ir::Step& step = module_.steps[i];
      if (step.target != name.name) continue;
      if (first) {
        for (std::size_t k = 0; k < module_.outputs.size(); ++k) {
          const ir::Output& output = module_.outputs[k];
          if (output.name == name.name && !in_.plan.unless[k].empty() && output.shown_when != ir::kNone &&
              !unknown(output.shown_when) && !yes(output.shown_when))
            line(s, 0, say(Phrase::not_given, formulas_.text(in_.plan.unless[k])));
        }
        line(s, 0,
             say(Phrase::starts_from,
                 definition.start.empty() ? called(name.name) : formulas_.text(definition.start),
                 formulas_.value_of(step.before)));
        first = false;
        if (unknown(step.before) && unknown(name.value)) {
          line(s, 1, say(Phrase::no_steps));
          break;
        }
      }
      one_step(s, step, in_.plan.steps[i]);
    }
    if (!first) line(s, 0, say(Phrase::ends_at, formulas_.value_of(name.value)));
  }
  void one_step(Section& s, const ir::Step& step, const Step& node) const {
    std::string amount = formulas_.text(node.amount);
    const std::string verb = verb_words(step.verb, in_.language);
    if (step.amount != ir::kNone && !unknown(step.amount)) {
      const std::string value = formulas_.value_of(step.amount);
      if (node.literal)
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
      const Formula* when = node.when == kNone ? nullptr : &in_.plan.formulas[node.when];
      const Day day = in_.sent.decision_date;
      if (node.from && day < *node.from)
        why = say(Phrase::counts_from, format_date(*node.from));
      else if (node.until && day > *node.until)
        why = say(Phrase::counted_until, format_date(*node.until));
      else if (node.if_present && unknown(step.amount))
        why = say(Phrase::step_no_amount, missing_text(step.amount));
      else if (when && when->form == Formula::Form::code)
        why = say(Phrase::event_off, formulas_.text(*when));
      else if (when) {
        why = say(Phrase::when_not, formulas_.text(*when));
        const std::string values = formulas_.values_of(*when);
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

void tell_steps(const Input& input, const std::vector<bool>& part, Explanation& out) {
  StepsTeller(input, part).run(out);
}

}  // namespace pol::explain
