// Values worth trying for each input of a module: the ends of its range, its typical value, every constant
// and cell bound that a value of its kind meets somewhere in the module with the neighbours on its grid,
// every enum value and text, and missing with each possible cause.
#pragma once
#include <deque>
#include <string>
#include <vector>

#include "compiler/sema/checked.h"
#include "runtime/interp/interp.h"

namespace pol::analysis {

struct Candidates {
  // Beside Module::inputs; never empty. Those of the first, the decision date, run from the first to the
  // last.
  std::vector<std::vector<interp::Slot>> inputs;
  std::vector<interp::Slot> typical;  // beside Module::inputs; a missing typical is missing(not_asked)
  std::deque<std::string> texts;      // what text slots point into
};

// `dates`: the first and last decision date to try.
Candidates find_candidates(const ir::Module& module, const catalog::Catalog& catalog, Day first, Day last);

// Makes of a drawn case one that the door can give: where the bucket of an experiment or its tag is missing
// both are, and experiments that split one tag with one salt see one bucket. `inputs` may be longer than
// Module::inputs.
void settle_buckets(const ir::Module& module, std::vector<interp::Slot>& inputs);

// The value of an input as witnesses name it: "score 640", "score missing (no_hit)", and for the bucket of an
// experiment its arm, "E7 long", as an example would give it.
std::string shown_input(const ir::Module& module, std::size_t input, const interp::Slot& slot);
// The value alone.
std::string shown_value(const interp::Slot& slot, const Type& type, const EnumPool& enums);

// Values of `type` worth trying for something that is not an input.
std::vector<i128> interesting_values(const ir::Module& module, const Type& type);

}  // namespace pol::analysis
