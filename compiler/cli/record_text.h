// A decision record in readable form.
#pragma once
#include <string>

#include "runtime/engine/engine.h"

namespace pol::cli {

// `json` is the record as the engine writes it; the texts of its reasons come from the policy.
std::string record_text(const engine::LoadedPolicy& policy, const std::string& json);

}  // namespace pol::cli
