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
  always,    // every row has a value
  never,     // no row has one, as if nothing had been sent
  causes,    // a CauseMask for each row; 0: present
  bitmap,    // a bit for each row, lowest bit of the first byte first (as Arrow's); 1: present
  bit,       // the bit `presence_bit` of one byte for each row; 1: present
  sentinel,  // a row with the value `sentinel` is missing
};
struct ColumnForm {
  Physical type = Physical::i64;  // in the unit and scale of the tag; a text is a `const ir::Text*` as i64
  Presence presence = Presence::causes;
  CauseMask absent = cause::not_asked;  // why a row is missing, where Presence gives no causes
  bool one_for_all = false;             // one value (an i64), the same in every row, always present
  std::uint8_t presence_bit = 0;        // 0 to 7
  std::uint32_t stride = 0;             // bytes from a row's value to the next one's; 0: as wide as the value
  std::uint32_t presence_stride = 0;    // likewise of causes and bits; 0: 1 byte
  std::int64_t sentinel = 0;
  // For a door in the code: the column comes past the door but for invariants; a cause that is none
  // (kRefusedRow) is a refused row.
  bool admitted = false;
  bool operator==(const ColumnForm&) const = default;
};
inline constexpr CauseMask kRefusedRow = 0x80;
std::size_t bytes_of(Physical type);
Interval range_of(Physical type);
std::size_t stride_of(const ColumnForm& form);           // bytes; 0 where one value is for all rows
std::size_t presence_stride_of(const ColumnForm& form);  // bytes; 0 where no row has a byte of its own

// Cases beside Module::inputs, in the forms that the code was made for. `causes`: what Presence says; null:
// every row has a value. They have been through the door: values of present rows are in range, and where a
// row is missing its value may be anything, but a bool is 0. With a door in the code (NativeOptions::door)
// they are as a host has them, and values may be anything at all.
struct ColumnBatch {
  std::size_t rows = 0;
  std::size_t first = 0;  // where they go in the record columns
  std::vector<const void*> values;
  std::vector<const void*> causes;
};

// The same record as of single cases, a column for each output and each word.
struct RecordColumns {
  std::vector<std::vector<std::int64_t>> outputs;     // beside ir::output_slot
  std::vector<std::vector<CauseMask>> output_causes;  // beside outputs
  std::vector<std::vector<std::uint64_t>> words;      // as NativeRecord::words
  // With a door in the code: 1 where the case is refused (I02, I06, I09); its record then says nothing.
  std::vector<std::uint8_t> refused;
  void resize(const ir::Module& module, const ir::RecordLayout& layout, std::size_t rows);
  void put(std::size_t index, const ir::NativeRecord& record);
  void row(std::size_t index, ir::NativeRecord& record) const;  // `record` has been sized
};

// How wide the registers are that columnar code uses. Results are the same on all.
enum class Level : std::uint8_t { portable, avx2, avx512 };
std::string level_name(Level level);
std::vector<Level> levels_here();  // that this processor has, ascending; never empty

}  // namespace pol::engine
