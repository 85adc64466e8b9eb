// Generated people as files: the rows, and the feed that reads them back.
#pragma once
#include <string>

#include "compiler/cli/terminal.h"
#include "compiler/study/people.h"
#include "runtime/base/result.h"

namespace pol::cli {

// `path` "-" is standard output. Written aside and renamed when whole. `invariants`: what people must keep
// to; null: nothing. Fails where nobody does in many draws.
Status write_people(const catalog::Catalog& catalog, std::unique_ptr<study::Invariants> invariants,
                    std::uint64_t rows, std::uint64_t seed, const std::string& path, Progress& progress);
// `on`: the decision date to write into it, or "".
std::string people_feed(const catalog::Catalog& catalog, const std::string& on);

}  // namespace pol::cli
