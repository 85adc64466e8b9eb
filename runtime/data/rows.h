// Rows with a header, wherever they come from: a CSV file, a Parquet or JSON file, what a query gives.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "runtime/data/csv.h"

namespace pol::data {

struct Feed;

class RowReader {  // NULL is an empty cell
 public:
  virtual ~RowReader() = default;
  virtual const std::vector<std::string>& header() const = 0;
  // False at the end. Cells are valid until the next call.
  virtual Result<bool> next(CsvRow& row) = 0;
  virtual std::uint64_t done() const = 0;                  // of total(), in a unit of its own
  virtual std::uint64_t total() const = 0;                 // 0 = not known
  virtual std::uint64_t blank_lines() const { return 0; }  // left out so far; of CSV
};

Result<std::unique_ptr<RowReader>> open_csv(const std::string& path, char delimiter);

// As the feed's `format` says; where that is CSV, names that end in .parquet, .json, .jsonl or .ndjson are
// read as such. All but CSV need DuckDB's shared library (exit 3 without). "-" is standard input, CSV only.
Result<std::unique_ptr<RowReader>> open_rows(const std::string& path, const Feed& feed);

}  // namespace pol::data
