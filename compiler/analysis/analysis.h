// What is checked on the IR: tables without gaps and overlaps, cases that are always decided.
#pragma once
#include "compiler/analysis/check_rows.h"
#include "compiler/lower/lower.h"
#include "runtime/base/diagnostics.h"

namespace pol::analysis {

struct AnalyseOptions {
  // Search for cases that are left undecided (E0601, W0904). It takes most of the time: programs made by the
  // thousand leave it out.
  bool undecided = true;
  TableLimits tables;
};

// Adds its diagnostics and sets ir::Table::complete in `lowered`, which engines rely on: run it before the
// module is loaded. Whether a case may stay undecided is asked only of policies whose tables are sound.
void analyse(const sema::Checked& checked, const Sources& sources, lower::Lowered& lowered,
             Diagnostics& diagnostics, const AnalyseOptions& options = {});

}  // namespace pol::analysis
