// comparison.sql in DuckDB, where its shared library is found (POL_DUCKDB).
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "runtime/data/duckdb.h"
#include "tests/bench/comparison/rows.h"

namespace pol::comparison {

class DuckDbPolicy {
 public:
  // Copies the rows into a table in memory. Fails (exit 3) where there is no DuckDB.
  static Result<DuckDbPolicy> load(const std::string& sql_path, const std::vector<Row>& rows);
  Status decide();  // all rows, on one thread, into a table
  // In the order of the rows.
  Result<std::vector<Answer>> answers();
  std::string version() const { return db_.version(); }

 private:
  DuckDbPolicy(data::DuckDb db, std::string sql) : db_(std::move(db)), sql_(std::move(sql)) {}
  data::DuckDb db_;
  std::string sql_;
};

}  // namespace pol::comparison
