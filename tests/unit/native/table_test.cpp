// Native tables against the interpreter's, and that a table is data: its size does not show in the code.
#include "compiler/native/table_image.h"

#include "tests/unit/native/small_policy.h"

namespace pol::testing {
namespace {

// rows x (number column of distinct bands, number column of `bands` bands).
ir::Table banded(ir::Builder& build, std::uint32_t rows, std::int64_t bands, const Type& column) {
  ir::Table table;
  table.name = "banded";
  table.rows = rows;
  table.columns = {build.type(column), build.type(column)};
  for (std::uint32_t row = 0; row < rows; ++row)
    for (const std::int64_t band :
         {static_cast<std::int64_t>(row) / bands, static_cast<std::int64_t>(row) % bands}) {
      ir::Cell cell{false, 0, static_cast<std::uint32_t>(table.ranges.size()), 1};
      if (row % 7 == 0 && bands > 1) cell.missing = cause::no_hit | cause::stale;
      table.cells.push_back(cell);
      table.ranges.push_back({band * 10, band * 10 + 9});
    }
  return table;
}

struct TablePolicy : SmallPolicy {
  TablePolicy(std::uint32_t rows, std::int64_t bands, ir::Hit hit) {
    const Type column = number_type(-100, 1'000'000, 0, true);
    const ir::Ref inputs[] = {add("a", column), add("b", column)};
    ir::Table table = banded(build, rows, bands, column);
    table.hit = hit;
    if (hit == ir::Hit::priority)
      for (std::uint32_t row = 0; row < rows; ++row) table.rank.push_back(row % 3);
    finish(build.table_row(build.table(table), inputs));
  }
};

TEST_CASE("tables of every size and hit policy find the interpreter's row") {
  for (const ir::Hit hit : {ir::Hit::unique, ir::Hit::first, ir::Hit::any, ir::Hit::priority})
    for (const auto& [rows, bands] :
         {std::pair{9u, 3}, {100u, 10}, {2'000u, 2'000}, {3'000u, 1}, {3'000u, 50}}) {
      CAPTURE(rows, bands);
      TablePolicy policy(rows, bands, hit);
      CaseSource cases(policy.module, rows);
      const auto backend = native::make_backend();
      BothEngines engines(policy.module, *backend);
      for (int i = 0; i < 300; ++i) CHECK(engines.agree(cases.next()));
      const std::int64_t last = rows - 1;
      CHECK(policy.run({given(last / bands * 10 + 4), given(last % bands * 10)}) == std::to_string(rows));
    }
}

TEST_CASE("a table of 10,000 rows is as little code as one of 10") {
  const auto text_of = [](std::uint32_t rows) {
    TablePolicy policy(rows, 10, ir::Hit::unique);
    return native::llvm_text(policy.module)->size();
  };
  CHECK(text_of(10'000) <= text_of(10));  // beyond a few rows a table is data, not code
}

TEST_CASE("text columns compare whole texts") {
  SmallPolicy policy;
  Type text = kind_type(Kind::text, 0, 40, 0, true);
  const ir::Ref input = policy.add("t", text);
  ir::Table table;
  table.name = "texts";
  table.rows = 3;
  table.columns = {policy.build.type(text)};
  std::uint32_t at = 0;
  for (const char* word : {"ab", "", "abc"}) {
    const std::int64_t index = policy.build.text_index(word);
    table.ranges.push_back({index, index});
    table.cells.push_back({false, 0, at++, 1});
  }
  const ir::Ref inputs[] = {input};
  policy.finish(policy.build.table_row(policy.build.table(table), inputs));
  CHECK(policy.run({{0, 0, "ab"}}) == "1");
  CHECK(policy.run({{0, 0, ""}}) == "2");
  CHECK(policy.run({{0, 0, "abc"}}) == "3");
  CHECK(policy.run({{0, 0, "a"}}) == "missing:32");
  CHECK(policy.run({gone(cause::no_hit)}) == "missing:2");
}

}  // namespace
}  // namespace pol::testing
