#include "compiler/study/explain_counterfactual.h"

#include <nlohmann/json.hpp>

#include "runtime/explain/teller.h"
#include "runtime/value/constant.h"

namespace pol::study {
namespace {

using engine::SentTag;
using explain::amount_words;
using explain::inputs_of;
using explain::kind_words;
using explain::outputs_text;
using explain::Phrase;
using explain::Teller;
using explain::verb_words;
using nlohmann::ordered_json;

std::string kind_and_name(const ir::Policy& policy) {
  return policy.kind + "/" + policy.name;
}

// What one policy gives in a case.
class GivenResults : Teller {
 public:
  explicit GivenResults(const ExplainInput& input) : Teller(input) {}

  std::string policy() const { return kind_words(module_.policy.kind, in_.language); }
  std::string name(std::size_t output) const { return called(module_.outputs[output].name); }
  std::string value(std::size_t output) const {
    const ir::Output& out = module_.outputs[output];
    return out.elements.empty() ? formulas_.value_of(out.value) : formulas_.list_of(out.elements, out.value);
  }
  bool shown(std::size_t output) const {
    const ir::Output& out = module_.outputs[output];
    return !unknown(out.value) && (out.shown_when == ir::kNone || yes(out.shown_when));
  }
  std::size_t outputs() const { return module_.outputs.size(); }

  // "B5, cap 200,000 CNY" of the cap that an amount stands at, or the floor that a price does.
  void held(std::size_t output, bool lower_is_better, ExplainedSection& section) const {
    const ir::Verb verb = lower_is_better ? ir::Verb::floor : ir::Verb::cap;
    for (const ir::Step& step : module_.steps)
      if (step.target == module_.outputs[output].name && step.verb == verb && yes(step.active) &&
          step.amount != ir::kNone && !unknown(step.amount) &&
          formulas_.value_of(step.amount) == value(output))
        line(section, 1,
             say(Phrase::change_held, name(output), step.code, verb_words(step.verb, in_.language),
                 value(output)));
  }
  // As in the record.
  ordered_json json() const {
    ordered_json outputs = ordered_json::object();
    for (std::size_t i = 0; i < module_.outputs.size(); ++i) {
      const ir::Output& output = module_.outputs[i];
      const Type& type = module_.type_of(output.value);
      outputs[output.name] =
          unknown(output.value) ? ordered_json(nullptr)
          : !output.elements.empty() || type.kind == Kind::text
              ? ordered_json(value(i))
              : ordered_json(format_value(in_.slots[output.value].value, type, module_.enums));
    }
    return {{"policy", kind_and_name(module_.policy)}, {"outputs", std::move(outputs)}};
  }
};

class CounterfactualTeller : Teller {
 public:
  explicit CounterfactualTeller(const CounterfactualStory& story, std::vector<ExplainInput> now)
      : Teller(now.back()),
        story_(story),
        compiled_(story.input.compiled),
        door_(compiled_.chain->door()),
        now_(std::move(now)) {}

  Explanation officer() const {
    Explanation out;
    const ir::Policy& policy = module_.policy;
    out.headline = now_.size() == 1 ? say(Phrase::headline, id(), kind_words(policy.kind, in_.language),
                                          policy.name, policy.version, format_date(in_.sent.decision_date))
                                    : say(Phrase::chain_headline, id(), now_.size());
    ExplainedSection& now = open(out, Phrase::change_now);
    for (const ExplainInput& member : now_) {
      const ir::Policy& head = member.policy.module().policy;
      line(now, 0,
           say(Phrase::change_now_is, kind_words(head.kind, in_.language), head.name, outputs_text(member)));
      const Standings rule(member.policy);
      if (const auto amount = rule.amount(); amount && rule.of(member.record).served)
        GivenResults(member).held(*amount, rule.lower_is_better(), now);
    }
    ExplainedSection outcomes{say(Phrase::change_outcomes), {}}, amounts{say(Phrase::change_amounts), {}};
    for (const Counterfactual& change : story_.found.changes)
      tell(change, false, change.form == Counterfactual::Form::outcome ? outcomes : amounts);
    out.sections.push_back(std::move(outcomes));
    out.sections.push_back(std::move(amounts));
    none(open(out, Phrase::change_none));
    how(open(out, Phrase::change_how));
    std::erase_if(out.sections, [](const auto& section) { return section.lines.empty(); });
    return out;
  }

