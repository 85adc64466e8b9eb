// The enforced invariants of a catalogue, asked about generated people.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "compiler/lower/lower.h"
#include "runtime/base/result.h"
#include "runtime/catalog/sample.h"
#include "runtime/interp/interp.h"

namespace pol::study {

class Invariants {
 public:
  // `path`: where the catalogue stands, ROOT/tags/NAME.yaml. `on`: the decision date, if one is known.
  // Diagnostics tell what is wrong with an invariant; null then.
  static std::unique_ptr<Invariants> make(Sources& sources, const catalog::Catalog& catalog,
                                          const std::string& path, std::optional<Day> on,
                                          Diagnostics& diagnostics);
  // The id of one that does not hold for `row` (beside Catalog::tags); "" if all hold or are unknown.
  std::string broken(const std::vector<catalog::Drawn>& row);

 private:
  Invariants() = default;
  std::unique_ptr<sema::Checked> checked_;
  std::unique_ptr<lower::Lowered> lowered_;
  std::vector<std::size_t> tags_;  // beside the module's inputs, from the second on
  std::vector<interp::Slot> inputs_, slots_;
};

}  // namespace pol::study
