#include "runtime/bundle/keys.h"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <map>
#include <set>

namespace pol::bundle {
namespace {

static_assert(crypto_sign_SEEDBYTES == 32 && crypto_sign_PUBLICKEYBYTES == 32 && crypto_sign_BYTES == 64);
constexpr std::string_view kSecret = "pol secret key 1 ", kPublic = "pol public key 1 ";

struct Pair {
  std::array<std::uint8_t, crypto_sign_PUBLICKEYBYTES> open{};
  std::array<std::uint8_t, crypto_sign_SECRETKEYBYTES> secret{};
  explicit Pair(const SecretKey& key) {
    crypto_sign_seed_keypair(open.data(), secret.data(), key.seed.data());
  }
  ~Pair() { sodium_memzero(secret.data(), secret.size()); }
};

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

bool role_name(std::string_view role) {
  const auto small = [](char c) { return c >= 'a' && c <= 'z'; };
  return !role.empty() && role.size() <= 64 && small(role[0]) &&
         std::all_of(role.begin(), role.end(),
                     [&](char c) { return small(c) || (c >= '0' && c <= '9') || c == '_'; });
}

std::string hex(const std::array<std::uint8_t, 32>& bytes) {
  std::string out;
  for (const std::uint8_t byte : bytes) out += fmt::format("{:02x}", byte);
  return out;
}

bool from_hex(std::string_view text, std::array<std::uint8_t, 32>& out) {
  std::size_t size = 0;
  return text.size() == 64 &&
         sodium_hex2bin(out.data(), out.size(), text.data(), text.size(), nullptr, &size, nullptr) == 0 &&
         size == out.size();
}

Status read_line(std::string_view text, std::string_view head, std::string& role,
                 std::array<std::uint8_t, 32>& bytes) {
  if (text.ends_with('\n')) text.remove_suffix(1);
  const bool known = text.starts_with(head);
  if (known) text.remove_prefix(head.size());
  const std::size_t space = text.find(' ');
  if (!known || space == std::string_view::npos || !role_name(text.substr(0, space)) ||
      !from_hex(text.substr(space + 1), bytes))
    return input_failure(fmt::format("not a key file: one line `{}ROLE` and 64 hex digits", head));
  role = text.substr(0, space);
  return Unit{};
}

}  // namespace

SecretKey::~SecretKey() {
  sodium_memzero(seed.data(), seed.size());
}

KeyId PublicKey::id() const {
  KeyId out;
  crypto_hash_sha256(out.data(), bytes.data(), bytes.size());
  return out;
}

Result<SecretKey> new_key(const std::string& role) {
  if (!role_name(role))
    return Failure{Exit::usage,
                   quoted(role) + " is no role: small letters, digits and `_`, as in `approved by`"};
  if (sodium_init() < 0) return Failure{Exit::internal, "no source of random numbers"};
  SecretKey key;
  key.role = role;
  randombytes_buf(key.seed.data(), key.seed.size());
  return key;
}

PublicKey public_key(const SecretKey& key) {
  return {key.role, Pair(key).open};
}

Signature sign(const SecretKey& key, std::string_view signed_bytes) {
  const Pair pair(key);
  Signature out;
  out.key = PublicKey{key.role, pair.open}.id();
  crypto_sign_detached(out.bytes.data(), nullptr, bytes_of(signed_bytes), signed_bytes.size(),
                       pair.secret.data());
  return out;
}

bool verifies(const PublicKey& key, const Signature& signature, std::string_view signed_bytes) {
  return crypto_sign_verify_detached(signature.bytes.data(), bytes_of(signed_bytes), signed_bytes.size(),
                                     key.bytes.data()) == 0;
}

std::string secret_key_text(const SecretKey& key) {
  return fmt::format("{}{} {}\n", kSecret, key.role, hex(key.seed));
}

std::string public_key_text(const PublicKey& key) {
  return fmt::format("{}{} {}\n", kPublic, key.role, hex(key.bytes));
}

Result<SecretKey> read_secret_key(std::string_view text) {
  SecretKey key;
  if (const Status read = read_line(text, kSecret, key.role, key.seed); !read) return read.failure();
  return key;
}

Result<PublicKey> read_public_key(std::string_view text) {
  PublicKey key;
  if (const Status read = read_line(text, kPublic, key.role, key.bytes); !read) return read.failure();
  return key;
}

std::string key_name(const KeyId& id) {
  return hex(id).substr(0, 16);
}

Checked<std::vector<std::string>> signers(const Envelope& envelope, const std::vector<PublicKey>& trusted,
                                          std::size_t least) {
  if (envelope.signatures.empty())
    return Refusal{Code::E1204, "the bundle is not signed", "sign it: `pol sign BUNDLE --key KEY`"};
  std::map<KeyId, const PublicKey*> known;
  for (const PublicKey& key : trusted) known.emplace(key.id(), &key);
  std::set<std::string> roles;
  for (const Signature& one : envelope.signatures) {
    const auto key = known.find(one.key);
    if (key == known.end()) continue;
    if (!verifies(*key->second, one, envelope.signed_bytes))
      return Refusal{
          Code::E1206,
          fmt::format("the signature of {} (key {}) does not fit the bundle: it was changed after it was "
                      "signed",
                      key->second->role, key_name(one.key)),
          "fetch the file again"};
    roles.insert(key->second->role);
  }
  if (roles.empty())
    return Refusal{
        Code::E1205,
        fmt::format("no signature is by a key that is trusted here; signed by {}",
                    key_name(envelope.signatures[0].key)),
        "trust that key, if it is the right one, or have the bundle signed by one that is trusted"};
  if (roles.size() < least)
    return Refusal{
        Code::E1207,
        fmt::format("{} of the roles that are trusted here signed, {} are needed", roles.size(), least),
        "have it signed by another role"};
  return std::vector<std::string>(roles.begin(), roles.end());
}

}  // namespace pol::bundle