  ExplainedSection applicant() const {
    ExplainedSection out{say(Phrase::applicant_changes), {}};
    for (const Counterfactual& change : story_.found.changes)
      if (const catalog::Tag* tag = tag_at(change.tag);
          tag->sensitivity != "sensitive" && tag->sensitivity != "monitor_only")
        tell(change, true, out);
    line(out, 0,
         out.lines.empty() ? say(Phrase::applicant_no_change)
                           : say(Phrase::applicant_promise, format_date(in_.sent.decision_date)));
    return out;
  }

  std::string json() const {
    ordered_json out = ordered_json::parse(explanation_json(officer()));
    out["changes"] = ordered_json::array();
    for (const Counterfactual& change : story_.found.changes) {
      ordered_json one{{"tag", door_.inputs[change.tag].name}, {"form", form_name(change.form)}};
      const SentTag& sent = story_.input.sent.tags[change.tag];
      one["now"] =
          sent.state == SentTag::State::value ? ordered_json(data(change.tag, sent)) : ordered_json();
      if (const CauseMask mask = causes_now(change.tag)) one["missing"] = cause_names(mask);
      one["needed"] = data(change.tag, change.needed);
      if (change.until) one["until"] = data(change.tag, *change.until);
      for (const SentTag& also : change.also) one["also"].push_back(data(change.tag, also));
      if (change.form != Counterfactual::Form::outcome) {
        one["amount_of"] = member_name(change.member);
        one["no_more"] = change.no_more || change.form == Counterfactual::Form::best;
      }
      one["results"] = ordered_json::array();
      for (const ExplainInput& member : members_of(*change.ran))
        one["results"].push_back(GivenResults(member).json());
      out["changes"].push_back(std::move(one));
    }
    out["tried"] = ordered_json::array();
    for (const TriedTag& tried : story_.found.tried)
      out["tried"].push_back({{"tag", door_.inputs[tried.tag].name},
                              {"runs", tried.runs},
                              {"every_value", tried.every_value},
                              {"limited", tried.limited}});
    out["not_tried"] = ordered_json::array();
    for (const std::size_t tag : story_.found.not_tried) out["not_tried"].push_back(door_.inputs[tag].tag());
    out["runs"] = story_.found.runs;
    return out.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
  }

 private:
  static std::string_view form_name(Counterfactual::Form form) {
    switch (form) {
      case Counterfactual::Form::outcome:
        return "outcome";
      case Counterfactual::Form::raise:
        return "raise";
      case Counterfactual::Form::best:
        return "best";
    }
    __builtin_unreachable();
  }
  std::string id() const { return in_.sent.case_id.empty() ? "-" : in_.sent.case_id; }
  std::string member_name(std::size_t member) const {
    return kind_and_name(compiled_.chain->member(member).module().policy);
  }
  std::vector<ExplainInput> members_of(const Trial& trial) const {
    return inputs_of(*compiled_.chain, {}, in_.catalog, trial.decided, story_.input.which, in_.language);
  }
  const catalog::Tag* tag_at(std::size_t tag) const { return tag_of(compiled_, door_.inputs[tag]); }
  const Type& type_at(std::size_t tag) const { return door_.types[door_.inputs[tag].type]; }

  std::string value(std::size_t tag, const SentTag& sent) const {
    const Type& type = type_at(tag);
    if (type.kind == Kind::text) return "\"" + sent.text + "\"";
    if (type.kind == Kind::boolean) return say(sent.number ? Phrase::yes : Phrase::no);
    const std::string text = amount_words(sent.number, type, door_.enums, in_.language);
    return type.kind == Kind::enumeration ? called(text) : text;
  }
  std::string data(std::size_t tag, const SentTag& sent) const {
    const Type& type = type_at(tag);
    return type.kind == Kind::text ? sent.text : format_data(sent.number, type, door_.enums);
  }
  // As the members see it; present if all do.
  CauseMask causes_now(std::size_t tag) const {
    CauseMask mask = 0;
    for (const ExplainInput& member : now_) {
      const auto& inputs = member.policy.module().inputs;
      for (std::size_t i = 1; i < inputs.size(); ++i)
        if (!inputs[i].needed && !inputs[i].bucket && inputs[i].name == door_.inputs[tag].name)
          mask |= member.admitted.inputs.causes[i];
    }
    return mask;
  }

