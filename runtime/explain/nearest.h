// How far a case is from a condition that is not yes.
#pragma once
#include "runtime/explain/formulas.h"

namespace pol::explain {

// |value - limit| / max(|limit|, |value|), exactly; 0 where both are 0. `parts` <= 2 * `whole`, whole > 0.
struct Ratio {
  u128 parts = 0, whole = 1;
  bool operator<(const Ratio& other) const;
};
Ratio relative_distance(i128 value, i128 limit);

struct Distance {
  Ratio ratio;
  std::string subject, value, condition;
  std::string away;  // empty if the value stands exactly at the limit
};

// What keeps the condition at `node` from being yes. Of parts joined by `and` the farthest counts, of parts
// joined by `or` the nearest. Empty if the condition is yes or unknown, or if something without a distance
// stands in the way: an enum, a missing value, a date. `visits` counts the parts that were looked at, over
// all conditions of a case: above kMostVisits, which only a plan made for that has, nothing is found.
inline constexpr std::size_t kMostVisits = 1'000'000;
std::optional<Distance> nearest(const Input& input, const Formulas& formulas, std::uint32_t node,
                                std::size_t& visits);

}  // namespace pol::explain
