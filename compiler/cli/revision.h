// A policy as it stands in a git revision: `main:policies/sme/limit.pol`. git is looked for at run time.
#pragma once
#include <optional>

#include "compiler/cli/temp_folder.h"

namespace pol::cli {

struct Revision {
  TempFolder folder;  // the whole tree of the revision, so that libraries and catalogues are those of then
  std::string file;   // the policy in it
};
// Empty if `name` is no REVISION:PATH (a file of that name counts first). Fails (exit 3) where git is not
// there, the revision is not known, or has no such file.
Result<std::optional<Revision>> open_revision(const std::string& name);

}  // namespace pol::cli