  void tell(const Counterfactual& change, bool applicant, ExplainedSection& section) const {
    if (!change.ran) return;
    const catalog::Tag& tag = *tag_at(change.tag);
    const std::string name = applicant ? formulas_.tag_label(tag) : formulas_.label_and_id(tag);
    std::string needed = value(change.tag, change.needed);
    const std::string first = needed;
    if (change.until) needed = say(Phrase::change_between, needed, value(change.tag, *change.until));
    for (const SentTag& also : change.also) needed = say(Phrase::change_or, needed, value(change.tag, also));
    const CauseMask mask = causes_now(change.tag);
    std::string text =
        mask ? say(Phrase::change_known, name, needed, say(Phrase::change_missing, causes(mask)))
             : say(Phrase::change_to, name, needed, value(change.tag, story_.input.sent.tags[change.tag]));
    if (change.form != Counterfactual::Form::outcome) {
      const engine::LoadedPolicy& policy = compiled_.chain->member(change.member);
      const Standings rule(policy);
      const bool lower = rule.lower_is_better(), best = change.form == Counterfactual::Form::best;
      text = say(best             ? Phrase::change_best
                 : change.no_more ? Phrase::change_raise_best
                                  : Phrase::change_raise,
                 text, called(policy.module().outputs[rule.amount().value_or(0)].name),
                 best ? say(lower ? Phrase::change_lowest : Phrase::change_highest)
                      : say(lower ? Phrase::change_lower : Phrase::change_higher));
    }
    line(section, 0, std::move(text));
    const std::vector<ExplainInput> then = members_of(*change.ran);
    for (std::size_t m = 0; m < then.size(); ++m) {
      std::string gives = difference(GivenResults(now_[m]), GivenResults(then[m]), applicant);
      if (gives.empty()) continue;
      if (then.size() > 1) gives = say(Phrase::change_of_policy, GivenResults(then[m]).policy(), gives);
      line(section, 1, change.until ? say(Phrase::change_at, first, gives) : gives);
    }
  }

  // The outputs that are not as they are now.
  std::string difference(const GivenResults& now, const GivenResults& then, bool applicant) const {
    std::string all;
    for (std::size_t i = 0; i < now.outputs(); ++i) {
      const std::string value = then.value(i);
      if (value == now.value(i) || (applicant && !then.shown(i))) continue;
      all += (all.empty() ? "" : comma()) +
             (!now.shown(i) ? say(Phrase::change_gives_new, then.name(i), value)
                            : say(Phrase::change_gives, then.name(i), value, now.value(i)));
    }
    return all;
  }

  template <class Of>
  std::string names(Of of) const {
    std::string all;
    for (const TriedTag& tried : story_.found.tried)
      if (of(tried)) all += (all.empty() ? "" : comma()) + formulas_.label_and_id(*tag_at(tried.tag));
    return all;
  }

  void none(ExplainedSection& section) const {
    const std::string without = names([&](const TriedTag& tried) {
      return std::none_of(story_.found.changes.begin(), story_.found.changes.end(),
                          [&](const Counterfactual& change) { return change.tag == tried.tag; });
    });
    if (!without.empty()) line(section, 0, say(Phrase::change_none_of, without));
  }

  void how(ExplainedSection& section) const {
    const Counterfactuals& found = story_.found;
    if (found.tried.empty()) {
      line(section, 0, say(Phrase::change_no_tag));
    } else {
      line(section, 0, say(Phrase::change_runs, found.runs));
      line(section, 0, say(Phrase::change_rule));
      if (const auto every = names([](const TriedTag& t) { return t.every_value; }); !every.empty())
        line(section, 0, say(Phrase::change_every, every));
      if (const auto some = names([](const TriedTag& t) { return !t.every_value; }); !some.empty())
        line(section, 0, say(Phrase::change_some, some));
      if (const auto limited = names([](const TriedTag& t) { return t.limited; }); !limited.empty())
        line(section, 0, say(Phrase::change_limited, limited));
    }
    for (const std::size_t tag : found.not_tried)
      line(section, 0, say(Phrase::change_series, formulas_.label_and_id(*tag_at(tag))));
    for (const engine::GivenNeed& given : story_.input.sent.needs)
      line(section, 0, say(Phrase::change_given, given.alias));
  }

  const CounterfactualStory& story_;
  const Compiled& compiled_;
  const ir::Module& door_;
  std::vector<ExplainInput> now_;  // beside those of a trial: the same members are decided
};

CounterfactualTeller teller_of(const CounterfactualStory& story) {
  const Compiled& compiled = story.input.compiled;
  return CounterfactualTeller(story, inputs_of(*compiled.chain, {}, *compiled.checked->catalog,
                                               story.input.decided, story.input.which, story.language));
}

}  // namespace

Explanation tell_changes(const CounterfactualStory& story) {
  return teller_of(story).officer();
}

std::string changes_json(const CounterfactualStory& story) {
  return teller_of(story).json();
}

ExplainedSection changes_for_applicant(const CounterfactualStory& story) {
  return teller_of(story).applicant();
}

}  // namespace pol::study
