// The plan of an explanation (runtime/explain/plan.h), made of a checked and compiled policy.
#pragma once
#include "compiler/study/pipeline.h"
#include "runtime/explain/plan.h"

namespace pol::study {

// `own_names`: English formulas keep the names as the policy spells them, for its author.
explain::Plan explain_plan(const Compiled& policy, const Sources& sources, bool own_names = false);
// Of each member of the chain, in its order.
std::vector<explain::Plan> explain_plans(const Compiled& policy, const Sources& sources);

// One expression as a formula with the names as the policy spells them; what they are is added to `plan`.
explain::Formula explain_formula(const Compiled& policy, const Sources& sources, const syntax::Expr& expr,
                                 std::uint32_t unit, explain::Plan& plan);
// The arms of experiments that set a name.
std::vector<explain::Setting> explain_settings(const Compiled& policy, sema::SymbolId name);

}  // namespace pol::study
