#include "runtime/engine/bucket.h"

#include <sodium/crypto_hash_sha256.h>

#include <array>

#include "runtime/ir/module.h"

namespace pol::engine {
namespace {

void update(crypto_hash_sha256_state& state, std::string_view bytes) {
  crypto_hash_sha256_update(&state, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
}

}  // namespace

int experiment_bucket(std::string_view salt, std::string_view id) {
  crypto_hash_sha256_state state;
  crypto_hash_sha256_init(&state);
  update(state, salt);
  update(state, ":");
  update(state, id);
  std::array<unsigned char, crypto_hash_sha256_BYTES> digest;
  crypto_hash_sha256_final(&state, digest.data());
  std::uint64_t u = 0;
  for (std::size_t i = 0; i < 8; ++i) u = u << 8 | digest[i];
  return static_cast<int>(u128{u} * ir::kBuckets >> 64);
}

}  // namespace pol::engine
