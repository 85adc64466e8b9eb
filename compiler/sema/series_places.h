// Where a series may be written as a type.
#pragma once
#include "compiler/sema/checked.h"

namespace pol::sema {

// Tags and parameters are series; what is computed or given is one value or a list (E0401).
void check_series_places(const syntax::File& file, Diagnostics& diagnostics);

}  // namespace pol::sema
