#include "runtime/ir/verify_record.h"

#include <fmt/format.h>

#include <algorithm>

#include "runtime/ir/record_layout.h"
#include "runtime/ir/rules.h"

namespace pol::ir {
namespace {

class RecordVerifier {
 public:
  RecordVerifier(const Module& module, Problems& problems) : m_(module), problems_(problems) {}

  void run() {
    policy();
    sizes();
    for (std::size_t i = 0; i < m_.reason_codes.size(); ++i)
      want(m_.reason_codes[i].texts.size() == m_.policy.languages.size(), "reason", i);
    for (std::size_t i = 0; i < m_.invariants.size(); ++i)
      want(condition(m_.invariants[i].condition) && tags(m_.invariants[i].tags), "invariant", i);
    for (std::size_t i = 0; i < m_.outputs.size(); ++i) want(output(m_.outputs[i]), "output", i);
    for (std::size_t i = 0; i < m_.knockouts.size(); ++i) want(knockout(m_.knockouts[i]), "knockout", i);
    for (std::size_t i = 0; i < m_.choices.size(); ++i) want(choice(m_.choices[i]), "choice", i);
    for (std::size_t i = 0; i < m_.table_uses.size(); ++i) want(table_use(m_.table_uses[i]), "table use", i);
    for (std::size_t i = 0; i < m_.scorecards.size(); ++i) want(scorecard(m_.scorecards[i]), "scorecard", i);
    for (std::size_t i = 0; i < m_.evidence.size(); ++i)
      want(number(m_.evidence[i].number, 0, m_.evidence[i].options), "evidence", i);
    for (std::size_t i = 0; i < m_.events.size(); ++i)
      want(condition(m_.events[i].active) && day(m_.events[i].from) && day(m_.events[i].until) &&
               m_.events[i].form <= Event::Form::exception,
           "event", i);
    for (std::size_t i = 0; i < m_.experiments.size(); ++i)
      want(experiment(m_.experiments[i]), "experiment", i);
    for (std::size_t i = 0; i < m_.cost_lines.size(); ++i)
      want(ref(m_.cost_lines[i].value) && m_.type_of(m_.cost_lines[i].value).kind != Kind::text, "cost line",
           i);
    for (std::size_t i = 0; i < m_.steps.size(); ++i) want(step(m_.steps[i]), "step", i);
    for (std::size_t i = 0; i < m_.values.size(); ++i)
      want(ref(m_.values[i].value) && std::all_of(m_.values[i].elements.begin(), m_.values[i].elements.end(),
                                                  [&](Ref element) { return ref(element); }),
           "value", i);
    slots();
    const Undecided& undecided = m_.undecided;
    const bool none = undecided.undecided == kNone && m_.outputs.empty();
    want(reasons(undecided.reasons) &&
             (none || (condition(undecided.undecided) && !m_.type_of(undecided.undecided).may_be_missing)),
         "undecided clause", 0);
  }

 private:
  void want(bool sound, const char* what, std::size_t number) {
    if (!sound) problems_.add(fmt::format("{} {}: not sound", what, number));
  }

  bool ref(Ref ref) const { return ref < m_.insts.size(); }
  bool condition(Ref r) const { return ref(r) && m_.type_of(r).kind == Kind::boolean; }
  bool tags(const std::vector<std::uint32_t>& inputs) const {
    return std::all_of(inputs.begin(), inputs.end(), [&](std::uint32_t i) {
      return i > 0 && i < m_.inputs.size() && !m_.inputs[i].needed && !m_.inputs[i].bucket;
    });
  }
  bool number(Ref r, i128 lo, i128 hi) const {
    return ref(r) && m_.type_of(r).kind == Kind::number && m_.type_of(r).scale == 0 &&
           m_.type_of(r).range.lo >= lo && m_.type_of(r).range.hi <= hi;
  }
  bool reasons(const Reasons& list) const {
    return list.size() <= m_.reason_codes.size() + m_.scorecards.size() + m_.needs.size() &&
           std::all_of(list.begin(), list.end(), [&](const ReasonRef& reason) { return known(reason); });
  }
  bool known(const ReasonRef& reason) const {
    switch (reason.form) {
      case ReasonRef::Form::code:
        return reason.index < m_.reason_codes.size();
      case ReasonRef::Form::scorecard:
        return reason.index < m_.scorecards.size();
      case ReasonRef::Form::needed:
        return reason.index < m_.needs.size();
    }
    return false;
  }
  // Rows of factors have codes only: a list there could lead back to the scorecard itself.
  static bool only_codes(const std::vector<Reasons>& lists) {
    return std::all_of(lists.begin(), lists.end(), [](const Reasons& list) {
      return std::all_of(list.begin(), list.end(),
                         [](const ReasonRef& reason) { return reason.form == ReasonRef::Form::code; });
    });
  }
  bool all_reasons(const std::vector<Reasons>& lists) const {
    return std::all_of(lists.begin(), lists.end(), [&](const Reasons& list) { return reasons(list); });
  }
  static bool day(Day day) { return day >= kMinDay && day <= kMaxDay; }

  void policy() {
    const Policy& p = m_.policy;
    if (p.language != 1) problems_.add(fmt::format("language {} is not known", p.language));
    if (!day(p.effective) || !day(p.review_by)) problems_.add("a date of the policy that does not exist");
  }

