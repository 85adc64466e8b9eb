#include <filesystem>

#include "compiler/sema/examples.h"
#include "compiler/sema/governance.h"
#include "compiler/sema/load.h"
#include "compiler/sema/names.h"
#include "compiler/sema/older_catalogue.h"
#include "compiler/sema/order.h"
#include "compiler/sema/reasons.h"
#include "compiler/sema/series_places.h"
#include "compiler/sema/types.h"

namespace pol::sema {

namespace {

std::unique_ptr<Checked> check_loaded(Loaded loaded, const Sources& sources, Diagnostics& diagnostics) {
  if (loaded.checked) {
    Checked& checked = *loaded.checked;
    const bool complete = !loaded.incomplete[0];
    const Names names =
        resolve_names(checked, sources, diagnostics, std::move(loaded.hidden), std::move(loaded.incomplete));
    for (const UnitInfo& unit : checked.units) check_series_places(*unit.file, diagnostics);
    check_types(checked, names, sources, diagnostics);
    find_order(checked, diagnostics);
    check_older_catalogues(checked, sources, diagnostics);
    const Governed governed{checked, names, sources, diagnostics, complete};
    check_governance(governed);
    check_examples(governed);
    if (!governed.is_library()) {
      checked.listed = listed_reasons(checked);
      checked.looseners = looseners_of(checked);
    }
  }
  diagnostics.sort(sources);
  return std::move(loaded.checked);
}

}  // namespace

std::unique_ptr<Checked> check_file(Sources& sources, const std::string& path, Diagnostics& diagnostics,
                                    const CheckOptions& options) {
  return check_loaded(load_files(sources, path, diagnostics, options), sources, diagnostics);
}

std::unique_ptr<Checked> check_catalogue(Sources& sources, const catalog::Catalog& catalog,
                                         const std::string& path, Diagnostics& diagnostics) {
  const FileId file = sources.add(path, "language 1 library catalogue version 1 owner \"Catalogue\" tags " +
                                            catalog.name + " \"" + catalog.version + "\" end\n");
  CheckOptions options;
  options.roots = {(std::filesystem::path(path).parent_path() / "..").lexically_normal().string()};
  return check_library(sources, file, path, diagnostics, options);
}

std::unique_ptr<Checked> check_library(Sources& sources, FileId file, const std::string& path,
                                       Diagnostics& diagnostics, const CheckOptions& options) {
  return check_loaded(load_files(sources, file, path, diagnostics, options), sources, diagnostics);
}

}  // namespace pol::sema
