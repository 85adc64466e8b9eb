// Which build of this program runs: objects that another build made are not used.
#pragma once
#include <string>

namespace pol::native {

// The GNU build id of the file that holds this code, in hexadecimal; "" if it was linked without one, which
// the build does not do.
std::string build_id();

}  // namespace pol::native
