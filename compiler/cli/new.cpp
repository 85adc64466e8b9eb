// pol new KIND NAME: a small complete pack that checks, tests and runs as it is.
#include <fmt/format.h>

#include <chrono>
#include <filesystem>
#include <map>

#include "compiler/cli/bundles.h"
#include "compiler/cli/inputs.h"
#include "compiler/cli/people.h"
#include "compiler/syntax/parse.h"
#include "runtime/base/output_file.h"

namespace pol::cli {
namespace {

namespace fs = std::filesystem;

// The files of compiler/cli/packs, embedded by the build: "limit/tags.yaml" and its text.
struct PackFile {
  const char *path, *text;
};
constexpr PackFile kPackFiles[] = {
#include "packs.inc"
};

struct NewOptions {
  std::string kind, name, into;
};

// A policy that needs others has them beside it, and their tags and reasons before its own.
std::vector<std::string> layers(const std::string& kind) {
  if (kind == "pricing") return {"limit", "pricing"};
  if (kind == "strategy") return {"limit", "pricing", "strategy"};
  return {kind};
}

constexpr std::uint64_t kPeople = 1000, kSeed = 1;

std::string filled(std::string text, const std::string& from, const std::string& to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
  return text;
}

// Where a file of the pack goes: tags.yaml -> tags/NAME.yaml.
std::string place(const std::string& file, const std::string& name) {
  if (file == "tags.yaml") return "tags/" + name + ".yaml";
  if (file == "reasons.yaml") return "reasons/" + name + ".yaml";
  return file;
}

// Today: an author's draft begins now, and is due for review in half a year.
std::string name_error(const std::string& name) {
  const bool shape = !name.empty() && name.size() <= 60 &&
                     (name[0] == '_' || (name[0] >= 'a' && name[0] <= 'z')) &&
                     name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string::npos;
  if (!shape) return "a name has small letters, digits and `_`, and begins with a letter: `" + name + "`";
  return syntax::is_reserved(name) ? "`" + name + "` is a word of the language; take another name" : "";
}

Status write_pack(Context& context, const NewOptions& options, const fs::path& folder) {
  const Day effective = today();
  std::error_code error;
  for (const char* sub : {"tags", "reasons"}) {
    fs::create_directories(folder / sub, error);
    if (error)
      return Failure{Exit::internal, (folder / sub).string() + ": cannot be made: " + error.message()};
  }
  std::map<std::string, std::string> files;
  for (const std::string& layer : layers(options.kind))
    for (const PackFile& file : kPackFiles) {
      const std::string path = file.path, prefix = layer + "/";
      if (path.rfind(prefix, 0) != 0) continue;
      std::string text = filled(file.text, "@NAME@", options.name);
      text = filled(std::move(text), "@EFFECTIVE@", format_date(effective));
      text = filled(std::move(text), "@REVIEW@", format_date(add_months(effective, 6)));
      std::string& whole = files[place(path.substr(prefix.size()), options.name)];
      if (path.ends_with(".yaml"))
        whole += text;  // lists go on where those of the layer before end
      else
        whole = std::move(text);
    }
  for (const auto& [name, text] : files)
    if (auto status = write_file((folder / name).string(), text); !status) return status;
  const auto catalog = load_catalog(context, (folder / "tags" / (options.name + ".yaml")).string());
  if (!catalog) return catalog.failure();
  Progress progress("drawing");
  if (auto status =
          write_people(**catalog, nullptr, kPeople, kSeed, (folder / "people.csv").string(), progress);
      !status)
    return status;
  return write_file((folder / "people.feed.yaml").string(), people_feed(**catalog, ""));
}

Exit run(Context& context, const NewOptions& options) {
  if (const std::string wrong = name_error(options.name); !wrong.empty()) return fail({Exit::usage, wrong});
  const fs::path folder = options.into.empty() ? fs::path(options.name) : fs::path(options.into);
  std::error_code error;
  if (fs::exists(folder, error))
    return fail({Exit::usage, folder.string() + ": is there already; name a folder that is not"});
  if (auto status = write_pack(context, options, folder); !status) {
    fs::remove_all(folder, error);  // nothing half-written stays
    return fail(status.failure());
  }
  const std::string at = folder.string();
  std::string all;
  for (const std::string& layer : layers(options.kind)) all += fmt::format(" {}/{}.pol", at, layer);
  fmt::print(
      "{0}: a {1} policy to start from. Next:\n  pol check{3}\n  pol test{3}\n"
      "  pol run {0}/{1}.pol --data {0}/people.csv --feed {0}/people.feed.yaml --on {2} --out "
      "decisions.csv\n",
      at, options.kind, format_date(today()), all);
  return Exit::ok;
}

}  // namespace

void add_new(CLI::App& app, Context& context) {
  auto options = std::make_shared<NewOptions>();
  CLI::App* command =
      app.add_subcommand("new", "Start a pack: catalogue, reasons, policy, examples, feed, people");
  command
      ->add_option("KIND", options->kind,
                   "limit, pricing, strategy or collections; what it needs comes with it")
      ->required()
      ->check(CLI::IsMember({"limit", "pricing", "strategy", "collections"}));
  command->add_option("NAME", options->name, "Name of the policy and its catalogue")->required();
  command->add_option("--into", options->into, "The folder to make; default: NAME")->type_name("DIR");
  command->footer("Example: pol new limit first_card");
  command->callback(
      [&context, options] { context.action = [&context, options] { return run(context, *options); }; });
}

}  // namespace pol::cli
