// What a bundle carries, decoded: the chain of policies as canonical IR, what each was made of, the examples
// that it must decide as its author saw them, and the catalogue that its tags come from. Plain data; that it
// is sound is for load.h to find out.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "runtime/catalog/catalog.h"
#include "runtime/engine/case.h"
#include "runtime/explain/plan.h"
#include "runtime/ir/module.h"
#include "runtime/ir/record_layout.h"

namespace pol::bundle {

// Of the meaning of op numbers, kinds and forms in the payload; raised when an older runtime would misread
// it.
inline constexpr std::uint32_t kIrVersion = 1;
inline constexpr std::uint32_t kLanguage = 1;
// The oldest release that understands all that this encoder writes.
inline constexpr std::string_view kMinimumRuntime = "0.1.0";

struct FileDigest {  // of a text that a member was made of: policy, libraries, catalogue, reasons
  std::string path;  // below its root
  std::string sha256;
  bool operator==(const FileDigest&) const = default;
};

// An example as it was sent, and what came out.
struct Golden {
  std::string title;
  engine::SentCase sent;             // tags beside the member's inputs, needed parts included
  ir::NativeRecord record;           // texts as numbers (engine::output_text)
  std::vector<std::uint16_t> shown;  // reasons, indices into Module::reason_codes
};

struct Member {
  ir::Module module;         // without spans
  std::string content_hash;  // 64 hex digits
  std::uint64_t cost = 0;    // ir::cost_bound
  std::uint32_t approvals = 0;
  std::vector<std::string> roles;  // `approved by 2 of (roles)`
  std::vector<FileDigest> files;
  std::vector<Golden> goldens;
  explain::Plan plan;  // how its formulas read; empty in bundles of releases that had none
};

struct Bundle {
  std::string minimum_runtime, built_by;  // releases, "0.1.0"
  std::uint32_t ir_version = kIrVersion, language = kLanguage;
  std::uint64_t release = 0;    // of this chain; only ever raised
  std::optional<Day> expires;   // the last day on which it may be loaded
  std::string content_hash;     // the root's, which covers all members
  std::vector<Member> members;  // each after what it needs, the root last
  catalog::Catalog catalog;     // without spans and samples
  const Member& root() const { return members.back(); }
};

}  // namespace pol::bundle
