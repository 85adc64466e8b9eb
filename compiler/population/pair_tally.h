// What changes between two policies over one population: every case decided by both, and by variants of the
// first that each take over one change of the second. Only counts and exact sums, like Tally.
#pragma once
#include <array>
#include <functional>
#include <map>

#include "compiler/population/answer.h"
#include "compiler/population/distribution.h"
#include "compiler/population/groups.h"

namespace pol::population {

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
  // `answers`: before, after, then the variants. `witness`: the case, of whom a witness may be kept, without
  // words; null: of nobody. `say` works out its words, and is called only for one that is kept.
  void add(const std::vector<Answer>& answers, const GroupKey* keys, const std::vector<std::size_t>& segment,
           const Witness* witness, const std::function<void(Witness&)>& say);
  void merge(const PairTally& other);
  void skip() { ++skipped; }
  SwapCell& cell(std::size_t before, std::size_t after) { return cells[before * plan->classes() + after]; }
  const SwapCell& cell(std::size_t before, std::size_t after) const {
    return cells[before * plan->classes() + after];
  }

  const DiffPlan* plan;
  Movement all;
  std::vector<SwapCell> cells;
  std::vector<Drift> drifts;  // beside amounts
  // Beside amounts: what each version gives to the people whom it serves.
  std::vector<std::array<Distribution, 2>> spreads;
  std::uint64_t too_large = 0;  // amounts that a spread cannot hold: beyond 64 bits at the shared scale
  std::vector<Movement> alone;  // beside the sides from the third on
  std::map<std::string, std::pair<std::uint64_t, std::uint64_t>> reasons;  // people who gain, who lose it
  std::vector<std::map<GroupKey, Movement>> groups;
  std::vector<std::vector<Movement>> segments;  // by segment of the old policy, by arm
  // Worse off although no change alone is worse for them; better off although none alone is better.
  std::uint64_t hurt_by_interaction = 0, helped_by_interaction = 0;
  std::vector<Witness> surprises;
  std::uint64_t skipped = 0;  // rows whose groups cannot be read

 private:
  void spread(std::size_t amount, std::size_t version, const std::optional<i128>& value);
};

}  // namespace pol::population
