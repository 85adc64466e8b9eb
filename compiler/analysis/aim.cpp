#include "compiler/analysis/aim.h"

#include "compiler/analysis/causes.h"

namespace pol::analysis {

using interp::Slot;
using ir::Absence;
using ir::Inst;
using ir::Op;
using ir::Ref;

namespace {

constexpr std::size_t kMostSteps = 2'000;  // instructions of one push
constexpr std::size_t kMostDepth = 1'500;

bool same_bucket(const ir::Input& a, const ir::Input& b) {
  return a.bucket && b.bucket && *a.bucket == *b.bucket;
}

}  // namespace

bool Aim::push(Ref ref, const Wish& wish, const std::vector<Slot>& slots, std::vector<Slot>& inputs) {
  slots_ = &slots;
  inputs_ = &inputs;
  steps_ = depth_ = 0;
  written_.clear();
  return want(ref, wish);
}

bool Aim::want(Ref ref, Wish wish) {
  if (wish.missing ? (slot(ref).causes & wish.missing) != 0
                   : !slot(ref).causes && wish.range.contains(slot(ref).value))
    return true;
  if (++steps_ > kMostSteps || depth_ > kMostDepth) return false;
  const Inst& inst = module_.insts[ref];
  if (module_.type_of(ref).kind != Kind::text) wish.range = meet(wish.range, range_of(ref));
  ++depth_;
  const bool seen =
      wish.missing ? want_missing(inst, wish.missing) : !empty(wish.range) && want_value(inst, wish.range);
  --depth_;
  return seen;
}

bool Aim::take_back(std::size_t mark) {
  for (; written_.size() > mark; written_.pop_back())
    (*inputs_)[written_.back().first] = written_.back().second;
  return false;
}

bool Aim::want_value(const Inst& inst, Interval range) {
  if (module_.types[inst.type].kind == Kind::boolean && range.lo != range.hi)
    range = draws_.coin() ? Interval{1, 1} : Interval{0, 0};
  const bool yes = range.lo == 1;  // of ops that give yes or no
  switch (ir::absence_of(inst.op)) {
    case Absence::input:
      return set_input(inst.a, range);
    case Absence::never:
      return inst.op == Op::first_present ? evidence(inst, range) : want_fact(inst, yes);
    case Absence::strict:
      return want_strict(inst, range);
    case Absence::divide:
      return quotient(inst, range);
    case Absence::conjunction:
    case Absence::disjunction: {
      const bool all = (ir::absence_of(inst.op) == Absence::conjunction) == yes;
      const Wish wish{range};
      const bool a_first = draws_.coin();
      const Ref first = a_first ? inst.a : inst.b, second = a_first ? inst.b : inst.a;
      if (!all) return attempt(first, wish) || want(second, wish);
      const bool one = want(first, wish);
      return want(second, wish) && one;
    }
    case Absence::if_present:
      if (!yes && draws_.coin() && attempt(inst.a, {{}, cause::any_sent})) return true;
      return want_present(inst.a) && want(inst.b, {range});
    case Absence::or_else:
      if (slot(inst.a).causes && draws_.coin()) return want(inst.b, {range});
      if (attempt(inst.a, {range})) return true;
      return want(inst.b, {range}) && want(inst.a, {{}, cause::all});
    case Absence::only_when: {
      const bool value = want(inst.a, {range});
      return want(inst.b, kWishYes) && value;
    }
    case Absence::select: {
      const bool try_yes_first = draws_.coin();
      for (const bool taken : {try_yes_first, !try_yes_first}) {
        const Ref branch = taken ? inst.b : inst.c;
        if (empty(meet(range, range_of(branch)))) continue;
        const std::size_t mark = written_.size();
        const bool value = want(branch, {range});
        if (want(inst.a, taken ? kWishYes : kWishNo) && value) return true;
        // What the last way reached stays: the next push may reach the rest.
        if (taken == try_yes_first) take_back(mark);
      }
      return false;
    }
    case Absence::first_arm:
      return arm(inst, range);
    case Absence::pick:
      return picked(inst, range, 0);
    case Absence::table_row:
      return row(inst, range);
  }
  return false;
}

bool Aim::want_missing_operand(std::span<const Ref> operands, CauseMask causes) {
  const std::size_t n = operands.size(), first = n ? draws_.below(n) : 0;
  for (std::size_t i = 0; i < n; ++i) {
    const Ref ref = operands[(first + i) % n];
    if (module_.type_of(ref).may_be_missing && attempt(ref, {{}, causes})) return true;
  }
  return false;
}

bool Aim::want_missing(const Inst& inst, CauseMask causes) {
  std::vector<Ref> operands;
  ir::operands_of(module_, inst, operands);
  switch (ir::absence_of(inst.op)) {
    case Absence::input:
      return set_missing(inst.a, causes);
    case Absence::never:
      return false;
    case Absence::divide:
      if ((causes & cause::computed_error) && range_of(inst.b).contains(0) && draws_.coin())
        return want(inst.b, {{0, 0}});
      return want_missing_operand(operands, causes);
    case Absence::conjunction:
    case Absence::disjunction: {
      if (!want_missing_operand(operands, causes)) return false;
      // The other one may not answer for both.
      const Wish open = ir::absence_of(inst.op) == Absence::conjunction ? kWishYes : kWishNo;
      for (const Ref ref : operands)
        if (!slot(ref).causes) want(ref, open);
      return true;
    }
    case Absence::if_present:
      if (draws_.coin() && want(inst.a, {{}, cause::computed_error})) return true;
      return want(inst.b, {{}, causes}) && want_present(inst.a);
    case Absence::or_else:
      return want(inst.a, {{}, cause::all}) && want(inst.b, {{}, causes});
    case Absence::only_when:
      if ((causes & cause::not_asked) && draws_.coin() && want(inst.b, kWishNo)) return true;
      return want(inst.a, {{}, causes});
    case Absence::select: {
      if (module_.type_of(inst.a).may_be_missing && draws_.coin() && want(inst.a, {{}, causes})) return true;
      const bool taken = draws_.coin();
      return want(taken ? inst.b : inst.c, {{}, causes}) && want(inst.a, taken ? kWishYes : kWishNo);
    }
    case Absence::first_arm: {
      const auto arms = slice(inst.a, inst.b);
      if (arms.empty()) return false;
      const std::size_t at = draws_.below(arms.size());
      if (!module_.type_of(arms[at]).may_be_missing || !want(arms[at], {{}, causes})) return false;
      for (std::size_t i = 0; i < at; ++i) want(arms[i], kWishNo);
      return true;
    }
    case Absence::pick:
      if (module_.type_of(inst.a).may_be_missing && draws_.coin() && want(inst.a, {{}, causes})) return true;
      return picked(inst, {}, causes);
    case Absence::strict:
    case Absence::table_row:
      return want_missing_operand(operands, causes);
  }
  return false;
}

bool Aim::want_fact(const Inst& inst, bool yes) {
  if (inst.op == Op::is_missing) return yes ? want(inst.a, {{}, cause::all}) : want_present(inst.a);
  if (inst.op == Op::missing_only) {
    const auto mask = static_cast<CauseMask>(inst.b);
    if (yes) return want(inst.a, {{}, mask});
    const auto others = static_cast<CauseMask>(cause::all & ~mask);
    return (draws_.coin() && others && want(inst.a, {{}, others})) || want_present(inst.a);
  }
  if (inst.op != Op::any_missing) return false;  // constants: as they are
  if (yes) return want_missing_operand(slice(inst.a, inst.b), cause::all);
  bool all = true;
  for (const Ref ref : slice(inst.a, inst.b)) all = want_present(ref) && all;
  return all;
}

bool Aim::text_test(const Inst& inst, bool yes) {
  const Inst &text = module_.insts[inst.a], &other = module_.insts[inst.b];
  if (text.op != Op::input || slot(inst.b).causes) return somehow(inst);
  if (other.op == Op::input && draws_.coin())
    return !slot(inst.a).causes &&
           set_text(other.a, {interp::text_of(slot(inst.a))}, yes, inst.op == Op::text_starts);
  return set_text(text.a, {interp::text_of(slot(inst.b))}, yes, inst.op == Op::text_starts);
}

bool Aim::arm(const Inst& inst, const Interval& range) {
  const auto arms = slice(inst.a, inst.b);
  const Interval numbers = meet(range, {1, static_cast<i128>(arms.size()) + 1});
  if (empty(numbers)) return false;
  const auto number = static_cast<std::size_t>(draws_.within(numbers));
  bool all = number > arms.size() || want(arms[number - 1], kWishYes);
  for (std::size_t i = 0; i + 1 < number; ++i) all = want(arms[i], kWishNo) && all;
  return all;
}

bool Aim::evidence(const Inst& inst, const Interval& range) {
  const auto options = slice(inst.a, inst.b);
  const auto number =
      static_cast<std::size_t>(draws_.within(meet(range, {0, static_cast<i128>(options.size())})));
  bool all = number == 0 || want_present(options[number - 1]);
  for (std::size_t i = 0; i < options.size() && (number == 0 || i + 1 < number); ++i)
    all = want(options[i], {{}, cause::all}) && all;
  return all;
}

bool Aim::picked(const Inst& inst, const Interval& range, CauseMask missing) {
  const auto values = slice(inst.b, inst.c);
  if (values.empty()) return false;
  const std::size_t first = draws_.below(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::size_t at = (first + i) % values.size();
    const i128 number = static_cast<i128>(at) + 1;
    const Type& type = module_.type_of(values[at]);
    if (!range_of(inst.a).contains(number)) continue;
    if (missing ? !type.may_be_missing : type.kind != Kind::text && empty(meet(range, type.range))) continue;
    const std::size_t mark = written_.size();
    const bool value = want(values[at], {range, missing});
    if (want(inst.a, {{number, number}}) && value) return true;
    if (i + 1 < values.size()) take_back(mark);
  }
  return false;
}

bool Aim::row(const Inst& inst, const Interval& range) {
  const ir::Table& table = module_.tables[inst.a];
  const auto inputs = slice(inst.b, inst.c);
  const auto number = static_cast<std::size_t>(draws_.within(range));
  if (number < 1 || number > table.rows) return somehow(inst);  // `otherwise`: what no row takes
  bool all = true;
  for (std::size_t column = 0; column < inputs.size(); ++column)
    all = cell(table.cells[(number - 1) * inputs.size() + column], table, inputs[column]) && all;
  return all;
}

bool Aim::cell(const ir::Cell& cell, const ir::Table& table, Ref input) {
  if (cell.any) return true;
  if (cell.missing && (cell.count == 0 || draws_.below(4) == 0) && want(input, {{}, cell.missing}))
    return true;
  const Inst& inst = module_.insts[input];
  if (module_.type_of(input).kind == Kind::text) {
    std::vector<std::string_view> texts;
    for (std::uint32_t k = 0; k < cell.count; ++k)
      texts.push_back(module_.texts[static_cast<std::size_t>(table.ranges[cell.first + k].lo)]);
    return inst.op == Op::input && set_text(inst.a, texts, !cell.except, false);
  }
  if (cell.count == 0) return false;
  const ir::CellRange& range = table.ranges[cell.first + draws_.below(cell.count)];
  return want(input, {{range.lo, range.hi}});
}

bool Aim::somehow(const Inst& inst) {
  std::vector<Ref> operands;
  ir::operands_of(module_, inst, operands);
  for (const Ref ref : operands) {
    if (module_.type_of(ref).kind == Kind::text || draws_.below(operands.size()) > 1) continue;
    const i128 value = draws_.within(range_of(ref));
    want(ref, {{value, value}});
  }
  return !operands.empty();
}

bool Aim::set_input(std::uint32_t input, Interval range) {
  const auto& slots = candidates_.inputs[input];
  if (input == 0) range = meet(range, {slots.front().value, slots.back().value});
  if (empty(range)) return false;
  const Type& type = module_.types[module_.inputs[input].type];
  std::vector<Slot> fitting;
  for (const Slot& slot : slots)
    if (!slot.causes && (type.kind == Kind::text || range.contains(slot.value))) fitting.push_back(slot);
  const std::size_t way = draws_.below(8);
  if (!fitting.empty() && (way == 0 || type.kind == Kind::text))
    assign(input, fitting[draws_.below(fitting.size())]);
  else if (type.kind == Kind::text)
    return false;
  else
    assign(input, {way == 1 ? draws_.within(range) : way < 5 ? range.lo : range.hi});
  return true;
}

bool Aim::set_text(std::uint32_t input, const std::vector<std::string_view>& texts, bool yes, bool starts) {
  std::vector<Slot> fitting;
  for (const Slot& slot : candidates_.inputs[input]) {
    if (slot.causes) continue;
    const std::string_view own = interp::text_of(slot);
    const bool is = std::any_of(texts.begin(), texts.end(), [&](std::string_view text) {
      return starts ? own.starts_with(text) : own == text;
    });
    if (is == yes) fitting.push_back(slot);
  }
  if (fitting.empty()) return false;
  assign(input, fitting[draws_.below(fitting.size())]);
  return true;
}

bool Aim::set_missing(std::uint32_t input, CauseMask causes) {
  const auto& bucket = module_.inputs[input].bucket;
  if (bucket) return set_missing(bucket->tag, causes);
  const auto possible = static_cast<CauseMask>(causes_of(module_.inputs[input]) & causes);
  if (!possible) return false;
  std::vector<CauseMask> single;
  for (unsigned one = 1; one <= cause::all; one <<= 1)
    if (possible & one) single.push_back(static_cast<CauseMask>(one));
  assign(input, {0, single[draws_.below(single.size())]});
  return true;
}

void Aim::write(std::uint32_t input, const Slot& slot) {
  written_.emplace_back(input, (*inputs_)[input]);
  (*inputs_)[input] = slot;
}

// Experiments that split one tag with one salt see one bucket.
void Aim::assign(std::uint32_t input, const Slot& slot) {
  write(input, slot);
  if (!module_.inputs[input].bucket) {
    for (std::size_t i = 0; i < module_.inputs.size() && !slot.causes; ++i)
      if (module_.inputs[i].bucket && module_.inputs[i].bucket->tag == input && (*inputs_)[i].causes)
        write(static_cast<std::uint32_t>(i), {0});
    return;
  }
  for (std::size_t i = 0; i < module_.inputs.size(); ++i)
    if (same_bucket(module_.inputs[i], module_.inputs[input])) write(static_cast<std::uint32_t>(i), slot);
  const std::uint32_t tag = module_.inputs[input].bucket->tag;
  if (!(*inputs_)[tag].causes) return;
  for (const Slot& one : candidates_.inputs[tag])
    if (!one.causes) return write(tag, one);
}

}  // namespace pol::analysis
