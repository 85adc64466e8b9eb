// What pol makes of translated cases: many in one policy, compiled by the normal front end, decided by both
// engines from case JSON.
#pragma once
#include "runtime/engine/backend.h"
#include "tests/conformance/translate.h"

namespace pol::conformance {

// "yes", "no", "missing", "error" (missing by an error), a number without trailing zeros, or "refused CODE"
// where the front end gives no policy. Both engines gave it; where they do not: "engines differ: ...".
struct Outcome {
  std::string value;
  std::string detail;  // the first diagnostic of a refusal
};

// Beside `cases`. A policy that is refused is divided until the case at fault stands alone.
std::vector<Outcome> outcomes(const std::vector<Translated>& cases, engine::Backend& backend);

// The policy of these cases, for people who look into one.
std::string policy_text(const std::vector<const Translated*>& cases);

}  // namespace pol::conformance
