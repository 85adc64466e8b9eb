// Whether a value can be missing, by flow (language reference, section 4, "The proof", step (a)): an arm is
// looked at knowing that every arm above it is `no`, a branch knowing its condition, a test `if present`
// knowing its operand, and "the outcome is approve" tells which arm was taken. What it shows is proved; what
// it cannot show may still be true.
#pragma once
#include <functional>
#include <span>
#include <utility>
#include <vector>

#include "compiler/analysis/causes.h"

namespace pol::analysis {

struct FlowLimits {
  std::size_t work = 20'000'000;  // instructions looked at, over all questions
  std::size_t depth = 4'000;      // instructions on one path
};

class Flow {
 public:
  Flow(const ir::Module& module, const std::vector<CauseMask>& causes, const FlowLimits& limits = {});

  // True if `ref` could not be shown to be always present. path() then leads from it to where a missing value
  // arises.
  bool may_be_missing(ir::Ref ref);
  std::vector<ir::Ref> path(ir::Ref ref) const;
  bool gave_up() const { return gave_up_; }  // some answer was given for lack of work or depth

 private:
  using Ref = ir::Ref;
  using State = std::uint8_t;
  static constexpr State kPresent = 1, kYes = 2, kNo = 4;

  // Facts made while it lives are forgotten after it.
  class Scope;

  bool missing(Ref ref);
  void climb(Ref top);
  bool compute(Ref ref, const ir::Inst& inst);
  bool blame(Ref ref, Ref operand);  // `operand` may be missing, so `ref` may be; true
  void lead_to_error(Ref ref);
  bool missing_strict(Ref ref, const ir::Inst& inst);
  bool missing_both(Ref ref, const ir::Inst& inst, State neutral);
  bool missing_select(Ref ref, const ir::Inst& inst);
  bool missing_arm(Ref ref, const ir::Inst& inst);
  bool missing_pick(Ref ref, const ir::Inst& inst);
  bool missing_row(Ref ref, const ir::Inst& inst);
  // Whether `ref` may be missing where `fact` holds too; asked without the fact first.
  bool missing_under(Ref ref, Ref fact, State state);
  bool touched(Ref ref, std::size_t since);

  void know(Ref ref, State state);
  void follow(Ref ref, State state, std::vector<std::pair<Ref, State>>& more);
  void follow_operands(const ir::Inst& inst, std::vector<std::pair<Ref, State>>& more);
  void follow_choice(const ir::Inst& inst, bool yes, std::vector<std::pair<Ref, State>>& more);
  void follow_arms(Ref ref, const std::function<bool(i128)>& possible,
                   std::vector<std::pair<Ref, State>>& more);
  void know_row(const ir::Inst& row, std::size_t number);
  bool chosen_by_arms(Ref ref) const;
  State value(Ref ref, int depth = 4) const;  // kYes, kNo or 0
  bool maybe(Ref ref) const { return causes_[ref] != 0; }
  std::span<const Ref> slice(std::uint32_t begin, std::uint32_t count) const;

  const ir::Module& module_;
  const std::vector<CauseMask>& causes_;
  FlowLimits limits_;
  std::vector<State> state_;
  std::vector<std::pair<Ref, State>> trail_;  // what to restore
  std::vector<std::uint32_t> failed_in_;      // the scope in which an instruction could not be shown present
  std::vector<Ref> next_;                     // towards the cause
  std::vector<std::uint32_t> mark_;
  std::uint32_t stamp_ = 0, scope_ = 1, scopes_ = 1;
  std::size_t work_ = 0, depth_ = 0;
  bool impossible_ = false;  // the facts contradict each other: no case gets here
  bool gave_up_ = false;
  bool climbing_ = false;
};

}  // namespace pol::analysis
