#include <algorithm>

#include "runtime/ir/module.h"

namespace pol::ir {

std::string element_name(std::string_view series, int number) {
  return std::string(series) + '[' + std::to_string(number) + ']';
}
namespace {

constexpr Operand V = Operand::value, S = Operand::slice, I = Operand::number, C = Operand::constant,
                  X = Operand::text, N = Operand::input, R = Operand::rounding, A = Operand::array,
                  T = Operand::table, B = Operand::builtin, _ = Operand::none;

const std::vector<OpInfo>& infos() {
  static const std::vector<OpInfo> list = {
#define POL_OP(number, name, a, b, c, rule, absence, cost, doc) \
  {Op::name, #name, a, b, c, Absence::absence, cost, doc},
#include "runtime/ir/ops.def"
#undef POL_OP
  };
  return list;
}

}  // namespace

const std::vector<OpInfo>& all_ops() {
  return infos();
}

const OpInfo* op_info(Op op) {
  // By number; a hole in the numbering is a null.
  static const std::vector<const OpInfo*> by_number = [] {
    std::vector<const OpInfo*> table;
    for (const OpInfo& info : infos()) {
      const auto number = static_cast<std::size_t>(info.op);
      if (table.size() <= number) table.resize(number + 1);
      table[number] = &info;
    }
    return table;
  }();
  const auto number = static_cast<std::size_t>(op);
  return number < by_number.size() ? by_number[number] : nullptr;
}

const OpInfo* op_by_name(std::string_view name) {
  const auto found =
      std::find_if(infos().begin(), infos().end(), [&](const OpInfo& info) { return info.name == name; });
  return found == infos().end() ? nullptr : &*found;
}

void operands_of(const Module& module, const Inst& inst, std::vector<Ref>& out) {
  const OpInfo& op = *op_info(inst.op);
  const auto slice = [&](std::uint32_t begin, std::uint32_t count) {
    out.insert(out.end(), module.operands.begin() + begin, module.operands.begin() + begin + count);
  };
  if (op.a == Operand::slice) return slice(inst.a, inst.b);
  if (op.a == Operand::value) out.push_back(inst.a);
  if (op.b == Operand::slice) return slice(inst.b, inst.c);
  if (op.b == Operand::value) out.push_back(inst.b);
  if (op.c == Operand::value) out.push_back(inst.c);
}

std::string_view verb_name(Verb verb) {
  switch (verb) {
    case Verb::raise_to:
      return "raise to";
    case Verb::lower_to:
      return "lower to";
    case Verb::raise_by:
      return "raise by";
    case Verb::lower_by:
      return "lower by";
    case Verb::cap:
      return "cap";
    case Verb::floor:
      return "floor";
    case Verb::becomes:
      return "becomes";
  }
  __builtin_unreachable();
}

}  // namespace pol::ir
