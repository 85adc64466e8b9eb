#include "compiler/population/tally.h"

#include <algorithm>

#include "runtime/engine/record.h"

namespace pol::population {
namespace {

bool on(const ir::NativeRecord& record, const ir::Field* field) {
  return field && record.get(*field);
}

template <class T>
void add_each(std::vector<T>& to, const std::vector<T>& from) {
  for (std::size_t i = 0; i < to.size(); ++i) to[i] += from[i];
}
template <class Map>
void add_map(Map& to, const Map& from) {
  for (const auto& [key, count] : from) to[key] += count;
}

// Rows keep the order of the data, whichever thread met them.
bool earlier(const data::RefusedRow& a, const data::RefusedRow& b) {
  return a.line < b.line;
}

std::int64_t floor_to(std::int64_t value, std::int64_t step) {
  return value - ((value % step) + step) % step;
}

}  // namespace

std::int64_t Tally::band_width(const Type& points) {
  const auto lo = static_cast<std::int64_t>(points.range.lo), hi = static_cast<std::int64_t>(points.range.hi);
  const std::vector<std::int64_t> edges = round_edges(lo, hi, 12);
  return edges.size() < 2 ? 1 : edges[1] - edges[0];
}

Tally::Tally(const Plan& given) : plan(&given), all(empty_cohort(*given.subject)) {
  const Subject& subject = *given.subject;
  const ir::Module& module = *subject.module;
  amounts.resize(subject.amounts.size());
  withheld.resize(module.outputs.size());
  knockouts.resize(module.knockouts.size());
  together.resize(module.knockouts.size() * module.knockouts.size());
  steps.resize(module.steps.size());
  reasons.resize(module.reason_codes.size());
  for (const ir::Choice& choice : module.choices) {
    const std::size_t arms = subject.arm_names[choices.size()].size() + 1;
    ChoiceTally tally;
    tally.arms.resize(arms);
    if (choice.form == ir::Choice::Form::segment) tally.cohorts.assign(arms, empty_cohort(subject));
    choices.push_back(std::move(tally));
  }
  for (const ir::TableUse& use : module.table_uses) {
    const ir::Table& table = module.tables[use.table];
    rows.emplace_back(std::size_t{table.rows} + (table.otherwise ? 1 : 0) + 1);
  }
  scores.resize(module.scorecards.size());
  events.resize(module.events.size());
  for (const ir::Experiment& experiment : module.experiments)
    experiments.emplace_back(experiment.arms.size() + 1);
  tags.resize(subject.chain->door().inputs.size());
  for (const ir::Input& input : subject.chain->door().inputs)
    kinds_.push_back(subject.chain->door().types[input.type].kind);
  values.resize(given.values ? tags.size() : 0);
  jitter.tags.resize(given.jitter ? given.jitter->moved.size() : 0);
  groups.resize(given.groups ? given.groups->by.size() : 0);
}

Entry Tally::entry_of(Decided& decided) const {
  const Subject& subject = *plan->subject;
  const ir::NativeRecord& record = decided.root().record;
  Entry entry;
  entry.undecided = on(record, subject.undecided);
  entry.outputs = record.outputs.data();
  entry.causes = record.output_causes.data();
  if (!subject.outcomes.empty() && !record.output_causes[0])
    entry.outcome = static_cast<std::size_t>(record.outputs[0]);
  entry.served = !entry.undecided;
  for (const ir::Field* field : subject.masked) entry.served = entry.served && !on(record, field);
  if (plan->outcome) {
    const data::CellValue seen = decided.reader.report_value(decided.block, decided.row, *plan->outcome);
    if (seen.fate == data::CellValue::Fate::value) entry.bad = seen.number == plan->bad;
  }
  if (plan->losses && entry.served) entry.loss = loss_of(*plan->losses, subject, decided);
  return entry;
}

void Tally::add(Decided& decided) {
  const Subject& subject = *plan->subject;
  engine::MemberCase& root = decided.chain_case.root();
  const Entry entry = entry_of(decided);
  population::add(all, subject, entry);
  for (std::size_t i = 0; i < amounts.size(); ++i)
    if (const std::size_t output = subject.amounts[i].output; entry.served && !entry.causes[output])
      amounts[i].add(entry.outputs[output]);
  for (std::size_t i = 0; i < withheld.size(); ++i) withheld[i] += on(root.record, subject.masked[i]);
  add_knockouts(root.record);
  add_steps(root, entry.served);
  add_trace(root.record, entry);
  add_scores(root, entry);
  add_reasons(root);
  add_tags(decided);
  if (entry.undecided) add_undecided(root);
  GroupKey key;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    group_key(*plan->groups, plan->groups->by[i], *decided.groups, key);
    auto found = groups[i].find(key);
    if (found == groups[i].end() && groups[i].size() > kMostGroups) continue;  // the run will be refused
    if (found == groups[i].end()) found = groups[i].emplace(key, empty_cohort(subject)).first;
    population::add(found->second, subject, entry);
  }
}

