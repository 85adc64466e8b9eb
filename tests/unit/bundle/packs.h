// The shipped packs as bundles, and keys to sign them with.
#pragma once
#include <catch2/catch.hpp>
#include <memory>
#include <string>

#include "compiler/study/publish.h"
#include "runtime/bundle/load.h"

namespace pol::testing {

inline const std::vector<std::string> kPacks{"policies/sme/limit.pol",    "policies/sme/pricing.pol",
                                             "policies/sme/strategy.pol", "policies/sme/collections.pol",
                                             "policies/sba/limit.pol",    "policies/german/limit.pol",
                                             "policies/taiwan/limit.pol", "policies/taiwan/pricing.pol"};

struct Built {
  Sources sources;
  Diagnostics diagnostics;
  study::Compiled compiled;
  bundle::Bundle bundle;
};

inline std::unique_ptr<Built> build(const std::string& path,
                                    const study::PublishOptions& publish = {7, *parse_date("2027-06-30")}) {
  auto out = std::make_unique<Built>();
  out->compiled = study::compile(out->sources, std::string(POL_SOURCE_DIR) + "/" + path, out->diagnostics);
  REQUIRE(out->compiled.policy);
  auto made = study::make_bundle(out->compiled, out->sources, publish);
  REQUIRE(made);
  out->bundle = std::move(*made);
  return out;
}

// A key whose seed is its role's name, so that tests give the same bytes every time.
inline bundle::SecretKey key_of(const std::string& role, char first = 0) {
  bundle::SecretKey key;
  key.role = role;
  key.seed[0] = static_cast<std::uint8_t>(first);
  for (std::size_t i = 0; i < role.size() && i + 1 < key.seed.size(); ++i)
    key.seed[i + 1] = static_cast<std::uint8_t>(role[i]);
  return key;
}

// Every role that a member of the bundle names.
inline std::vector<bundle::SecretKey> all_keys(const bundle::Bundle& bundle) {
  std::vector<bundle::SecretKey> keys;
  for (const bundle::Member& member : bundle.members)
    for (const std::string& role : member.roles) keys.push_back(key_of(role));
  return keys;
}

inline std::string signed_file(const std::string& payload, const std::vector<bundle::SecretKey>& keys) {
  const std::string bytes = bundle::seal(payload);
  std::vector<bundle::Signature> signatures;
  for (const bundle::SecretKey& key : keys) signatures.push_back(bundle::sign(key, bytes));
  return bundle::close_envelope(bytes, signatures);
}
inline std::string signed_file(const bundle::Bundle& bundle) {
  return signed_file(bundle::encode(bundle), all_keys(bundle));
}

inline bundle::LoadOptions trusting(const bundle::Bundle& bundle) {
  bundle::LoadOptions options;
  for (const bundle::SecretKey& key : all_keys(bundle)) options.trusted.push_back(bundle::public_key(key));
  options.today = *parse_date("2026-11-08");
  return options;
}

}  // namespace pol::testing
