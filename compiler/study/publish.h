// From a compiled policy to what its bundle carries: the chain, its examples as golden vectors, the digests
// of the files it was made of, and who must approve it.
#pragma once
#include "compiler/study/pipeline.h"
#include "runtime/bundle/bundle.h"

namespace pol::study {

struct PublishOptions {
  std::uint64_t release = 1;
  std::optional<Day> expires;
};

// `compiled.policy` is there. The golden vectors are what the interpreter gives for the examples now; that
// they pass is for the caller to have seen (run_examples). The same policies give the same bundle.
Result<bundle::Bundle> make_bundle(const Compiled& compiled, const Sources& sources,
                                   const PublishOptions& options);

}  // namespace pol::study
