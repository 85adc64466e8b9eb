// Where one definition's value goes off what was wanted in one case, in a few words: the step after which it
// is another, its formula, the arm or the row that was taken.
#pragma once
#include <functional>
#include <string>

#include "compiler/study/explain_plan.h"
#include "runtime/explain/formulas.h"

namespace pol::study {

class Describe {
 public:
  // All that is given outlives this; `slots` are the interpreter's.
  Describe(const Compiled& policy, const Sources& sources, const engine::SentCase& sent,
           const engine::Admitted& admitted, const ir::NativeRecord& record,
           std::span<const interp::Slot> slots)
      : policy_(policy),
        sources_(sources),
        in_{plan_, *policy.checked->catalog, *policy.policy, sent, admitted, record, slots},
        formulas_(in_) {
    in_.own_names = true;
  }
  Describe(const Describe&) = delete;
  Describe& operator=(const Describe&) = delete;
  std::string value(ir::Ref ref) const { return formulas_.value_of(ref); }
  // `wanted`: an instruction has the value that is wanted of `symbol`; `confirmed`: the value of a definition
  // is known to be right. Neither of the two is ever named as what differs.
  struct Wanted {
    std::function<bool(ir::Ref)> wanted;
    std::function<bool(sema::SymbolId)> confirmed;
  };
  std::string differs_at(sema::SymbolId symbol, const Wanted& known) const;

 private:
  std::string guarded(const sema::Symbol& symbol, const Wanted& known) const;
  explain::Formula formula(const syntax::Expr& expr, std::uint32_t unit) const {
    return explain_formula(policy_, sources_, expr, unit, plan_);
  }
  std::string text(const syntax::Expr& expr, std::uint32_t unit) const {
    return formulas_.text(formula(expr, unit));
  }
  const Compiled& policy_;
  const Sources& sources_;
  mutable explain::Plan plan_;  // the names of the formulas that were asked for
  explain::Input in_;           // references and spans only
  explain::Formulas formulas_;
};

}  // namespace pol::study
