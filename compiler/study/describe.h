// Where one definition's value goes off what was wanted in one case, in a few words: the step after which it
// is another, its formula, the arm or the row that was taken.
#pragma once
#include <functional>
#include <string>

#include "compiler/study/explain_formula.h"

namespace pol::study {

class Describe {
 public:
  explicit Describe(const ExplainInput& input) : in_(input), formulas_(in_) { in_.own_names = true; }
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
  ExplainInput in_;  // references and spans only
  Formulas formulas_;
};

}  // namespace pol::study
