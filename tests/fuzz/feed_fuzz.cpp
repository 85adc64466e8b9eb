// Any bytes as a feed over a small catalogue: the reader reports, in words and at a place, or every tag it
// gives is one of the catalogue.
#include <cstdint>
#include <cstdlib>

#include "runtime/data/feed.h"

using namespace pol;

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

constexpr const char* kCatalogue = R"(catalogue: sme
version: "1"
owner: Council
languages: [en]
enums:
  region: [north, south]
tags:
  - {id: score, en: Score, type: int, range: "300..850", missing: policy, sensitivity: open, fresh_for: 30 days}
  - {id: income, en: Income, type: money CNY, range: "0..5000000", missing: policy, sensitivity: open}
  - {id: share, en: Share, type: percent, range: "0%..100%", missing: forbid, sensitivity: open}
  - {id: since, en: Since, type: date, range: "2000-01-01..2026-12-31", missing: policy, sensitivity: open}
  - {id: home, en: Home, type: enum region, missing: policy, sensitivity: open}
  - {id: nick, en: Nick, type: text, range: "1..8 characters", missing: policy, sensitivity: open}
  - {id: flows, en: Flows, type: 3 of money CNY, range: "0..100", missing: policy, sensitivity: open}
)";

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::shared_ptr<const catalog::Catalog> catalogue = [] {
    Sources sources;
    Diagnostics diagnostics;
    auto read = catalog::read_catalog(sources, sources.add("sme.yaml", kCatalogue), diagnostics);
    require(read && diagnostics.empty());
    return std::make_shared<const catalog::Catalog>(std::move(*read));
  }();
  Sources sources;
  Diagnostics diagnostics;
  const FileId file = sources.add("fuzz.yaml", std::string(reinterpret_cast<const char*>(data), size));
  const auto feed = data::read_feed(sources, file, catalogue, diagnostics);
  require(feed || diagnostics.has_errors());
  diagnostics.sort(sources);
  for (const Diagnostic& diagnostic : diagnostics.all()) require(!one_line(diagnostic, sources).empty());
  if (feed)
    for (const data::FeedTag& tag : feed->tags) require(tag.entry && catalogue->find(tag.entry->id));
  return 0;
}
