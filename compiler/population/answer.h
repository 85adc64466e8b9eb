// What policies answer to one case, in terms that all of them share, so that answers can be compared.
#pragma once
#include "compiler/population/cohort.h"
#include "compiler/population/groups.h"

namespace pol::population {

// An output that both policies give in the same unit.
struct SharedAmount {
  std::string name;
  Type type;                     // at the finer scale of the two
  bool lower_is_better = false;  // rates and percents: a price
};

// One of the policies that decide each case, in the terms that all share.
struct Side {
  const Subject* subject = nullptr;
  std::vector<std::size_t> outcome;  // beside Subject::outcomes: place in DiffPlan::outcomes
  struct Amount {
    std::size_t output = 0;
    i128 factor = 0;  // brings it to the shared scale; 0: this policy does not give it
  };
  std::vector<Amount> amounts;  // beside DiffPlan::amounts
  std::optional<LossModel> losses;
};

struct DiffPlan {
  // The old policy, the new one, then the old one with each change that can stand alone. The first shared
  // amount that is money, or else the first, says who gains.
  explicit DiffPlan(const std::vector<const Subject*>& subjects);

  std::vector<Side> sides;
  engine::Which engine = engine::Which::interpreter;
  const Groups* groups = nullptr;     // read as the last module of the source
  std::vector<std::string> outcomes;  // of any side; then come undecided() and refused()
  std::vector<SharedAmount> amounts;
  const Subject& before() const { return *sides[0].subject; }
  const Subject& after() const { return *sides[1].subject; }
  std::size_t alone() const { return sides.size() - 2; }
  std::size_t undecided() const { return outcomes.size(); }
  std::size_t refused() const { return outcomes.size() + 1; }
  std::size_t classes() const { return outcomes.size() + 2; }
};

// One policy's answer.
struct Answer {
  std::size_t outcome = 0;  // of DiffPlan, undecided() or refused()
  bool served = false;
  std::vector<std::optional<i128>> amounts;  // beside DiffPlan::amounts, of the served
  std::optional<Loss> loss;
  std::vector<std::string> reasons;  // shown, sorted
  bool undecided = false;            // also where a clause gave an outcome
  bool operator==(const Answer& other) const {
    return outcome == other.outcome && served == other.served && amounts == other.amounts;
  }
};

// What side number `side` answered; reasons are left out. A refused case has refused_answer().
Answer answer_of(const DiffPlan& plan, std::size_t side, Decided& decided);
Answer refused_answer(const DiffPlan& plan);

// +1: b is better for the person than a, -1: worse, 0: alike. By the rule of study/kinder.h: served, then the
// outcome, then the first amount.
int direction(const DiffPlan& plan, const Answer& a, const Answer& b);
}  // namespace pol::population
