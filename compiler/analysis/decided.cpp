#include "compiler/analysis/decided.h"

#include <algorithm>

#include "compiler/analysis/aim.h"
#include "compiler/analysis/causes.h"
#include "compiler/analysis/cells.h"
#include "compiler/analysis/draws.h"
#include "runtime/value/constant.h"

namespace pol::analysis {

using interp::Slot;
using ir::Absence;
using ir::Inst;
using ir::Ref;

namespace {

constexpr int kPushesOfMissing = 3;

class MissingSearch {
 public:
  MissingSearch(const ir::Module& module, const catalog::Catalog& catalog, Ref ref, std::uint32_t first,
                const SearchLimits& limits)
      : module_(module),
        limits_(limits),
        slice_(slice_of(module, ref)),
        cells_(find_cells(module, ref)),
        candidates_(find_candidates(module, catalog, module.policy.effective,
                                    std::max(module.policy.effective, module.policy.review_by))),
        typical_(candidates_.typical),
        inputs_(typical_) {
    for (std::size_t i = 0; i < cells_.inputs.size(); ++i) alternatives_.push_back(alternatives(i));
    const auto at = std::find(cells_.inputs.begin(), cells_.inputs.end(), first);
    first_ = at == cells_.inputs.end() ? 0 : static_cast<std::size_t>(at - cells_.inputs.begin());
  }

  SearchResult run() {
    SearchResult out;
    const bool all = cells_.exact && cells_.combinations() <= limits_.combinations &&
                     cells_.combinations() * slice_.insts.size() <= limits_.work;
    if (near() || (all ? every_cell() : mixtures())) {
      out.verdict = SearchResult::Verdict::witness;
      reduce();
      out.text = shown();
      interp::evaluate(module_, settled_, out.slots);
    } else if (all) {
      out.verdict = SearchResult::Verdict::proved;
    }
    out.cases = cases_;
    return out;
  }

 private:
  // What else an input may be, plainest first: missing, then other values.
  std::vector<Slot> alternatives(std::size_t at) const {
    const std::uint32_t input = cells_.inputs[at];
    std::vector<Slot> list;
    const auto add = [&](const Slot& slot) {
      if (!(slot == typical_[input]) && std::find(list.begin(), list.end(), slot) == list.end())
        list.push_back(slot);
    };
    for (const Slot& slot : cells_.slots[at])
      if (slot.causes) add(slot);
    for (const CauseMask one :
         {cause::no_hit, cause::not_asked, cause::suppressed, cause::stale, cause::error})
      if (causes_of(module_.inputs[input]) & one) add({0, one});
    missing_.push_back(list.size());
    for (const Slot& slot : candidates_.inputs[input])
      if (!slot.causes) add(slot);
    if (input != 0)
      for (const Slot& slot : cells_.slots[at])
        if (!slot.causes) add(slot);
    return list;
  }

  bool is_missing() {
    ++cases_;
    work_ += slice_.insts.size();
    settled_ = inputs_;
    settle_buckets(slice_, settled_);
    interp::evaluate(slice_, settled_, slots_);
    return slots_.back().causes != 0;
  }
  bool exhausted() const { return work_ > limits_.work; }

  // One input another, missing before present; then two missing; then two of any kind.
  bool near() {
    if (is_missing()) return true;
    if (one(true) || one(false)) return true;
    return two(true) || (!cells_.exact && two(false));
  }
  std::size_t place(std::size_t i) const {  // the input to try first, then the others in order
    return i == 0 ? first_ : i <= first_ ? i - 1 : i;
  }
  bool one(bool missing) {
    for (std::size_t i = 0; i < alternatives_.size(); ++i) {
      const std::size_t at = place(i);
      for (std::size_t k = missing ? 0 : missing_[at];
           k < (missing ? missing_[at] : alternatives_[at].size()); ++k) {
        if (exhausted()) return false;
        inputs_[cells_.inputs[at]] = alternatives_[at][k];
        if (is_missing()) return true;
      }
      inputs_[cells_.inputs[at]] = typical_[cells_.inputs[at]];
    }
    return false;
  }
  bool two(bool missing) {
    for (std::size_t i = 0; i < alternatives_.size(); ++i)
      for (std::size_t j = i + 1; j < alternatives_.size(); ++j) {
        const std::size_t a = place(i), b = place(j);
        const std::size_t of_a = missing ? std::min<std::size_t>(1, missing_[a]) : alternatives_[a].size();
        const std::size_t of_b = missing ? std::min<std::size_t>(1, missing_[b]) : alternatives_[b].size();
        for (std::size_t k = 0; k < of_a; ++k)
          for (std::size_t l = 0; l < of_b; ++l) {
            if (exhausted()) {
              inputs_ = typical_;
              return false;
            }
            inputs_[cells_.inputs[a]] = alternatives_[a][k];
            inputs_[cells_.inputs[b]] = alternatives_[b][l];
            if (is_missing()) return true;
          }
        inputs_[cells_.inputs[a]] = typical_[cells_.inputs[a]];
        inputs_[cells_.inputs[b]] = typical_[cells_.inputs[b]];
      }
    return false;
  }