  void sizes() {
    constexpr std::size_t kMost = 200'000;
    const std::size_t most =
        std::max({m_.outputs.size(), m_.choices.size(), m_.table_uses.size(), m_.evidence.size(),
                  m_.events.size(), m_.steps.size(), m_.values.size(), m_.reason_codes.size(),
                  m_.experiments.size(), m_.cost_lines.size(), m_.scorecards.size(), m_.invariants.size()});
    if (most > kMost || m_.reason_codes.size() > UINT16_MAX || m_.scorecards.size() > UINT16_MAX)
      problems_.add("too much to record");
  }

  // What the record may need bits and places for, whatever the tables and lists.
  void slots() {
    constexpr std::size_t kMostSlots = 2'000'000;
    if (output_slots(m_) > kMostSlots || first_row_used(m_, m_.table_uses.size()) > kMostSlots)
      problems_.add("too much to record");
  }

  // What an output may become at each stage: the declared kind and scale, within 64 bits.
  bool stage(Ref r, const Type& type) const {
    if (!ref(r)) return false;
    const Type& value = m_.type_of(r);
    return value.kind == type.kind && value.scale == type.scale && value.period == type.period &&
           value.currency == type.currency && value.enum_id == type.enum_id && fits_i64(value.range);
  }

  bool output(const Output& output) const {
    if (output.type >= m_.types.size()) return false;
    const Type& type = m_.types[output.type];
    Type counted;
    counted.kind = Kind::number;
    const Type& length = output.elements.empty() ? type : counted;
    return stage(output.defined, length) && stage(output.masked, length) && stage(output.value, length) &&
           std::all_of(output.elements.begin(), output.elements.end(),
                       [&](Ref element) { return stage(element, type); }) &&
           (output.shown_when == kNone || condition(output.shown_when)) &&
           (output.choice == kNone || output.choice < m_.choices.size()) &&
           (output.table == kNone || output.table < m_.table_uses.size());
  }

  bool knockout(const Knockout& knockout) const {
    if (m_.outputs.empty() || !condition(knockout.condition) || !condition(knockout.fired)) return false;
    if (m_.outputs[0].type >= m_.types.size()) return false;
    const Type& main = m_.types[m_.outputs[0].type];
    return main.kind == Kind::enumeration && knockout.value < m_.enums[main.enum_id].values.size() &&
           (knockout.waived == kNone || condition(knockout.waived)) && reasons(knockout.reasons);
  }

  bool choice(const Choice& choice) const {
    const auto arms = static_cast<i128>(choice.reasons.size());
    return choice.form <= Choice::Form::tree && all_reasons(choice.reasons) &&
           number(choice.number, 0, choice.reasons.empty() ? INT32_MAX : arms);
  }

  bool table_use(const TableUse& use) const {
    if (use.table >= m_.tables.size() || !all_reasons(use.reasons)) return false;
    const i128 rows = i128{m_.tables[use.table].rows} + (m_.tables[use.table].otherwise ? 1 : 0);
    if (!use.reasons.empty() && static_cast<i128>(use.reasons.size()) != rows) return false;
    if (m_.tables[use.table].hit != Hit::all) return use.fits.empty() && number(use.row, 0, rows);
    return use.row == kNone && static_cast<i128>(use.fits.size()) == rows &&
           std::all_of(use.fits.begin(), use.fits.end(), [&](Ref fit) { return condition(fit); });
  }

  bool experiment(const Experiment& experiment) const {
    std::uint64_t buckets = 0;
    for (const Experiment::Arm& arm : experiment.arms) {
      buckets += arm.share;
      for (const std::uint32_t output : arm.replaces)
        if (output >= m_.outputs.size()) return false;
    }
    return day(experiment.from) && day(experiment.until) && buckets == kBuckets &&
           experiment.arms.size() <= kBuckets && number(experiment.bucket, 0, kBuckets - 1) &&
           number(experiment.arm, 0, static_cast<i128>(experiment.arms.size()));
  }

  bool scorecard(const Scorecard& card) const {
    if (!ref(card.points) || m_.type_of(card.points).kind != Kind::number) return false;
    if (card.pd != kNone && (!ref(card.pd) || m_.type_of(card.pd).kind != Kind::percent)) return false;
    return std::all_of(card.factors.begin(), card.factors.end(), [&](const Scorecard::Factor& factor) {
      if (factor.use >= m_.table_uses.size() || factor.points >= m_.arrays.size()) return false;
      const TableUse& use = m_.table_uses[factor.use];
      return use.table < m_.tables.size() && only_codes(use.reasons) &&
             m_.arrays[factor.points].values.size() == m_.tables[use.table].rows;
    });
  }

  bool step(const Step& step) const {
    if (step.verb > Verb::becomes || !condition(step.active) || !condition(step.changed)) return false;
    if (!ref(step.amount) || !ref(step.before) || !ref(step.after)) return false;
    return reasons(step.reasons) && m_.type_of(step.before).kind != Kind::text &&
           m_.type_of(step.after).kind == m_.type_of(step.before).kind;
  }

  const Module& m_;
  Problems& problems_;
};

}  // namespace

void verify_record(const Module& module, Problems& problems) {
  RecordVerifier(module, problems).run();
}

}  // namespace pol::ir
