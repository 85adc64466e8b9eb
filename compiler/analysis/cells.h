// The cases that can be told apart when it is asked whether one value is missing: for each input that has a
// part in it one value of every cell between two thresholds, and one cause of every group of causes that
// nothing tells apart.
#pragma once
#include <deque>
#include <string>
#include <vector>

#include "runtime/interp/interp.h"

namespace pol::analysis {

struct Cells {
  // All cases that differ are among the combinations of `slots`: if none of them leaves the value missing, no
  // case does. False where a number enters arithmetic that decides something, or is compared with another
  // one.
  bool exact = true;
  std::vector<std::uint32_t> inputs;             // those with a part, ascending
  std::vector<std::vector<interp::Slot>> slots;  // beside `inputs`; never empty
  std::deque<std::string> texts;                 // what text slots point into
  std::uint64_t combinations() const;            // saturates
};

Cells find_cells(const ir::Module& module, ir::Ref ref);

// `module` without the instructions that `ref` does not depend on; `ref` becomes the last one. Only its
// instructions can be evaluated: what the record keeps is gone.
ir::Module slice_of(const ir::Module& module, ir::Ref ref);

}  // namespace pol::analysis
