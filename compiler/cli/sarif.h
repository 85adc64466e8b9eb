// Diagnostics for code scanning services and editors: SARIF 2.1.0 (OASIS standard), one run.
#pragma once
#include <string>

#include "runtime/base/diagnostics.h"

namespace pol::cli {

// Every code of the registry is a rule; columns count code points. `accepted` are warnings that a baseline
// accepts: they are listed as suppressed. `exit` is how the run ends. One line of JSON with its line end.
std::string sarif(const Diagnostics& diagnostics, const Diagnostics& accepted, const Sources& sources,
                  Exit exit);

}  // namespace pol::cli
