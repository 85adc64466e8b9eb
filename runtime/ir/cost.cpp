#include "runtime/ir/verify.h"

namespace pol::ir {
namespace {

// Ops over a slice pay for each element, a table for each cell.
std::uint64_t cost_of(const Module& module, const Inst& inst, const OpInfo& info) {
  std::uint64_t elements = 1;
  if (info.a == Operand::slice)
    elements = inst.b;
  else if (info.b == Operand::slice)
    elements = inst.c;
  if (info.a == Operand::table)
    elements = module.tables[inst.a].cells.size() + module.tables[inst.a].ranges.size();
  if (info.b == Operand::array && inst.op == Op::in_set) elements = module.arrays[inst.b].values.size();
  return info.cost * (elements ? elements : 1);
}

}  // namespace

std::uint64_t cost_bound(const Module& module) {
  std::uint64_t sum = 0;
  for (const Inst& inst : module.insts) {
    const OpInfo* info = op_info(inst.op);
    std::uint64_t cost = info ? cost_of(module, inst, *info) : 0;
    if (__builtin_add_overflow(sum, cost, &sum)) return UINT64_MAX;
  }
  return sum;
}

}  // namespace pol::ir
