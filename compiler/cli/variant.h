// A policy with a few words changed, compiled where its companions are: for diff and sweep.
#pragma once
#include "compiler/cli/policies.h"
#include "compiler/cli/temp_folder.h"

namespace pol::cli {

struct Variant {
  std::unique_ptr<study::Compiled> compiled;  // null: `why_not` has its first error
  std::string why_not;
};
// `text` in place of that of `like`. Native code if there is a backend.
Variant compile_variant(const Context& context, const TempFolder& folder, const study::Compiled& like,
                        const std::string& text, engine::Backend* backend);

}  // namespace pol::cli
