#include "compiler/study/publish.h"

#include <algorithm>

#include "compiler/study/examples.h"
#include "compiler/study/explain_plan.h"
#include "runtime/bundle/golden.h"
#include "runtime/engine/digest.h"
#include "runtime/engine/release.h"
#include "runtime/ir/verify.h"

namespace pol::study {
namespace {

// The path below `tags/`, `reasons/` or the root, so that a bundle does not tell where it was built.
std::string companion_path(const std::string& path, const std::string& folder) {
  const std::size_t at = path.rfind(folder + "/");
  return at == std::string::npos ? path.substr(path.rfind('/') + 1) : path.substr(at);
}

void add_file(std::vector<bundle::FileDigest>& files, const Sources& sources, const std::string& path,
              const std::string& shown) {
  for (FileId file = 0; file < sources.size(); ++file)
    if (sources.path(file) == path) return files.push_back({shown, engine::sha256_hex(sources.text(file))});
}

std::vector<bundle::FileDigest> files_of(const Compiled& compiled, const Sources& sources) {
  const sema::Checked& checked = *compiled.checked;
  std::vector<bundle::FileDigest> files;
  for (std::uint32_t i = 0; i < checked.units.size(); ++i) {
    // An invariant's text is part of the catalogue.
    if (std::any_of(checked.invariants.begin(), checked.invariants.end(),
                    [&](const sema::EnforcedInvariant& one) { return one.unit == i; }))
      continue;
    const sema::UnitInfo& unit = checked.units[i];
    const FileId file = unit.file->header.span.file;
    if (file == kNoFile || file >= sources.size()) continue;
    files.push_back({unit.root_path.empty() ? companion_path(sources.path(file), "") : unit.root_path,
                     engine::sha256_hex(sources.text(file))});
  }
  add_file(files, sources, checked.catalog_path, companion_path(checked.catalog_path, "tags"));
  add_file(files, sources, checked.reasons_path, companion_path(checked.reasons_path, "reasons"));
  return files;
}

Result<bundle::Member> make_member(const Compiled& compiled, const Sources& sources) {
  const engine::LoadedPolicy& policy = *compiled.policy;
  bundle::Member member;
  member.module = policy.module();
  member.module.spans.clear();
  member.content_hash = policy.content_hash();
  member.cost = ir::cost_bound(member.module);
  const syntax::File& file = *compiled.checked->units[0].file;
  for (const auto& line : file.header.approved) {
    member.approvals = static_cast<std::uint32_t>(line.count);
    for (const auto& role : line.roles) member.roles.push_back(role.text);
  }
  member.files = files_of(compiled, sources);
  for (const auto& item : file.items) {
    const auto* example = std::get_if<syntax::Example>(&item);
    if (!example) continue;
    bundle::Golden golden;
    golden.title = example->title.constant.text;
    golden.sent = example_case(compiled, *example);
    if (const Status kept = bundle::keep(policy, golden); !kept)
      return input_failure("example \"" + golden.title + "\": " + kept.failure().message);
    member.goldens.push_back(std::move(golden));
  }
  member.plan = explain_plan(compiled, sources);
  return member;
}

// What a bundle has of a catalogue: no places in a file, and no samples, which only generated people need.
catalog::Catalog without_samples(catalog::Catalog catalog) {
  for (catalog::Tag& tag : catalog.tags) {
    tag.span = {};
    tag.sample.reset();
  }
  for (catalog::Invariant& invariant : catalog.invariants) invariant.check_span = {};
  return catalog;
}

}  // namespace

Result<bundle::Bundle> make_bundle(const Compiled& compiled, const Sources& sources,
                                   const PublishOptions& options) {
  bundle::Bundle out;
  out.minimum_runtime = bundle::kMinimumRuntime;
  out.built_by = engine::kRelease;
  out.release = options.release;
  out.expires = options.expires;
  for (std::size_t i = 0; i <= compiled.needs.size(); ++i) {
    auto member = make_member(compiled.member(i), sources);
    if (!member) return member.failure();
    out.members.push_back(std::move(*member));
  }
  out.content_hash = out.root().content_hash;
  out.catalog = without_samples(*compiled.checked->catalog);
  return out;
}

}  // namespace pol::study
