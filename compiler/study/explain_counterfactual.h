// Counterfactuals in words.
#pragma once
#include "compiler/study/counterfactual.h"
#include "compiler/study/explain.h"

namespace pol::study {

struct CounterfactualStory {
  const CounterfactualInput& input;
  const Counterfactuals& found;
  Language language = Language::en;
};

// For the officer: the result now, the changes, what has no effect and how it was found.
Explanation tell_changes(const CounterfactualStory& story);
// The same as JSON, one line: what explanation_json gives, and "changes", "tried", "not_tried", "runs"
// (grammar/reference/language/record.md).
std::string changes_json(const CounterfactualStory& story);
// For the applicant, to be added to what explain_to_applicant() says: no codes, nothing of sensitive tags,
// nothing of outputs that are withheld.
ExplainedSection changes_for_applicant(const CounterfactualStory& story);

}  // namespace pol::study
