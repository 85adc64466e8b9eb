// Rows that DuckDB reads: what an SQL query gives, a Parquet file, a JSON file.
//
// All columns reach the feed as DuckDB writes them as text: 14000.00 of a DECIMAL, 2026-11-08 of a DATE, true
// of a BOOLEAN. A DOUBLE is written with as few digits as name it exactly; where it has an exponent or more
// decimals than the tag, the feed refuses the row. Numbers of JSON pass through a DOUBLE: 15 digits are safe.
#pragma once
#include "runtime/data/rows.h"

namespace pol::data {

// The query that reads the file, by the ending of its name (.parquet, .json, .jsonl, .ndjson); empty: a file
// that needs none (CSV).
std::string file_query(std::string_view path);
std::string parquet_query(std::string_view path);

// `query` is one SELECT. Rows have no lines; they are numbered from 1. Fails (exit 3) where there is no
// DuckDB or it refuses the query; the message does not say which query.
Result<std::unique_ptr<RowReader>> open_query(std::string_view query);

}  // namespace pol::data
