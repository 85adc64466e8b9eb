// Keeps drawn cases to those that can happen: the bucket of an experiment goes with its tag, and what a
// needed policy gives keeps to the masks of its head (`gives limit ..., 0 CNY unless outcome is approve`).
#pragma once
#include <vector>

#include "compiler/study/pipeline.h"

namespace pol::study {

class Possible {
 public:
  // `module`: of `compiled`, perhaps with inputs of `prove` lines behind its own. Both outlive it.
  Possible(const Compiled& compiled, const ir::Module& module);
  // `inputs` stands beside the module's inputs and may be longer.
  void settle(std::vector<interp::Slot>& inputs) const;

 private:
  // An output of a needed policy as a small module of its own, over the outputs that it and its mask read.
  struct Masked {
    std::size_t input = 0;  // of the module
    ir::Module rule;        // its last instruction is the value after the mask
    std::vector<std::pair<std::size_t, std::size_t>> reads;  // input of the rule, input of the module
    std::size_t status = 0;                                  // of that policy, if it is read; else 0
  };
  void add_masks(std::size_t needs, const ir::Module& of);
  std::size_t input_of(std::size_t needs, ir::Needed::Form form,
                       const std::string& name) const;  // 0: not read

  const ir::Module& module_;
  std::vector<Masked> masked_;
  mutable std::vector<interp::Slot> rule_inputs_, slots_;
};

}  // namespace pol::study
