// pol inspect BUNDLE: what it says of itself.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "compiler/cli/bundles.h"
#include "compiler/cli/terminal.h"

namespace pol::cli {
namespace {

using Json = nlohmann::ordered_json;

struct InspectOptions {
  std::string file;
  std::vector<std::string> trust;
  bool json = false;
};

std::string title(const ir::Policy& policy) {
  return fmt::format("{}/{} version {}", policy.kind, policy.name, policy.version);
}

// "" for a key that is not among those that were given.
std::string role_of(const std::vector<bundle::PublicKey>& keys, const bundle::Signature& signature,
                    std::string_view signed_bytes) {
  for (const bundle::PublicKey& key : keys)
    if (key.id() == signature.key)
      return bundle::verifies(key, signature, signed_bytes) ? key.role : key.role + ", and does not fit";
  return "";
}

Json json_of(const bundle::Member& member) {
  const ir::Module& module = member.module;
  const ir::Policy& policy = module.policy;
  Json out;
  out["kind"] = policy.kind;
  out["name"] = policy.name;
  out["version"] = policy.version;
  out["content_hash"] = member.content_hash;
  out["effective"] = format_date(policy.effective);
  out["review_by"] = format_date(policy.review_by);
  out["zone"] = policy.zone;
  out["approvals"] = member.approvals;
  out["roles"] = member.roles;
  out["cost"] = member.cost;
  out["instructions"] = module.insts.size();
  out["needs"] = Json::array();
  for (const ir::NeededPolicy& one : module.needs)
    out["needs"].push_back({{"kind", one.kind},
                            {"name", one.name},
                            {"version", one.version},
                            {"content_hash", one.content_hash}});
  out["outputs"] = Json::array();
  for (const ir::Output& output : module.outputs) out["outputs"].push_back(output.name);
  out["examples"] = Json::array();
  for (const bundle::Golden& golden : member.goldens) out["examples"].push_back(golden.title);
  out["files"] = Json::array();
  for (const bundle::FileDigest& file : member.files)
    out["files"].push_back({{"path", file.path}, {"sha256", file.sha256}});
  return out;
}

Json json_of(const bundle::Inspected& inspected, const std::vector<bundle::PublicKey>& keys) {
  const bundle::Bundle& bundle = inspected.bundle;
  Json out;
  out["format"] = bundle::kFormat;
  out["ir_version"] = bundle.ir_version;
  out["language"] = bundle.language;
  out["minimum_runtime"] = bundle.minimum_runtime;
  out["built_by"] = bundle.built_by;
  out["release"] = bundle.release;
  out["expires"] = bundle.expires ? Json(format_date(*bundle.expires)) : Json();
  out["content_hash"] = bundle.content_hash;
  out["file_digest"] = inspected.file_digest;
  out["catalogue"] = {{"name", bundle.catalog.name},
                      {"version", bundle.catalog.version},
                      {"tags", bundle.catalog.tags.size()}};
  out["policies"] = Json::array();
  for (const bundle::Member& member : bundle.members) out["policies"].push_back(json_of(member));
  out["signatures"] = Json::array();
  for (const bundle::Signature& one : inspected.envelope.signatures) {
    const std::string role = role_of(keys, one, inspected.envelope.signed_bytes);
    out["signatures"].push_back(
        {{"key", bundle::key_name(one.key)}, {"role", role.empty() ? Json() : Json(role)}});
  }
  return out;
}

void print_member(const bundle::Member& member) {
  const ir::Policy& policy = member.module.policy;
  fmt::print("{}\n", title(policy));
  fmt::print("  in force    from {} ({}), review by {}\n", format_date(policy.effective), policy.zone,
             format_date(policy.review_by));
  fmt::print("  approved by {} of ({})\n", member.approvals, fmt::join(member.roles, ", "));
  fmt::print("  reasons     {} {}\n", policy.reasons, policy.reasons_version);
  fmt::print("  cost bound  {} units over {}\n", grouped(member.cost),
             counted(member.module.insts.size(), "instruction"));
  fmt::print("  examples    {}\n", member.goldens.size());
  fmt::print("  content     {}\n", member.content_hash);
  for (const bundle::FileDigest& file : member.files)
    fmt::print("  file        {} {}\n", file.sha256, file.path);
}

Exit run(Context& context, const InspectOptions& options) {
  const auto file = read_bundle(context, options.file);
  if (!file) return fail(file.failure());
  const auto keys = read_trusted(options.trust);
  if (!keys) return fail(keys.failure());
  const auto inspected = bundle::inspect(*file);
  if (!inspected) return fail(refused(context, options.file, inspected.refusal(), "cannot be read"));
  if (options.json) {
    fmt::print("{}\n", json_of(*inspected, *keys).dump(-1, ' ', false, Json::error_handler_t::replace));
    return Exit::ok;
  }
  const bundle::Bundle& bundle = inspected->bundle;
  fmt::print("{}: {}, {} bytes; nothing of this has been verified\n", options.file,
             title(bundle.root().module.policy), grouped(file->size()));
  fmt::print("  release     {}{}\n", bundle.release,
             bundle.expires ? ", until " + format_date(*bundle.expires) : ", does not expire");
  fmt::print("  built by    pol {}, needs {} or newer; format {}, code version {}, language {}\n",
             bundle.built_by, bundle.minimum_runtime, bundle::kFormat, bundle.ir_version, bundle.language);
  fmt::print("  catalogue   {} {}, {}\n", bundle.catalog.name, bundle.catalog.version,
             counted(bundle.catalog.tags.size(), "tag"));
  fmt::print("  content     {}\n  file        {}\n", bundle.content_hash, inspected->file_digest);
  for (const bundle::Signature& one : inspected->envelope.signatures) {
    const std::string role = role_of(*keys, one, inspected->envelope.signed_bytes);
    fmt::print("  signed by   key {}{}\n", bundle::key_name(one.key), role.empty() ? "" : " (" + role + ")");
  }
  if (inspected->envelope.signatures.empty()) fmt::print("  signed by   nobody\n");
  for (const bundle::Member& member : bundle.members) print_member(member);
  return Exit::ok;
}

}  // namespace

void add_inspect(CLI::App& app, Context& context) {
  auto options = std::make_shared<InspectOptions>();
  CLI::App* command = app.add_subcommand("inspect", "Show what a bundle says of itself");
  command->add_option("BUNDLE", options->file, "A bundle (.polb)")->required();
  command->add_option("--trust", options->trust, "Keys, or folders of them, to name who signed")
      ->allow_extra_args(false)
      ->type_name("PATH");
  command->add_flag("--json", options->json, "As one JSON object");
  command->footer(
      "Nothing is verified; that is what `pol verify` does.\nExample: pol inspect credit.polb --json");
  command->callback(
      [&context, options] { context.action = [&context, options] { return run(context, *options); }; });
}

}  // namespace pol::cli
