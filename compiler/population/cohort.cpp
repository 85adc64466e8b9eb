#include "compiler/population/cohort.h"

namespace pol::population {

Cohort empty_cohort(const Subject& subject) {
  Cohort cohort;
  cohort.outcomes.resize(subject.outcomes.size());
  cohort.amounts.resize(subject.amounts.size());
  cohort.observed.resize(std::max<std::size_t>(1, subject.outcomes.size()));
  return cohort;
}

void add(Cohort& cohort, const Subject& subject, const Entry& entry) {
  ++cohort.people;
  cohort.undecided += entry.undecided;
  if (entry.outcome) ++cohort.outcomes[*entry.outcome];
  if (entry.bad && (entry.outcome || subject.outcomes.empty())) {
    Observed& observed = cohort.observed[entry.outcome.value_or(0)];
    ++observed.known;
    observed.bad += *entry.bad;
  }
  if (!entry.served) return;
  ++cohort.served;
  for (std::size_t i = 0; i < subject.amounts.size(); ++i)
    if (const std::size_t output = subject.amounts[i].output; !entry.causes[output])
      cohort.amounts[i].add(entry.outputs[output]);
  if (entry.bad) {
    ++cohort.observed_served.known;
    cohort.observed_served.bad += *entry.bad;
  }
  if (entry.loss) {
    cohort.exposure.add(entry.loss->exposure);
    cohort.loss.add(entry.loss->loss);
  }
}

void Cohort::merge(const Cohort& other) {
  people += other.people;
  undecided += other.undecided;
  served += other.served;
  for (std::size_t i = 0; i < outcomes.size(); ++i) outcomes[i] += other.outcomes[i];
  for (std::size_t i = 0; i < amounts.size(); ++i) amounts[i].merge(other.amounts[i]);
  for (std::size_t i = 0; i < observed.size(); ++i) observed[i].merge(other.observed[i]);
  observed_served.merge(other.observed_served);
  exposure.merge(other.exposure);
  loss.merge(other.loss);
}

}  // namespace pol::population
