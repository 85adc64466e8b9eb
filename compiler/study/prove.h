// `prove` lines: a search for counterexamples, directed at the boundaries of every threshold, cell and step
// that the line depends on (language reference, section 7). Refuted with a witness (E0920), or not proved
// with the number of cases that were searched (E0921); never "proved", except for `does not read`, which is
// decided by following definitions.
#pragma once
#include "compiler/study/pipeline.h"
#include "runtime/base/diagnostics.h"

namespace pol::study {

enum class Verdict : std::uint8_t { proved, refuted, not_proved };

struct ProveResult {
  Span span;
  std::string text;  // the line as written
  Verdict verdict = Verdict::not_proved;
  std::uint64_t searched = 0;
  std::string witness;  // refuted
};

struct ProveOptions {
  std::uint64_t cases = 20'000;  // a line
  std::uint64_t seed = 1;
};

std::vector<ProveResult> run_proves(const Compiled& compiled, const Sources& sources,
                                    Diagnostics& diagnostics, const ProveOptions& options = {});

}  // namespace pol::study
