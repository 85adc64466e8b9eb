// The IR as text: what `pol ir` prints and what goldens and the fuzz target read. print(parse(print(m))) =
// print(m), and parse(print(m)) equals m but for spans.
#pragma once
#include <string>
#include <string_view>

#include "runtime/base/diagnostics.h"
#include "runtime/ir/module.h"

namespace pol::ir {

// `module` has passed verify().
std::string print(const Module& module);
// Adds E1040 with line and column for text that is not IR; the module is then empty. Does not verify.
Result<Module> parse(const Sources& sources, FileId file, Diagnostics& diagnostics);

}  // namespace pol::ir
