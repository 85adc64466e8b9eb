// What depends on what. Works on the meanings as they stand: tentative before typing, final after it.
#pragma once
#include "compiler/sema/names.h"

namespace pol::sema {

// What the definition of `symbol` reads: symbols, each once, in the order of the text. A step counts as the
// name it acts on, a member of a scorecard as the scorecard, `any V knockout` as all knockouts of that value.
std::vector<SymbolId> dependencies(const Checked& checked, SymbolId symbol);

// Strongly connected components of all that `roots` reach: dependencies first.
std::vector<std::vector<SymbolId>> components(const Checked& checked, const std::vector<SymbolId>& roots);

// Reports cycles (E0305) and fills Checked::order, Checked::tags_read and Symbol::used.
void find_order(Checked& checked, Diagnostics& diagnostics);

}  // namespace pol::sema
