// Pushes a case towards a value. Going backwards from an instruction it changes the inputs so that the
// instruction may come to lie where it is wanted: a row of a table is wanted by its cells, an arm by its
// condition and those above it, a comparison by the boundary at its other side, a sum by what its other part
// leaves. Where there are several ways one is drawn. Nothing is promised: evaluate the case and see; a few
// pushes one after the other come nearer, since each starts from the values of the case before it.
#pragma once
#include <algorithm>
#include <span>
#include <vector>

#include "compiler/analysis/candidates.h"
#include "compiler/analysis/draws.h"

namespace pol::analysis {

struct Wish {
  Interval range;         // present and in here, at the instruction's scale
  CauseMask missing = 0;  // or, if not 0: missing with some of these causes, whatever `range` is
};
inline constexpr Wish kWishYes{{1, 1}}, kWishNo{{0, 0}};

inline Interval meet(const Interval& a, const Interval& b) {
  return {std::max(a.lo, b.lo), std::min(a.hi, b.hi)};
}
inline bool empty(const Interval& range) {
  return range.lo > range.hi;
}

class Aim {
 public:
  // All of them outlive the aim; `candidates` stands beside Module::inputs.
  Aim(const ir::Module& module, const Candidates& candidates, Draws& draws)
      : module_(module), candidates_(candidates), draws_(draws) {}

  // `slots`: the values of all instructions for `inputs` as they are now. False if no way was seen; inputs
  // may have changed all the same.
  bool push(ir::Ref ref, const Wish& wish, const std::vector<interp::Slot>& slots,
            std::vector<interp::Slot>& inputs);
  std::size_t steps() const { return steps_; }  // of the last push: instructions looked at

 private:
  bool want(ir::Ref ref, Wish wish);
  // One way of several: what it changed is taken back if it fails.
  bool attempt(ir::Ref ref, const Wish& wish) {
    const std::size_t mark = written_.size();
    return want(ref, wish) || take_back(mark);
  }
  bool take_back(std::size_t mark);  // false
  bool want_value(const ir::Inst& inst, Interval range);
  bool want_missing(const ir::Inst& inst, CauseMask causes);
  bool want_missing_operand(std::span<const ir::Ref> operands, CauseMask causes);
  bool want_fact(const ir::Inst& inst, bool yes);  // ops that are never missing
  bool want_strict(const ir::Inst& inst, const Interval& range);
  bool want_present(ir::Ref ref) { return want(ref, {module_.type_of(ref).range}); }

  bool called(const ir::Inst& inst, const Interval& range);
  bool months_later(const ir::Inst& inst, const Interval& range);
  bool sum(ir::Ref a, ir::Ref b, bool minus, const Interval& range);
  bool product(ir::Ref a, ir::Ref b, const Interval& range);
  bool quotient(const ir::Inst& inst, const Interval& range);
  bool rounded(const ir::Inst& inst, const Interval& range);
  bool extreme(ir::Ref a, ir::Ref b, bool maximum, const Interval& range);
  bool ordered(ir::Ref a, ir::Ref b, i128 gap);  // a + gap <= b
  bool equal(ir::Ref a, ir::Ref b, bool yes);
  bool one_of(const ir::Inst& inst, bool yes);
  bool text_test(const ir::Inst& inst, bool yes);
  bool arm(const ir::Inst& inst, const Interval& range);
  bool evidence(const ir::Inst& inst, const Interval& range);
  bool picked(const ir::Inst& inst, const Interval& range, CauseMask missing);
  bool row(const ir::Inst& inst, const Interval& range);
  bool cell(const ir::Cell& cell, const ir::Table& table, ir::Ref input);
  bool somehow(const ir::Inst& inst);  // an op whose inverse is not known: anything else

  bool set_input(std::uint32_t input, Interval range);
  bool set_text(std::uint32_t input, const std::vector<std::string_view>& texts, bool yes, bool starts);
  bool set_missing(std::uint32_t input, CauseMask causes);
  void assign(std::uint32_t input, const interp::Slot& slot);
  void write(std::uint32_t input, const interp::Slot& slot);

  const interp::Slot& slot(ir::Ref ref) const { return (*slots_)[ref]; }
  const Interval& range_of(ir::Ref ref) const { return module_.type_of(ref).range; }
  std::span<const ir::Ref> slice(std::uint32_t begin, std::uint32_t count) const {
    return std::span(module_.operands).subspan(begin, count);
  }

  const ir::Module& module_;
  const Candidates& candidates_;
  Draws& draws_;
  const std::vector<interp::Slot>* slots_ = nullptr;  // during a push
  std::vector<interp::Slot>* inputs_ = nullptr;
  std::vector<std::pair<std::uint32_t, interp::Slot>> written_;  // inputs of this push, as they were
  std::size_t steps_ = 0, depth_ = 0;
};

}  // namespace pol::analysis
