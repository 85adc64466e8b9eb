// A C header for hosts of one policy: a struct with the tags that it reads, where they lie in it, and names
// for its outputs and their values.
#pragma once
#include <string>

#include "runtime/engine/chain.h"

namespace pol::study {

std::string c_header(const engine::Chain& chain);

}  // namespace pol::study
