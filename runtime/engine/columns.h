// Many cases at once, column by column: what columnar native code reads and writes. The caller owns all
// memory; nothing beyond `rows` elements of a column is touched.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "runtime/ir/module.h"
#include "runtime/ir/record_layout.h"

namespace pol::engine {

// How the values of one input stand in a host's memory. Columnar code is made for one list of forms and reads
// the host's own columns in place.
enum class Physical : std::uint8_t { i64, i32, i16, i8, u32, u16, u8 };
enum class Presence : std::uint8_t {
  always,  // every row has a value
  causes,  // a CauseMask for each row; 0: present
  bitmap,  // a bit for each row, lowest bit of the first byte first (as Arrow's); 1: present, 0: `absent`
};
struct ColumnForm {
  Physical type = Physical::i64;  // in the unit and scale of the tag; a text is a `const ir::Text*` as i64
  Presence presence = Presence::causes;
  CauseMask absent = cause::not_asked;
  bool one_for_all = false;  // one value, the same in every row, always present
};
std::size_t bytes_of(Physical type);

// Cases past the door, beside Module::inputs, in the forms that the code was made for. Where a row is missing
// its value may be anything, but a bool is 0. `causes`: what Presence says; null: every row has a value.
struct ColumnBatch {
  std::size_t rows = 0;
  std::vector<const void*> values;
  std::vector<const void*> causes;
};

// The same record as of single cases, a column for each output and each word.
struct RecordColumns {
  std::vector<std::vector<std::int64_t>> outputs;     // beside ir::output_slot
  std::vector<std::vector<CauseMask>> output_causes;  // beside outputs
  std::vector<std::vector<std::uint64_t>> words;      // as NativeRecord::words
  void resize(const ir::Module& module, const ir::RecordLayout& layout, std::size_t rows);
  void row(std::size_t index, ir::NativeRecord& record) const;  // `record` has been sized
};

// How wide the registers are that columnar code uses. Results are the same on all.
enum class Level : std::uint8_t { portable, avx2, avx512 };
std::string level_name(Level level);
std::vector<Level> levels_here();  // that this processor has, ascending; never empty

}  // namespace pol::engine
