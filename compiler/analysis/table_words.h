// Points, sets and rows of a table's grid in the words of the policy.
#pragma once
#include <optional>
#include <string>

#include "compiler/analysis/table_search.h"

namespace pol::analysis {

struct ColumnWords {
  std::string name;  // of the input
  Type type;
  Domain domain;
};

// What the texts speak about; all must outlive the words.
class TableWords {
 public:
  TableWords(const TableGrid& grid, const std::vector<ColumnWords>& columns, const EnumPool& enums,
             const std::vector<std::string>& texts)
      : grid_(grid), columns_(columns), enums_(enums), texts_(texts) {}

  std::string point(const Point& at) const;  // "kind young, score missing (no_hit)"
  // "no row for kind young, score 640"; "no row when score is missing" if it is that alone.
  std::string gap(const Gap& gap) const;
  // A cell that fits just these atoms: "at most 559, missing"; empty if none can be written.
  std::optional<std::string> cell(std::size_t column, const AtomSet& set) const;
  // "| young | 640 || … |"; empty if one of its cells cannot be written.
  std::optional<std::string> closing_row(const Gap& gap, std::size_t outputs) const;
  // "row 6 to `at least 640`": a row that differs from the gap in one column only, widened there by the gap;
  // values only, as nobody should be led to treat missing like a value. Empty if there is no such row.
  std::optional<std::string> widened_row(const Gap& gap) const;
  // "Write `at least 4` in row 2": the second row of a pair without what the first takes, where that leaves
  // no new gap.
  std::optional<std::string> narrowed_row(const RowPair& pair) const;

 private:
  std::string value(std::size_t column, const Witness& witness) const;
  std::string number(std::size_t column, i128 value) const;
  bool value_patterns(std::size_t column, const AtomSet& set, std::vector<std::string>& patterns) const;
  bool missing_pattern(std::size_t column, const AtomSet& set, std::vector<std::string>& patterns) const;

  const TableGrid& grid_;
  const std::vector<ColumnWords>& columns_;
  const EnumPool& enums_;
  const std::vector<std::string>& texts_;
};

}  // namespace pol::analysis
