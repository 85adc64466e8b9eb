#include "runtime/data/rows.h"

#include "runtime/data/feed.h"
#include "runtime/data/query_rows.h"

namespace pol::data {
namespace {

class CsvRows : public RowReader {
 public:
  explicit CsvRows(CsvReader reader) : reader_(std::move(reader)) {}
  const std::vector<std::string>& header() const override { return reader_.header(); }
  Result<bool> next(CsvRow& row) override { return reader_.next(row); }
  std::uint64_t done() const override { return reader_.bytes_read(); }
  std::uint64_t total() const override { return reader_.bytes_total(); }
  std::uint64_t blank_lines() const override { return reader_.blank_lines(); }

 private:
  CsvReader reader_;
};

}  // namespace

Result<std::unique_ptr<RowReader>> open_csv(const std::string& path, char delimiter) {
  auto reader = CsvReader::open(path, delimiter);
  if (!reader) return reader.failure();
  return std::unique_ptr<RowReader>(std::make_unique<CsvRows>(std::move(*reader)));
}

Result<std::unique_ptr<RowReader>> open_rows(const std::string& path, const Feed& feed) {
  if (path == "-" && feed.parquet)
    return Failure{Exit::usage,
                   "standard input is read as CSV, and the feed says `kind: parquet`: name a file"};
  const std::string query = feed.parquet ? parquet_query(path) : file_query(path);
  if (query.empty()) return open_csv(path, feed.delimiter);
  auto rows = open_query(query);
  if (rows) return rows;
  Failure failure = rows.failure();
  failure.message = path + ": " + failure.message;
  return failure;
}

}  // namespace pol::data
