// Where one definition's value comes from in one case, in a few words: the step that changed it last, its
// formula, the arm or the row that was taken.
#pragma once
#include <string>

#include "compiler/study/explain_formula.h"

namespace pol::study {

class Describe {
 public:
  explicit Describe(const ExplainInput& input) : in_(input), formulas_(in_) {}
  std::string value(ir::Ref ref) const { return formulas_.value_of(ref); }
  std::string origin_of(sema::SymbolId symbol) const;

 private:
  std::string guarded(const sema::Symbol& symbol) const;
  ExplainInput in_;  // references and spans only
  Formulas formulas_;
};

}  // namespace pol::study
