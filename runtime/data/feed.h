// Feeds (formats.md): how the columns of a file become tags of a catalogue. Reading is strict and adds
// diagnostics (E1005, E1020-E1022) with file, line and column, several per run.
//
// Beyond formats.md a tag may say `first: N` (only the first N characters of the cell are looked up in
// `values`), `other: {value: V}` (every text that `values` does not name is V) and `exponent: yes` (numbers
// may be written like 1e+05; they are read exactly, and an exponent has at most three digits). A file without
// a column of ids may say `case_id: {line: G}`: the row that begins on line 17 is case G17 (the header is
// line 1).
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "runtime/base/diagnostics.h"
#include "runtime/catalog/catalog.h"
#include "runtime/data/cell.h"

namespace pol::data {

struct ColumnRef {
  std::string name;
  Span span;
};

// Where a date comes from: the decision date, and the day as of which values were true.
struct DateSource {
  enum class Form : std::uint8_t { none, column, constant, decision_date } form = Form::none;
  ColumnRef column;
  DateFormat format = DateFormat::iso();
  Day constant = 0;
};

struct FeedTag {
  std::string tag;  // or an element of a series: "inflow[3]"
  const catalog::Tag* entry = nullptr;
  Span span;
  std::optional<ColumnRef> column;  // empty: a constant
  CellRule::Target constant;
  CellRule rule;                    // type and enum numbers are the catalogue's
  std::optional<DateSource> as_of;  // in place of the feed's
};

enum class Role : std::uint8_t { none, outcome, exposure, pd, lgd, group };
std::string_view role_name(Role role);

struct ReportColumn {
  std::string name;
  Span span;
  Role role = Role::none;
  std::optional<ColumnRef> column;
  CellRule::Target constant;
  CellRule rule;
};

struct Feed {
  std::string name, version;
  std::shared_ptr<const catalog::Catalog> catalog;
  EnumPool enums;  // the catalogue's, then those that report columns write
  char delimiter = ',';
  bool parquet = false;                 // the data is a Parquet file, whatever its name
  ColumnRef case_id;                    // without a name if `line_ids` holds
  std::optional<std::string> line_ids;  // what stands before the line's number
  DateSource decision_date, as_of;
  std::vector<FeedTag> tags;  // file order
  std::vector<ReportColumn> report;
};

// Empty if something is wrong with it; diagnostics tell. `file` has been loaded into `sources`.
std::optional<Feed> read_feed(const Sources& sources, FileId file,
                              std::shared_ptr<const catalog::Catalog> catalog, Diagnostics& diagnostics);

}  // namespace pol::data
