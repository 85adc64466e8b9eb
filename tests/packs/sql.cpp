// sql SELECT: the rows of a query as lines of words, for tests that count again in SQL what pol has counted.
// Exit 77 where there is no DuckDB.
#include <cstdio>

#include "runtime/data/duckdb.h"

int main(int count, char** arguments) {
  if (count != 2) {
    std::fputs("usage: sql SELECT\n", stderr);
    return 2;
  }
  auto database = pol::data::DuckDb::open();
  if (!database) {
    std::fprintf(stderr, "skipped: %s\n", database.failure().message.c_str());
    return 77;
  }
  auto rows = database->query(arguments[1]);
  if (!rows) {
    std::fprintf(stderr, "%s\n", rows.failure().message.c_str());
    return 3;
  }
  std::vector<std::string_view> cells;
  for (;;) {
    const auto more = rows->next(cells);
    if (!more) {
      std::fprintf(stderr, "%s\n", more.failure().message.c_str());
      return 3;
    }
    if (!*more) return 0;
    for (std::size_t i = 0; i < cells.size(); ++i)
      std::printf("%s%.*s", i ? " " : "", static_cast<int>(cells[i].size()), cells[i].data());
    std::puts("");
  }
}
