// DuckDB through its C interface, from its shared library when that is found at run time: nothing of it is
// needed to build. A library that lacks a function is an error that names it.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/base/result.h"

namespace pol::data {

// A database in memory. It runs one thread, so that rows come in one order whatever the machine.
class DuckDb {
 public:
  // The library is the one that the environment variable POL_DUCKDB names, else libduckdb.so where the
  // loader looks. Fails (exit 3) with what to do about it.
  static Result<DuckDb> open();
  DuckDb(DuckDb&&) noexcept;
  DuckDb& operator=(DuckDb&&) = delete;
  ~DuckDb();

  std::string version() const;  // as "v1.1.3"
  // Runs one statement whose rows nobody asks for.
  Status execute(const std::string& statement);

  // The rows of one query, a chunk at a time; every column is text (VARCHAR), NULL is empty. Must not outlive
  // the database.
  class Rows {
   public:
    Rows(Rows&&) noexcept;
    Rows& operator=(Rows&&) = delete;
    ~Rows();
    const std::vector<std::string>& columns() const;
    // False at the end. Cells are valid until the next call.
    Result<bool> next(std::vector<std::string_view>& cells);

   private:
    friend class DuckDb;
    struct State;
    explicit Rows(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
  };
  // `query` must be one SELECT (or what may stand in its place in brackets).
  Result<Rows> query(std::string_view query);

 private:
  struct State;
  explicit DuckDb(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace pol::data
