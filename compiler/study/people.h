// Generated people who keep to the enforced invariants of their catalogue. A person who breaks one is drawn
// again as a whole, so that people come as those among all who keep to it.
#pragma once
#include <memory>
#include <vector>

#include "compiler/study/invariants.h"

namespace pol::study {

class People {
 public:
  // `invariants`: null if there is nothing to keep to. The catalogue must outlive this.
  People(const catalog::Catalog& catalog, std::uint64_t seed, std::unique_ptr<Invariants> invariants);
  // Person `person`, beside the values of Sampler::row. Fails (exit 3) where nobody keeps to an invariant in
  // many draws. Valid until the next call.
  Result<const std::vector<catalog::Drawn>*> person(std::uint64_t person);
  // Without invariants a value may be drawn by itself: the same as in person().
  bool independent() const { return !invariants_; }
  catalog::Drawn draw(std::uint64_t person, std::size_t tag, unsigned element) const {
    return samplers_[0].draw(person, tag, element);
  }
  // Their ids: C-00001, as many digits as the last of `people` needs.
  static std::string id(std::uint64_t person, std::uint64_t people);

 private:
  const catalog::Catalog& catalog_;
  std::uint64_t seed_;
  std::unique_ptr<Invariants> invariants_;
  std::vector<catalog::Sampler> samplers_;  // of the first draw, the second ...
  std::vector<catalog::Drawn> row_;
};

}  // namespace pol::study
