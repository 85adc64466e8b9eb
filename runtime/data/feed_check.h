// What a feed makes of a file, column by column, without a policy: what maps, what does not, and what it
// looks like.
#pragma once
#include <array>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "runtime/data/feed.h"

namespace pol::data {

struct ColumnCheck {
  std::string name, column;  // tag or report column; column of the data
  bool report = false;
  std::array<std::uint64_t, 6> fates{};         // by CellValue::Fate
  std::map<std::string, std::uint64_t> causes;  // of the missing ones
  bool ranged = false;                          // lowest and highest hold something
  i128 lowest = 0, highest = 0;                 // of the values; numbers and dates
  // Texts that became no value, the most frequent first. Exact while there are at most kMostTexts different
  // ones.
  static constexpr std::size_t kMostTexts = 1000, kShownTexts = 5;
  std::vector<std::pair<std::string, std::uint64_t>> texts;
  std::uint64_t count(CellValue::Fate fate) const { return fates[static_cast<std::size_t>(fate)]; }
};

struct FeedCheck {
  std::uint64_t rows = 0, blank_lines = 0;
  std::map<std::string, std::uint64_t> refused;  // D codes
  std::vector<ColumnCheck> columns;         // tags, then report columns, as in the feed; constants left out
  std::vector<std::string> constants;       // tags and report columns with one value for all rows
  std::vector<std::string> unlisted_tags;   // of the catalogue: not_asked in every row
  std::vector<std::string> unused_columns;  // of the data
};

Result<FeedCheck> check_feed(
    const Feed& feed, const std::string& data, Diagnostics& diagnostics,
    const std::function<void(std::uint64_t, std::uint64_t, std::uint64_t)>& progress = {});

}  // namespace pol::data
