// What the commands that read bundles share: which keys are trusted, and how a refusal is told.
#pragma once
#include "compiler/cli/policies.h"
#include "runtime/bundle/load.h"

namespace pol::cli {

bool names_bundle(const std::string& path);  // by its ending, .polb

struct TrustOptions {
  std::vector<std::string> trust;  // --trust: key files, or folders with *.pub
  bool allow_unsigned = false;     // --unsigned
};
void add_trust_options(CLI::App& command, TrustOptions& options);

Day today();  // UTC

// Exit::input for files that cannot be read or are no public keys.
Result<std::vector<bundle::PublicKey>> read_trusted(const std::vector<std::string>& paths);
Result<bundle::SecretKey> read_secret(const std::string& path);
Result<std::string> read_bundle(Context& context, const std::string& path);

// Prints the refusal with its code; the failure that is returned says what did not happen, exit 3.
Failure refused(Context& context, const std::string& path, const bundle::Refusal& refusal,
                const std::string& what);

// With `trust`, for today. Says on standard error if only --unsigned let it in. Exit 4 if native code was
// asked for and cannot be had.
Result<bundle::Loaded> load_bundle(Context& context, const std::string& path, const TrustOptions& trust,
                                   EngineChoice engine, bundle::LoadOptions options = {});

// What decides cases: a policy that is compiled here, or the chain of a bundle.
struct Deciding {
  std::shared_ptr<const engine::Chain> chain;
  std::shared_ptr<const catalog::Catalog> catalog;
  // What load_deciding read: one of the two. deciding() sets neither.
  std::shared_ptr<const study::Compiled> compiled;
  std::shared_ptr<const bundle::Loaded> bundle;
  std::string catalogue_path;  // "" for a bundle: its catalogue has no samples and no text of invariants
};
inline Deciding deciding(const study::Compiled& compiled) {
  return {compiled.chain, compiled.checked->catalog, nullptr, nullptr, compiled.checked->catalog_path};
}
// A .polb by load_bundle, everything else by load_policy.
Result<Deciding> load_deciding(Context& context, const std::string& path, const TrustOptions& trust,
                               EngineChoice engine, bundle::LoadOptions options = {});
// Exit 2 where keys are given and none of `files` is a bundle.
Status bundles_for_trust(const std::vector<std::string>& files, const TrustOptions& trust);

}  // namespace pol::cli
