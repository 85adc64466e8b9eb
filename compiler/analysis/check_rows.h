// The diagnostics of one set of rows, a table's or a scorecard factor's: E0711 to E0714, E0716, and W0903 for
// rows that never fit.
#pragma once
#include <functional>

#include "compiler/analysis/table_words.h"
#include "runtime/base/diagnostics.h"

namespace pol::analysis {

// What a hit policy asks of the rows (language reference, section 5).
enum class HitRule : std::uint8_t {
  unique,       // no gap, no overlap
  first,        // no gap, no row hidden by those above it
  agreeing,     // `any`: no gap, overlapping rows give equal outputs
  one_or_more,  // priority, collect min and max: no gap
  free,         // rule order, collect sum and count
};
HitRule hit_rule(const std::vector<std::string>& hit);  // the words after `hit`; none: unique

// Where the rows stand.
struct RowPlaces {
  std::string name;                                   // "table share", "factor card_use_ratio"
  Span span;                                          // of all of it
  std::vector<Span> rows;                             // without `otherwise`
  std::vector<Span> cells;                            // beside RowSet::cells; may be empty
  Span otherwise;                                     // of that row, if there is one
  std::size_t outputs = 1;                            // columns
  std::function<std::string(std::uint32_t)> results;  // a row's outputs as written, for E0714; may be null
};

struct RowSet {
  HitRule hit = HitRule::unique;
  bool otherwise = false;
  std::vector<ColumnWords> columns;
  // As in ir::Table; must outlive the check.
  const std::vector<ir::Cell>* cells = nullptr;  // row by row, one for each column
  const std::vector<ir::CellRange>* ranges = nullptr;
  std::vector<std::uint32_t> classes;  // agreeing: rows of one class have equal outputs
};

struct TableLimits {
  std::size_t budget = SearchOptions{}.budget;
  bool draft = false;  // E0716 is a warning
};

// What is reported; a table in a function is looked at for each call, but a row is hidden only if no call
// reaches it.
struct RowReports {
  bool gaps = true, overlaps = true, hidden = true;
};

class RowCheck {
 public:
  RowCheck(const Sources& sources, const EnumPool& enums, const std::vector<std::string>& texts,
           const TableLimits& limits, Diagnostics& diagnostics)
      : sources_(sources), enums_(enums), texts_(texts), limits_(limits), diagnostics_(diagnostics) {}

  TableFacts check(const RowSet& rows, const RowPlaces& places, const RowReports& reports = {});

 private:
  struct Found;  // the rows, their grid and facts
  void report_gaps(const Found& found);
  void report_overlaps(const Found& found);
  void report_hidden(const Found& found);
  void report_never(const Found& found, std::uint32_t row, const std::string& rest);

  const Sources& sources_;
  const EnumPool& enums_;
  const std::vector<std::string>& texts_;
  TableLimits limits_;
  Diagnostics& diagnostics_;
};

}  // namespace pol::analysis
