// The part of DuckDB's C interface that pol uses (https://duckdb.org/docs, "C API").
#pragma once
#include <cstdint>
#include <string_view>

namespace pol::data::duckdb_api {

using Database = void*;
using Connection = void*;
using Statement = void*;
using Chunk = void*;
using Vector = void*;
using Config = void*;
struct QueryResult {
  std::uint64_t deprecated[3];
  void* deprecated_columns;
  char* deprecated_error;
  void* internal;
};
union Text {  // 16 bytes: up to 12 bytes stand in place, longer ones behind a pointer
  struct {
    std::uint32_t size;
    char prefix[4];
    const char* bytes;
  } far;
  struct {
    std::uint32_t size;
    char bytes[12];
  } near;
  std::string_view view() const {
    return near.size <= sizeof near.bytes ? std::string_view(near.bytes, near.size)
                                          : std::string_view(far.bytes, far.size);
  }
};
static_assert(sizeof(Text) == 16 && sizeof(QueryResult) == 48);

struct Functions {  // each without its prefix duckdb_
  const char* (*library_version)();
  int (*create_config)(Config*);
  int (*set_config)(Config, const char*, const char*);
  void (*destroy_config)(Config*);
  int (*open_ext)(const char*, Database*, Config, char**);
  void (*close)(Database*);
  int (*connect)(Database, Connection*);
  void (*disconnect)(Connection*);
  int (*prepare)(Connection, const char*, Statement*);
  const char* (*prepare_error)(Statement);
  void (*destroy_prepare)(Statement*);
  int (*execute_prepared_streaming)(Statement, QueryResult*);
  int (*query)(Connection, const char*, QueryResult*);
  const char* (*result_error)(QueryResult*);
  void (*destroy_result)(QueryResult*);
  std::uint64_t (*column_count)(QueryResult*);
  const char* (*column_name)(QueryResult*, std::uint64_t);
  Chunk (*fetch_chunk)(QueryResult);
  std::uint64_t (*data_chunk_get_size)(Chunk);
  Vector (*data_chunk_get_vector)(Chunk, std::uint64_t);
  void (*destroy_data_chunk)(Chunk*);
  void* (*vector_get_data)(Vector);
  std::uint64_t* (*vector_get_validity)(Vector);
  void (*free)(void*);
};

}  // namespace pol::data::duckdb_api
