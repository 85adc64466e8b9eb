// A policy text checked, lowered and analysed.
#pragma once
#include "compiler/analysis/analysis.h"
#include "tests/unit/sema/bundle.h"

namespace pol::test {

struct AnalysedRun {
  CheckRun run;
  std::unique_ptr<lower::Lowered> lowered;
  explicit AnalysedRun(const std::string& text) : run(Bundle().check(text)) {
    if (!run.checked || run.diagnostics.has_errors()) return;
    lowered = lower::lower(*run.checked, run.diagnostics);
    if (lowered) analysis::analyse(*run.checked, run.sources, *lowered, run.diagnostics);
  }
  std::vector<std::string> found() const { return run.found(); }
  bool says(const std::string& part) const { return run.says(part); }
};

// Items of a library begin in line 3, those of a limit policy in line 11.
inline AnalysedRun library_of(const std::string& items) {
  return AnalysedRun("language 1\nlibrary t version 1 owner \"Test\" tags demo \"1\" end\n" + items);
}
inline AnalysedRun policy_of(const std::string& items) {
  return AnalysedRun(limit_head() + items);
}

using Found = std::vector<std::string>;

}  // namespace pol::test
