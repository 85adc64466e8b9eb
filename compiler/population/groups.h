// By what a population is parted in a report: tags of the catalogue, whether the policy reads them or not.
// `province`, `province,industry` (both together), `score/50` (an amount in bands 50 wide, from 0 on).
#pragma once
#include <map>
#include <string>
#include <vector>

#include "runtime/catalog/catalog.h"
#include "runtime/engine/case.h"

namespace pol::population {

struct GroupBy {
  struct Part {
    std::size_t input = 0;  // of the module below
    i128 width = 0;         // of a band in the tag's units; 0 = each value by itself
  };
  std::string text;  // as asked for
  std::vector<Part> parts;
};

struct Groups {
  ir::Module module;  // a door without a policy: reads the tags, refuses nothing
  std::vector<GroupBy> by;
};

// Fails (exit 2) for a tag that is not in the catalogue, a number without a width, a width of a text.
Result<Groups> read_groups(const catalog::Catalog& catalog, const std::vector<std::string>& texts);

inline constexpr std::size_t kMostGroups = 2'000;  // of one grouping
Failure too_many_groups(const GroupBy& by);        // exit 2

// The part of a key that one tag gives. Orders as values do; missing ones come last.
struct GroupValue {
  CauseMask missing = 0;
  std::int64_t number = 0;  // the value, or the lower end of its band
  std::string text;
  auto operator<=>(const GroupValue&) const = default;
};
using GroupKey = std::vector<GroupValue>;
void group_key(const Groups& groups, const GroupBy& by, const engine::Inputs& inputs, GroupKey& key);
// "retail", "500 to 549", "missing (no_hit)"
std::string group_label(const Groups& groups, const GroupBy::Part& part, const GroupValue& value);

}  // namespace pol::population
