#include "compiler/native/native.h"
#include "runtime/capi/backend_key.h"
#include "runtime/include/pol/pol_native.h"

namespace {

// Lives as long as the process: versions that it compiled may be decided until the very end.
pol::engine::Backend* backend() {
  static pol::engine::Backend* const one = pol::native::make_backend().release();
  return one;
}

__attribute__((constructor)) void registered_when_loaded() {
  pol_native_register();
}

}  // namespace

extern "C" int pol_native_register(void) try {
  return pol_backend_register(pol::capi::backend_key().c_str(), backend());
} catch (...) {
  return 0;
}
