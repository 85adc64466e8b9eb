#include "runtime/explain/explanation.h"

#include <fmt/format.h>

#include <algorithm>

#include "runtime/explain/nearest.h"
#include "runtime/explain/teller.h"
#include "runtime/explain/trace.h"
#include "runtime/explain/trials.h"

namespace pol::explain {

using ir::Ref;

namespace {

class Explainer : Teller {
 public:
  explicit Explainer(const Input& input) : Teller(input), part_(took_part(module_, input.slots, told_of())) {}

  Explanation run() {
    const ir::Policy& policy = module_.policy;
    Explanation out;
    out.headline = say(Phrase::headline, in_.sent.case_id.empty() ? "-" : in_.sent.case_id,
                       kind_words(policy.kind, in_.language), policy.name, policy.version,
                       format_date(in_.sent.decision_date));
    result(open(out, Phrase::result));
    told(open(out, Phrase::told));
    tell_definitions(in_, part_, open(out, Phrase::computed));
    tell_steps(in_, part_, out);
    knockouts(open(out, Phrase::knockouts));
    events(open(out, Phrase::events));
    tell_experiments(in_, open(out, Phrase::experiments));
    tell_costs(in_, open(out, Phrase::costs));
    tags(open(out, Phrase::tags));
    std::erase_if(out.sections, [](const auto& section) { return section.lines.empty(); });
    return out;
  }

 private:
  // What is told beside the outputs: the knockouts that fired, were waived or cannot be told, and each step.
  std::vector<Ref> told_of() const {
    std::vector<Ref> refs;
    for (const auto& knockout : module_.knockouts)
      if (unknown(knockout.fired) || yes(knockout.fired) || yes(knockout.waived))
        refs.push_back(knockout.condition);
    for (const auto& step : module_.steps)
      if (is_output(step.target))
        for (const Ref ref : {step.active, step.amount, step.before, step.after}) refs.push_back(ref);
    return refs;
  }
  void result(Section& s) const {
    for (std::size_t i = 0; i < module_.outputs.size(); ++i) {
      const ir::Output& output = module_.outputs[i];
      if (unknown(output.value)) {
        line(s, 0, say(Phrase::output_missing, called(output.name), missing_text(output.value)));
        continue;
      }
      const std::string value = output.elements.empty() ? formulas_.value_of(output.value)
                                                        : formulas_.list_of(output.elements, output.value);
      const Words& unless = in_.plan.unless[i];
      const bool masked =
          output.shown_when != ir::kNone && !unknown(output.shown_when) && !yes(output.shown_when);
      if (masked && !unless.empty()) {
        const std::string& only = formulas_.text(unless);
        const bool same = !unknown(output.defined) && in_.slots[output.defined] == in_.slots[output.value];
        line(s, 0,
             same || unknown(output.defined)
                 ? say(Phrase::output_masked_unknown, called(output.name), value, only)
                 : say(Phrase::output_masked, called(output.name), value, formulas_.value_of(output.defined),
                       only));
      } else {
        line(s, 0, say(Phrase::output_is, called(output.name), value));
      }
    }
    if (yes(module_.undecided.undecided)) {
      std::vector<std::string> all;
      for (const auto& output : module_.outputs)
        if (unknown(output.masked))
          if (std::string why = missing_text(output.masked);
              std::find(all.begin(), all.end(), why) == all.end())
            all.push_back(std::move(why));
      const std::string why = fmt::format("{}", fmt::join(all, semicolon()));
      line(s, 0, say(module_.undecided.has_clause ? Phrase::undecided : Phrase::undecided_bare, why));
    }
    if (in_.sent.decision_date > module_.policy.review_by)
      line(s, 0, say(Phrase::review_overdue, format_date(module_.policy.review_by)));
  }

  void told(Section& s) const {
    const auto shown =
        engine::reasons_shown(in_.policy, engine::reasons_all(in_.policy, in_.sent, in_.record, in_.slots));
    for (const auto index : shown) {
      const ir::ReasonText& reason = module_.reason_codes[index];
      line(s, 0, say(Phrase::reason, reason.code, reason_text(reason)));
    }
    if (shown.empty()) line(s, 0, say(Phrase::no_reason));
  }

