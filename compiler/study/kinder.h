// Which of two results of one policy is better for the person. The one home of this rule: `pol diff` and
// `pol explain --counterfactual` both ask here.
#pragma once
#include <optional>
#include <vector>

#include "runtime/engine/engine.h"

namespace pol::study {

// A result as far as the rule looks at it.
struct Standing {
  bool served = false;  // decided, and no output withheld by its `unless`
  // Place among the values of the main output, which policies list from the kindest to the harshest. Empty
  // if the main output is missing or no enum.
  std::optional<std::size_t> outcome;
  std::optional<i128> amount;  // the amount that tells who gains; of the served
  bool operator==(const Standing&) const = default;
};

// +1: b is better than a, -1: worse, 0: alike or not to be told. Being served is better than not; then the
// outcome that is listed first is better.
int outcome_direction(const Standing& a, const Standing& b);
// The same; among the served with one outcome the amount tells.
int direction(const Standing& a, const Standing& b, bool lower_is_better);

// Standings of one policy's results.
class Standings {
 public:
  explicit Standings(const engine::LoadedPolicy& policy);
  Standing of(const ir::NativeRecord& record) const;
  // The output that tells who gains: the first that is money, else the first that is a rate, a price. Other
  // figures are not clearly good or bad for the person.
  std::optional<std::size_t> amount() const { return amount_; }
  bool lower_is_better() const { return lower_is_better_; }

 private:
  bool listed_ = false;  // the main output is an enum
  std::optional<std::size_t> amount_;
  bool lower_is_better_ = false;
  const ir::Field* undecided_ = nullptr;
  std::vector<const ir::Field*> masked_;
};

}  // namespace pol::study
