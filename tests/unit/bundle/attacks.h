// What an attacker, or a careless release, may hand to a service: each with the code that refuses it.
#pragma once
#include "tests/unit/bundle/consistent.h"
#include "tests/unit/bundle/packs.h"

namespace pol::testing {

inline const std::string kShop = "tests/compat/shop/plan.pol";

struct Attack {
  std::string name, file;
  Code code;
  bundle::LoadOptions options;
};

// All against a service that runs release 7 of strategy/plan and trusts cro, cfo, coo and model_risk.
std::vector<Attack> attacks();

}  // namespace pol::testing
