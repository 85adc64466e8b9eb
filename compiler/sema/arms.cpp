#include "compiler/sema/arms.h"

#include <algorithm>

namespace pol::sema {
namespace {

// Whatever hides a condition hides each of its alternatives, so looking at one finds all candidates.
const Truth& an_alternative(const Truth& condition) {
  const Truth* truth = &condition;
  while (truth->form == Truth::Form::any && !truth->parts.empty()) truth = &truth->parts.front();
  return *truth;
}

struct OperandFact {
  std::string operand;
  std::vector<Interval> values;
};

// What a condition without alternatives says of each operand it tests: also that it is present.
std::vector<OperandFact> by_operand(const Truth& condition) {
  std::vector<OperandFact> all;
  const auto add = [&](const std::string& operand, const std::vector<Interval>& values) {
    const auto same =
        std::find_if(all.begin(), all.end(), [&](const OperandFact& f) { return f.operand == operand; });
    if (same == all.end())
      all.push_back({operand, values});
    else
      same->values = intersect(same->values, values);
  };
  for (const Fact* fact : facts_of(condition)) {
    add(fact->operand, fact->values);
    add("presence " + fact->operand, {{0, 0}});
  }
  return all;
}

// Only equality of points matters, so a narrower number will do.
std::optional<std::int64_t> point_of(const std::vector<Interval>& values) {
  if (values.size() != 1 || values[0].lo != values[0].hi) return std::nullopt;
  return static_cast<std::int64_t>(values[0].lo);
}

}  // namespace

void ArmsAbove::Taken::add(Interval next) {
  if (next.lo > next.hi) return;
  auto at = values.upper_bound(next.lo);
  if (at != values.begin() && std::prev(at)->second >= next.lo - 1) --at;
  while (at != values.end() && at->first <= next.hi + 1) {
    next = hull(next, {at->first, at->second});
    at = values.erase(at);
  }
  values[next.lo] = next.hi;
}

bool ArmsAbove::Taken::holds(const Interval& inner) const {
  const auto at = values.upper_bound(inner.lo);
  return at != values.begin() && std::prev(at)->second >= inner.hi;
}

std::optional<ArmsAbove::Hidden> ArmsAbove::add(Truth condition) {
  std::optional<Hidden> found = hidden(condition);
  file(condition, arms_.size());
  arms_.push_back(std::move(condition));
  return found;
}

std::optional<ArmsAbove::Hidden> ArmsAbove::hidden(const Truth& condition) const {
  std::vector<std::size_t> candidates = unfiled_;
  bool together = false;
  for (const OperandFact& fact : by_operand(an_alternative(condition))) {
    const auto found = operands_.find(fact.operand);
    if (found == operands_.end()) continue;
    const Operand& operand = found->second;
    const auto consider = [&](const std::vector<std::size_t>& arms) {
      candidates.insert(candidates.end(), arms.begin(), arms.end());
    };
    consider(operand.wider);
    if (const std::optional<std::int64_t> point = point_of(fact.values))
      if (const auto at = operand.at_point.find(*point); at != operand.at_point.end()) consider(at->second);
    // No single one of them hides what all together do not.
    if (!taken(condition, fact.operand, operand.alone)) continue;
    together = true;
    consider(operand.alone.arms);
  }
  const std::optional<std::size_t> by = first_hiding(condition, std::move(candidates));
  if (by) return Hidden{by, implies(arms_[*by], condition)};
  return together ? std::optional(Hidden{}) : std::nullopt;
}

std::optional<std::size_t> ArmsAbove::first_hiding(const Truth& condition,
                                                   std::vector<std::size_t> arms) const {
  std::sort(arms.begin(), arms.end());
  arms.erase(std::unique(arms.begin(), arms.end()), arms.end());
  const auto hiding =
      std::find_if(arms.begin(), arms.end(), [&](std::size_t arm) { return implies(condition, arms_[arm]); });
  return hiding == arms.end() ? std::nullopt : std::optional(*hiding);
}

// Whenever the condition is yes, the operand lies in what `by` takes.
bool ArmsAbove::taken(const Truth& condition, const std::string& operand, const Taken& by) const {
  if (condition.form == Truth::Form::any)
    return std::all_of(condition.parts.begin(), condition.parts.end(),
                       [&](const Truth& part) { return taken(part, operand, by); });
  for (const OperandFact& fact : by_operand(condition))
    if (fact.operand == operand)
      return std::all_of(fact.values.begin(), fact.values.end(),
                         [&](const Interval& one) { return by.holds(one); });
  return false;
}

void ArmsAbove::file(const Truth& condition, std::size_t arm) {
  if (condition.form == Truth::Form::fact) {
    Taken& alone = operands_[condition.fact.operand].alone;
    for (const Interval& one : condition.fact.values) alone.add(one);
    alone.arms.push_back(arm);
  } else if (condition.form == Truth::Form::any) {
    for (const Truth& part : condition.parts) file_under(part, arm);
  } else {
    file_under(condition, arm);
  }
}

// Under one of the operands that it tests, best one that it pins to a point: no condition hides what does not
// hide under each of them.
void ArmsAbove::file_under(const Truth& part, std::size_t arm) {
  const Fact* best = nullptr;
  for (const Fact* fact : facts_of(part))
    if (!best || (!point_of(best->values) && point_of(fact->values))) best = fact;
  if (!best)
    unfiled_.push_back(arm);
  else if (const auto point = point_of(best->values))
    operands_[best->operand].at_point[*point].push_back(arm);
  else
    operands_[best->operand].wider.push_back(arm);
}

}  // namespace pol::sema
