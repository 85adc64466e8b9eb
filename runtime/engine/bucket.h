// The bucket of an experiment (language reference, 6.6): sticky by construction, the same on every host.
#pragma once
#include <string_view>

namespace pol::engine {

// u = the first 8 bytes, big-endian, of SHA-256(salt ‖ ":" ‖ id); the result is floor(u * 10000 / 2^64).
int experiment_bucket(std::string_view salt, std::string_view id);

}  // namespace pol::engine
