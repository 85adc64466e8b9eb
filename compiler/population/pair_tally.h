// What changes between two policies over one population: every case decided by both, and by variants of the
// first that each take over one change of the second. Only counts and exact sums, like Tally.
#pragma once
#include <array>
#include <map>

#include "compiler/population/tally.h"

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

// One policy's answer to one case, in the terms that both share.
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

struct Witness {
  std::uint64_t present = 0, number = 0;  // small cases first: few tags with a value, then the data's order
  std::string case_id, before, after;     // outputs, in words
  std::string part;                       // where the two first differ
  bool operator<(const Witness& other) const {
    return std::pair(present, number) < std::pair(other.present, other.number);
  }
};
inline constexpr std::size_t kWitnesses = 3;

struct SwapCell {
  std::uint64_t people = 0;
  std::vector<Sum> before, after;  // beside DiffPlan::amounts
  Sum loss_before, loss_after;
  std::vector<Witness> witnesses;  // of people for whom something changed; the smallest kWitnesses
};

struct Movement {
  std::uint64_t people = 0, moved = 0;  // moved: another outcome or another amount
  std::uint64_t better = 0, worse = 0;
  std::uint64_t served_before = 0, served_after = 0;
  Sum money_before, money_after;  // of the first amount
  Sum loss_before, loss_after;    // expected, where both sides have a model of it
  void add(const DiffPlan& plan, const Answer& a, const Answer& b);
  void merge(const Movement& other);
};

struct Drift {  // of an amount, among people whom both serve
  std::uint64_t up = 0, down = 0, same = 0;
  Sum up_by, down_by;
};

struct PairTally {
  explicit PairTally(const DiffPlan& plan);
  // `answers`: before, after, then the variants.
  void add(const std::vector<Answer>& answers, const GroupKey* keys, const std::vector<std::size_t>& segment,
           const Witness* candidate);
  void merge(const PairTally& other);
  void skip() { ++skipped; }
  SwapCell& cell(std::size_t before, std::size_t after) { return cells[before * plan->classes() + after]; }
  const SwapCell& cell(std::size_t before, std::size_t after) const {
    return cells[before * plan->classes() + after];
  }

  const DiffPlan* plan;
  Movement all;
  std::vector<SwapCell> cells;
  std::vector<Drift> drifts;    // beside amounts
  std::vector<Movement> alone;  // beside the sides from the third on
  std::map<std::string, std::pair<std::uint64_t, std::uint64_t>> reasons;  // people who gain, who lose it
  std::vector<std::map<GroupKey, Movement>> groups;
  std::vector<std::vector<Movement>> segments;  // by segment of the old policy, by arm
  // Worse off although no change alone is worse for them; better off although none alone is better.
  std::uint64_t hurt_by_interaction = 0, helped_by_interaction = 0;
  std::vector<Witness> surprises;
  std::uint64_t skipped = 0;  // rows whose groups cannot be read
};

// +1: b is better for the person than a, -1: worse, 0: alike. Being served is better than not. Among the
// served the first amount tells; among the others the outcome, which policies list from the kindest to the
// harshest (E0803).
int direction(const DiffPlan& plan, const Answer& a, const Answer& b);
void keep_smallest(std::vector<Witness>& witnesses, const Witness& one);

}  // namespace pol::population
