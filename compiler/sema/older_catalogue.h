// Policies and libraries may name an older version of the catalogue than the file that is there, as long as
// nothing they read has changed since (language reference, section 2). The older version is kept beside the
// newest as tags/NAME-VERSION.yaml.
#pragma once
#include "compiler/sema/checked.h"

namespace pol::sema {

// -1, 0, 1 by the numbers and words of two versions: "2026.9" < "2026.10", "14" < "14b".
int compare_versions(std::string_view a, std::string_view b);

// E0208 where a unit names an older version and reads a tag or an enum that is another one today. Needs
// types.
void check_older_catalogues(const Checked& checked, const Sources& sources, Diagnostics& diagnostics);

}  // namespace pol::sema
