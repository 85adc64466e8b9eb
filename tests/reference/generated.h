// The pages that are written from tables of the program: the list of diagnostics and the builtin functions.
#pragma once
#include <string>

namespace pol::reference {

std::string diagnostics_page();  // grammar/reference/diagnostics.md
std::string builtins_page();     // grammar/reference/builtins.md

}  // namespace pol::reference
