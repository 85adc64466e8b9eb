#include "compiler/population/diff.h"

#include <algorithm>

#include "compiler/population/parting.h"
#include "runtime/engine/record.h"

namespace pol::population {
namespace {

class Differ : public data::BlockWorker {
 public:
  Differ(const DiffPlan& plan, const data::CaseSource& source)
      : tally(plan),
        plan_(plan),
        reader_(source.reader()),
        parting_(plan.before(), plan.after()),
        sent_(plan.sides.size()),
        cases_(plan.sides.size()),
        answers_(plan.sides.size()),
        keys_(plan.groups ? plan.groups->by.size() : 0),
        segment_(plan.before().module->choices.size()) {}

  void add(const data::CaseBlock& block) override {
    for (std::size_t row = 0; row < block.size; ++row) this->row(block, row);
  }
  PairTally tally;

 private:
  void row(const data::CaseBlock& block, std::size_t row) {
    for (std::size_t i = 0; i < plan_.sides.size(); ++i)
      answers_[i] = decides(block, row, i) ? answer(block, row, i) : refused_answer(plan_);
    if (plan_.groups && !plan_.groups->by.empty()) {
      if (reader_->read(block, row, plan_.sides.size(), asked_) ||
          engine::admit(plan_.groups->module, asked_, groups_))
        return tally.skip();
      for (std::size_t i = 0; i < keys_.size(); ++i)
        group_key(*plan_.groups, plan_.groups->by[i], groups_.inputs, keys_[i]);
    }
    const Subject& before = plan_.before();
    const bool known = answers_[0].outcome != plan_.refused();
    for (std::size_t i = 0; i < segment_.size(); ++i)
      segment_[i] = known && before.arms[i] ? cases_[0].root().record.get(*before.arms[i]) : 0;
    std::optional<Witness> witness;
    if (!(answers_[0] == answers_[1]) && known && answers_[1].outcome != plan_.refused())
      witness.emplace().number = block.first + row;
    if (witness)
      for (const engine::SentTag& tag : sent_[1].tags)
        witness->present += tag.state == engine::SentTag::State::value;
    tally.add(answers_, keys_.data(), segment_, witness ? &*witness : nullptr, say_);
  }

  bool decides(const data::CaseBlock& block, std::size_t row, std::size_t side) {
    return !reader_->read(block, row, side, sent_[side]) &&
           !plan_.sides[side].subject->chain->decide(plan_.engine, sent_[side], cases_[side]);
  }

  Answer answer(const data::CaseBlock& block, std::size_t row, std::size_t index) {
    Decided decided{block, row, *reader_, sent_[index], cases_[index], nullptr};
    Answer answer = answer_of(plan_, index, decided);
    if (index < 2) answer.reasons = reasons(*plan_.sides[index].subject, cases_[index].root());
    return answer;
  }

  static std::vector<std::string> reasons(const Subject& subject, engine::MemberCase& root) {
    if (engine::reasons_need_amounts(*subject.policy, root.record))
      subject.chain->fill_slots(subject.chain->size() - 1, root);
    std::span<const interp::Slot> slots;
    if (root.has_slots) slots = root.scratch.slots;
    std::vector<std::string> codes;
    for (const std::uint16_t reason : engine::reasons_shown(
             *subject.policy, engine::reasons_all(*subject.policy, *root.sent, root.record, slots)))
      codes.push_back(subject.module->reason_codes[reason].code);
    std::sort(codes.begin(), codes.end());
    return codes;
  }

  void say(Witness& one) {
    one.case_id = sent_[1].case_id;
    one.before = outputs_in_words(plan_.before(), cases_[0].root());
    one.after = outputs_in_words(plan_.after(), cases_[1].root());
    one.part = parting_.first(cases_[0], cases_[1]);
  }

  const std::function<void(Witness&)> say_ = [this](Witness& one) { say(one); };
  const DiffPlan& plan_;
  std::unique_ptr<data::CaseReader> reader_;
  Parting parting_;
  std::vector<engine::SentCase> sent_;
  std::vector<engine::ChainCase> cases_;
  std::vector<Answer> answers_;
  std::vector<GroupKey> keys_;
  std::vector<std::size_t> segment_;
  engine::SentCase asked_;
  engine::Admitted groups_;
};

}  // namespace

std::vector<const ir::Module*> modules_read(const DiffPlan& plan) {
  std::vector<const ir::Module*> modules;
  for (const Side& side : plan.sides) modules.push_back(&side.subject->chain->door());
  if (plan.groups) modules.push_back(&plan.groups->module);
  return modules;
}

Result<PairTally> diff(data::CaseSource& source, const DiffPlan& plan, const data::BlockOptions& options) {
  auto workers = data::run_blocks(source, options, [&] { return std::make_unique<Differ>(plan, source); });
  if (!workers) return workers.failure();
  PairTally all(plan);
  for (const auto& worker : *workers) all.merge(static_cast<const Differ&>(*worker).tally);
  for (std::size_t i = 0; i < all.groups.size(); ++i)
    if (all.groups[i].size() > kMostGroups) return too_many_groups(plan.groups->by[i]);
  return all;
}

}  // namespace pol::population
