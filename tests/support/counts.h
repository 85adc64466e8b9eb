// How often random tests repeat: a tenth under sanitizers.
#pragma once
#include <cstddef>

namespace pol::testing {

inline std::size_t count(std::size_t full) {
#ifdef POL_SANITIZED
  return full / 10;
#else
  return full;
#endif
}

}  // namespace pol::testing
