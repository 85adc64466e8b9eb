#include "compiler/cli/inputs.h"

#include <algorithm>
#include <filesystem>

#include "runtime/catalog/yaml.h"

namespace pol::cli {

namespace fs = std::filesystem;

void add_threads_option(CLI::App& command, unsigned& threads) {
  command.add_option("--threads", threads, "0: as many as the machine has; the result is the same")
      ->check(CLI::Range(0u, 1024u))
      ->type_name("N")
      ->capture_default_str();
}

void add_on_option(CLI::App& command, std::string& on) {
  command.add_option("--on", on, "Decision date, where the data has none")
      ->check([](const std::string& text) {
        return parse_date(text) ? std::string() : "`" + text + "` is no date; write it as 2026-11-08";
      })
      ->type_name("DATE");
}

bool same_file(const std::string& a, const std::string& b) {
  if (a == "-" || b == "-") return false;
  std::error_code error;
  const auto left = fs::weakly_canonical(a, error), right = fs::weakly_canonical(b, error);
  return left == right || fs::equivalent(a, b, error);
}

std::optional<Day> on_date(const std::string& on) {
  return on.empty() ? std::nullopt : parse_date(on);
}

Result<std::shared_ptr<const catalog::Catalog>> load_catalog(Context& context, const std::string& path) {
  const auto file = context.sources.load(path);
  if (!file) return file.failure();
  Diagnostics diagnostics;
  auto catalog = catalog::read_catalog(context.sources, *file, diagnostics);
  if (report(context, diagnostics, Exit::findings) != Exit::ok || !catalog)
    return Failure{Exit::findings, path + ": the catalogue has errors"};
  return std::shared_ptr<const catalog::Catalog>(std::make_shared<catalog::Catalog>(std::move(*catalog)));
}

Result<data::Feed> load_feed(Context& context, const std::string& path,
                             std::shared_ptr<const catalog::Catalog> catalog) {
  const auto file = context.sources.load(path);
  if (!file) return file.failure();
  Diagnostics diagnostics;
  auto feed = data::read_feed(context.sources, *file, std::move(catalog), diagnostics);
  if (report(context, diagnostics, Exit::input) != Exit::ok || !feed)
    return Failure{Exit::input, path + ": the feed has errors"};
  return std::move(*feed);
}

Result<std::unique_ptr<study::Invariants>> enforced_invariants(Context& context,
                                                               const catalog::Catalog& catalog,
                                                               const std::string& path,
                                                               std::optional<Day> on) {
  if (std::none_of(catalog.invariants.begin(), catalog.invariants.end(),
                   [](const catalog::Invariant& one) { return one.enforced; }))
    return std::unique_ptr<study::Invariants>();
  Diagnostics diagnostics;
  auto invariants = study::Invariants::make(context.sources, catalog, path, on, diagnostics);
  if (report(context, diagnostics, Exit::findings) != Exit::ok || !invariants)
    return Failure{Exit::findings, path + ": the catalogue has errors"};
  return invariants;
}

Result<std::string> catalog_of_feed(Context& context, const std::string& feed) {
  const auto file = context.sources.load(feed);
  if (!file) return file.failure();
  Diagnostics diagnostics;
  const auto root = yaml::read(context.sources, *file, diagnostics);
  const yaml::Node* node = root && root->is_map() ? root->find("catalogue") : nullptr;
  if (!node || !node->is_scalar()) {
    if (!diagnostics.has_errors())
      diagnostics.add(Code::E1020, {*file, 0, 0}, "the feed does not name its `catalogue`",
                      "add `catalogue: \"NAME VERSION\"`");
    report(context, diagnostics, Exit::input);
    return Failure{Exit::input, feed + ": the feed has errors"};
  }
  const std::string name = "tags/" + node->text.substr(0, node->text.find(' ')) + ".yaml";
  std::error_code error;
  if (!context.roots.empty()) {
    for (const std::string& folder : context.roots)
      if (fs::exists(fs::path(folder) / name, error)) return (fs::path(folder) / name).string();
    return Failure{Exit::input, feed + ": no --root has " + name};
  }
  const fs::path start = fs::path(feed).parent_path();
  for (fs::path folder = start;; folder /= "..") {
    if (fs::is_directory(folder / "tags", error)) {
      if (fs::exists(folder / name, error)) return (folder / name).lexically_normal().string();
      return Failure{Exit::input,
                     feed + ": " + (folder / name).lexically_normal().string() + " does not exist"};
    }
    const fs::path here = fs::canonical(folder.empty() ? "." : folder, error);
    if (error || here == here.root_path()) break;
  }
  return Failure{Exit::input, feed + ": no folder above it has tags/; name one with --root"};
}

}  // namespace pol::cli
