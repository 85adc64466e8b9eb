// Cases that would be left undecided: E0601 with the place and a witness, and clauses that are never needed
// (W0904).
#pragma once
#include "compiler/lower/lower.h"
#include "runtime/base/diagnostics.h"

namespace pol::analysis {

void check_undecided(const sema::Checked& checked, const Sources& sources, const lower::Lowered& lowered,
                     Diagnostics& diagnostics);

}  // namespace pol::analysis
