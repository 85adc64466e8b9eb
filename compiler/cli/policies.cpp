#include "compiler/cli/policies.h"
#include "compiler/cli/backend.h"

#include <algorithm>
#include <filesystem>

#include "compiler/sema/checked.h"
#include "compiler/sema/policy_heads.h"

namespace pol::cli {

namespace {

constexpr const char* kNoText =
    ": is a bundle, and this command reads the text of a policy (.pol); `test`, `decide`, `explain`, `run`, "
    "`simulate`, `diff`, `inspect` and `verify` take bundles";

}  // namespace

study::CompileOptions compile_options(const Context& context, engine::Backend* backend) {
  study::CompileOptions options;
  options.check.roots = context.roots;
  options.check.needed = context.needed;
  options.members = context.members;
  options.backend = backend;
  return options;
}

Result<std::vector<std::string>> policy_files(const std::vector<std::string>& names) {
  namespace fs = std::filesystem;
  std::vector<std::string> out;
  for (const auto& name : names) {
    std::error_code error;
    if (!fs::is_directory(name, error)) {
      const std::string ending = fs::path(name).extension().string();
      if (ending == ".polb") return Failure{Exit::usage, name + kNoText};
      for (const char* companion : {".yaml", ".yml", ".csv", ".json"})
        if (ending == companion)
          return Failure{Exit::usage,
                         name +
                             ": a policy or library (.pol) is expected; catalogues and reasons are "
                             "checked with the policy that names them, feeds by `pol feed check`"};
      out.push_back(name);
      continue;
    }
    const std::size_t before = out.size();
    for (auto it = fs::recursive_directory_iterator(name, error); !error && it != fs::end(it);
         it.increment(error))
      if (it->path().extension() == ".pol") out.push_back(it->path().string());
    if (error) return Failure{Exit::input, name + ": cannot be read: " + error.message()};
    if (out.size() == before) return Failure{Exit::input, name + ": has no .pol file"};
    const auto own = out.begin() + static_cast<std::ptrdiff_t>(before);
    const std::vector<std::string> ordered = sema::in_chain_order({own, out.end()});
    std::copy(ordered.begin(), ordered.end(), own);
  }
  return out;
}

Result<study::Compiled> load_policy(Context& context, const std::string& path, EngineChoice engine) {
  if (path.ends_with(".polb")) return Failure{Exit::usage, path + kNoText};
  if (const auto readable = Sources().load(path); !readable) return readable.failure();
  const auto backend = engine == EngineChoice::native ? command_backend(context) : nullptr;
  Diagnostics diagnostics;
  study::Compiled compiled =
      study::compile(context.sources, path, diagnostics, compile_options(context, backend.get()));
  Diagnostics errors;  // warnings are for `pol check`
  for (const auto& diagnostic : diagnostics.all())
    if (diagnostic.severity() == Severity::error) errors.add(diagnostic);
  if (errors.has_errors()) {
    const Exit exit = context.needed->unreadable.empty() ? Exit::findings : Exit::input;
    report(context, errors, exit);
    return Failure{exit, path + ": has errors, nothing was decided"};
  }
  if (compiled.library()) return Failure{Exit::usage, path + ": is a library; name a policy"};
  if (!compiled.policy) return Failure{Exit::input, path + ": cannot be loaded"};
  if (engine == EngineChoice::native && !compiled.chain->has_native())
    return Failure{Exit::internal, path + ": no native code: " + compiled.native_refused};
  return compiled;
}

void add_engine_option(CLI::App& command, std::string& choice) {
  command.add_option("--engine", choice, "interp (the reference) or native; both give the same bytes")
      ->check(CLI::IsMember({"interp", "native"}))
      ->type_name("ENGINE")
      ->capture_default_str();
}

}  // namespace pol::cli
