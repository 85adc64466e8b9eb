// Two experiments that set one name may never both take a case (E0833): shown by their dates and conditions,
// else refuted by a search with a witness, else told that it could not be shown.
#pragma once
#include "compiler/lower/lower.h"
#include "compiler/sema/checked.h"

namespace pol::study {

void check_experiments(const sema::Checked& checked, const lower::Lowered& lowered, Diagnostics& diagnostics);

}  // namespace pol::study
