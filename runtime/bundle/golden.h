// Golden vectors: the examples of a policy as they came out when it was built, replayed to the bit.
#pragma once
#include <string>

#include "runtime/bundle/bundle.h"
#include "runtime/engine/engine.h"

namespace pol::bundle {

// Decides `golden.sent` on the interpreter and keeps what came out in `golden`. Fails if the door refuses it.
Status keep(const engine::LoadedPolicy& policy, Golden& golden);

// "" if `which` gives the record that is kept, and the interpreter the reasons; else what differs, in words.
// Which::scalar needs native code.
std::string replay(const engine::LoadedPolicy& policy, const Golden& golden, engine::Which which);

}  // namespace pol::bundle
