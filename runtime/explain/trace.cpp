#include "runtime/explain/trace.h"

namespace pol::explain {

using ir::Op;
using ir::Ref;

namespace {

// Operands that mattered for the value the instruction has in this case.
void taken(const ir::Module& module, std::span<const interp::Slot> slots, Ref ref, std::vector<Ref>& out) {
  const ir::Inst& inst = module.insts[ref];
  const auto slice = [&](std::uint32_t begin, std::uint32_t i) { return module.operands[begin + i]; };
  if (inst.op == Op::select && !slots[inst.a].causes) {
    out.push_back(inst.a);
    out.push_back(slots[inst.a].value ? inst.b : inst.c);
  } else if (inst.op == Op::pick && !slots[inst.a].causes) {
    out.push_back(inst.a);
    const auto number = static_cast<std::uint32_t>(slots[inst.a].value);
    if (number >= 1 && number <= inst.c) out.push_back(slice(inst.b, number - 1));
  } else if (inst.op == Op::first_arm && !slots[ref].causes) {
    for (std::uint32_t i = 0; i < inst.b && i < static_cast<std::uint32_t>(slots[ref].value); ++i)
      out.push_back(slice(inst.a, i));
  } else if (inst.op == Op::or_else && !slots[inst.a].causes) {
    out.push_back(inst.a);
  } else {
    ir::operands_of(module, inst, out);
  }
}

}  // namespace

std::vector<bool> took_part(const ir::Module& module, std::span<const interp::Slot> slots,
                            std::vector<Ref> more) {
  std::vector<bool> part(module.insts.size());
  std::vector<Ref> work = std::move(more), next;
  for (const auto& output : module.outputs) work.push_back(output.value);
  while (!work.empty()) {
    const Ref ref = work.back();
    work.pop_back();
    if (ref == ir::kNone || part[ref]) continue;
    part[ref] = true;
    next.clear();
    taken(module, slots, ref, next);
    work.insert(work.end(), next.begin(), next.end());
  }
  return part;
}

}  // namespace pol::explain
