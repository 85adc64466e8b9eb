#include "runtime/data/duckdb.h"

#include <dlfcn.h>

#include <cstdlib>
#include <cstring>

#include "runtime/data/duckdb_api.h"

namespace pol::data {

namespace api = duckdb_api;

namespace {

constexpr int kSuccess = 0;

// Only the first line: what follows draws the place with blanks and carets, which a wrapped query shifts.
std::string first_line(const char* message) {
  const std::string_view text = message ? message : "no message";
  return std::string(text.substr(0, text.find('\n')));
}

struct Loaded {
  api::Functions library{};
  std::string failure;  // empty: loaded
};

Loaded load() {
  Loaded loaded;
  const char* named = std::getenv("POL_DUCKDB");
  void* handle = dlopen(named && *named ? named : "libduckdb.so", RTLD_NOW | RTLD_LOCAL);
  if (!handle) {
    loaded.failure =
        named && *named
            ? "DuckDB's shared library, which POL_DUCKDB names, cannot be loaded: " + first_line(dlerror())
            : "needs DuckDB's shared library, which is not found: install libduckdb.so, or name "
              "it in the environment variable POL_DUCKDB; CSV files are read without it";
    return loaded;
  }
  const auto find = [&](auto& function, const char* name) {
    void* symbol = dlsym(handle, name);
    if (!symbol && loaded.failure.empty())
      loaded.failure = std::string("DuckDB's shared library is too old: it lacks ") + name;
    function = reinterpret_cast<std::remove_reference_t<decltype(function)>>(symbol);
  };
  api::Functions& to = loaded.library;
  find(to.library_version, "duckdb_library_version");
  find(to.create_config, "duckdb_create_config");
  find(to.set_config, "duckdb_set_config");
  find(to.destroy_config, "duckdb_destroy_config");
  find(to.open_ext, "duckdb_open_ext");
  find(to.close, "duckdb_close");
  find(to.connect, "duckdb_connect");
  find(to.disconnect, "duckdb_disconnect");
  find(to.prepare, "duckdb_prepare");
  find(to.prepare_error, "duckdb_prepare_error");
  find(to.destroy_prepare, "duckdb_destroy_prepare");
  find(to.execute_prepared_streaming, "duckdb_execute_prepared_streaming");
  find(to.query, "duckdb_query");
  find(to.result_error, "duckdb_result_error");
  find(to.destroy_result, "duckdb_destroy_result");
  find(to.column_count, "duckdb_column_count");
  find(to.column_name, "duckdb_column_name");
  find(to.fetch_chunk, "duckdb_fetch_chunk");
  find(to.data_chunk_get_size, "duckdb_data_chunk_get_size");
  find(to.data_chunk_get_vector, "duckdb_data_chunk_get_vector");
  find(to.destroy_data_chunk, "duckdb_destroy_data_chunk");
  find(to.vector_get_data, "duckdb_vector_get_data");
  find(to.vector_get_validity, "duckdb_vector_get_validity");
  find(to.free, "duckdb_free");
  return loaded;  // the handle stays open as long as the program runs
}

}  // namespace

struct DuckDb::State {
  explicit State(const api::Functions& library) : c(library) {}
  const api::Functions& c;
  api::Database database = nullptr;
  api::Connection connection = nullptr;
  ~State() {
    if (connection) c.disconnect(&connection);
    if (database) c.close(&database);
  }
};

DuckDb::DuckDb(std::unique_ptr<State> state) : state_(std::move(state)) {}
DuckDb::DuckDb(DuckDb&&) noexcept = default;
DuckDb::~DuckDb() = default;

Result<DuckDb> DuckDb::open() {
  static const Loaded loaded = load();
  if (!loaded.failure.empty()) return input_failure(loaded.failure);
  const api::Functions& c = loaded.library;
  auto state = std::make_unique<State>(c);
  api::Config config = nullptr;
  char* error = nullptr;
  c.create_config(&config);
  c.set_config(config, "threads", "1");
  c.set_config(config, "autoinstall_known_extensions", "false");  // a run asks nothing of a network
  const bool opened = c.open_ext(nullptr, &state->database, config, &error) == kSuccess;
  c.destroy_config(&config);
  if (!opened || c.connect(state->database, &state->connection) != kSuccess) {
    Failure failure = input_failure("DuckDB does not start: " + first_line(error));
    if (error) c.free(error);
    return failure;
  }
  return DuckDb(std::move(state));
}

std::string DuckDb::version() const {
  return state_->c.library_version();
}

Status DuckDb::execute(const std::string& statement) {
  const api::Functions& c = state_->c;
  api::QueryResult result{};
  const bool done = c.query(state_->connection, statement.c_str(), &result) == kSuccess;
  const std::string message = done ? "" : first_line(c.result_error(&result));
  c.destroy_result(&result);
  if (!done) return input_failure(message);
  return Unit{};
}

struct DuckDb::Rows::State {
  explicit State(const api::Functions& library) : c(library) {}
  const api::Functions& c;
  api::Statement statement = nullptr;
  api::QueryResult result{};
  bool executed = false, ended = false;
  api::Chunk chunk = nullptr;
  std::uint64_t row = 0, size = 0;  // within the chunk
  std::vector<std::string> names;
  std::vector<const api::Text*> data;
  std::vector<const std::uint64_t*> valid;  // null: all are
  ~State() {
    if (chunk) c.destroy_data_chunk(&chunk);
    if (executed) c.destroy_result(&result);
    if (statement) c.destroy_prepare(&statement);
  }
};

DuckDb::Rows::Rows(std::unique_ptr<State> state) : state_(std::move(state)) {}
DuckDb::Rows::Rows(Rows&&) noexcept = default;
DuckDb::Rows::~Rows() = default;

Result<DuckDb::Rows> DuckDb::query(std::string_view query) {
  while (!query.empty() && (query.back() == ';' || std::strchr(" \t\r\n", query.back()) != nullptr))
    query.remove_suffix(1);
  const api::Functions& c = state_->c;
  auto rows = std::make_unique<Rows::State>(c);
  // Brackets let nothing in but a query; the line end closes a comment at its end.
  const std::string text = "SELECT COLUMNS(*)::VARCHAR FROM (" + std::string(query) + "\n)";
  if (c.prepare(state_->connection, text.c_str(), &rows->statement) != kSuccess)
    return input_failure(first_line(c.prepare_error(rows->statement)));
  rows->executed = true;
  if (c.execute_prepared_streaming(rows->statement, &rows->result) != kSuccess)
    return input_failure(first_line(c.result_error(&rows->result)));
  const std::uint64_t columns = c.column_count(&rows->result);
  for (std::uint64_t i = 0; i < columns; ++i) rows->names.emplace_back(c.column_name(&rows->result, i));
  rows->data.resize(columns);
  rows->valid.resize(columns);
  return Rows(std::move(rows));
}

const std::vector<std::string>& DuckDb::Rows::columns() const {
  return state_->names;
}

Result<bool> DuckDb::Rows::next(std::vector<std::string_view>& cells) {
  State& s = *state_;
  cells.clear();
  while (s.row == s.size) {
    if (s.ended) return false;
    if (s.chunk) s.c.destroy_data_chunk(&s.chunk);
    s.chunk = s.c.fetch_chunk(s.result);
    s.ended = !s.chunk || s.c.data_chunk_get_size(s.chunk) == 0;
    if (!s.chunk) {
      const char* error = s.c.result_error(&s.result);
      if (error && *error) return input_failure(first_line(error));
      return false;
    }
    s.row = 0;
    s.size = s.c.data_chunk_get_size(s.chunk);
    for (std::size_t i = 0; i < s.data.size(); ++i) {
      const api::Vector vector = s.c.data_chunk_get_vector(s.chunk, i);
      s.data[i] = static_cast<const api::Text*>(s.c.vector_get_data(vector));
      s.valid[i] = s.c.vector_get_validity(vector);
    }
  }
  for (std::size_t i = 0; i < s.data.size(); ++i) {
    const bool present = !s.valid[i] || (s.valid[i][s.row / 64] >> (s.row % 64) & 1);
    cells.push_back(present ? s.data[i][s.row].view() : std::string_view());
  }
  ++s.row;
  return true;
}

}  // namespace pol::data
