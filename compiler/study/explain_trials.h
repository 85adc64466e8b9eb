// The parts of an explanation about experiments and costs.
#pragma once
#include <optional>

#include "compiler/study/explain.h"

namespace pol::study {

// "E7 “title”: arm 2, short (bucket 8874); it sets term_months": one line an experiment.
void explain_experiments(const ExplainInput& input, ExplainedSection& section);
// The disclosure table: one line a cost, its lines below.
void explain_costs(const ExplainInput& input, ExplainedSection& section);
// "term_months = 6, set by the arm short of E7", if an arm set the name in this case.
std::optional<std::string> explain_setting(const ExplainInput& input, sema::SymbolId name, ir::Ref value);

}  // namespace pol::study
