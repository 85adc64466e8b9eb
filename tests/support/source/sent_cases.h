// Random cases as a caller sends them to a chain: at the edges of what its policies distinguish, some out of
// range, stale, missing for each cause or not sent at all.
#pragma once
#include "runtime/engine/chain.h"
#include "tests/support/rng.h"

namespace pol::testing {

class SentCaseSource {
 public:
  SentCaseSource(const engine::Chain& chain, std::uint64_t seed);
  engine::SentCase next();

 private:
  engine::SentTag tag(std::size_t input, int missing, Day decided_on);

  const ir::Module& door_;
  Rng rng_;
  std::vector<std::vector<i128>> points_;  // beside door().inputs
  std::vector<std::string> texts_;
};

}  // namespace pol::testing
