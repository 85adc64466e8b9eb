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

// Cases past the door, beside Module::inputs: a value (0 where missing; a text is a `const ir::Text*` cast to
// i64) and a cause mask for each row. No causes: every row has a value.
struct ColumnBatch {
  std::size_t rows = 0;
  std::vector<const std::int64_t*> values;
  std::vector<const CauseMask*> causes;
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
