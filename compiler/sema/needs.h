// `needs`: the other policies, found by the headers of the .pol files below the roots and checked.
#pragma once
#include "compiler/sema/checked.h"

namespace pol::sema {

// Fills Checked::needs of the file that is checked; `roots` are those of the search. Every mistake is told at
// the `needs` line: E0206 (no such policy), E1011 (not
// found, but not all could be read), E0212, E0301 (an alias twice), E0305 (policies in a circle),
// E0211 and E0208 over all that is needed, E0213, E0214, and the first error of a needed policy with its own
// code. A policy that is past its review date before this one takes effect is one that no build could take
// (E0214).
// `error` is that of the needed policy: told at its `needs` line, and kept in NeededCache::passed_on.
void pass_on(const Sources& sources, const NeededPolicy& needed, const Diagnostic& error, NeededCache& cache,
             Diagnostics& diagnostics);
// Of an error that a `needs` line passed on, the one with which it began; of any other, itself.
Diagnostic where_it_begins(const NeededCache& cache, const Diagnostic& error);

void load_needs(Checked& checked, const std::vector<std::string>& roots, Sources& sources,
                Diagnostics& diagnostics, const CheckOptions& options);

}  // namespace pol::sema