  // ---- knockouts
  void knockouts(Section& s) const {
    const ir::Knockout* nearest_knockout = nullptr;
    std::optional<Distance> best;
    std::string nearest_value;
    std::size_t shown = 0, visits = 0;
    for (std::size_t i = 0; i < module_.knockouts.size(); ++i) {
      const ir::Knockout& knockout = module_.knockouts[i];
      const Knockout& written = in_.plan.knockouts[i];
      const Formula& when = in_.plan.formulas[written.when];
      const std::string values = formulas_.values_of(when);
      const std::string text =
          formulas_.text(when) + (values.empty() ? "" : semicolon() + say(Phrase::with_values, values));
      if (unknown(knockout.fired) || yes(knockout.fired) || yes(knockout.waived)) ++shown;
      if (unknown(knockout.fired)) {
        line(s, 0, say(Phrase::unknown_knockout, knockout.code, text));
      } else if (yes(knockout.fired)) {
        line(s, 0, say(Phrase::fired, knockout.code, called(written.value), text));
      } else if (yes(knockout.waived)) {
        line(s, 0, say(Phrase::waived, knockout.code, text));
      } else if (auto distance = nearest(in_, formulas_, written.node, visits);
                 distance && (!best || distance->ratio < best->ratio)) {
        best = std::move(distance);
        nearest_knockout = &knockout;
        nearest_value = called(written.value);
      }
    }
    const std::size_t others = module_.knockouts.size() - shown;
    if (others > 0)
      line(s, 0,
           say(shown == 0 ? Phrase::none_fired : Phrase::others_not_fired, others, module_.knockouts.size()));
    if (!best) return;
    if (best->away.empty())
      line(s, 0,
           say(Phrase::nearest_at, nearest_knockout->code, nearest_value, best->condition, best->subject,
               best->value));
    else
      line(s, 0,
           say(Phrase::nearest, nearest_knockout->code, nearest_value, best->condition, best->subject,
               best->value, best->away));
  }

  void events(Section& s) const {
    for (const auto& event : module_.events)
      line(s, 0,
           yes(event.active)
               ? say(Phrase::event_active, event.code, called(event.title), format_date(event.until))
               : say(Phrase::event_inactive, event.code, called(event.title)));
  }

  void tags(Section& s) const {
    std::size_t read = 0, sensitive = 0;
    std::vector<std::string> missing;
    for (std::size_t i = 1; i < module_.inputs.size(); ++i) {
      const ir::Input& input = module_.inputs[i];
      if (input.bucket) continue;
      if (!input.needed && input.heads_tag()) ++read;
      if (input.sensitivity == "sensitive" && input.heads_tag()) ++sensitive;
      const CauseMask mask = in_.admitted.inputs.causes[i];
      if (!mask) continue;
      // Neighbouring elements of a series that are missing alike are told together.
      const catalog::Tag* tag = in_.catalog.find(input.tag());
      std::string name = tag ? formulas_.label_and_id(*tag) : input.name;
      while (input.element && i + 1 < module_.inputs.size() && module_.inputs[i + 1].element &&
             !module_.inputs[i + 1].heads_tag() && in_.admitted.inputs.causes[i + 1] == mask)
        ++i;
      if (const auto last = module_.inputs[i].element; last && last->number > input.element->number)
        name += fmt::format(" [{}-{}]", input.element->number, last->number);
      else if (input.element)
        name += fmt::format(" [{}]", input.element->number);
      if (in_.before && !in_.before->missing.insert(name).second) continue;
      missing.push_back(say(Phrase::tag_missing, name, causes(mask)));
    }
    line(s, 0, sensitive ? say(Phrase::tags_read, read, sensitive) : say(Phrase::tags_read_open, read));
    if (!missing.empty()) line(s, 0, say(Phrase::tags_missing));
    for (std::string& one : missing) line(s, 1, std::move(one));
    if (in_.last) line(s, 0, say(Phrase::answered_by, engine_words(in_.which, in_.language)));
  }

  std::vector<bool> part_;
};

}  // namespace

Explanation to_officer(const Input& input) {
  return Explainer(input).run();
}

}  // namespace pol::explain
