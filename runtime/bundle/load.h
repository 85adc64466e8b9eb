// Load = verify. A bundle is a file from outside: its signatures are checked over the raw bytes before
// anything of its content is read, and then everything in it is checked again as if an enemy had written and
// signed it. What comes out decides exactly as the policies it was built from, or does not come out.
#pragma once
#include <memory>

#include "runtime/bundle/codec.h"
#include "runtime/bundle/keys.h"
#include "runtime/engine/chain.h"

namespace pol::bundle {

struct LoadOptions {
  std::vector<PublicKey> trusted;
  std::size_t least_roles = 2;  // that must have signed, before anything is read; policies may ask for more
  // For development only: loads what is not signed, or not by as many as must. Records then carry
  // "unsigned": "development". A signature by a trusted key that does not fit is refused all the same.
  bool allow_unsigned = false;
  Day today = 0;  // E1212 if the bundle expired before it
  // What the host already has; "" and 0: nothing.
  std::string policy;                        // "limit/sme_credit_line": the root must be this (E1220)
  std::uint64_t last_release = 0;            // of this policy: an older one is a rollback (E1211) ...
  std::string last_digest;                   // ... and so is another file with the same number
  std::string catalogue, catalogue_version;  // that the host feeds (E1213)
  std::uint64_t most_cost = 1'000'000'000;   // of one decision of all members (ir::cost_bound; E1217)
  DecodeLimits decode;
  engine::Backend* backend = nullptr;  // not owned; null: interpreter only
};

struct Loaded {
  std::shared_ptr<const engine::Chain> chain;
  std::shared_ptr<const catalog::Catalog> catalog;
  // How formulas read, beside the chain's members; null if the bundle does not carry it: then applicants can
  // be told of a decision, officers cannot.
  std::shared_ptr<const std::vector<explain::Plan>> plans;
  Bundle bundle;                          // as decoded, without plans
  std::string file_digest;                // SHA-256 of the signed bytes, 64 hex digits
  std::vector<std::string> roles;         // that signed, sorted
  bool unsigned_load = false;             // only `allow_unsigned` let it in
  std::uint64_t compile_nanoseconds = 0;  // what native code took; 0 without a backend
  std::string native_refused;             // why there is no native code although a backend was given; else ""
};

Checked<Loaded> load(std::string_view file, const LoadOptions& options);

// What `pol inspect` shows of a file that need not be trusted: decoded, nothing verified.
struct Inspected {
  Envelope envelope;  // views into `file`
  Bundle bundle;
  std::string file_digest;
};
Checked<Inspected> inspect(std::string_view file);

}  // namespace pol::bundle
