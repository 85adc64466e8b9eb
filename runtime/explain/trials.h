// The parts of an explanation about experiments and costs.
#pragma once
#include <optional>

#include "runtime/explain/explanation.h"

namespace pol::explain {

// "E7 “title”: arm 2, short (bucket 8874); it sets term_months": one line an experiment.
void tell_experiments(const Input& input, Section& section);
// The disclosure table: one line a cost, its lines below.
void tell_costs(const Input& input, Section& section);
// "term_months = 6, set by the arm short of E7", if an arm set `name` in this case.
std::optional<std::string> tell_setting(const Input& input, std::string_view name,
                                        const std::vector<Setting>& settings, ir::Ref value);

}  // namespace pol::explain
