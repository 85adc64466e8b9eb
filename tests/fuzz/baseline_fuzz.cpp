// Any bytes as a baseline: refused in words, or applied, and then no warning is lost.
#include <cstdlib>

#include "compiler/cli/baseline.h"
#include "tests/fuzz/memory_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pol;
  const testing::MemoryFile memory(data, size);
  auto baseline = cli::Baseline::read(memory.path());
  if (!baseline) return baseline.failure().message.empty() ? std::abort() : void(), 0;
  Sources sources;
  const FileId file = sources.add("a.pol", "let a be 1\n");
  Diagnostics diagnostics, accepted;
  diagnostics.add(Code::W0901, {file, 4, 5}, "`a` is not used");
  baseline->apply(diagnostics, accepted, sources);
  if (diagnostics.all().size() + accepted.all().size() != 1) std::abort();
  (void)baseline->left(sources);
  return 0;
}
