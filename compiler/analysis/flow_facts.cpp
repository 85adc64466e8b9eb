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
      if (yes || no) follow_choice(inst, yes, more);
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

// A test of a value that arms choose, against constants: its result tells which values are possible.
void Flow::follow_choice(const ir::Inst& inst, bool yes, std::vector<std::pair<Ref, State>>& more) {
  const bool comparison = inst.op == Op::equal || inst.op == Op::less || inst.op == Op::less_equal;
  if (!comparison && inst.op != Op::in_set) return;
  const auto constant = [&](Ref ref) { return module_.insts[ref].op == Op::constant; };
  const bool in_set = inst.op == Op::in_set;
  const bool left = chosen_by_arms(inst.a) && (in_set || constant(inst.b));
  if (!left && (in_set || !chosen_by_arms(inst.b) || !constant(inst.a))) return;
  follow_arms(
      left ? inst.a : inst.b,
      [&](i128 given) {
        if (in_set) {
          const auto& set = module_.arrays[inst.b].values;
          return (std::find(set.begin(), set.end(), given) != set.end()) == yes;
        }
        const i128 other = module_.constants[module_.insts[left ? inst.b : inst.a].a];
        const i128 a = left ? given : other, b = left ? other : given;
        return (inst.op == Op::equal ? a == b : inst.op == Op::less ? a < b : a <= b) == yes;
      },
      more);
}

// A row that is taken fits: its inputs are in its cells.
void Flow::know_row(const ir::Inst& row, std::size_t number) {
  const ir::Table& table = module_.tables[row.a];
  if (number >= table.rows) return;
  std::vector<std::pair<Ref, State>> facts;
  for (std::size_t column = 0; column < table.columns.size(); ++column) {
    const Ref input = module_.operands[row.b + column];
    const ir::Cell& cell = table.cells[number * table.columns.size() + column];
    if (cell.any || (cell.missing && maybe(input))) continue;
    facts.emplace_back(input, kPresent);
    if (!chosen_by_arms(input)) continue;
    const auto ranges = std::span(table.ranges).subspan(cell.first, cell.count);
    follow_arms(
        input,
        [&](i128 given) {
          return std::any_of(ranges.begin(), ranges.end(), [&](const ir::CellRange& range) {
            return range.lo <= given && given <= range.hi;
          });
        },
        facts);
  }
  for (const auto& [ref, state] : facts) know(ref, state);
}

bool Flow::chosen_by_arms(Ref ref) const {
  const ir::Inst& value = module_.insts[ref];
  return (value.op == Op::lookup || value.op == Op::pick) && module_.insts[value.a].op == Op::first_arm;
}

// Arms choose `ref`, and it has a possible value: all arms above the first that gives one are `no`; if only
// one gives one, its own condition is `yes`.
void Flow::follow_arms(Ref ref, const std::function<bool(i128)>& possible,
                       std::vector<std::pair<Ref, State>>& more) {
  const ir::Inst& value = module_.insts[ref];
  const ir::Inst& arms = module_.insts[value.a];
  std::size_t first = 0, count = 0;
  for (std::size_t i = 0; i <= arms.b; ++i) {
    bool may_be = true;
    if (value.op == Op::lookup) {
      may_be = possible(module_.arrays[value.b].values[i]);
    } else if (const ir::Inst& given = module_.insts[module_.operands[value.b + i]];
               given.op == Op::constant) {
      may_be = possible(module_.constants[given.a]);
    }
    if (!may_be) continue;
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
