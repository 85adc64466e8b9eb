#include "runtime/data/query_rows.h"

#include "runtime/data/duckdb.h"

namespace pol::data {
namespace {

class QueryRows : public RowReader {
 public:
  QueryRows(DuckDb database, DuckDb::Rows rows) : database_(std::move(database)), rows_(std::move(rows)) {}
  const std::vector<std::string>& header() const override { return rows_.columns(); }
  Result<bool> next(CsvRow& row) override {
    row.flaw = CsvRow::Flaw::none;  // DuckDB's texts are UTF-8
    row.why = {};
    row.line = taken_ + 1;
    auto more = rows_.next(row.cells);
    if (more && *more) ++taken_;
    return more;
  }
  std::uint64_t done() const override { return taken_; }
  std::uint64_t total() const override { return 0; }

 private:
  DuckDb database_;
  DuckDb::Rows rows_;  // before the database is closed
  std::uint64_t taken_ = 0;
};

std::string text_of_sql(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("''") : std::string(1, c);
  return quoted + "'";
}

}  // namespace

std::string parquet_query(std::string_view path) {
  return "SELECT * FROM read_parquet(" + text_of_sql(path) + ")";
}

std::string file_query(std::string_view path) {
  if (path.ends_with(".parquet")) return parquet_query(path);
  // Of JSON the first level is columns and each keeps its text: nothing is guessed from the first rows.
  if (path.ends_with(".json") || path.ends_with(".jsonl") || path.ends_with(".ndjson"))
    return "SELECT COLUMNS(*)->>'$' FROM read_json(" + text_of_sql(path) +
           ", maximum_depth = 1, sample_size = -1)";
  return {};
}

Result<std::unique_ptr<RowReader>> open_query(std::string_view query) {
  auto database = DuckDb::open();
  if (!database) return database.failure();
  auto rows = database->query(query);
  if (!rows) return rows.failure();
  return std::unique_ptr<RowReader>(std::make_unique<QueryRows>(std::move(*database), std::move(*rows)));
}

}  // namespace pol::data
