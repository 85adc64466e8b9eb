#include "compiler/analysis/causes.h"

namespace pol::analysis {

using ir::Absence;
using ir::Op;

CauseMask causes_of(const ir::Input& input) {
  if (input.forbid) return cause::present;
  const bool ages = input.fresh_days || input.fresh_months;
  return static_cast<CauseMask>(input.causes | cause::error | (ages ? cause::stale : 0));
}

bool divides_by_zero(const ir::Module& module, const ir::Inst& inst) {
  return inst.op == Op::divide && module.type_of(inst.b).range.contains(0);
}

namespace {

CauseMask result(const ir::Module& module, const ir::Inst& inst, const std::vector<CauseMask>& known) {
  std::vector<ir::Ref> operands;
  ir::operands_of(module, inst, operands);
  CauseMask united = 0;
  for (const ir::Ref ref : operands) united |= known[ref];
  switch (ir::absence_of(inst.op)) {
    case Absence::input:
      return causes_of(module.inputs[inst.a]);
    case Absence::never:
      return 0;
    case Absence::if_present: {
      const CauseMask tested = known[inst.a] & cause::computed_error ? known[inst.a] : CauseMask{0};
      return tested | known[inst.b];
    }
    case Absence::or_else:
      return known[inst.a] && known[inst.b] ? united : CauseMask{0};
    case Absence::only_when:
      return known[inst.a] | cause::not_asked;
    case Absence::divide:
      return united | (divides_by_zero(module, inst) ? cause::computed_error : 0);
    case Absence::table_row: {
      const ir::Table& table = module.tables[inst.a];
      const bool sure = table.complete && (table.hit == ir::Hit::unique || table.hit == ir::Hit::any);
      if (sure) return 0;
      return united | (table.complete || table.otherwise ? 0 : cause::computed_error);
    }
    case Absence::strict:
    case Absence::conjunction:
    case Absence::disjunction:
    case Absence::select:
    case Absence::first_arm:
    case Absence::pick:
      return united;
  }
  return united;
}

}  // namespace

void extend_causes(const ir::Module& module, std::vector<CauseMask>& causes, std::size_t until) {
  for (std::size_t i = causes.size(); i < until; ++i) {
    causes.push_back(0);
    if (module.types[module.insts[i].type].may_be_missing)
      causes[i] = result(module, module.insts[i], causes);
  }
}

std::vector<CauseMask> possible_causes(const ir::Module& module) {
  std::vector<CauseMask> causes;
  extend_causes(module, causes, module.insts.size());
  return causes;
}

std::vector<CauseMask> cause_sets(const ir::Module& module, const std::vector<CauseMask>& possible,
                                  ir::Ref ref) {
  std::vector<CauseMask> sets;
  const CauseMask all = possible[ref];
  ir::Ref source = ref;
  while (module.insts[source].op == Op::rescale || module.insts[source].op == Op::retype ||
         module.insts[source].op == Op::round)
    source = module.insts[source].a;
  const bool single = module.insts[source].op == Op::input;
  for (unsigned set = 1; set <= cause::all; ++set)
    if ((set & ~unsigned{all}) == 0 && (!single || (set & (set - 1)) == 0))
      sets.push_back(static_cast<CauseMask>(set));
  return sets;
}

}  // namespace pol::analysis
