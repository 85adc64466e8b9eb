// What the grammar has but later stages do not compile yet is refused here, at its place (E0290), never
// ignored.
#pragma once
#include "compiler/sema/names.h"

namespace pol::sema {

void check_support(const Checked& checked, const Names& names, std::uint32_t unit, Diagnostics& diagnostics);

}  // namespace pol::sema
