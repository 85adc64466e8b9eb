// What changed between two compiled policies, item by item: what a comparison of texts (changes.h) says,
// where one of the two is a bundle, which carries no text. Formulas are compared as they were compiled, so
// that what a rewriting of the text does not change is no change here; there are no places in a file.
#pragma once
#include <string>
#include <vector>

#include "compiler/study/changes.h"
#include "runtime/bundle/bundle.h"
#include "runtime/engine/chain.h"

namespace pol::study {

struct ModuleSide {
  const engine::Chain& chain;
  const bundle::Bundle* bundle = nullptr;  // null: compiled from a text. Not owned
};
// Of all policies of both chains: items of the root first, those of the others with their policy in front
// ("limit/shop: knockout K04"). What only bundles carry (approvals, examples, digests of files, release) is
// compared where both are bundles. Byte ranges of the changes are 0.
std::vector<Change> module_changes(const ModuleSide& before, const ModuleSide& after);

}  // namespace pol::study
