#include "tests/bench/comparison/duckdb_policy.h"

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/bench/comparison/policy_data.h"

namespace pol::comparison {
namespace {

std::string create_rows() {
  std::string sql = "CREATE TABLE rows (number BIGINT";
#define POL_FIELD(type, tag)                         \
  sql += fmt::format(", {} {}", #tag,                \
                     sizeof(type) == 8   ? "BIGINT"  \
                     : sizeof(type) == 4 ? "INTEGER" \
                                         : "TINYINT");
#include "tests/bench/comparison/fields.def"
  return sql + ")";
}

void write_row(std::ostream& out, std::size_t number, const Row& row) {
  fmt::memory_buffer line;
  fmt::format_to(std::back_inserter(line), "{}", number);
#define POL_FIELD(type, tag) fmt::format_to(std::back_inserter(line), ",{}", std::int64_t{row.tag});
#define POL_OPTIONAL(type, tag)                                             \
  if (row.has(has_##tag))                                                   \
    fmt::format_to(std::back_inserter(line), ",{}", std::int64_t{row.tag}); \
  else                                                                      \
    line.push_back(',');
#include "tests/bench/comparison/fields.def"
  line.push_back('\n');
  out.write(line.data(), static_cast<std::streamsize>(line.size()));
}

Status load_tables(data::DuckDb& db, const std::string& csv) {
  std::string terms = "CREATE TABLE terms AS SELECT * FROM (VALUES ";
  for (int cell = 0; cell < 120; ++cell)
    terms += fmt::format("{}({}, {}, {})", cell ? ", " : "", cell, kTerms.packed[cell] & 0xFFFF,
                         kTerms.packed[cell] >> 16);
  std::string risks = "CREATE TABLE risks AS SELECT * FROM (VALUES ";
  for (int points = kLeastPoints; points <= kMostPoints; ++points)
    risks += fmt::format("{}({}, {})", points > kLeastPoints ? ", " : "", points,
                         kPoints.risk[points - kLeastPoints]);
  for (const std::string& statement :
       {create_rows(), terms + ") t(cell, share, margin)", risks + ") t(points, risk)",
        fmt::format("COPY rows FROM '{}' (FORMAT csv, HEADER false)", csv)})
    if (const Status done = db.execute(statement); !done) return done;
  return Unit{};
}

}  // namespace

Result<DuckDbPolicy> DuckDbPolicy::load(const std::string& sql_path, const std::vector<Row>& rows) {
  auto db = data::DuckDb::open();
  if (!db) return db.failure();
  std::ostringstream sql;
  sql << std::ifstream(sql_path).rdbuf();
  const std::filesystem::path csv =
      std::filesystem::temp_directory_path() / fmt::format("pol_comparison_{}.csv", ::getpid());
  {
    std::ofstream out(csv);
    for (std::size_t i = 0; i < rows.size(); ++i) write_row(out, i, rows[i]);
  }
  const Status loaded = load_tables(*db, csv.string());
  std::filesystem::remove(csv);
  if (!loaded) return loaded.failure();
  return DuckDbPolicy(std::move(*db), sql.str());
}

Status DuckDbPolicy::decide() {
  return db_.execute(sql_);
}

Result<std::vector<Answer>> DuckDbPolicy::answers() {
  auto rows = db_.query("SELECT outcome, amount, price, knockouts FROM answers ORDER BY number");
  if (!rows) return rows.failure();
  std::vector<Answer> out;
  std::vector<std::string_view> cells;
  for (;;) {
    const auto more = rows->next(cells);
    if (!more) return more.failure();
    if (!*more) return out;
    const auto number = [&](int i) { return std::stoll(std::string(cells[static_cast<std::size_t>(i)])); };
    Answer answer;
    answer.outcome = static_cast<std::uint8_t>(number(0));
    answer.amount = number(1);
    answer.price = static_cast<std::int32_t>(number(2));
    answer.knockouts = static_cast<std::uint16_t>(number(3));
    out.push_back(answer);
  }
}

}  // namespace pol::comparison
