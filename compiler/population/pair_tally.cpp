#include "compiler/population/pair_tally.h"

#include <algorithm>

namespace pol::population {
namespace {

bool worth_keeping(const std::vector<Witness>& kept, const Witness& one) {
  return kept.size() < kWitnesses || one < kept.back();
}
void keep_smallest(std::vector<Witness>& witnesses, const Witness& one) {
  if (!worth_keeping(witnesses, one)) return;
  witnesses.insert(std::upper_bound(witnesses.begin(), witnesses.end(), one), one);
  if (witnesses.size() > kWitnesses) witnesses.pop_back();
}

}  // namespace

void Movement::merge(const Movement& other) {
  people += other.people;
  moved += other.moved;
  better += other.better;
  worse += other.worse;
  served_before += other.served_before;
  served_after += other.served_after;
  money_before.merge(other.money_before);
  money_after.merge(other.money_after);
  loss_before.merge(other.loss_before);
  loss_after.merge(other.loss_after);
}

void Movement::add(const DiffPlan& plan, const Answer& a, const Answer& b) {
  ++people;
  moved += !(a == b);
  const int sign = direction(plan, a, b);
  better += sign > 0;
  worse += sign < 0;
  served_before += a.served;
  served_after += b.served;
  if (a.loss) loss_before.add(a.loss->loss);
  if (b.loss) loss_after.add(b.loss->loss);
  if (plan.amounts.empty()) return;
  if (a.served && a.amounts[0]) money_before.add(*a.amounts[0]);
  if (b.served && b.amounts[0]) money_after.add(*b.amounts[0]);
}

PairTally::PairTally(const DiffPlan& given) : plan(&given) {
  SwapCell empty;
  empty.before.resize(plan->amounts.size());
  empty.after.resize(plan->amounts.size());
  cells.assign(plan->classes() * plan->classes(), empty);
  drifts.resize(plan->amounts.size());
  spreads.resize(plan->amounts.size());
  alone.resize(plan->alone());
  groups.resize(plan->groups ? plan->groups->by.size() : 0);
  for (std::size_t i = 0; i < plan->before().module->choices.size(); ++i) {
    const bool segment = plan->before().module->choices[i].form == ir::Choice::Form::segment;
    segments.emplace_back(segment ? plan->before().arm_names[i].size() + 1 : 0);
  }
}

void PairTally::spread(std::size_t amount, std::size_t version, const std::optional<i128>& value) {
  if (!value) return;
  const auto narrow = static_cast<std::int64_t>(*value);
  if (narrow == *value)
    spreads[amount][version].add(narrow);
  else
    ++too_large;
}

void PairTally::add(const std::vector<Answer>& answers, const GroupKey* keys,
                    const std::vector<std::size_t>& segment, const Witness* witness,
                    const std::function<void(Witness&)>& say) {
  const Answer &a = answers[0], &b = answers[1];
  all.add(*plan, a, b);
  SwapCell& swap = cell(a.outcome, b.outcome);
  ++swap.people;
  for (std::size_t i = 0; i < plan->amounts.size(); ++i) {
    if (a.amounts[i]) swap.before[i].add(*a.amounts[i]);
    if (b.amounts[i]) swap.after[i].add(*b.amounts[i]);
    spread(i, 0, a.amounts[i]);
    spread(i, 1, b.amounts[i]);
    if (!a.amounts[i] || !b.amounts[i]) continue;
    const i128 change = *b.amounts[i] - *a.amounts[i];
    drifts[i].same += change == 0;
    drifts[i].up += change > 0;
    drifts[i].down += change < 0;
    if (change != 0) (change > 0 ? drifts[i].up_by : drifts[i].down_by).add(change);
  }
  if (a.loss) swap.loss_before.add(a.loss->loss);
  if (b.loss) swap.loss_after.add(b.loss->loss);
  for (const std::string& code : b.reasons)
    if (!std::binary_search(a.reasons.begin(), a.reasons.end(), code)) ++reasons[code].first;
  for (const std::string& code : a.reasons)
    if (!std::binary_search(b.reasons.begin(), b.reasons.end(), code)) ++reasons[code].second;
  bool none_worse = true, none_better = true;
  for (std::size_t i = 0; i < alone.size(); ++i) {
    alone[i].add(*plan, a, answers[i + 2]);
    const int sign = direction(*plan, a, answers[i + 2]);
    none_worse = none_worse && sign >= 0;
    none_better = none_better && sign <= 0;
  }
  const int sign = direction(*plan, a, b);
  const bool surprise = alone.size() > 1 && ((sign < 0 && none_worse) || (sign > 0 && none_better));
  if (surprise) ++(sign < 0 ? hurt_by_interaction : helped_by_interaction);
  for (std::size_t i = 0; i < groups.size(); ++i)
    if (groups[i].size() <= kMostGroups || groups[i].count(keys[i])) groups[i][keys[i]].add(*plan, a, b);
  for (std::size_t i = 0; i < segments.size(); ++i)
    if (!segments[i].empty()) segments[i][segment[i]].add(*plan, a, b);
  if (!witness) return;
  const bool of_cell = !(a == b) && worth_keeping(swap.witnesses, *witness);
  const bool of_surprises = surprise && sign < 0 && worth_keeping(surprises, *witness);
  if (!of_cell && !of_surprises) return;
  Witness told = *witness;
  say(told);
  if (of_cell) keep_smallest(swap.witnesses, told);
  if (of_surprises) keep_smallest(surprises, told);
}

void PairTally::merge(const PairTally& other) {
  all.merge(other.all);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    SwapCell& to = cells[i];
    const SwapCell& from = other.cells[i];
    to.people += from.people;
    for (std::size_t k = 0; k < to.before.size(); ++k) to.before[k].merge(from.before[k]);
    for (std::size_t k = 0; k < to.after.size(); ++k) to.after[k].merge(from.after[k]);
    to.loss_before.merge(from.loss_before);
    to.loss_after.merge(from.loss_after);
    for (const Witness& one : from.witnesses) keep_smallest(to.witnesses, one);
  }
  for (std::size_t i = 0; i < drifts.size(); ++i) {
    drifts[i].up += other.drifts[i].up;
    drifts[i].down += other.drifts[i].down;
    drifts[i].same += other.drifts[i].same;
    drifts[i].up_by.merge(other.drifts[i].up_by);
    drifts[i].down_by.merge(other.drifts[i].down_by);
  }
  for (std::size_t i = 0; i < spreads.size(); ++i)
    for (const std::size_t version : {0, 1}) spreads[i][version].merge(other.spreads[i][version]);
  too_large += other.too_large;
  for (std::size_t i = 0; i < alone.size(); ++i) alone[i].merge(other.alone[i]);
  for (const auto& [code, people] : other.reasons) {
    reasons[code].first += people.first;
    reasons[code].second += people.second;
  }
  for (std::size_t i = 0; i < groups.size(); ++i)
    for (const auto& [key, movement] : other.groups[i]) groups[i][key].merge(movement);
  for (std::size_t i = 0; i < segments.size(); ++i)
    for (std::size_t k = 0; k < segments[i].size(); ++k) segments[i][k].merge(other.segments[i][k]);
  hurt_by_interaction += other.hurt_by_interaction;
  helped_by_interaction += other.helped_by_interaction;
  skipped += other.skipped;
  for (const Witness& one : other.surprises) keep_smallest(surprises, one);
}

}  // namespace pol::population
