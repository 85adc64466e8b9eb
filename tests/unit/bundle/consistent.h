#pragma once
#include "runtime/bundle/bundle.h"

namespace pol::testing {

// Makes content hashes, costs and golden vectors fit what the members hold now, and the hashes by which
// members need each other: an attacker with the keys would. False, and some of it undone, if a member does
// not verify.
bool make_consistent(bundle::Bundle& bundle);

}  // namespace pol::testing
