#include "compiler/cli/variant.h"

#include <filesystem>

#include "runtime/base/output_file.h"

namespace pol::cli {
namespace {

// The root of a policy's companions: catalogues stand in ROOT/tags.
std::string root_of(const study::Compiled& policy) {
  return std::filesystem::path(policy.checked->catalog_path).parent_path().parent_path().string();
}

}  // namespace

Variant compile_variant(const Context& context, const TempFolder& folder, const study::Compiled& like,
                        const std::string& text, engine::Backend* backend) {
  const std::string path = folder.path() + "/variant.pol";
  if (const Status written = write_file(path, text); !written) return {nullptr, written.failure().message};
  Sources sources;
  Diagnostics diagnostics;
  study::CompileOptions options = compile_options(context, backend);
  options.check.roots = {root_of(like)};
  options.check.needed = nullptr;
  auto compiled = std::make_unique<study::Compiled>(study::compile(sources, path, diagnostics, options));
  for (const Diagnostic& diagnostic : diagnostics.all())
    if (diagnostic.severity() == Severity::error)
      return {nullptr, std::string(info(diagnostic.code).name) + " " + diagnostic.message};
  if (!compiled->policy || (backend && !compiled->chain->has_native()))
    return {nullptr, "it cannot be loaded"};
  return {std::move(compiled), ""};
}

}  // namespace pol::cli
