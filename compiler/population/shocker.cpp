#include "compiler/population/shocker.h"

#include <algorithm>

#include "runtime/catalog/tag_type.h"
#include "runtime/engine/bucket.h"

namespace pol::population {
namespace {

using State = engine::SentTag::State;

bool same(const engine::SentTag& a, const engine::SentTag& b) {
  if (a.state != b.state) return false;
  if (a.state == State::missing) return a.cause == b.cause;
  return a.state != State::value ||
         (a.number == b.number && a.text == b.text && a.as_of.has_value() == b.as_of.has_value());
}

}  // namespace

void move_date(engine::SentCase& sent, Day to) {
  const std::int64_t by = std::int64_t{to} - sent.decision_date;
  if (by == 0) return;
  for (engine::SentTag& tag : sent.tags)
    if (tag.as_of) tag.as_of = static_cast<Day>(std::clamp<std::int64_t>(*tag.as_of + by, kMinDay, kMaxDay));
  sent.decision_date = to;
  sent.decision_time.clear();
}

void Reached::merge(const Reached& other) {
  in_scope = in_scope || other.in_scope;
  unknown = unknown || other.unknown;
  picked = picked || other.picked;
  changed = changed || other.changed;
  stayed_missing = stayed_missing || other.stayed_missing;
  at_end = at_end || other.at_end;
}

Shocker::Shocker(const Scenario& scenario, const ir::Module& door) : scenario_(scenario), door_(door) {
  for (const Change& change : scenario.shocks) shocks_.push_back(bind(change));
  for (const Change& change : scenario.trends) trends_.push_back(bind(change));
  for (const std::vector<Step>* steps : {&shocks_, &trends_})
    for (const Step& step : *steps) {
      shares_ = shares_ || step.change->buckets < ir::kBuckets;
      for (const Bound& bound : step.bound) inputs_.push_back(bound.input);
    }
  std::sort(inputs_.begin(), inputs_.end());
  inputs_.erase(std::unique(inputs_.begin(), inputs_.end()), inputs_.end());
  answers_.resize(scenario.scopes.size());
}

Shocker::Step Shocker::bind(const Change& change) const {
  Step step{&change, {}};
  for (const Change::Target& target : change.targets)
    for (std::size_t i = 1; i < door_.inputs.size(); ++i) {
      const ir::Input& input = door_.inputs[i];
      if (input.needed || input.bucket || input.tag() != target.tag->id) continue;
      Bound bound{i, &target, target.number};
      const Type& type = door_.types[input.type];
      if (change.form == Change::Form::set && type.kind == Kind::enumeration)
        bound.number =
            door_.enums[type.enum_id].index_of(scenario_.catalog->enums[target.tag->type.enum_id]
                                                   .values[static_cast<std::size_t>(target.number)]);
      step.bound.push_back(bound);
    }
  return step;
}

void Shocker::begin(data::CaseReader& reader, const data::CaseBlock& block, std::size_t row,
                    std::size_t module, const engine::SentCase& sent) {
  bucket_ = shares_ ? engine::experiment_bucket(scenario_.name, sent.case_id) : 0;
  if (scenario_.scopes.empty()) return;
  const ir::Module& door = scenario_.door;
  if (reader.read(block, row, module, asked_) || engine::admit(door, asked_, admitted_))
    return std::fill(answers_.begin(), answers_.end(), Answer::unknown);
  engine::to_slots(door, admitted_.inputs, inputs_of_scopes_);
  interp::evaluate(door, inputs_of_scopes_, slots_);
  for (std::size_t i = 0; i < answers_.size(); ++i) {
    const Scope& scope = scenario_.scopes[i];
    const interp::Slot& slot = slots_[scope.condition];
    const bool known = !slot.causes &&
                       std::none_of(scope.never_missing.begin(), scope.never_missing.end(),
                                    [&](std::uint32_t input) { return admitted_.inputs.causes[input] != 0; });
    answers_[i] = !known ? Answer::unknown : slot.value ? Answer::yes : Answer::no;
  }
}

void Shocker::apply(const std::vector<Step>& steps, engine::SentCase& sent,
                    std::vector<Reached>& reached) const {
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const Change& one = *steps[i].change;
    const Answer answer = one.scope ? answers_[*one.scope] : Answer::yes;
    Reached& to = reached[i];
    to.in_scope = to.in_scope || answer == Answer::yes;
    to.unknown = to.unknown || answer == Answer::unknown;
    if (answer != Answer::yes || bucket_ >= one.buckets) continue;
    to.picked = true;
    for (const Bound& bound : steps[i].bound) change(one, bound, sent, to);
  }
}

void Shocker::change(const Change& change, const Bound& bound, engine::SentCase& sent,
                     Reached& reached) const {
  const ir::Input& input = door_.inputs[bound.input];
  const Type& type = door_.types[input.type];
  engine::SentTag& tag = sent.tags[bound.input];
  const bool missing = engine::door_causes(input, type, tag, sent.decision_date) != 0;
  const engine::SentTag before = tag;
  if (change.form == Change::Form::set) {
    tag.state = State::value;
    tag.number = bound.number;
    tag.text = bound.target->text;
    tag.cause = 0;
    tag.as_of = sent.decision_date;
    reached.changed = reached.changed || missing || !same(before, tag);
    return;
  }
  if (missing) {
    reached.stayed_missing = true;
    return;
  }
  if (change.form != Change::Form::missing) return calculate(change, bound, tag, reached);
  // What a caller may not send arises as it does in life: a value that cannot be read, or one too old.
  if (change.cause == cause::error) {
    tag.state = State::bad;
  } else if (change.cause == cause::stale && (input.fresh_days || input.fresh_months)) {
    tag.as_of = std::nullopt;
  } else {
    tag.state = State::missing;
    tag.cause = change.cause;
  }
  reached.changed = true;
}

void Shocker::calculate(const Change& change, const Bound& bound, engine::SentTag& tag,
                        Reached& reached) const {
  const Type& type = door_.types[door_.inputs[bound.input].type];
  const i128 before = tag.number;
  i128 exact = before + bound.number, divisor = 1;
  if (change.form == Change::Form::multiply) {
    exact = before * change.factor.number;
    divisor = *power_of_ten(static_cast<unsigned>(change.factor.scale));
  } else if (bound.target->months) {
    exact = add_months(static_cast<Day>(before), static_cast<std::int64_t>(bound.number));
  }
  tag.number = catalog::fitted(exact, divisor, type);
  // Only a figure that the range held back counts, not one that rounding brought to its end.
  reached.at_end = reached.at_end || divide_rounded(exact, divisor, RoundingMode::half_even) != tag.number;
  reached.changed = reached.changed || tag.number != before;
}

bool Shocker::touched(const engine::SentCase& base, const engine::SentCase& sent) const {
  return std::any_of(inputs_.begin(), inputs_.end(),
                     [&](std::size_t input) { return !same(base.tags[input], sent.tags[input]); });
}

}  // namespace pol::population
