// The form of example blocks (E0910) and that there is one for each outcome (W0906). Whether values fit their
// types is checked with the types; whether examples hold, when they are run.
#pragma once
#include <optional>

#include "compiler/sema/governance.h"

namespace pol::sema {

void check_examples(const Governed& governed);

// The arm of `experiment` that a value names, from 0.
std::optional<std::uint32_t> arm_of(const Symbol& experiment, const syntax::Value& value);

}  // namespace pol::sema
