// What a text must satisfy before the generated parser sees it (language reference, section 1), and the
// checks of single tokens. ANTLR and every visitor of the tree recurse, so the limits here are what keeps
// them from crashing.
#pragma once
#include "compiler/syntax/lexeme.h"
#include "compiler/syntax/parse.h"

namespace pol::syntax {

// Size, UTF-8, characters that may not stand in a policy, NFC (E0101, E0110). False: the text cannot even be
// cut into tokens. Otherwise `places` gets the byte offsets of what was reported, so that it is not reported
// again.
bool scan_characters(const Sources& sources, FileId file, const ParseOptions& options,
                     Diagnostics& diagnostics, std::vector<std::uint32_t>& places);

// Nesting, else-ifs, operators and rows (E0110). False: the parser must not see the tokens.
bool scan_limits(const Lexemes& lexemes, const ParseOptions& options, Diagnostics& diagnostics);

// Names, numbers, dates and texts that are wrong by themselves (E0102 to E0109, E0503). Each is reported
// once, marked as wrong, and replaced by what the author probably meant. `reported` holds places that E0101
// has named, ascending.
// False: so many are wrong that this is no policy.
bool check_lexemes(Lexemes& lexemes, const std::vector<std::uint32_t>& reported, Diagnostics& diagnostics);

}  // namespace pol::syntax
