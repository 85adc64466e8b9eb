// Which causes of missing can reach each instruction, whatever the case.
#pragma once
#include <vector>

#include "runtime/ir/module.h"

namespace pol::analysis {

// What one input may be missing with, inside: what a caller may send, what the door adds.
CauseMask causes_of(const ir::Input& input);
// Beside Module::insts; 0 where the value is never missing.
std::vector<CauseMask> possible_causes(const ir::Module& module);
// Likewise for the instructions from causes.size() up to `until`, which is not among them.
void extend_causes(const ir::Module& module, std::vector<CauseMask>& causes, std::size_t until);
// The cause sets that `ref` can be missing with: one cause at a time for a tag, any mixture for what is
// computed.
std::vector<CauseMask> cause_sets(const ir::Module& module, const std::vector<CauseMask>& possible,
                                  ir::Ref ref);
// The divisor of a division may be 0.
bool divides_by_zero(const ir::Module& module, const ir::Inst& inst);

}  // namespace pol::analysis
