// Any bytes as a catalogue and as a reason file: the readers report, they never crash, and what they accept
// can be sampled.
#include <cstddef>
#include <cstdint>

#include "runtime/catalog/catalog.h"
#include "runtime/catalog/sample.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pol;
  Sources sources;
  const FileId file = sources.add("fuzz.yaml", std::string(reinterpret_cast<const char*>(data), size));
  Diagnostics diagnostics;
  const auto catalog = catalog::read_catalog(sources, file, diagnostics);
  const auto reasons = catalog::read_reasons(sources, file, diagnostics);
  diagnostics.sort(sources);
  for (const Diagnostic& diagnostic : diagnostics.all()) (void)one_line(diagnostic, sources);
  if (catalog) {
    const catalog::Sampler sampler(*catalog, 1);
    for (std::uint64_t person = 0; person < 4; ++person) (void)sampler.row(person);
  }
  return 0;
}
