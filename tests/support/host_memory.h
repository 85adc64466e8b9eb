// Random host memory for a module: each input in a column, in a slice of one, or in an array of structs, of a
// random physical type and presence, with values in and out of range; and beside it, drawn at the same time,
// what the cases say.
#pragma once
#include <deque>
#include <memory>

#include "runtime/engine/host_columns.h"
#include "tests/support/random_program.h"

namespace pol::testing {

class HostMemory {
 public:
  // Draws forms; `module` must outlive it.
  HostMemory(const ir::Module& module, std::uint64_t seed);
  const std::vector<engine::HostForm>& forms() const { return forms_; }

  // Draws rows; the batch stays until the next call.
  const engine::HostBatch& draw(std::size_t rows);
  // Beside the rows, as a caller would send them one by one.
  const std::vector<engine::SentCase>& cases() const { return cases_; }

 private:
  using Bytes = std::vector<unsigned char>;
  void choose(std::size_t input);
  void choose_presence(std::size_t input);
  void place_in_struct(std::size_t input);
  void write(std::size_t input, std::size_t row, engine::SentTag& tag);
  std::int64_t draw_number(std::size_t input);
  void put(void* to, std::int64_t number, std::size_t bytes);

  struct Column {
    bool in_struct = false;
    std::size_t value_at = 0, presence_at = 0, as_of_at = 0;  // in the struct
    std::size_t offset = 0;                                   // rows before the first
    bool no_presence = false;                                 // every row has a value, and nothing says so
    Bytes values, presence, as_of;
    std::string bytes;
    std::vector<std::int64_t> codes;
  };
  const ir::Module& module_;
  Rng rng_;
  std::vector<engine::HostForm> forms_;
  std::vector<Column> columns_;
  std::vector<std::vector<std::int64_t>> points_;  // in range, by input
  std::vector<std::string> words_;
  std::deque<std::string> held_;  // behind text pointers
  std::size_t struct_bytes_ = 0;
  Bytes structs_;
  bool wild_ = false;
  engine::HostBatch batch_;
  std::vector<engine::SentCase> cases_;
};

}  // namespace pol::testing
