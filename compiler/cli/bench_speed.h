// How fast a loaded policy decides given cases: what `pol bench` measures. Wall-clock times; nothing is read
// or printed in between.
#pragma once
#include <functional>
#include <vector>

#include "runtime/data/case_source.h"
#include "runtime/engine/chain.h"

namespace pol::cli {

struct BenchCases {
  std::vector<engine::SentCase> sent;
  // What came through the door, for each member of the chain: [case][member]. Empty where a member was not
  // asked. What texts refer to lives here too.
  std::vector<std::vector<engine::Admitted>> admitted;
  std::uint64_t refused = 0;  // rows that the feed or the door turned away
  std::uint64_t undecided = 0;
};
// At most `most` cases that can be decided, with the interpreter. Fails where the source does.
Result<BenchCases> bench_cases(const engine::Chain& chain, data::CaseSource& source, std::size_t most);

struct Speed {
  double ns = 0;            // a decision: median of the passes over all cases
  double p50 = 0, p99 = 0;  // ns of single calls, each between two readings of the clock
  std::size_t passes = 0;
};
// Past the door: the engine alone, all members of the chain. Not for Which::scalar without native code.
Speed engine_speed(const engine::Chain& chain, engine::Which which, BenchCases& cases, double seconds);
// A case as it was sent, through the door and the whole chain, to the native record.
Speed decision_speed(const engine::Chain& chain, engine::Which which, const BenchCases& cases,
                     double seconds);

// The first case whose native records differ between the engines; it must not be.
std::optional<std::size_t> engines_differ(const engine::Chain& chain, const BenchCases& cases);

double milliseconds(const std::function<void()>& work);  // that it took
double median(std::vector<double> values);               // not empty

}  // namespace pol::cli
