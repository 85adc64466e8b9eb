// The keys of a feed that say how one column is read; shared by tags and report columns.
#pragma once
#include <optional>
#include <string>

#include "runtime/catalog/yaml.h"
#include "runtime/data/feed.h"

namespace pol::data {

// What one feed says for all its columns.
struct FeedDefaults {
  NumberFormat numbers;
  std::vector<std::pair<std::string, CauseMask>> missing;
};

// Where a value comes from and how it is read; what tags and report columns have in common.
struct FeedValue {
  std::optional<ColumnRef> column;
  std::vector<ColumnRef> columns;  // of a series, oldest first
  CellRule::Target constant;
  CellRule rule;  // of one element
};

class ColumnReader {
 public:
  // `causes`: what a caller may send for this tag; `characters` least length of a text.
  ColumnReader(yaml::Fields& fields, const Type& type, const EnumPool& enums, Diagnostics& diagnostics)
      : fields_(fields), type_(type), elements_(type.count), enums_(enums), diagnostics_(diagnostics) {
    type_.count = 0;
  }
  FeedValue read(const FeedDefaults& defaults, CauseMask causes);

 private:
  void read_source(FeedValue& value);
  void read_number_keys(CellRule& rule);
  void read_date_keys(CellRule& rule);
  void read_values(CellRule& rule, CauseMask causes);
  void read_other(const yaml::Node& node, CellRule& rule, CauseMask causes);
  std::optional<CellRule::Target> target(const yaml::Node& node);
  void not_for(const yaml::Node* node, std::string_view key, const char* kinds);
  void wrong(const yaml::Node& node, std::string message, std::string fix = {});

  yaml::Fields& fields_;
  Type type_;
  std::size_t elements_;  // of a series; else 0
  const EnumPool& enums_;
  Diagnostics& diagnostics_;
};

// {column: NAME, format: ..., century: ...} or {constant: DATE}.
DateSource read_date_source(const yaml::Node& node, const std::string& owner, Diagnostics& diagnostics);
// TOKEN: CAUSE pairs; causes that are not in `allowed` are E1022.
std::vector<std::pair<std::string, CauseMask>> read_tokens(const yaml::Node& node, const std::string& owner,
                                                           CauseMask allowed, Diagnostics& diagnostics);

}  // namespace pol::data
