// The first half of naming: a symbol for every definition, the scope of every file and function.
#pragma once
#include "compiler/sema/names.h"

namespace pol::sema {

// E0301, E0302, E0306, and E0304 for imports that the library does not have.
void declare_symbols(Checked& checked, Names& names, const Sources& sources, Diagnostics& diagnostics);

// Does this kind of symbol stand for a value that an expression can read?
bool is_value(SymbolKind kind);

// (decided, undecided): what `ALIAS.status` is.
EnumType status_enum();

// "the tag `x` (label)" or "`x`", for suggestions.
std::string suggestion(const Checked& checked, const Names& names, std::string_view name);

}  // namespace pol::sema
