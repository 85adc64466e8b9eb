// One row of a file, by its case id.
#pragma once
#include <optional>
#include <string>

#include "runtime/data/feed.h"
#include "runtime/engine/case.h"

namespace pol::data {

// The first row with this case id, as a case for the door of `module`. Fails (exit 3) if there is none or its
// row cannot be read; exit 2 without a decision date. What is wrong with feed and columns is added to
// `diagnostics`.
Result<engine::SentCase> find_case(const Feed& feed, const ir::Module& module, const std::string& data,
                                   const std::string& case_id, std::optional<Day> on,
                                   Diagnostics& diagnostics);

}  // namespace pol::data
