// pol verify BUNDLE: everything that a loader does, and nothing is decided.
#include <fmt/format.h>

#include "compiler/cli/bundles.h"
#include "compiler/cli/inputs.h"
#include "compiler/cli/terminal.h"

namespace pol::cli {
namespace {

struct VerifyOptions {
  std::string file, over, policy, catalogue, on, engine = "native";
  std::uint64_t most_cost = bundle::LoadOptions{}.most_cost;
  TrustOptions trust;
};

// What the bundle in force says of itself; it has been verified when it was put there.
Status set_over(Context& context, const std::string& path, bundle::LoadOptions& load) {
  const auto file = read_bundle(context, path);
  if (!file) return file.failure();
  const auto in_force = bundle::inspect(*file);
  if (!in_force) return refused(context, path, in_force.refusal(), "cannot be compared with");
  const ir::Policy& policy = in_force->bundle.root().module.policy;
  if (load.policy.empty()) load.policy = policy.kind + "/" + policy.name;
  load.last_release = in_force->bundle.release;
  load.last_digest = in_force->file_digest;
  return Unit{};
}

Exit run(Context& context, const VerifyOptions& options) {
  bundle::LoadOptions load;
  load.policy = options.policy;
  load.most_cost = options.most_cost;
  if (const auto on = on_date(options.on)) load.today = *on;
  if (const std::size_t space = options.catalogue.find(' '); !options.catalogue.empty()) {
    if (space == std::string::npos)
      return fail({Exit::usage, "--catalogue wants a name and a version, such as \"sme 2026.10\""});
    load.catalogue = options.catalogue.substr(0, space);
    load.catalogue_version = options.catalogue.substr(space + 1);
  }
  if (!options.over.empty())
    if (const Status status = set_over(context, options.over, load); !status) return fail(status.failure());
  const auto loaded =
      load_bundle(context, options.file, options.trust, engine_choice(options.engine), std::move(load));
  if (!loaded) return fail(loaded.failure());
  const bundle::Bundle& bundle = loaded->bundle;
  std::size_t examples = 0;
  for (const bundle::Member& member : bundle.members) examples += member.goldens.size();
  const ir::Policy& root = bundle.root().module.policy;
  fmt::print("{}: sound\n", options.file);
  fmt::print(
      "  policy      {}/{} version {}{}\n", root.kind, root.name, root.version,
      bundle.members.size() > 1 ? fmt::format(", with {} that it needs", bundle.members.size() - 1) : "");
  fmt::print("  release     {}{}\n", bundle.release,
             bundle.expires ? ", until " + format_date(*bundle.expires) : "");
  fmt::print("  signed by   {}\n", loaded->roles.empty() ? "nobody who is trusted here"
                                                         : fmt::format("{}", fmt::join(loaded->roles, ", ")));
  fmt::print("  examples    {} decided as when it was built, on {}\n", grouped(examples),
             engine_choice(options.engine) == EngineChoice::native ? "interpreter and native code"
                                                                   : "the interpreter");
  fmt::print("  content     {}\n", bundle.content_hash);
  fmt::print("  file        {}\n", loaded->file_digest);
  return Exit::ok;
}

}  // namespace

void add_verify(CLI::App& app, Context& context) {
  auto options = std::make_shared<VerifyOptions>();
  CLI::App* command = app.add_subcommand("verify", "Check a bundle as a loader does");
  command->add_option("BUNDLE", options->file, "A bundle (.polb)")->required();
  add_trust_options(*command, options->trust);
  command
      ->add_option("--over", options->over,
                   "The bundle that is in force: the new one must be of the same policy and a later release")
      ->type_name("BUNDLE");
  command->add_option("--policy", options->policy, "It must be of this policy")->type_name("KIND/NAME");
  command->add_option("--catalogue", options->catalogue, "It must be made for this catalogue")
      ->type_name("\"NAME VERSION\"");
  command->add_option("--most-cost", options->most_cost, "One decision may cost as many units at most")
      ->type_name("N")
      ->capture_default_str();
  add_engine_option(*command, options->engine);
  add_on_option(*command, options->on);
  command->get_option("--on")->description("The day on which it is to be loaded; default: today");
  command->footer(
      "Exit code 3 if it is refused. What is wrong has a code; `pol help E1206` tells more.\n"
      "Example: pol verify credit.polb --trust keys --over in_force.polb");
  command->callback(
      [&context, options] { context.action = [&context, options] { return run(context, *options); }; });
}

}  // namespace pol::cli
