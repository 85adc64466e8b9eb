// pol sign BUNDLE --key KEY: a further signature.
#include <fmt/format.h>

#include "compiler/cli/bundles.h"
#include "runtime/base/output_file.h"

namespace pol::cli {
namespace {

struct SignOptions {
  std::string file, out;
  std::vector<std::string> keys;
};

// Nobody signs what would not load: the content is verified as a loader would, but for the signatures.
Exit run(Context& context, const SignOptions& options) {
  const auto file = read_bundle(context, options.file);
  if (!file) return fail(file.failure());
  const auto envelope = bundle::open_envelope(*file);
  if (!envelope)
    return fail(refused(context, options.file, envelope.refusal(), "refused, nothing was signed"));
  bundle::LoadOptions load;
  load.allow_unsigned = true;
  load.today = today();
  const auto loaded = bundle::load(*file, load);
  if (!loaded) return fail(refused(context, options.file, loaded.refusal(), "refused, nothing was signed"));
  std::vector<bundle::Signature> signatures = envelope->signatures;
  std::string roles;
  for (const std::string& path : options.keys) {
    const auto key = read_secret(path);
    if (!key) return fail(key.failure());
    signatures.push_back(bundle::sign(*key, envelope->signed_bytes));
    roles += (roles.empty() ? "" : ", ") + key->role;
  }
  const std::string out = options.out.empty() ? options.file : options.out;
  if (const auto status = write_file(out, bundle::close_envelope(envelope->signed_bytes, signatures));
      !status)
    return fail(status.failure());
  fmt::print("{}: signed by {}\n  release {}, content hash {}\n", out, roles, loaded->bundle.release,
             loaded->bundle.content_hash);
  for (const bundle::Member& member : loaded->bundle.members)
    fmt::print("  {}/{} version {}\n", member.module.policy.kind, member.module.policy.name,
               member.module.policy.version);
  return Exit::ok;
}

}  // namespace

void add_sign(CLI::App& app, Context& context) {
  auto options = std::make_shared<SignOptions>();
  CLI::App* command = app.add_subcommand("sign", "Add a signature to a bundle");
  command->add_option("BUNDLE", options->file, "A bundle (.polb)")->required();
  command->add_option("--key", options->keys, "A secret key, made by `pol key new`; may be repeated")
      ->required()
      ->allow_extra_args(false)
      ->type_name("KEY");
  command->add_option("-o,--out", options->out, "Where it goes; default: the bundle itself")
      ->type_name("FILE");
  command->footer(
      "The content is verified first. A second signature by one key takes the place of the first.\n"
      "Example: pol sign credit.polb --key keys/cfo.key");
  command->callback(
      [&context, options] { context.action = [&context, options] { return run(context, *options); }; });
}

}  // namespace pol::cli
