#include "compiler/analysis/causes.h"

#include <map>

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

// `at` says what each operand may be missing with.
template <class At>
CauseMask result(const ir::Module& module, const ir::Inst& inst, At&& at);

// The causes of `ref` where `tested` is present: what is missing only because that is does not count. Gives
// up on a long way between the two, and then says what `ref` may be missing with at all.
class WherePresent {
 public:
  WherePresent(const ir::Module& module, const std::vector<CauseMask>& known, ir::Ref tested)
      : module_(module), known_(known), tested_(tested) {}

  CauseMask of(ir::Ref ref) {
    if (ref == tested_) return 0;
    if (ref < tested_ || known_[ref] == 0) return known_[ref];
    const auto [at, fresh] = seen_.try_emplace(ref, known_[ref]);
    if (!fresh || seen_.size() > kMaxSeen) return at->second;
    const CauseMask causes =
        known_[ref] & result(module_, module_.insts[ref], [&](ir::Ref operand) { return of(operand); });
    return seen_[ref] = causes;
  }

 private:
  static constexpr std::size_t kMaxSeen = 200;
  const ir::Module& module_;
  const std::vector<CauseMask>& known_;
  ir::Ref tested_;
  std::map<ir::Ref, CauseMask> seen_;
};

template <class At>
CauseMask result(const ir::Module& module, const ir::Inst& inst, At&& at) {
  std::vector<ir::Ref> operands;
  ir::operands_of(module, inst, operands);
  CauseMask united = 0;
  for (const ir::Ref ref : operands) united |= at(ref);
  switch (ir::absence_of(inst.op)) {
    case Absence::input:
      return causes_of(module.inputs[inst.a]);
    case Absence::never:
      return 0;
    case Absence::if_present: {
      const CauseMask tested = at(inst.a) & cause::computed_error ? at(inst.a) : CauseMask{0};
      return tested | at(inst.b);
    }
    case Absence::or_else:
      return at(inst.a) && at(inst.b) ? united : CauseMask{0};
    case Absence::only_when:
      return at(inst.a) | cause::not_asked;
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

CauseMask causes_at(const ir::Module& module, const ir::Inst& inst, const std::vector<CauseMask>& known) {
  const CauseMask all = result(module, inst, [&](ir::Ref ref) { return known[ref]; });
  if (ir::absence_of(inst.op) != Absence::if_present) return all;
  const CauseMask tested = known[inst.a] & cause::computed_error ? known[inst.a] : CauseMask{0};
  return tested | WherePresent(module, known, inst.a).of(inst.b);
}

}  // namespace

void extend_causes(const ir::Module& module, std::vector<CauseMask>& causes, std::size_t until) {
  for (std::size_t i = causes.size(); i < until; ++i) {
    causes.push_back(0);
    if (module.types[module.insts[i].type].may_be_missing)
      causes[i] = causes_at(module, module.insts[i], causes);
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
