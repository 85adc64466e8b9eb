// Scenarios beside the base run: every case is decided as it came and then after the shocks of each scenario
// and after each of its periods, so that people can be followed. Only counts and exact sums, like Tally.
#pragma once
#include "compiler/population/pair_tally.h"
#include "compiler/population/shocker.h"
#include "compiler/population/tally.h"

namespace pol::population {

// What is run beside the base. Must outlive the tallies. A source for it reads the doors of the scenarios
// that have scopes from module number `first_module` on, in their order.
struct Stress {
  Stress(const Subject& subject, std::vector<Scenario> scenarios, std::size_t first_module);
  std::vector<const ir::Module*> doors() const;

  std::vector<Scenario> scenarios;
  DiffPlan compare;  // the policy beside itself: outcomes, amounts, who gains; losses of side 0 are asked for
  std::size_t first_module = 0;
};

struct StageTally {   // after the shocks (0), after each period
  Movement movement;  // from the base
  std::uint64_t touched = 0, undecided = 0, refused = 0;
  std::vector<std::uint64_t> cells;     // classes x classes of Stress::compare: from the base to this
  Day first = kMaxDay, last = kMinDay;  // decision dates
  void merge(const StageTally& other);
};

struct ReachTally {  // people; of a trend in any period
  std::uint64_t in_scope = 0, unknown = 0, picked = 0, changed = 0, stayed_missing = 0, at_end = 0;
  void add(const Reached& reached);
  void merge(const ReachTally& other);
};

struct ScenarioTally {
  std::vector<StageTally> stages;
  std::vector<ReachTally> shocks, trends;            // beside those of the scenario
  std::vector<std::map<GroupKey, Movement>> groups;  // beside Groups::by, after the last stage
};

struct StressTally {
  StressTally(const Stress& stress, const Plan& plan);
  void merge(const StressTally& other);

  const Stress* stress;
  std::uint64_t undecided = 0, refused = 0;  // of the base
  Day first = kMaxDay, last = kMinDay;
  std::vector<ScenarioTally> scenarios;
};

// What one thread does with its cases.
class Stresser {
 public:
  Stresser(const Stress& stress, const Plan& plan);
  // One case that came to the door; `base` is null if it was refused there.
  void add(const data::CaseBlock& block, std::size_t row, data::CaseReader& reader,
           const engine::SentCase& sent, Decided* base);
  StressTally tally;

 private:
  Answer decide(const data::CaseBlock& block, std::size_t row, data::CaseReader& reader, StageTally& stage);
  void replay(std::size_t scenario, const data::CaseBlock& block, std::size_t row, data::CaseReader& reader,
              const engine::SentCase& base, const Answer& answer);

  const Stress& stress_;
  const Plan& plan_;
  std::vector<Shocker> shockers_;
  std::vector<std::size_t> modules_;  // of the scenarios' doors
  engine::SentCase sent_;
  engine::ChainCase case_;
  std::vector<Reached> shocked_, trended_;
  std::vector<GroupKey> keys_;
  bool grouped_ = false;
};

}  // namespace pol::population
