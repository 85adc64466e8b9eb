#include "compiler/analysis/flow.h"

#include <algorithm>

#include "compiler/analysis/table_search.h"

namespace pol::analysis {

using ir::Absence;
using ir::Op;
using ir::Ref;

class Flow::Scope {
 public:
  explicit Scope(Flow& flow)
      : flow_(flow), size_(flow.trail_.size()), scope_(flow.scope_), impossible_(flow.impossible_) {
    flow.scope_ = ++flow.scopes_;
  }
  ~Scope() {
    while (flow_.trail_.size() > size_) {
      flow_.state_[flow_.trail_.back().first] = flow_.trail_.back().second;
      flow_.trail_.pop_back();
    }
    flow_.scope_ = scope_;
    flow_.impossible_ = impossible_;
  }
  Scope(const Scope&) = delete;
  Scope& operator=(const Scope&) = delete;
  std::size_t begin() const { return size_; }

 private:
  Flow& flow_;
  std::size_t size_;
  std::uint32_t scope_;
  bool impossible_;
};

Flow::Flow(const ir::Module& module, const std::vector<CauseMask>& causes, const FlowLimits& limits)
    : module_(module),
      causes_(causes),
      limits_(limits),
      state_(module.insts.size()),
      failed_in_(module.insts.size()),
      next_(module.insts.size(), ir::kNone),
      mark_(module.insts.size()) {}

bool Flow::may_be_missing(Ref ref) {
  return missing(ref);
}

std::vector<Ref> Flow::path(Ref ref) const {
  std::vector<Ref> path;
  // An instruction points to an operand or to itself, so this ends.
  for (;; ref = next_[ref]) {
    path.push_back(ref);
    if (next_[ref] == ir::kNone || next_[ref] == ref) return path;
  }
}

std::span<const Ref> Flow::slice(std::uint32_t begin, std::uint32_t count) const {
  return std::span<const Ref>(module_.operands).subspan(begin, count);
}

bool Flow::blame(Ref ref, Ref operand) {
  next_[ref] = operand;
  return true;
}

bool Flow::missing(Ref ref) {
  if (!maybe(ref) || state_[ref] || impossible_ || value(ref)) return false;
  if (depth_ >= limits_.depth && !climbing_) {
    climb(ref);
    if (state_[ref]) return false;
  }
  if (failed_in_[ref] == scope_) return true;
  if (++work_ > limits_.work || depth_ >= limits_.depth) {
    gave_up_ = true;
    return blame(ref, ref);
  }
  ++depth_;
  const bool result = compute(ref, module_.insts[ref]);
  --depth_;
  if (result) {
    failed_in_[ref] = scope_;
  } else if (!impossible_) {
    trail_.emplace_back(ref, state_[ref]);
    state_[ref] |= kPresent;
  }
  return result;
}

// A chain longer than the stack should hold is answered from its lower end, so that each answer finds those
// below it.
void Flow::climb(Ref top) {
  climbing_ = true;
  const std::size_t depth = std::exchange(depth_, 0);
  std::vector<Ref> work{top}, below, operands;
  ++stamp_;
  while (!work.empty()) {
    const Ref at = work.back();
    work.pop_back();
    if (mark_[at] == stamp_ || !maybe(at) || state_[at]) continue;
    mark_[at] = stamp_;
    below.push_back(at);
    operands.clear();
    ir::operands_of(module_, module_.insts[at], operands);
    work.insert(work.end(), operands.begin(), operands.end());
  }
  std::sort(below.begin(), below.end());
  for (const Ref ref : below) missing(ref);
  depth_ = depth;
  climbing_ = false;
}

bool Flow::compute(Ref ref, const ir::Inst& inst) {
  switch (ir::absence_of(inst.op)) {
    case Absence::input:
      return blame(ref, ref);
    case Absence::never:
      return false;
    case Absence::conjunction:
      return missing_both(ref, inst, kYes);
    case Absence::disjunction:
      return missing_both(ref, inst, kNo);
    case Absence::if_present:
      if ((causes_[inst.a] & cause::computed_error) && missing(inst.a)) {
        lead_to_error(inst.a);
        return blame(ref, inst.a);
      }
      return missing_under(inst.b, inst.a, kPresent) && blame(ref, inst.b);
    case Absence::or_else:
      return missing(inst.b) && missing(inst.a) && blame(ref, inst.a);
    case Absence::only_when:
      if (value(inst.b) != kYes) return blame(ref, maybe(inst.a) && missing(inst.a) ? inst.a : ref);
      return missing(inst.a) && blame(ref, inst.a);
    case Absence::select:
      return missing_select(ref, inst);
    case Absence::first_arm:
      return missing_arm(ref, inst);
    case Absence::pick:
      return missing_pick(ref, inst);
    case Absence::table_row:
      return missing_row(ref, inst);
    case Absence::divide:
      return missing_strict(ref, inst) || (divides_by_zero(module_, inst) && blame(ref, ref));
    case Absence::strict:
      return missing_strict(ref, inst);
  }
  return blame(ref, ref);
}

// Under `if present` only a computed error counts: the way from `ref` leads to one, not to a missing tag
// beside it.
void Flow::lead_to_error(Ref ref) {
  std::vector<Ref> operands;
  for (;;) {
    operands.clear();
    const ir::Inst& inst = module_.insts[ref];
    ir::operands_of(module_, inst, operands);
    const auto may_hold = [&](Ref operand) {
      return (causes_[operand] & cause::computed_error) != 0 && !state_[operand];
    };
    const auto found = divides_by_zero(module_, inst)
                           ? operands.end()
                           : std::find_if(operands.begin(), operands.end(), may_hold);
    next_[ref] = found == operands.end() ? ref : *found;
    if (found == operands.end()) return;
    ref = *found;
  }
}

bool Flow::missing_strict(Ref ref, const ir::Inst& inst) {
  std::vector<Ref> operands;
  ir::operands_of(module_, inst, operands);
  for (const Ref operand : operands)
    if (missing(operand)) return blame(ref, operand);
  return false;
}

bool Flow::missing_under(Ref ref, Ref fact, State state) {
  if (!missing(ref)) return false;
  const Scope scope(*this);
  know(fact, state);
  if (impossible_) return false;
  return touched(ref, scope.begin()) ? missing(ref) : true;
}

// The way from `ref` to the cause, or what stands beside it, has become known since: worth asking again.
bool Flow::touched(Ref ref, std::size_t since) {
  ++stamp_;
  for (std::size_t i = since; i < trail_.size(); ++i) mark_[trail_[i].first] = stamp_;
  std::vector<Ref> operands;
  for (const Ref at : path(ref)) {
    if (mark_[at] == stamp_) return true;
    operands.clear();
    ir::operands_of(module_, module_.insts[at], operands);
    for (const Ref operand : operands)
      if (mark_[operand] == stamp_) return true;
  }
  return false;
}

// and (neutral yes), or (neutral no): the other value decides, whatever is unknown. A whole chain `a or b or
// c` is looked at together: where it is unknown, every part that is always present is neutral, and that may
// answer the others.
bool Flow::missing_both(Ref ref, const ir::Inst& inst, State neutral) {
  const State decides = neutral == kYes ? kNo : kYes;
  std::vector<Ref> chain{ref}, inner, parts;
  ++stamp_;
  while (!chain.empty()) {
    const Ref at = chain.back();
    chain.pop_back();
    if (mark_[at] == stamp_) continue;
    mark_[at] = stamp_;
    if (value(at) == decides) return false;
    const ir::Inst& part = module_.insts[at];
    if (part.op != inst.op || state_[at] || (at != ref && !maybe(at))) {
      parts.push_back(at);
    } else {
      inner.push_back(at);
      chain.push_back(part.b);
      chain.push_back(part.a);
    }
  }
  const Scope scope(*this);
  for (std::size_t before = parts.size() + 1; !parts.empty() && parts.size() < before;) {
    before = parts.size();
    scope_ = ++scopes_;
    std::vector<Ref> left;
    for (const Ref part : parts) {
      if (value(part) == decides) return false;
      if (missing(part)) {
        left.push_back(part);
      } else {
        know(part, neutral);
        if (impossible_) return false;
      }
    }
    parts = std::move(left);
  }
  if (parts.empty()) return false;
  // The way to the part leads through the chain. What is further in has the smaller number.
  Ref towards = parts.front();
  std::sort(inner.begin(), inner.end());
  for (const Ref at : inner)
    if (module_.insts[at].a == towards || module_.insts[at].b == towards) {
      next_[at] = towards;
      towards = at;
    }
  return true;
}

bool Flow::missing_select(Ref ref, const ir::Inst& inst) {
  if (missing(inst.a)) return blame(ref, inst.a);
  const State known = value(inst.a);
  if (known != kNo && missing_under(inst.b, inst.a, kYes)) return blame(ref, inst.b);
  return known != kYes && missing_under(inst.c, inst.a, kNo) && blame(ref, inst.c);
}

bool Flow::missing_arm(Ref ref, const ir::Inst& inst) {
  const Scope scope(*this);
  for (const Ref arm : slice(inst.a, inst.b)) {
    if (missing(arm)) return blame(ref, arm);
    if (value(arm) == kYes) return false;
    know(arm, kNo);
    if (impossible_) return false;
    scope_ = ++scopes_;  // what could not be shown before may follow now
  }
  return false;
}

bool Flow::missing_pick(Ref ref, const ir::Inst& inst) {
  if (missing(inst.a)) return blame(ref, inst.a);
  const ir::Inst& number = module_.insts[inst.a];
  const std::span<const Ref> values = slice(inst.b, inst.c);
  const Scope scope(*this);
  for (std::size_t i = 0; i < values.size() && !impossible_; ++i) {
    if (maybe(values[i])) {
      const Scope here(*this);
      if (number.op == Op::first_arm && i < number.b) know(module_.operands[number.a + i], kYes);
      if (number.op == Op::table_row) know_row(number, i);
      if (missing(values[i])) return blame(ref, values[i]);
    }
    if (number.op == Op::first_arm && i < number.b) know(module_.operands[number.a + i], kNo);
  }
  return false;
}

bool Flow::missing_row(Ref ref, const ir::Inst& inst) {
  const ir::Table& table = module_.tables[inst.a];
  if (table.complete && (table.hit == ir::Hit::unique || table.hit == ir::Hit::any)) return false;
  // A gap has its own diagnostic; what is left is a row that an unknown cell hides.
  for (std::size_t column = 0; column < table.columns.size(); ++column) {
    const Ref input = module_.operands[inst.b + column];
    if (!maybe(input) || !may_be_unknown(table, column, cause_sets(module_, causes_, input))) continue;
    if (missing(input)) return blame(ref, input);
  }
  // A gap that nobody reported: the search went over its budget.
  return !table.complete && !table.otherwise && blame(ref, ref);
}

}  // namespace pol::analysis
