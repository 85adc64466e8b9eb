// pol build POLICY... -o OUT: the publish check, and the bundle.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include "compiler/cli/backend.h"
#include "compiler/cli/bundles.h"
#include "compiler/cli/terminal.h"
#include "compiler/study/c_header.h"
#include "compiler/study/examples.h"
#include "compiler/study/prove.h"
#include "compiler/study/publish.h"
#include "runtime/base/output_file.h"

namespace pol::cli {
namespace {

namespace fs = std::filesystem;

struct BuildOptions {
  std::vector<std::string> files, keys;
  std::string out, expires, against, header;
  std::uint64_t release = 0;  // 0: one more than the last published
  std::uint64_t cases = study::ProveOptions{}.cases;
};

std::string title(const ir::Policy& policy) {
  return policy.kind + "/" + policy.name;
}

// What stands in a folder of published bundles, by kind and name.
struct Published {
  struct Version {
    std::int64_t version = 0;
    std::string content_hash, file;
  };
  std::map<std::string, std::vector<Version>> versions;
  std::map<std::string, std::uint64_t> releases;  // the highest, of those whose root it is
};

Result<Published> read_published(Context& context, const std::string& folder) {
  Published out;
  std::vector<std::string> files;
  std::error_code error;
  for (auto it = fs::directory_iterator(folder, error); !error && it != fs::end(it); it.increment(error))
    if (names_bundle(it->path().string())) files.push_back(it->path().string());
  if (error) return input_failure(folder + ": cannot be read: " + error.message());
  std::sort(files.begin(), files.end());
  for (const std::string& path : files) {
    const auto file = read_bundle(context, path);
    if (!file) return file.failure();
    const auto inspected = bundle::inspect(*file);
    if (!inspected) return refused(context, path, inspected.refusal(), "cannot be compared with");
    for (const bundle::Member& member : inspected->bundle.members)
      out.versions[title(member.module.policy)].push_back(
          {member.module.policy.version, member.content_hash, path});
    std::uint64_t& last = out.releases[title(inspected->bundle.root().module.policy)];
    last = std::max(last, inspected->bundle.release);
  }
  return out;
}

// A version that is published means one thing for ever.
void check_versions(const bundle::Bundle& bundle, const Published& published, Diagnostics& diagnostics,
                    const study::Compiled& compiled) {
  for (std::size_t i = 0; i < bundle.members.size(); ++i) {
    const ir::Policy& policy = bundle.members[i].module.policy;
    const auto known = published.versions.find(title(policy));
    if (known == published.versions.end()) continue;
    const Span span = compiled.member(i).checked->units[0].file->header.name.span;
    for (const Published::Version& one : known->second) {
      if (policy.version > one.version ||
          (policy.version == one.version && bundle.members[i].content_hash == one.content_hash))
        continue;
      diagnostics.add(
          Code::E1221, span,
          policy.version == one.version
              ? fmt::format("{} version {} is published and decides something else ({})", title(policy),
                            policy.version, one.file)
              : fmt::format("{} version {} is published already ({}), this is version {}", title(policy),
                            one.version, one.file, policy.version),
          fmt::format("make it version {} with `replaces version {}`", one.version + 1, one.version));
      break;
    }
  }
}

// The one that needs all others; they may be named, too.
Result<const study::Compiled*> root_of(const std::vector<study::Compiled>& all) {
  for (const study::Compiled& candidate : all) {
    const auto has = [&](const study::Compiled& one) {
      return one.policy->content_hash() == candidate.policy->content_hash() ||
             std::any_of(candidate.needs.begin(), candidate.needs.end(), [&](const auto& needed) {
               return needed->policy->content_hash() == one.policy->content_hash();
             });
    };
    if (std::all_of(all.begin(), all.end(), has)) return &candidate;
  }
  return Failure{
      Exit::usage,
      "a bundle holds one policy and those that it needs; build one for each policy that no other needs"};
}

// Errors of the front end, examples on both engines, prove lines: as `pol check` and `pol test` tell them.
Result<std::vector<study::Compiled>> publishable(Context& context, const BuildOptions& options,
                                                 engine::Backend& backend) {
  std::vector<study::Compiled> all;
  Diagnostics diagnostics;
  for (const std::string& file : options.files) {
    if (const auto readable = Sources().load(file); !readable) return readable.failure();
    all.push_back(study::compile(context.sources, file, diagnostics, compile_options(context, &backend)));
    const study::Compiled& compiled = all.back();
    if (compiled.library()) return Failure{Exit::usage, file + ": is a library; name a policy"};
    if (!compiled.policy) continue;
    for (std::size_t i = 0; i < compiled.chain->size(); ++i) {
      const study::Compiled& member = compiled.member(i);
      study::run_examples(member, context.sources, diagnostics);
      study::ProveOptions prove;
      prove.cases = options.cases;
      study::run_proves(member, context.sources, diagnostics, prove);
    }
    if (!compiled.native_refused.empty())
      return Failure{Exit::internal, file + ": no native code: " + compiled.native_refused};
  }
  Diagnostics errors;  // warnings are for `pol check`
  for (const auto& diagnostic : diagnostics.all())
    if (diagnostic.severity() == Severity::error) errors.add(diagnostic);
  const Exit exit = context.needed->unreadable.empty() ? Exit::findings : Exit::input;
  if (report(context, errors, exit) != Exit::ok) return Failure{exit, "errors, nothing was built"};
  return all;
}

// Which roles have still to sign, by member.
void print_missing(const bundle::Bundle& bundle, const std::vector<bundle::SecretKey>& keys) {
  for (const bundle::Member& member : bundle.members) {
    const auto signed_by = static_cast<std::uint32_t>(
        std::count_if(member.roles.begin(), member.roles.end(), [&](const std::string& role) {
          return std::any_of(keys.begin(), keys.end(), [&](const auto& key) { return key.role == role; });
        }));
    if (signed_by < member.approvals)
      fmt::print("  not yet     {} must be signed by {} of ({}), {} signed\n", title(member.module.policy),
                 member.approvals, fmt::join(member.roles, ", "), signed_by);
  }
}

Exit run(Context& context, const BuildOptions& options) {
  std::vector<bundle::SecretKey> keys;
  for (const std::string& path : options.keys) {
    auto key = read_secret(path);
    if (!key) return fail(key.failure());
    keys.push_back(std::move(*key));
  }
  const auto backend = command_backend(context);
  const auto all = publishable(context, options, *backend);
  if (!all) return fail(all.failure());
  const auto root = root_of(*all);
  if (!root) return fail(root.failure());
  const study::Compiled& compiled = **root;

  Published published;
  if (!options.against.empty()) {
    auto read = read_published(context, options.against);
    if (!read) return fail(read.failure());
    published = std::move(*read);
  }
  const std::uint64_t last = published.releases[title(compiled.policy->module().policy)];
  study::PublishOptions publish;
  publish.release = options.release ? options.release : last + 1;
  if (publish.release <= last)
    return fail(
        {Exit::usage, fmt::format("release {} is published already; the next is {}", last, last + 1)});
  if (!options.expires.empty()) publish.expires = parse_date(options.expires);
  const auto bundle = study::make_bundle(compiled, context.sources, publish);
  if (!bundle) return fail(bundle.failure());
  Diagnostics diagnostics;
  check_versions(*bundle, published, diagnostics, compiled);
  if (report(context, diagnostics, Exit::findings) != Exit::ok)
    return fail({Exit::findings, options.out + ": not published, nothing was built"});

  const std::string bytes = bundle::seal(bundle::encode(*bundle));
  std::vector<bundle::Signature> signatures;
  for (const bundle::SecretKey& key : keys) signatures.push_back(bundle::sign(key, bytes));
  const std::string file = bundle::close_envelope(bytes, signatures);
  // What leaves must come in again: as a loader would, on both engines.
  bundle::LoadOptions load;
  load.allow_unsigned = true;
  load.backend = backend.get();
  if (const auto loaded = bundle::load(file, load); !loaded)
    return fail(
        {Exit::internal, fmt::format("{}: internal error: what was built does not load: {} {}", options.out,
                                     info(loaded.refusal().code).name, loaded.refusal().message)});
  if (const auto status = write_file(options.out, file); !status) return fail(status.failure());
  if (!options.header.empty())
    if (const auto status = write_file(options.header, study::c_header(*compiled.chain)); !status)
      return fail(status.failure());
  std::size_t examples = 0;
  fmt::print("{}: {} bytes, release {}{}\n", options.out, grouped(file.size()), bundle->release,
             bundle->expires ? ", until " + format_date(*bundle->expires) : "");
  for (const bundle::Member& member : bundle->members) {
    examples += member.goldens.size();
    fmt::print("  policy      {} version {}\n", title(member.module.policy), member.module.policy.version);
  }
  fmt::print("  examples    {} pass on interpreter and native code\n", examples);
  fmt::print("  content     {}\n", bundle->content_hash);
  if (!keys.empty()) {
    std::vector<std::string> roles;
    for (const bundle::SecretKey& key : keys) roles.push_back(key.role);
    fmt::print("  signed by   {}\n", fmt::join(roles, ", "));
  }
  print_missing(*bundle, keys);
  return Exit::ok;
}

}  // namespace

void add_build(CLI::App& app, Context& context) {
  auto options = std::make_shared<BuildOptions>();
  CLI::App* command = app.add_subcommand("build", "Check policies for publication and make a bundle of them");
  command->add_option("POLICY", options->files, "A policy (.pol); those that it needs come with it")
      ->required();
  command->add_option("-o,--out", options->out, "The bundle (.polb)")->required()->type_name("OUT");
  command->add_option("--sign", options->keys, "A secret key that signs it; may be repeated")
      ->allow_extra_args(false)
      ->type_name("KEY");
  command
      ->add_option("--release", options->release,
                   "Its number among all releases; default: one more than the last of --against, or 1")
      ->check(CLI::PositiveNumber)
      ->type_name("N");
  command->add_option("--expires", options->expires, "The last day on which it may be loaded")
      ->check([](const std::string& text) {
        return parse_date(text) ? std::string() : "`" + text + "` is no date; write it as 2026-11-08";
      })
      ->type_name("DATE");
  command
      ->add_option("--against", options->against,
                   "The folder of bundles that are published: what changed must have a new version")
      ->type_name("DIR");
  command
      ->add_option("--header", options->header,
                   "Also a C header: a struct with the tags that are read, and names of the outputs")
      ->type_name("FILE");
  command->add_option("--cases", options->cases, "Cases that are searched for each `prove` line")
      ->type_name("N")
      ->capture_default_str();
  command->footer(
      "Nothing is built of a policy with errors, an example that fails or a `prove` line that is refuted.\n"
      "Example: pol build policies/sme/strategy.pol -o credit.polb --sign cro.key --sign coo.key");
  command->callback(
      [&context, options] { context.action = [&context, options] { return run(context, *options); }; });
}

}  // namespace pol::cli
