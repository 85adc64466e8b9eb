// Backwards through arithmetic, comparisons and other ops of one value.
#include "compiler/analysis/aim.h"
#include "runtime/builtins/builtins.h"
#include "runtime/ir/rules.h"
#include "runtime/value/date.h"

namespace pol::analysis {

using interp::Slot;
using ir::Inst;
using ir::Op;
using ir::Ref;

namespace {

// Where `a * factor` lies in `range`; factor is not 0.
Interval divided(const Interval& range, i128 factor) {
  const auto [lo, hi] = factor > 0 ? range : Interval{range.hi, range.lo};
  return {divide_rounded(lo, factor, RoundingMode::ceiling), divide_rounded(hi, factor, RoundingMode::floor)};
}

}  // namespace

// The ops whose inverse helps are named; another one, also one that is new, is met somehow.
bool Aim::want_strict(const Inst& inst, const Interval& range) {
  const bool yes = range.lo == 1;
  if (inst.op == Op::rescale) {
    const auto factor = power_of_ten(inst.b);
    return factor && want(inst.a, {divided(range, *factor)});
  }
  if (inst.op == Op::retype) return want(inst.a, {range});
  if (inst.op == Op::negate) return want(inst.a, {{-range.hi, -range.lo}});
  if (inst.op == Op::add) return sum(inst.a, inst.b, false, range);
  if (inst.op == Op::subtract) return sum(inst.a, inst.b, true, range);
  if (inst.op == Op::multiply) return product(inst.a, inst.b, range);
  if (inst.op == Op::minimum || inst.op == Op::maximum)
    return extreme(inst.a, inst.b, inst.op == Op::maximum, range);
  if (inst.op == Op::round) return rounded(inst, range);
  if (inst.op == Op::add_months) return months_later(inst, range);
  if (inst.op == Op::less) return yes ? ordered(inst.a, inst.b, 1) : ordered(inst.b, inst.a, 0);
  if (inst.op == Op::less_equal) return yes ? ordered(inst.a, inst.b, 0) : ordered(inst.b, inst.a, 1);
  if (inst.op == Op::equal) return equal(inst.a, inst.b, yes);
  if (inst.op == Op::in_set) return one_of(inst, yes);
  if (inst.op == Op::text_equal || inst.op == Op::text_starts) return text_test(inst, yes);
  if (inst.op == Op::logical_not) return want(inst.a, yes ? kWishNo : kWishYes);
  if (inst.op == Op::lookup) {
    const auto& values = module_.arrays[inst.b].values;
    const std::size_t first = draws_.below(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
      const std::size_t at = (first + i) % values.size();
      const i128 number = static_cast<i128>(at) + 1;
      if (range.contains(values[at]) && range_of(inst.a).contains(number))
        return want(inst.a, {{number, number}});
    }
    return false;
  }
  return inst.op == Op::call ? called(inst, range) : somehow(inst);
}

// The date moves; a month later rises with it.
bool Aim::months_later(const Inst& inst, const Interval& range) {
  if (slot(inst.b).causes) return somehow(inst);
  const auto later = [&](i128 day) {
    return add_months(static_cast<Day>(day), static_cast<std::int64_t>(slot(inst.b).value));
  };
  Interval dates = range_of(inst.a);
  for (i128 lo = dates.lo, hi = dates.hi; lo < hi;) {  // the first that is late enough
    const i128 middle = lo + (hi - lo) / 2;
    (later(middle) >= range.lo ? hi : lo) = later(middle) >= range.lo ? middle : middle + 1;
    dates.lo = hi;
  }
  for (i128 lo = dates.lo, hi = dates.hi; lo < hi;) {  // the last that is not too late
    const i128 middle = hi - (hi - lo) / 2;
    (later(middle) <= range.hi ? lo : hi) = later(middle) <= range.hi ? middle : middle - 1;
    dates.hi = lo;
  }
  return want(inst.a, {dates});
}

bool Aim::called(const Inst& inst, const Interval& range) {
  const std::string_view name = builtins::by_id(inst.a)->name;
  const auto arguments = slice(inst.b, inst.c);
  if (name == "days_from") return sum(arguments[1], arguments[0], true, range);
  if (name == "as_percent") return want(arguments[0], {range});
  if (name == "per_year") return want(arguments[0], {divided(range, 12)});
  if (name == "absolute")
    return attempt(arguments[0], {draws_.coin() ? range : Interval{-range.hi, -range.lo}}) ||
           want(arguments[0], {range});
  return somehow(inst);
}

bool Aim::sum(Ref a, Ref b, bool minus, const Interval& range) {
  const bool a_first = draws_.coin();
  for (const bool move_a : {a_first, !a_first}) {
    const Slot& stays = slot(move_a ? b : a);
    if (stays.causes) continue;
    const i128 s = stays.value;
    Interval target;
    if (move_a)
      target = minus ? Interval{range.lo + s, range.hi + s} : Interval{range.lo - s, range.hi - s};
    else
      target = minus ? Interval{s - range.hi, s - range.lo} : Interval{range.lo - s, range.hi - s};
    if (attempt(move_a ? a : b, {target})) return true;
  }
  // Both move: a to a place that leaves one for b.
  const Interval& of_b = range_of(b);
  const Interval room = meet(range_of(a), minus ? Interval{range.lo + of_b.lo, range.hi + of_b.hi}
                                                : Interval{range.lo - of_b.hi, range.hi - of_b.lo});
  if (empty(room)) return false;
  const i128 t = draws_.coin() ? draws_.within(room) : draws_.coin() ? room.hi : room.lo;
  const bool moved = want(a, {{t, t}});
  const Interval rest = minus ? Interval{t - range.hi, t - range.lo} : Interval{range.lo - t, range.hi - t};
  return want(b, {rest}) && moved;
}

bool Aim::product(Ref a, Ref b, const Interval& range) {
  const bool a_first = draws_.coin();
  for (const bool move_a : {a_first, !a_first}) {
    const Slot& stays = slot(move_a ? b : a);
    if (stays.causes || stays.value == 0) continue;
    if (attempt(move_a ? a : b, {divided(range, stays.value)})) return true;
  }
  const Interval& of_b = range_of(b);
  const i128 t = draws_.coin() ? draws_.within(of_b) : draws_.coin() ? of_b.hi : of_b.lo;
  if (t == 0) return range.contains(0) && want(b, {{0, 0}});
  const bool moved = want(b, {{t, t}});
  return want(a, {divided(range, t)}) && moved;
}

// Near enough: an edge that the rounding moves by a grain is found by halving afterwards.
bool Aim::quotient(const Inst& inst, const Interval& range) {
  const Rounding& rounding = module_.roundings[inst.c];
  const auto plan =
      ir::quotient_plan(module_.type_of(inst.a).scale, module_.type_of(inst.b).scale, rounding.grain);
  if (!plan || slot(inst.a).causes || slot(inst.b).causes) return somehow(inst);
  const Interval q = divided(range, rounding.grain.unit);
  const auto scaled = [&](i128 value, i128 factor) { return checked_mul(value, factor).value_or(0); };
  const i128 denominator = scaled(slot(inst.b).value, plan->multiply_b);
  const bool a_first = draws_.coin();
  for (const bool move_a : {a_first, !a_first}) {
    if (move_a && denominator != 0) {
      const auto lo = checked_mul(q.lo, denominator), hi = checked_mul(q.hi, denominator);
      if (!lo || !hi) continue;
      const Interval numerator{std::min(*lo, *hi), std::max(*lo, *hi)};
      if (attempt(inst.a, {{divide_rounded(numerator.lo, plan->multiply_a, RoundingMode::floor),
                            divide_rounded(numerator.hi, plan->multiply_a, RoundingMode::ceiling)}}))
        return true;
    }
    const i128 numerator = scaled(slot(inst.a).value, plan->multiply_a);
    if (!move_a && numerator > 0 && q.hi > 0) {
      const i128 least = divide_rounded(numerator, q.hi, RoundingMode::floor);
      const i128 most = q.lo > 0 ? divide_rounded(numerator, q.lo, RoundingMode::ceiling)
                                 : scaled(range_of(inst.b).hi, plan->multiply_b);
      if (attempt(inst.b, {{divide_rounded(least, plan->multiply_b, RoundingMode::floor),
                            divide_rounded(most, plan->multiply_b, RoundingMode::ceiling)}}))
        return true;
    }
  }
  return somehow(inst);
}

bool Aim::rounded(const Inst& inst, const Interval& range) {
  const Rounding& rounding = module_.roundings[inst.b];
  const auto plan = ir::quotient_plan(module_.type_of(inst.a).scale, 0, rounding.grain);
  const Interval q = divided(range, rounding.grain.unit);
  if (!plan || empty(q)) return false;
  const auto lowest = checked_mul(q.lo - 1, plan->multiply_b),
             highest = checked_mul(q.hi + 1, plan->multiply_b);
  if (!lowest || !highest) return false;
  // Rounding rises with its operand: both ends by halving.
  const auto round = [&](i128 x) { return divide_rounded(x, plan->multiply_b, rounding.mode); };
  i128 lo = *lowest, hi = *highest;
  for (i128 above = *lowest + plan->multiply_b; lo < above;) {
    const i128 middle = lo + (above - lo) / 2;
    if (round(middle) >= q.lo)
      above = middle;
    else
      lo = middle + 1;
  }
  for (i128 below = *highest - plan->multiply_b; below < hi;) {
    const i128 middle = hi - (hi - below) / 2;
    if (round(middle) <= q.hi)
      below = middle;
    else
      hi = middle - 1;
  }
  return want(inst.a, {{lo, hi}});
}

// The larger (the smaller) of two lies in `range`: one does, and the other one is no larger (no smaller).
bool Aim::extreme(Ref a, Ref b, bool maximum, const Interval& range) {
  const bool a_first = draws_.coin();
  for (const bool takes_a : {a_first, !a_first}) {
    const Ref taken = takes_a ? a : b, other = takes_a ? b : a;
    if (empty(meet(range, range_of(taken)))) continue;
    const Interval rest =
        maximum ? Interval{range_of(other).lo, range.hi} : Interval{range.lo, range_of(other).hi};
    const std::size_t mark = written_.size();
    const bool value = want(taken, {range});
    if (want(other, {rest}) && value) return true;
    if (takes_a == a_first) take_back(mark);
  }
  return false;
}

bool Aim::ordered(Ref a, Ref b, i128 gap) {
  const Interval &of_a = range_of(a), &of_b = range_of(b);
  const bool a_first = draws_.coin();
  for (const bool move_a : {a_first, !a_first}) {
    const Slot& stays = slot(move_a ? b : a);
    if (stays.causes) continue;
    if (attempt(move_a ? a : b,
                {move_a ? Interval{of_a.lo, stays.value - gap} : Interval{stays.value + gap, of_b.hi}}))
      return true;
  }
  const Interval room = meet(of_a, {of_a.lo, of_b.hi - gap});
  if (empty(room)) return false;
  const i128 t = draws_.within(room);
  const bool value = want(a, {{of_a.lo, t}});
  return want(b, {{t + gap, of_b.hi}}) && value;
}

bool Aim::equal(Ref a, Ref b, bool yes) {
  const bool a_first = draws_.coin();
  for (const bool move_a : {a_first, !a_first}) {
    const Slot& stays = slot(move_a ? b : a);
    if (stays.causes) continue;
    const Ref moves = move_a ? a : b;
    if (yes && attempt(moves, {{stays.value, stays.value}})) return true;
    if (yes) continue;
    const Interval below{range_of(moves).lo, stays.value - 1}, above{stays.value + 1, range_of(moves).hi};
    const bool down = draws_.coin();
    if (attempt(moves, {down ? below : above}) || attempt(moves, {down ? above : below})) return true;
  }
  const Interval both = meet(range_of(a), range_of(b));
  if (!yes || empty(both)) return want_present(a) && want_present(b);
  const i128 t = draws_.within(both);
  const bool value = want(a, {{t, t}});
  return want(b, {{t, t}}) && value;
}

bool Aim::one_of(const Inst& inst, bool yes) {
  const auto& values = module_.arrays[inst.b].values;
  const auto within = [&](i128 value) {
    return std::find(values.begin(), values.end(), value) != values.end();
  };
  const std::size_t n = values.size(), first = n ? draws_.below(n) : 0;
  for (std::size_t i = 0; i < n && yes; ++i) {
    const i128 value = values[(first + i) % n];
    if (attempt(inst.a, {{value, value}})) return true;
  }
  if (yes) return false;
  for (int i = 0; i < 8; ++i) {
    i128 value = draws_.within(range_of(inst.a));
    if (n && draws_.coin()) value = values[draws_.below(n)] + (draws_.coin() ? 1 : -1);
    if (!within(value) && want(inst.a, {{value, value}})) return true;
  }
  return false;
}

}  // namespace pol::analysis
