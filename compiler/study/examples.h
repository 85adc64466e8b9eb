// Runs the `example` blocks of a policy on every engine that it has (language reference, section 7).
#pragma once
#include "compiler/study/pipeline.h"
#include "runtime/base/diagnostics.h"

namespace pol::study {

struct ExampleResult {
  std::string title;
  Span span;
  bool passed = false;
};

struct ExamplesRun {
  std::vector<ExampleResult> results;
  std::size_t passed = 0;
  bool native = false;  // each was also decided by native code, and the records were equal
};

// A failure adds E0911 at the expectation, with want, got and the step or definition where the value comes
// from; a given value that the door refuses adds E0911 at the example.
ExamplesRun run_examples(const Compiled& compiled, const Sources& sources, Diagnostics& diagnostics);

// The case of an example's `given` part, for module inputs of `compiled.policy`.
engine::SentCase example_case(const Compiled& compiled, const syntax::Example& example);
// Every tag the policy reads at its catalogue `typical`, on `date`.
engine::SentCase typical_case(const Compiled& compiled, Day date);

}  // namespace pol::study
