#include "compiler/population/stress.h"

#include <algorithm>

namespace pol::population {

Stress::Stress(const Subject& subject, std::vector<Scenario> given, std::size_t module)
    : scenarios(std::move(given)), compare({&subject, &subject}), first_module(module) {}

std::vector<const ir::Module*> Stress::doors() const {
  std::vector<const ir::Module*> doors;
  for (const Scenario& scenario : scenarios)
    if (!scenario.scopes.empty()) doors.push_back(&scenario.door);
  return doors;
}

void StageTally::merge(const StageTally& other) {
  movement.merge(other.movement);
  touched += other.touched;
  undecided += other.undecided;
  refused += other.refused;
  for (std::size_t i = 0; i < cells.size(); ++i) cells[i] += other.cells[i];
  first = std::min(first, other.first);
  last = std::max(last, other.last);
}

void ReachTally::add(const Reached& reached) {
  in_scope += reached.in_scope;
  unknown += reached.unknown;
  picked += reached.picked;
  changed += reached.changed;
  stayed_missing += reached.stayed_missing;
  at_end += reached.at_end;
}

void ReachTally::merge(const ReachTally& other) {
  in_scope += other.in_scope;
  unknown += other.unknown;
  picked += other.picked;
  changed += other.changed;
  stayed_missing += other.stayed_missing;
  at_end += other.at_end;
}

StressTally::StressTally(const Stress& given, const Plan& plan) : stress(&given) {
  const std::size_t classes = stress->compare.classes();
  for (const Scenario& scenario : stress->scenarios) {
    ScenarioTally tally;
    tally.stages.resize(scenario.steps());
    for (StageTally& stage : tally.stages) stage.cells.resize(classes * classes);
    tally.shocks.resize(scenario.shocks.size());
    tally.trends.resize(scenario.trends.size());
    tally.groups.resize(plan.groups ? plan.groups->by.size() : 0);
    scenarios.push_back(std::move(tally));
  }
}

void StressTally::merge(const StressTally& other) {
  undecided += other.undecided;
  refused += other.refused;
  first = std::min(first, other.first);
  last = std::max(last, other.last);
  for (std::size_t i = 0; i < scenarios.size(); ++i) {
    ScenarioTally& to = scenarios[i];
    const ScenarioTally& from = other.scenarios[i];
    for (std::size_t k = 0; k < to.stages.size(); ++k) to.stages[k].merge(from.stages[k]);
    for (std::size_t k = 0; k < to.shocks.size(); ++k) to.shocks[k].merge(from.shocks[k]);
    for (std::size_t k = 0; k < to.trends.size(); ++k) to.trends[k].merge(from.trends[k]);
    for (std::size_t k = 0; k < to.groups.size(); ++k)
      for (const auto& [key, movement] : from.groups[k]) to.groups[k][key].merge(movement);
  }
}

Stresser::Stresser(const Stress& stress, const Plan& plan)
    : tally(stress, plan), stress_(stress), plan_(plan), keys_(plan.groups ? plan.groups->by.size() : 0) {
  std::size_t module = stress.first_module;
  for (const Scenario& scenario : stress.scenarios) {
    shockers_.emplace_back(scenario, plan.subject->chain->door());
    modules_.push_back(module);
    module += scenario.scopes.empty() ? 0 : 1;
  }
}

void Stresser::add(const data::CaseBlock& block, std::size_t row, data::CaseReader& reader,
                   const engine::SentCase& sent, Decided* base) {
  const Answer answer = base ? answer_of(stress_.compare, 0, *base) : refused_answer(stress_.compare);
  tally.undecided += answer.undecided;
  tally.refused += base == nullptr;
  tally.first = std::min(tally.first, sent.decision_date);
  tally.last = std::max(tally.last, sent.decision_date);
  grouped_ = base && base->groups;
  for (std::size_t i = 0; grouped_ && i < keys_.size(); ++i)
    group_key(*plan_.groups, plan_.groups->by[i], *base->groups, keys_[i]);
  for (std::size_t i = 0; i < shockers_.size(); ++i) replay(i, block, row, reader, sent, answer);
}

void Stresser::replay(std::size_t index, const data::CaseBlock& block, std::size_t row,
                      data::CaseReader& reader, const engine::SentCase& base, const Answer& answer) {
  const Scenario& scenario = stress_.scenarios[index];
  ScenarioTally& to = tally.scenarios[index];
  Shocker& shocker = shockers_[index];
  const std::size_t classes = stress_.compare.classes();
  shocker.begin(reader, block, row, modules_[index], base);
  sent_ = base;
  shocked_.assign(scenario.shocks.size(), {});
  trended_.assign(scenario.trends.size(), {});
  const Day start = scenario.on.value_or(base.decision_date);
  for (unsigned period = 0; period < to.stages.size(); ++period) {
    StageTally& stage = to.stages[period];
    move_date(sent_, date_of_period(scenario, start, period));
    if (period == 0)
      shocker.shock(sent_, shocked_);
    else
      shocker.trend(sent_, trended_);
    const Answer now = decide(block, row, reader, stage);
    stage.movement.add(stress_.compare, answer, now);
    stage.touched += shocker.touched(base, sent_);
    ++stage.cells[answer.outcome * classes + now.outcome];
    stage.first = std::min(stage.first, sent_.decision_date);
    stage.last = std::max(stage.last, sent_.decision_date);
    for (std::size_t i = 0; grouped_ && period + 1 == to.stages.size() && i < to.groups.size(); ++i)
      if (to.groups[i].size() <= kMostGroups || to.groups[i].count(keys_[i]))
        to.groups[i][keys_[i]].add(stress_.compare, answer, now);
  }
  for (std::size_t i = 0; i < shocked_.size(); ++i) to.shocks[i].add(shocked_[i]);
  for (std::size_t i = 0; i < trended_.size(); ++i) to.trends[i].add(trended_[i]);
}

Answer Stresser::decide(const data::CaseBlock& block, std::size_t row, data::CaseReader& reader,
                        StageTally& stage) {
  if (plan_.subject->chain->decide(plan_.engine, sent_, case_)) {
    ++stage.refused;
    return refused_answer(stress_.compare);
  }
  Decided decided{block, row, reader, sent_, case_, nullptr};
  Answer answer = answer_of(stress_.compare, 0, decided);
  stage.undecided += answer.undecided;
  return answer;
}

}  // namespace pol::population
