// What several commands read besides policies: dates on the command line, catalogues, feeds.
#pragma once
#include <memory>
#include <optional>
#include <string>

#include "compiler/cli/commands.h"
#include "compiler/study/invariants.h"
#include "runtime/catalog/catalog.h"
#include "runtime/data/feed.h"

namespace pol::cli {

void add_threads_option(CLI::App& command, unsigned& threads);
// --on DATE; a text that is no date is a usage error.
void add_on_option(CLI::App& command, std::string& on);
std::optional<Day> on_date(const std::string& on);

// Both print diagnostics and fail with exit 1 (catalogue) or 3 (feed, files that cannot be read).
Result<std::shared_ptr<const catalog::Catalog>> load_catalog(Context& context, const std::string& path);
Result<data::Feed> load_feed(Context& context, const std::string& path,
                             std::shared_ptr<const catalog::Catalog> catalog);

// What generated people must keep to; null if the catalogue, read from `path`, enforces nothing. Prints
// diagnostics and fails with exit 1.
Result<std::unique_ptr<study::Invariants>> enforced_invariants(Context& context,
                                                               const catalog::Catalog& catalog,
                                                               const std::string& path,
                                                               std::optional<Day> on);

// One file under two names counts; "-" is never a file.
bool same_file(const std::string& a, const std::string& b);

// The catalogue that a feed names: tags/NAME.yaml below a root, or below the nearest folder above the feed
// that has tags/.
Result<std::string> catalog_of_feed(Context& context, const std::string& feed);

}  // namespace pol::cli
