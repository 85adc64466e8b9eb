// Ed25519 keys of the people who approve policies, each with the role that it signs for, and who has signed a
// bundle. A key file is one line of text:
//
//   pol secret key 1 ROLE SEED      64 hex digits: keep it where nobody else reads it
//   pol public key 1 ROLE KEY       64 hex digits: what a loader trusts
//
// The role stands in the file that the loader trusts, never in the bundle.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "runtime/base/result.h"
#include "runtime/bundle/envelope.h"

namespace pol::bundle {

// Wiped when it goes.
struct SecretKey {
  std::string role;
  std::array<std::uint8_t, 32> seed{};
  SecretKey() = default;
  SecretKey(const SecretKey&) = default;
  SecretKey& operator=(const SecretKey&) = default;
  ~SecretKey();
};
struct PublicKey {
  std::string role;
  std::array<std::uint8_t, 32> bytes{};
  KeyId id() const;
  bool operator==(const PublicKey&) const = default;
};

// Fails (exit 2) for a role that is no name as policies have them.
Result<SecretKey> new_key(const std::string& role);
PublicKey public_key(const SecretKey& key);
Signature sign(const SecretKey& key, std::string_view signed_bytes);
bool verifies(const PublicKey& key, const Signature& signature, std::string_view signed_bytes);

std::string secret_key_text(const SecretKey& key);
std::string public_key_text(const PublicKey& key);
// Fail (exit 3) for a text that is no key file; the message does not repeat it.
Result<SecretKey> read_secret_key(std::string_view text);
Result<PublicKey> read_public_key(std::string_view text);

std::string key_name(const KeyId& id);  // the first 16 hex digits, for people

// The roles of trusted keys whose signatures fit, sorted, each once. E1204 without any signature, E1205 if
// none is by a trusted key, E1206 if one by a trusted key does not fit the bytes, E1207 for fewer than
// `least` roles.
Checked<std::vector<std::string>> signers(const Envelope& envelope, const std::vector<PublicKey>& trusted,
                                          std::size_t least);

}  // namespace pol::bundle
