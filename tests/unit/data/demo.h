// A small catalogue for feed tests, and a policy over it built from instructions.
#pragma once
#include <catch2/catch.hpp>
#include <memory>
#include <string>
#include <vector>

#include "runtime/catalog/catalog.h"
#include "runtime/data/feed.h"
#include "runtime/engine/engine.h"
#include "runtime/ir/builder.h"

namespace pol::data::testing {

inline constexpr const char* kCatalogue = R"(catalogue: demo
version: "1"
owner: Tests
languages: [en]
enums:
  trade: [retail, catering]
tags:
  - {id: score, en: "Score", type: int, range: "300..850", missing: policy, causes: [no_hit, suppressed, not_asked], sensitivity: open, source: {kind: k}}
  - {id: turnover, en: "Turnover", type: money CNY, range: "0..1000000", missing: policy, fresh_for: 30 days, sensitivity: open, source: {kind: k}}
  - {id: card_use, en: "Card use", type: percent, range: "0%..100%", missing: policy, sensitivity: open, source: {kind: k}}
  - {id: verified, en: "Verified", type: bool, missing: forbid, sensitivity: open, source: {kind: k}}
  - {id: industry, en: "Industry", type: enum trade, missing: policy, sensitivity: open, source: {kind: k}}
  - {id: opened, en: "Opened", type: date, range: "1900-01-01..2030-12-31", missing: policy, sensitivity: open, source: {kind: k}}
  - {id: county, en: "County", type: text, range: "1..10 characters", missing: policy, sensitivity: open, source: {kind: k}}
  - {id: inflow, en: "Inflow", type: 3 of money CNY, range: "0..1000", missing: policy, sensitivity: open, source: {kind: k}}
)";

// The head of every feed of these tests: lines 1 to 4.
inline constexpr const char* kHead = "feed: demo_feed\nversion: \"1\"\ncatalogue: \"demo 1\"\ncase_id: id\n";

inline std::shared_ptr<const catalog::Catalog> demo_catalog() {
  Sources sources;
  Diagnostics diagnostics;
  auto catalog = catalog::read_catalog(sources, sources.add("demo.yaml", kCatalogue), diagnostics);
  for (const auto& d : diagnostics.all()) UNSCOPED_INFO(one_line(d, sources));
  REQUIRE(catalog);
  return std::make_shared<catalog::Catalog>(std::move(*catalog));
}

struct ReadFeed {
  std::optional<Feed> feed;
  std::vector<std::string> complaints;  // "E1020 5:3 message. fix"
};

inline std::string complaint(const Diagnostic& d, const Sources& sources) {
  std::string line = one_line(d, sources);
  const auto path = line.find("feed.yaml:");
  return path == std::string::npos ? line : line.erase(path, 10);
}

inline ReadFeed read(const std::string& text) {
  Sources sources;
  Diagnostics diagnostics;
  ReadFeed result;
  result.feed = read_feed(sources, sources.add("feed.yaml", text), demo_catalog(), diagnostics);
  diagnostics.sort(sources);
  for (const auto& d : diagnostics.all()) result.complaints.push_back(complaint(d, sources));
  return result;
}

inline Feed good_feed(const std::string& rest) {
  ReadFeed result = read(kHead + rest);
  for (const auto& line : result.complaints) UNSCOPED_INFO(line);
  REQUIRE(result.feed);
  return std::move(*result.feed);
}

// Inputs: decision_date, then the tags of `names` as the catalogue has them.
inline ir::Module module_reading(const std::vector<std::string>& names) {
  const auto catalog = demo_catalog();
  ir::Module module;
  module.enums = catalog->enums;
  ir::Builder builder(module);
  module.inputs.push_back(
      {"decision_date", builder.type({.kind = Kind::date, .range = {kMinDay, kMaxDay}}), true});
  for (const std::string& name : names) {
    const catalog::Tag& tag = *catalog->find(name);
    module.inputs.push_back(
        {name, builder.type(tag.type), tag.forbid, tag.causes, tag.fresh_days, tag.fresh_months, "open"});
  }
  return module;
}

}  // namespace pol::data::testing
