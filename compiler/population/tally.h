// Everything that `pol simulate` counts of one policy over a population. Only counts and exact sums, so that
// tallies of parts merge into the tally of the whole.
#pragma once
#include <map>

#include "compiler/population/cohort.h"
#include "compiler/population/distribution.h"
#include "compiler/population/groups.h"
#include "compiler/population/jitter.h"
#include "compiler/population/values.h"

namespace pol::population {

struct DatesCounted {  // by decision date, both included
  Day first = 0, last = 0;
};

// What is counted beside the policy's own parts. Must outlive the tallies.
struct Plan {
  const Subject* subject = nullptr;
  engine::Which engine = engine::Which::interpreter;
  const Groups* groups = nullptr;  // read as module 1 of the source
  std::optional<LossModel> losses;
  std::optional<std::size_t> outcome;  // report column of the feed
  std::int64_t bad = 1;                // its value that is a bad outcome
  bool values = false;                 // count the values of tags
  std::optional<DatesCounted> dates;   // empty: all
  const JitterPlan* jitter = nullptr;
};

struct KnockoutTally {
  std::uint64_t fired = 0, unknown = 0, waived = 0;
  std::uint64_t first = 0;  // no knockout before it in the policy fired
  std::uint64_t solo = 0;   // no other knockout fired
};

// Of a guarantee, brake or legal cap, over the served. An amount is after less before.
struct StepTally {
  std::uint64_t active = 0;
  Sum gave, took;  // took: negative
  Sum unserved;    // changed, where the output was withheld in the end
};

struct ChoiceTally {
  std::vector<std::uint64_t> arms;  // [0]: not reached; then arm 1 ...
  std::vector<Cohort> cohorts;      // of a segment: beside arms
};

struct TagTally {
  std::uint64_t asked = 0;
  std::uint64_t not_asked = 0, no_hit = 0, stale = 0, suppressed = 0;
  std::uint64_t out_of_range = 0, unreadable = 0, other_error = 0;  // missing(error), by why
};

struct ScoreTally {
  Distribution points;
  std::map<std::int64_t, Cohort> bands;  // by the lower end, in points of the card's scale
  std::uint64_t missing = 0;
};

struct Tally {
  explicit Tally(const Plan& plan);
  void add(Decided& decided);
  void merge(const Tally& other);

  const Plan* plan;
  std::uint64_t refused = 0;
  std::uint64_t other_dates = 0;  // cases outside of Plan::dates, not decided
  std::map<std::string, std::uint64_t> refused_by_code, refused_by_tag;
  std::vector<data::RefusedRow> refused_rows;  // the first kRefusedKept by place in the data
  Cohort all;
  std::vector<Distribution> amounts;    // beside Subject::amounts, of the served
  std::vector<std::uint64_t> withheld;  // beside the outputs: not given because of `unless`
  std::vector<KnockoutTally> knockouts;
  std::vector<std::uint64_t> together;  // n x n, i < j: both fired
  std::vector<StepTally> steps;
  std::vector<std::uint64_t> reasons;  // shown, beside Module::reason_codes
  std::vector<ChoiceTally> choices;
  std::vector<std::vector<std::uint64_t>> rows;  // beside table uses; [0]: no row, then row 1 ...
  std::vector<ScoreTally> scores;                // beside scorecards
  std::vector<std::uint64_t> events;
  std::vector<std::vector<std::uint64_t>> experiments;  // [0]: takes no part, then arm 1 ...
  std::map<std::pair<std::string, CauseMask>, std::uint64_t> undecided_by;  // origin, cause
  std::vector<TagTally> tags;                                               // beside the door's inputs
  std::vector<ValueTally> values;                                           // likewise, with Plan::values
  std::vector<std::map<GroupKey, Cohort>> groups;                           // beside Groups::by
  JitterTally jitter;                                                       // with Plan::jitter

  static constexpr std::size_t kRefusedKept = 100;
  // Width of a band of a scorecard's points: about ten bands over the points that it can give.
  static std::int64_t band_width(const Type& points);
  void refuse(data::RefusedRow row);

 private:
  Entry entry_of(Decided& decided) const;
  void add_knockouts(const ir::NativeRecord& record);
  void add_steps(engine::MemberCase& root, bool served);
  void add_trace(const ir::NativeRecord& record, const Entry& entry);
  void add_scores(engine::MemberCase& root, const Entry& entry);
  void add_reasons(engine::MemberCase& root);
  void add_tags(const Decided& decided);
  void add_undecided(engine::MemberCase& root);

  std::vector<Kind> kinds_;  // beside the door's inputs
};

}  // namespace pol::population