void Tally::add_knockouts(const ir::NativeRecord& record) {
  const Subject& subject = *plan->subject;
  std::vector<std::size_t> fired;
  for (std::size_t i = 0; i < knockouts.size(); ++i) {
    knockouts[i].unknown += on(record, subject.unknown[i]);
    knockouts[i].waived += on(record, subject.waived[i]);
    if (on(record, subject.fired[i])) fired.push_back(i);
  }
  for (const std::size_t i : fired) ++knockouts[i].fired;
  if (!fired.empty()) ++knockouts[fired[0]].first;
  if (fired.size() == 1) ++knockouts[fired[0]].solo;
  for (std::size_t a = 0; a < fired.size(); ++a)
    for (std::size_t b = a + 1; b < fired.size(); ++b) ++together[fired[a] * knockouts.size() + fired[b]];
}

void Tally::add_steps(engine::MemberCase& root, bool served) {
  const Subject& subject = *plan->subject;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    steps[i].active += on(root.record, subject.step_active[i]);
    if (!on(root.record, subject.step_changed[i])) continue;
    subject.chain->fill_slots(subject.chain->size() - 1, root);
    const ir::Step& step = subject.module->steps[i];
    const interp::Slot &before = root.scratch.slots[step.before], &after = root.scratch.slots[step.after];
    if (before.causes || after.causes) continue;
    const i128 change = after.value - before.value;
    (!served ? steps[i].unserved : change < 0 ? steps[i].took : steps[i].gave).add(change);
  }
}

void Tally::add_trace(const ir::NativeRecord& record, const Entry& entry) {
  const Subject& subject = *plan->subject;
  const ir::Module& module = *subject.module;
  for (std::size_t i = 0; i < choices.size(); ++i) {
    const std::size_t arm = subject.arms[i] ? record.get(*subject.arms[i]) : 0;
    ++choices[i].arms[arm];
    if (!choices[i].cohorts.empty()) population::add(choices[i].cohorts[arm], subject, entry);
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (module.table_uses[i].fits.empty()) {
      ++rows[i][subject.rows[i] ? record.get(*subject.rows[i]) : 0];
      continue;
    }
    bool any = false;
    for (std::size_t k = 0; k < subject.rows_used[i].size(); ++k)
      if (on(record, subject.rows_used[i][k])) any = true, ++rows[i][k + 1];
    rows[i][0] += !any;
  }
  for (std::size_t i = 0; i < events.size(); ++i) events[i] += on(record, subject.events[i]);
  for (std::size_t i = 0; i < experiments.size(); ++i)
    ++experiments[i][subject.variants[i] ? record.get(*subject.variants[i]) : 0];
}

void Tally::add_scores(engine::MemberCase& root, const Entry& entry) {
  const Subject& subject = *plan->subject;
  const ir::Module& module = *subject.module;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    const ir::Ref points = module.scorecards[i].points;
    subject.chain->fill_slots(subject.chain->size() - 1, root);
    const interp::Slot& slot = root.scratch.slots[points];
    if (slot.causes) {
      ++scores[i].missing;
      continue;
    }
    const auto value = static_cast<std::int64_t>(slot.value);
    scores[i].points.add(value);
    const std::int64_t band = floor_to(value, band_width(module.type_of(points)));
    auto found = scores[i].bands.find(band);
    if (found == scores[i].bands.end()) found = scores[i].bands.emplace(band, empty_cohort(subject)).first;
    population::add(found->second, subject, entry);
  }
}

void Tally::add_reasons(engine::MemberCase& root) {
  const engine::LoadedPolicy& policy = *plan->subject->policy;
  if (engine::reasons_need_amounts(policy, root.record))
    plan->subject->chain->fill_slots(plan->subject->chain->size() - 1, root);
  std::span<const interp::Slot> slots;
  if (root.has_slots) slots = root.scratch.slots;
  for (const std::uint16_t reason :
       engine::reasons_shown(policy, engine::reasons_all(policy, *root.sent, root.record, slots)))
    ++reasons[reason];
}

void Tally::add_tags(const Decided& decided) {
  const auto& inputs = plan->subject->chain->door().inputs;
  for (std::size_t i = 1; i < inputs.size(); ++i) {
    const Subject::Reader& reader = plan->subject->readers[i];
    const engine::MemberCase& member = decided.chain_case.members[reader.member];
    if (!member.decided) continue;
    TagTally& tag = tags[i];
    ++tag.asked;
    const engine::Inputs& admitted = member.admitted.inputs;
    const CauseMask causes = admitted.causes[reader.input];
    if (plan->values) values[i].add(kinds_[i], admitted.values[reader.input], causes);
    if (!causes) continue;
    tag.not_asked += (causes & cause::not_asked) != 0;
    tag.no_hit += (causes & cause::no_hit) != 0;
    tag.stale += (causes & cause::stale) != 0;
    tag.suppressed += (causes & cause::suppressed) != 0;
    if (!(causes & cause::error)) continue;
    const engine::SentTag::State state =
        i < decided.sent.tags.size() ? decided.sent.tags[i].state : engine::SentTag::State::absent;
    if (state == engine::SentTag::State::bad)
      ++tag.unreadable;
    else if (state == engine::SentTag::State::value)
      ++tag.out_of_range;
    else
      ++tag.other_error;
  }
}

