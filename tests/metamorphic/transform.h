// Changes to a program that may not change what it decides.
#pragma once
#include <map>
#include <set>
#include <string>

#include "tests/support/rng.h"
#include "tests/support/source/workshop.h"

namespace pol::testing {

struct Variant {
  std::string name;
  SourceProgram program;
  std::map<std::string, std::string> renamed;  // tag in the program -> tag in the variant
  std::set<std::string> dead;                  // codes that only the variant has and that never act
  bool changed = false;                        // false: there was nothing to change
};

// A policy pack of policies/ as a program, `root` its file below `folder`.
SourceProgram read_pack(const std::string& folder, const std::string& root);

// Every tag gets a new name, and the alphabetical order of names is turned round.
Variant with_renamed_tags(const SourceProgram& program);
// The items of each file in another order; blocks on one target keep theirs, since steps act in it.
Variant with_reordered_items(const SourceProgram& program, Rng& rng);
// A knockout, a brake in every block and a shock, whose conditions are always no. `chain`: the program's own.
Variant with_dead_rules(const SourceProgram& program, const engine::Chain& chain);
// Tables of hit policy `unique` become `first`: no two of their rows overlap.
Variant with_first_for_unique(const SourceProgram& program);

}  // namespace pol::testing
