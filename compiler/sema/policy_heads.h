// The first lines of policy files, read without parsing them: which policy a file is, and what it needs.
#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace pol::sema {

struct PolicyId {
  std::string kind, name;
  std::int64_t version = 0;
  auto operator<=>(const PolicyId&) const = default;
};
struct PolicyHead {
  PolicyId id;
  std::vector<PolicyId> needs;
};

// Comments and white space are skipped. Empty for libraries, and for a header that is not written as the
// language has it: such a file is no policy that anything could need. Only the first 64 KiB are looked at.
std::optional<PolicyHead> read_head(const std::filesystem::path& path);

// Each policy behind those of `files` that it needs. Else by folder, and in a folder limit, pricing,
// strategy, collections, then by name. Policies in a circle keep that order; what else is no policy comes by
// its path.
std::vector<std::string> in_chain_order(std::vector<std::string> files);

}  // namespace pol::sema