void Tally::add_undecided(engine::MemberCase& root) {
  const Subject& subject = *plan->subject;
  subject.chain->fill_slots(subject.chain->size() - 1, root);
  std::map<std::pair<std::string, CauseMask>, bool> met;  // a case counts once for each origin
  for (const ir::Output& output : subject.module->outputs)
    if (root.scratch.slots[output.masked].causes)
      for (const engine::Origin& origin :
           engine::origins(*subject.policy, root.admitted, root.scratch.slots, output.masked))
        met[{origin.origin, origin.cause}] = true;
  for (const auto& [origin, unused] : met) ++undecided_by[origin];
}

void Tally::refuse(data::RefusedRow row) {
  ++refused;
  ++refused_by_code[row.code];
  if (!row.tag.empty()) ++refused_by_tag[row.tag];
  const auto at = std::upper_bound(refused_rows.begin(), refused_rows.end(), row, earlier);
  refused_rows.insert(at, std::move(row));
  if (refused_rows.size() > kRefusedKept) refused_rows.pop_back();
}

void Tally::merge(const Tally& other) {
  refused += other.refused;
  other_dates += other.other_dates;
  add_map(refused_by_code, other.refused_by_code);
  add_map(refused_by_tag, other.refused_by_tag);
  std::vector<data::RefusedRow> both;
  std::merge(refused_rows.begin(), refused_rows.end(), other.refused_rows.begin(), other.refused_rows.end(),
             std::back_inserter(both), earlier);
  both.resize(std::min(both.size(), kRefusedKept));
  refused_rows = std::move(both);
  all.merge(other.all);
  for (std::size_t i = 0; i < amounts.size(); ++i) amounts[i].merge(other.amounts[i]);
  add_each(withheld, other.withheld);
  for (std::size_t i = 0; i < knockouts.size(); ++i) {
    knockouts[i].fired += other.knockouts[i].fired;
    knockouts[i].unknown += other.knockouts[i].unknown;
    knockouts[i].waived += other.knockouts[i].waived;
    knockouts[i].first += other.knockouts[i].first;
    knockouts[i].solo += other.knockouts[i].solo;
  }
  add_each(together, other.together);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    steps[i].active += other.steps[i].active;
    steps[i].gave.merge(other.steps[i].gave);
    steps[i].took.merge(other.steps[i].took);
    steps[i].unserved.merge(other.steps[i].unserved);
  }
  add_each(reasons, other.reasons);
  for (std::size_t i = 0; i < choices.size(); ++i) {
    add_each(choices[i].arms, other.choices[i].arms);
    for (std::size_t k = 0; k < choices[i].cohorts.size(); ++k)
      choices[i].cohorts[k].merge(other.choices[i].cohorts[k]);
  }
  for (std::size_t i = 0; i < rows.size(); ++i) add_each(rows[i], other.rows[i]);
  const auto merge_cohorts = [&](auto& to, const auto& from) {
    for (const auto& [key, cohort] : from)
      to.try_emplace(key, empty_cohort(*plan->subject)).first->second.merge(cohort);
  };
  for (std::size_t i = 0; i < scores.size(); ++i) {
    scores[i].points.merge(other.scores[i].points);
    scores[i].missing += other.scores[i].missing;
    merge_cohorts(scores[i].bands, other.scores[i].bands);
  }
  add_each(events, other.events);
  for (std::size_t i = 0; i < experiments.size(); ++i) add_each(experiments[i], other.experiments[i]);
  add_map(undecided_by, other.undecided_by);
  for (std::size_t i = 0; i < tags.size(); ++i) {
    TagTally& tag = tags[i];
    const TagTally& more = other.tags[i];
    tag.asked += more.asked;
    tag.not_asked += more.not_asked;
    tag.no_hit += more.no_hit;
    tag.stale += more.stale;
    tag.suppressed += more.suppressed;
    tag.out_of_range += more.out_of_range;
    tag.unreadable += more.unreadable;
    tag.other_error += more.other_error;
  }
  for (std::size_t i = 0; i < values.size(); ++i) values[i].merge(other.values[i]);
  for (std::size_t i = 0; i < groups.size(); ++i) merge_cohorts(groups[i], other.groups[i]);
  jitter.merge(other.jitter);
}

}  // namespace pol::population
