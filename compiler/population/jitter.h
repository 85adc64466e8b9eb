// Who flips when one tag moves one step: how much decisions hang on the last digit of what was measured.
// Whole numbers, dates, durations and ordered enums move by one; money, rates, percents and decimals by a
// share of their value, rounded half even to the tag's grain and by one grain at least. Other tags, and
// values whose neighbour is out of the tag's range, stay.
#pragma once
#include "compiler/population/answer.h"

namespace pol::population {

struct JitterPlan {
  explicit JitterPlan(const Subject& subject, engine::Which engine, i128 share);

  DiffPlan terms;  // of one policy, so that its answers can be compared
  i128 share = 0;  // in millionths
  struct Moved {
    std::size_t input = 0;  // of the door
    Type type;
  };
  std::vector<Moved> moved;
  std::vector<std::string> still;  // tags that have no step
};

struct JitterTally {
  struct OneTag {
    std::uint64_t people = 0;                   // the tag could be moved
    std::uint64_t flipped = 0;                  // another outcome, by a step up or down
    std::uint64_t up_better = 0, up_worse = 0;  // for the person, amounts included
    std::uint64_t down_better = 0, down_worse = 0;
  };
  std::vector<OneTag> tags;   // beside JitterPlan::moved
  std::uint64_t people = 0;   // decided
  std::uint64_t flipped = 0;  // another outcome by a step of some tag
  void merge(const JitterTally& other);
};

class Jitter {  // of one thread
 public:
  explicit Jitter(const JitterPlan& plan) : plan_(plan) { tally.tags.resize(plan.moved.size()); }
  // `sent` is as before when the call returns.
  void add(Decided& decided, engine::SentCase& sent);
  JitterTally tally;

 private:
  std::optional<Answer> moved_answer(Decided& decided, engine::SentCase& sent, const JitterPlan::Moved& moved,
                                     bool up);
  const JitterPlan& plan_;
  engine::ChainCase case_;
};

// The neighbour of a value, or nothing where it leaves the range.
std::optional<i128> one_step(i128 value, const Type& type, i128 share, bool up);

}  // namespace pol::population
