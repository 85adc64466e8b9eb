#include "compiler/population/simulate.h"

namespace pol::population {
namespace {

class Simulator : public data::BlockWorker {
 public:
  Simulator(const Plan& plan, const data::CaseSource& source, const Stress* stress)
      : tally(plan), plan_(plan), reader_(source.reader()) {
    if (plan.jitter) jitter_.emplace(*plan.jitter);
    if (stress) stresser.emplace(*stress, plan);
  }

  void add(const data::CaseBlock& block) override {
    for (std::size_t row = 0; row < block.size; ++row)
      if (auto no = decide(block, row)) tally.refuse(std::move(*no));
  }
  Tally take() {
    if (jitter_) tally.jitter = jitter_->tally;
    return std::move(tally);
  }
  std::optional<Stresser> stresser;

 private:
  std::optional<data::RefusedRow> decide(const data::CaseBlock& block, std::size_t row) {
    if (auto no = reader_->read(block, row, 0, sent_)) return no;
    if (plan_.dates &&
        (sent_.decision_date < plan_.dates->first || sent_.decision_date > plan_.dates->last)) {
      ++tally.other_dates;
      return std::nullopt;
    }
    if (const auto no = plan_.subject->chain->decide(plan_.engine, sent_, case_)) {
      if (stresser) stresser->add(block, row, *reader_, sent_, nullptr);
      return reader_->refused(block, row, sent_, *no);
    }
    const bool grouped = plan_.groups && !plan_.groups->by.empty();
    if (grouped) {
      if (auto no = reader_->read(block, row, 1, asked_)) return no;
      if (const auto no = engine::admit(plan_.groups->module, asked_, groups_))
        return reader_->refused(block, row, asked_, *no);
    }
    Decided decided{block, row, *reader_, sent_, case_, grouped ? &groups_.inputs : nullptr};
    tally.add(decided);
    if (jitter_) jitter_->add(decided, sent_);
    if (stresser) stresser->add(block, row, *reader_, sent_, &decided);
    return std::nullopt;
  }
  Tally tally;
  const Plan& plan_;
  std::unique_ptr<data::CaseReader> reader_;
  std::optional<Jitter> jitter_;
  engine::SentCase sent_, asked_;
  engine::ChainCase case_;
  engine::Admitted groups_;
};

}  // namespace

Result<Tally> simulate(data::CaseSource& source, const Plan& plan, const data::BlockOptions& options,
                       StressTally* stress) {
  auto workers = data::run_blocks(source, options, [&] {
    return std::make_unique<Simulator>(plan, source, stress ? stress->stress : nullptr);
  });
  if (!workers) return workers.failure();
  Tally all(plan);
  for (const auto& worker : *workers) {
    auto& simulator = static_cast<Simulator&>(*worker);
    all.merge(simulator.take());
    if (stress) stress->merge(simulator.stresser->tally);
  }
  for (std::size_t i = 0; i < all.groups.size(); ++i)
    if (all.groups[i].size() > kMostGroups) return too_many_groups(plan.groups->by[i]);
  return all;
}

}  // namespace pol::population
