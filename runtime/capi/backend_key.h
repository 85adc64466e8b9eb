// libpol and libpol-native are two libraries that hand each other C++ objects; only those of one build go
// together. Private to both.
#pragma once
#include <string>

#include "runtime/engine/backend.h"
#include "runtime/engine/release.h"

namespace pol::capi {

inline std::string backend_key() {
  return std::string(engine::kRelease) + " " + __VERSION__ + " " + std::to_string(sizeof(ir::Module)) + " " +
         std::to_string(sizeof(ir::Inst)) + " " + std::to_string(sizeof(ir::NativeRecord)) + " " +
         std::to_string(sizeof(engine::Inputs)) + " " + std::to_string(sizeof(ir::Table));
}

}  // namespace pol::capi

// Exported by libpol for libpol-native alone. `key` must be backend_key() of libpol; `backend` is an
// engine::Backend that lives as long as the process. 0: not taken.
extern "C" __attribute__((visibility("default"))) int pol_backend_register(const char* key, void* backend);
