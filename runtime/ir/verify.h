// Checks a Module as if an enemy had written it: op numbers, operand order, bounds of every index, types by
// the rules of rules.h, tables (shape, sorted ranges), record section, limits. Linear in the module's size;
// allocates nothing that the module's own size does not bound.
#pragma once
#include <string>
#include <vector>

#include "runtime/ir/module.h"

namespace pol::ir {

struct Limits {
  std::size_t insts = 200'000, operands = 2'000'000, table_rows = 200'000, cells = 4'000'000, knockouts = 512,
              inputs = 65'536;
  std::uint64_t cost = 1'000'000'000;  // of one decision, see cost_bound: about a second
};

// Empty if the module is sound; else what is wrong, with the instruction's number, at most 20 messages.
std::vector<std::string> verify(const Module& module, const Limits& limits = {});

// The sum of the ops' costs: an upper bound of the work of one decision, in units of one 64-bit addition.
std::uint64_t cost_bound(const Module& module);

}  // namespace pol::ir
