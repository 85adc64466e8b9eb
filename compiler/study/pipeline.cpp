#include "compiler/study/pipeline.h"

#include "compiler/analysis/analysis.h"
#include "compiler/study/experiments.h"

namespace pol::study {

Compiled compile(Sources& sources, const std::string& path, Diagnostics& diagnostics,
                 const CompileOptions& options) {
  Compiled out;
  out.path = path;
  const std::size_t errors_before = diagnostics.errors();
  out.checked = sema::check_file(sources, path, diagnostics, options.check);
  if (!out.checked || diagnostics.errors() > errors_before) return out;
  out.lowered = lower::lower(*out.checked, diagnostics, options.lower);
  if (!out.lowered || diagnostics.errors() > errors_before) return out;
  // Names that two experiments set at once may be missing, too; that is told when these are told apart.
  check_experiments(*out.checked, *out.lowered, diagnostics);
  if (diagnostics.errors() > errors_before) return out;
  analysis::analyse(*out.checked, sources, *out.lowered, diagnostics);
  if (diagnostics.errors() > errors_before) return out;
  if (out.library()) return out;

  auto loaded = engine::LoadedPolicy::load(out.lowered->module);
  if (!loaded) {
    // A module that we made ourselves and that does not verify is a defect of the compiler, and says so.
    diagnostics.add(Code::E1041, out.checked->units[0].file->header.span,
                    "internal error: the compiled policy does not verify: " + loaded.failure().message,
                    "please report this with the file");
    return out;
  }
  out.policy = std::move(*loaded);
  if (options.backend)
    if (auto status = out.policy->compile(*options.backend); !status)
      out.native_refused = status.failure().message;
  return out;
}

}  // namespace pol::study
