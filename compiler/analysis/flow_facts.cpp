// What follows from a fact: which operands are known when a result is.
#include <algorithm>

#include "compiler/analysis/flow.h"

namespace pol::analysis {

using ir::Absence;
using ir::Op;
using ir::Ref;

Flow::State Flow::value(Ref ref, int depth) const {
  if (const State known = state_[ref] & (kYes | kNo)) return known;
  const ir::Inst& inst = module_.insts[ref];
  if (depth == 0) return 0;
  const auto opposite = [](State state) -> State {
    return state == kYes ? kNo : state == kNo ? kYes : State{0};
  };
  if (inst.op == Op::constant && module_.type_of(ref).kind == Kind::boolean)
    return module_.constants[inst.a] ? kYes : kNo;
  if (inst.op == Op::logical_not) return opposite(value(inst.a, depth - 1));
  if (inst.op == Op::is_missing) return state_[inst.a] || !maybe(inst.a) ? kNo : State{0};
  if (inst.op == Op::logical_and || inst.op == Op::logical_or) {
    const State decides = inst.op == Op::logical_and ? kNo : kYes;
    const State a = value(inst.a, depth - 1), b = value(inst.b, depth - 1);
    if (a == decides || b == decides) return decides;
    return a && b ? opposite(decides) : State{0};
  }
  return 0;
}

// Worked off a list: facts run down chains as long as a policy.
void Flow::know(Ref ref, State state) {
  std::vector<std::pair<Ref, State>> work{{ref, state}};
  while (!work.empty() && !impossible_) {
    const auto [at, fact] = work.back();
    work.pop_back();
    const State before = state_[at];
    const State after = before | kPresent | fact;
    if (after == before || (fact == kPresent && !maybe(at))) continue;
    if ((after & kYes) && (after & kNo)) {
      impossible_ = true;
      return;
    }
    trail_.emplace_back(at, before);
    state_[at] = after;
    follow(at, after & static_cast<State>(~before), work);
  }
}

void Flow::follow(Ref ref, State news, std::vector<std::pair<Ref, State>>& more) {
  const ir::Inst& inst = module_.insts[ref];
  const bool yes = news & kYes, no = news & kNo;
  const auto opposite = [](State state) -> State { return state == kYes ? kNo : kYes; };
  switch (ir::absence_of(inst.op)) {
    case Absence::conjunction:
    case Absence::disjunction: {
      // Both sides have the value that decides nothing, or one is known to and the other decides.
      const State all = inst.op == Op::logical_and ? kYes : kNo;
      if (!yes && !no) return;
      if ((yes ? kYes : kNo) == all) {
        more.emplace_back(inst.a, all);
        more.emplace_back(inst.b, all);
      } else if (value(inst.a) == all) {
        more.emplace_back(inst.b, opposite(all));
      } else if (value(inst.b) == all) {
        more.emplace_back(inst.a, opposite(all));
      }
      return;
    }
    case Absence::never:
      if (inst.op == Op::is_missing && no) more.emplace_back(inst.a, kPresent);
      if (inst.op == Op::any_missing && no) follow_operands(inst, more);
      return;
    case Absence::if_present:
      if (yes) {
        more.emplace_back(inst.a, kPresent);
        more.emplace_back(inst.b, kYes);
      } else if (no && (state_[inst.a] || !maybe(inst.a))) {
        more.emplace_back(inst.b, kNo);
      }
      return;
    case Absence::only_when:
      more.emplace_back(inst.a, news);
      more.emplace_back(inst.b, kYes);
      return;
    case Absence::select: {
      more.emplace_back(inst.a, kPresent);
      const State condition = value(inst.a);
      if (condition) more.emplace_back(condition == kYes ? inst.b : inst.c, news);
      return;
    }
    case Absence::first_arm:
      if (inst.b > 0) more.emplace_back(module_.operands[inst.a], kPresent);
      return;
    case Absence::pick:
      more.emplace_back(inst.a, kPresent);
      return;
    case Absence::strict:
      if (inst.op == Op::logical_not && (yes || no))
        return more.emplace_back(inst.a, yes ? kNo : kYes), void();
      follow_operands(inst, more);
      if (yes || no) follow_choice(ref, inst, yes, more);
      return;
    case Absence::divide:
      follow_operands(inst, more);
      return;
    case Absence::input:
    case Absence::or_else:
    case Absence::table_row:
      return;
  }
}

void Flow::follow_operands(const ir::Inst& inst, std::vector<std::pair<Ref, State>>& more) {
  std::vector<Ref> operands;
  ir::operands_of(module_, inst, operands);
  for (const Ref operand : operands) more.emplace_back(operand, kPresent);
}

// A test of a value that arms choose, against constants: which arms give a value for which the test says so?
// All arms above the first of them are `no`; if there is only one, its own condition is `yes`.
void Flow::follow_choice(Ref, const ir::Inst& inst, bool yes, std::vector<std::pair<Ref, State>>& more) {
  const bool comparison = inst.op == Op::equal || inst.op == Op::less || inst.op == Op::less_equal;
  if (!comparison && inst.op != Op::in_set) return;
  const auto chosen = [&](Ref ref) {
    const ir::Inst& value = module_.insts[ref];
    return (value.op == Op::lookup || value.op == Op::pick) && module_.insts[value.a].op == Op::first_arm;
  };
  const auto constant = [&](Ref ref) { return module_.insts[ref].op == Op::constant; };
  const bool in_set = inst.op == Op::in_set;
  const bool left = chosen(inst.a) && (in_set || constant(inst.b));
  if (!left && (in_set || !chosen(inst.b) || !constant(inst.a))) return;
  const ir::Inst& value = module_.insts[left ? inst.a : inst.b];
  const ir::Inst& arms = module_.insts[value.a];

  const auto holds = [&](i128 given) {
    if (in_set) {
      const auto& set = module_.arrays[inst.b].values;
      return std::find(set.begin(), set.end(), given) != set.end();
    }
    const i128 other = module_.constants[module_.insts[left ? inst.b : inst.a].a];
    const i128 a = left ? given : other, b = left ? other : given;
    return inst.op == Op::equal ? a == b : inst.op == Op::less ? a < b : a <= b;
  };
  std::size_t first = 0, count = 0;
  for (std::size_t i = 0; i <= arms.b; ++i) {
    bool possible = true;
    if (value.op == Op::lookup) {
      possible = holds(module_.arrays[value.b].values[i]) == yes;
    } else if (const Ref given = module_.operands[value.b + i]; constant(given)) {
      possible = holds(module_.constants[module_.insts[given].a]) == yes;
    }
    if (!possible) continue;
    if (count++ == 0) first = i;
  }
  if (count == 0) {
    impossible_ = true;
    return;
  }
  for (std::size_t i = 0; i < first; ++i) more.emplace_back(module_.operands[arms.a + i], kNo);
  if (count == 1 && first < arms.b) more.emplace_back(module_.operands[arms.a + first], kYes);
}

}  // namespace pol::analysis
