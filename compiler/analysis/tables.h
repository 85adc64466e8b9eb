// Tables whose rows leave a gap, overlap or never fit: E0711 to E0714, E0716 (language reference, section 5).
#pragma once
#include "compiler/analysis/check_rows.h"
#include "compiler/lower/lower.h"

namespace pol::analysis {

// Searches every table of the module where it stands and sets ir::Table::complete where no gap is possible.
// Tables in functions of the file itself are also looked at as they are written, called or not: for rows that
// hide or meet each other whatever a call hands over.
void check_tables(const sema::Checked& checked, const Sources& sources, lower::Lowered& lowered,
                  Diagnostics& diagnostics, const TableLimits& limits = {});

// Where a table and a scorecard factor stand.
RowPlaces places_of(const Sources& sources, const syntax::Table& table);
RowPlaces places_of(const syntax::Factor& factor);
std::string name_of(const syntax::Reference& reference);  // "limit.outcome"

}  // namespace pol::analysis
