#include "compiler/analysis/analysis.h"

#include "compiler/analysis/tables.h"
#include "compiler/analysis/undecided.h"

namespace pol::analysis {

void analyse(const sema::Checked& checked, const Sources& sources, lower::Lowered& lowered,
             Diagnostics& diagnostics, const AnalyseOptions& options) {
  const std::size_t before = diagnostics.errors();
  check_tables(checked, sources, lowered, diagnostics, options.tables);
  if (options.undecided && diagnostics.errors() == before)
    check_undecided(checked, sources, lowered, diagnostics);
}

}  // namespace pol::analysis
