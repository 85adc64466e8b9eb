// Tables whose rows leave a gap, overlap or never fit: E0711 to E0714, E0716 (language reference, section 5).
#pragma once
#include "compiler/lower/lower.h"
#include "runtime/base/diagnostics.h"

namespace pol::analysis {

// Searches every table of the module where it stands and sets ir::Table::complete where no gap is possible.
void check_tables(const Sources& sources, lower::Lowered& lowered, Diagnostics& diagnostics,
                  std::size_t budget = 60'000'000);

}  // namespace pol::analysis
