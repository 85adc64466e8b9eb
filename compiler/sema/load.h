// Files: the policy, the libraries it uses, its catalogue and reasons, each looked for below the roots.
#pragma once
#include <set>

#include "compiler/sema/checked.h"

namespace pol::sema {

struct Loaded {
  std::unique_ptr<Checked>
      checked;  // units, catalogue, reasons; null if there is no header or no catalogue to go on with
  std::vector<std::set<std::string, std::less<>>> hidden;  // per unit, see Names
  std::vector<bool> incomplete;
};

// Reports syntax errors of all files, E0206-E0211, E0305 for libraries in a circle, E1011, the first mistake
// of a companion file at the head line that names it, what needs.h says, and (through check_header) what is
// wrong with headers.
// `file` has been loaded as `path`.
Loaded load_files(Sources& sources, FileId file, const std::string& path, Diagnostics& diagnostics,
                  const CheckOptions& options);
Loaded load_files(Sources& sources, const std::string& path, Diagnostics& diagnostics,
                  const CheckOptions& options);

}  // namespace pol::sema
