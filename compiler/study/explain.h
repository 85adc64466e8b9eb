// Explanations of policies that were compiled here: runtime/explain tells them, by plans (explain_plan.h).
#pragma once
#include "runtime/explain/explanation.h"

namespace pol::study {

using explain::Explanation;
using explain::Language;
using ExplainInput = explain::Input;
using ExplainedSection = explain::Section;
using ExplainedLine = explain::Line;

// {"headline": ..., "sections": [{"title": ..., "lines": [{"depth": 0, "text": ...}]}]}, one line.
std::string explanation_json(const Explanation& explanation);

}  // namespace pol::study
