// Where two versions of a policy part on one case.
#pragma once
#include "compiler/population/decided.h"

namespace pol::population {

class Parting {
 public:
  Parting(const Subject& before, const Subject& after);
  // The first definition of the new policy that has another value in the old one, or that only one of them
  // has: "share: 20% before, 25% after". Values are told only where they rest on tags of sensitivity `open`.
  // Fills slots where they are not there.
  std::string first(engine::ChainCase& before, engine::ChainCase& after) const;

 private:
  struct Named {
    std::string name;
    ir::Ref before = ir::kNone, after = ir::kNone;
    bool open = false;
  };
  const Subject& before_;
  const Subject& after_;
  std::vector<Named> named_;  // in the order in which the new policy works them out
};

// The outputs in words: "approve, limit 20,000 CNY"; "undecided".
std::string outputs_in_words(const Subject& subject, const engine::MemberCase& decided);

}  // namespace pol::population
