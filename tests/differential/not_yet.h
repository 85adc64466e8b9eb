// Constructs of the grammar that the compiler still refuses, so that no program can have them.
#pragma once
#include "tests/support/source/workshop.h"

namespace pol::testing {

bool not_yet(const std::string& construct);
// Asks the compiler: the item that shows a construct has to be refused with E0290. Names those that it takes
// by now; they are to be taken off the list and put into the random programs.
std::vector<std::string> taken_by_now(Workshop& workshop);

}  // namespace pol::testing