  bool every_cell() {
    inputs_ = typical_;
    std::vector<std::size_t> at(cells_.inputs.size());
    for (std::size_t i = 0; i < at.size(); ++i) inputs_[cells_.inputs[i]] = cells_.slots[i][0];
    for (;;) {
      if (is_missing()) return true;
      std::size_t i = 0;
      for (; i < at.size(); ++i) {
        at[i] = at[i] + 1 < cells_.slots[i].size() ? at[i] + 1 : 0;
        inputs_[cells_.inputs[i]] = cells_.slots[i][at[i]];
        if (at[i] != 0) break;
      }
      if (i == at.size()) return false;
    }
  }

  // Half of the cases by chance, half pushed towards a missing value.
  bool mixtures() {
    if (alternatives_.empty()) return false;
    Draws draws(1);
    Aim aim(slice_, candidates_, draws);
    const Ref last = static_cast<Ref>(slice_.insts.size() - 1);
    for (work_ = 0; !exhausted();) {
      inputs_ = typical_;
      const std::size_t changes = 1 + draws.below(std::min<std::size_t>(alternatives_.size(), 6));
      for (std::size_t i = 0; i < changes; ++i) {
        const std::size_t at = draws.below(alternatives_.size());
        if (!alternatives_[at].empty())
          inputs_[cells_.inputs[at]] = alternatives_[at][draws.below(alternatives_[at].size())];
      }
      for (int push = 0; push < kPushesOfMissing; ++push) {
        if (is_missing()) return true;
        if (exhausted()) break;
        pushed_from_ = slots_;
        aim.push(last, {{}, cause::all}, pushed_from_, inputs_);
        work_ += aim.steps();
      }
    }
    return false;
  }

  // Back to typical where that keeps the value missing, from the last input on: what was found first stays.
  void reduce() {
    for (std::size_t i = inputs_.size(); i-- > 0;) {
      if (inputs_[i] == typical_[i]) continue;
      const Slot found = inputs_[i];
      inputs_[i] = typical_[i];
      if (!is_missing()) inputs_[i] = found;
    }
    is_missing();  // once more, so that the values are those of the case that is shown
  }

  std::string shown() const {
    std::string text;
    for (std::size_t i = 1; i < settled_.size(); ++i) {
      const Slot& slot = settled_[i];
      if (slot == typical_[i] || (slot.causes && module_.inputs[i].bucket)) continue;
      text += shown_input(module_, i, slot) + ", ";
    }
    text += text.empty() ? "everything typical" : "everything else typical";
    if (!(inputs_[0] == typical_[0])) text += ", on " + format_date(static_cast<Day>(inputs_[0].value));
    return text;
  }

  const ir::Module& module_;
  SearchLimits limits_;
  ir::Module slice_;
  Cells cells_;
  Candidates candidates_;
  std::vector<Slot> typical_, inputs_, slots_;
  std::vector<Slot> settled_;  // inputs_ as the door would give them; what slots_ are of
  std::vector<Slot> pushed_from_;
  std::vector<std::vector<Slot>> alternatives_;  // beside cells_.inputs
  mutable std::vector<std::size_t> missing_;     // how many of them are missing; they come first
  std::size_t first_ = 0;
  std::uint64_t cases_ = 0, work_ = 0;
};

// The operand because of which `at` is missing, or `at` itself. `error`: only a computed error counts.
Ref step_towards(const ir::Module& module, const std::vector<Slot>& slots, Ref at, bool& error) {
  const Inst& inst = module.insts[at];
  const auto counts = [&](Ref ref) {
    return (slots[ref].causes & (error ? cause::computed_error : cause::all)) != 0;
  };
  switch (ir::absence_of(inst.op)) {
    case Absence::input:
    case Absence::never:
      return at;
    case Absence::if_present:
      if (!(slots[inst.a].causes & cause::computed_error)) return inst.b;
      error = true;
      return inst.a;
    case Absence::only_when:
      return counts(inst.a) ? inst.a : at;
    case Absence::select:
      if (slots[inst.a].causes) return inst.a;
      return slots[inst.a].value ? inst.b : inst.c;
    case Absence::pick: {
      if (slots[inst.a].causes) return inst.a;
      const auto number = static_cast<std::uint32_t>(slots[inst.a].value);
      return number >= 1 && number <= inst.c ? module.operands[inst.b + number - 1] : at;
    }
    case Absence::strict:
    case Absence::divide:
    case Absence::conjunction:
    case Absence::disjunction:
    case Absence::or_else:
    case Absence::first_arm:
    case Absence::table_row: {
      std::vector<Ref> operands;
      ir::operands_of(module, inst, operands);
      const auto found = std::find_if(operands.begin(), operands.end(), counts);
      return found == operands.end() ? at : *found;
    }
  }
  return at;
}

}  // namespace

SearchResult find_missing(const ir::Module& module, const catalog::Catalog& catalog, Ref ref,
                          std::uint32_t first, const SearchLimits& limits) {
  return MissingSearch(module, catalog, ref, first, limits).run();
}

std::vector<Ref> missing_path(const ir::Module& module, const std::vector<Slot>& slots, Ref ref) {
  std::vector<Ref> path{ref};
  for (bool error = false;;) {
    const Ref next = step_towards(module, slots, path.back(), error);
    if (next == path.back()) return path;
    path.push_back(next);
  }
}

}  // namespace pol::analysis
