// The form of example blocks (E0910) and that there is one for each outcome (W0906). Whether values fit their
// types is checked with the types; whether examples hold, when they are run.
#pragma once
#include "compiler/sema/governance.h"

namespace pol::sema {

void check_examples(const Governed& governed);

}  // namespace pol::sema
