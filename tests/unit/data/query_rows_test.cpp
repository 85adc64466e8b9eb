#include "runtime/data/query_rows.h"

#include <catch2/catch.hpp>

#include "runtime/data/duckdb.h"
#include "runtime/data/feed.h"
#include "tests/unit/data/scratch.h"

using namespace pol;
using namespace pol::data;
using pol::data::testing::Scratch;

namespace {

// Header and rows, "a | b" each; a failure is its message.
std::vector<std::string> told(const std::string& query) {
  auto reader = open_query(query);
  if (!reader) return {reader.failure().message};
  const auto joined = [](const auto& cells) {
    std::string line;
    for (std::size_t i = 0; i < cells.size(); ++i) line += (i ? " | " : "") + std::string(cells[i]);
    return line;
  };
  std::vector<std::string> all{joined((*reader)->header())};
  CsvRow row;
  for (;;) {
    const auto more = (*reader)->next(row);
    if (!more) return {more.failure().message};
    if (!*more) {
      CHECK_FALSE(*(*reader)->next(row));  // and stays at the end
      return all;
    }
    CHECK(row.line == all.size());
    all.push_back(joined(row.cells));
  }
}

// DuckDB is optional; without it these tests say so and check what the user is told.
bool absent() {
  const auto database = DuckDb::open();
  if (database) return false;
  CHECK(database.failure().exit == Exit::input);
  CHECK_THAT(database.failure().message, Catch::Matchers::Contains("DuckDB's shared library"));
  WARN("skipped: " << database.failure().message);
  return true;
}

}  // namespace

TEST_CASE("A query's rows are texts, NULL is empty") {
  if (absent()) return;
  CHECK(
      told("SELECT 14000.00::DECIMAL(10,2) AS money, 0.65 AS number, DATE '2026-11-08' AS day, true AS yes, "
           "NULL AS gone, 'a text longer than twelve bytes, 甲' AS words -- to the end") ==
      std::vector<std::string>{
          "money | number | day | yes | gone | words",
          "14000.00 | 0.65 | 2026-11-08 | true |  | a text longer than twelve bytes, 甲"});
  CHECK(told("SELECT 1 AS a WHERE false") == std::vector<std::string>{"a"});
  CHECK(told("SELECT 0.1::DOUBLE + 0.2::DOUBLE AS a, 1e20::DOUBLE AS b;") ==
        std::vector<std::string>{"a | b", "0.30000000000000004 | 1e+20"});
}

TEST_CASE("Rows of many chunks come in order") {
  if (absent()) return;
  const auto all =
      told("SELECT i, CASE WHEN i % 3 = 0 THEN NULL ELSE 'row ' || i END FROM range(10000) t(i)");
  REQUIRE(all.size() == 10001);
  for (int i = 0; i < 10000; ++i)
    if (all[i + 1] != std::to_string(i) + " | " + (i % 3 == 0 ? "" : "row " + std::to_string(i)))
      FAIL(all[i + 1]);
}

TEST_CASE("What is no query, or goes wrong on the way, is told in one line") {
  if (absent()) return;
  CHECK_THAT(told("SELECT * FROM nowhere")[0], Catch::Matchers::Contains("nowhere"));
  CHECK_THAT(told("COPY (SELECT 1) TO 'x.csv'")[0], Catch::Matchers::Contains("Parser Error"));
  CHECK_THAT(told("SELECT 1) ; CREATE TABLE t(a INT); SELECT * FROM (SELECT 2")[0],
             Catch::Matchers::Contains("multiple statements"));
  CHECK_THAT(told("SELECT CASE WHEN i = 9000 THEN error('row ' || i) ELSE i END FROM range(10000) t(i)")[0],
             Catch::Matchers::Contains("row 9000"));
  CHECK_THAT(told(file_query("no such file.parquet"))[0],
             Catch::Matchers::Contains("no such file.parquet") && !Catch::Matchers::Contains("\n"));
}

TEST_CASE("Files are read by the ending of their name") {
  CHECK(file_query("a.csv").empty());
  CHECK(file_query("-").empty());
  if (absent()) return;
  Scratch scratch;
  auto database = DuckDb::open();
  REQUIRE(database);
  const std::string parquet = scratch.path("it's.parquet");
  std::string in_sql = parquet;
  in_sql.insert(in_sql.rfind('\''), "'");
  REQUIRE(database->execute(
      "COPY (SELECT i AS id, (i * 1.25)::DECIMAL(10,2) AS money FROM range(3) t(i)) TO '" + in_sql + "'"));
  CHECK(told(file_query(parquet)) ==
        std::vector<std::string>{"id | money", "0 | 0.00", "1 | 1.25", "2 | 2.50"});

  // A feed that says so reads any name as Parquet.
  Feed feed;
  feed.parquet = true;
  const std::string plain = scratch.path("loans.data");
  REQUIRE(database->execute("COPY (SELECT 7 AS id) TO '" + plain + "' (FORMAT parquet)"));
  const auto rows = open_rows(plain, feed);
  REQUIRE(rows);
  CsvRow row;
  CHECK(*(*rows)->next(row));
  CHECK(row.cells == std::vector<std::string_view>{"7"});
  CHECK(open_rows("-", feed).failure().exit == Exit::usage);
  CHECK_THAT(open_rows(scratch.put("a.csv", "id\n1\n"), feed).failure().message,
             Catch::Matchers::StartsWith(scratch.path("a.csv") + ": "));

  const std::string json = scratch.put("a.ndjson",
                                       "{\"id\":\"A1\",\"x\":1.10,\"s\":\"he said \\\"no\\\"\"}\n"
                                       "{\"id\":\"A2\",\"x\":null,\"late\":true,\"s\":\"\"}\n");
  CHECK(told(file_query(json)) ==
        std::vector<std::string>{"id | x | s | late", "A1 | 1.1 | he said \"no\" | ", "A2 |  |  | true"});
}
