#include "compiler/analysis/operands.h"

namespace pol::analysis {

void operands_of(const ir::Module& module, const ir::Inst& inst, std::vector<ir::Ref>& out) {
  const ir::OpInfo& op = *ir::op_info(inst.op);
  const auto slice = [&](std::uint32_t begin, std::uint32_t count) {
    out.insert(out.end(), module.operands.begin() + begin, module.operands.begin() + begin + count);
  };
  if (op.a == ir::Operand::slice) return slice(inst.a, inst.b);
  if (op.a == ir::Operand::value) out.push_back(inst.a);
  if (op.b == ir::Operand::slice) return slice(inst.b, inst.c);
  if (op.b == ir::Operand::value) out.push_back(inst.b);
  if (op.c == ir::Operand::value) out.push_back(inst.c);
}

}  // namespace pol::analysis
