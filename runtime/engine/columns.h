// Many cases at once, as columns: what a columnar engine reads and writes. Nothing is copied but the last
// rows of a batch, which are fewer than the lanes of the machine code, and bitmaps that do not begin at a
// byte.
//
// A row of columns passes the same door as a single case as far as a machine can see it: a value outside the
// range of its tag arrives as missing (error), and a row in which a tag that must be there is missing, or
// lies outside its range, is refused. What needs words stays with the caller: freshness, which causes a tag
// may have (Input::causes), the length of texts, buckets of experiments (an input column like any other), and
// invariants that the catalogue enforces.
#pragma once
#include <cstdint>
#include <vector>

#include "runtime/base/result.h"
#include "runtime/ir/module.h"
#include "runtime/ir/record_layout.h"

namespace pol::engine {

// One column for one of Module::inputs. All memory belongs to the caller and is only read, exactly `rows`
// elements of it.
struct InputColumn {
  // Slots of 8 bytes, aligned to 8: an integer at the tag's scale, the index of an enum's value, 0 or 1
  // (other bits of a bool are ignored), the day number of a date, or a `const ir::Text*`. Slots of missing
  // values may hold anything (texts: anything, it is not followed). Null: no row has a value.
  const std::int64_t* values = nullptr;
  bool constant = false;  // `values` has one slot, which holds for all rows
  // Presence, least significant bit first, from bit `first_bit` on; null: all are present.
  const std::uint8_t* present = nullptr;
  std::uint64_t first_bit = 0;
  // Why the values without a bit are missing: a mask for each row, or null for `cause` throughout. Without
  // `present` a mask of 0 says that the value is there; with it, the mask of a missing value is not 0.
  const CauseMask* causes = nullptr;
  CauseMask cause = cause::not_asked;
};

struct ColumnBatch {
  std::size_t rows = 0;
  std::vector<InputColumn> inputs;  // beside Module::inputs
};

// The fixed native record of each row, as columns: what NativeRecord holds, transposed. Memory belongs to the
// caller, who makes it `rows` long (words and outputs aligned to 8); a null pointer leaves its column out.
struct RecordColumns {
  std::vector<std::int64_t*> outputs;     // ir::output_slots(module)
  std::vector<CauseMask*> output_causes;  // likewise
  std::vector<std::uint64_t*> words;      // RecordLayout::words
  std::uint8_t* refused = nullptr;        // 1: the row was refused, and the rest of it says nothing
};

// Memory for RecordColumns, for callers that have none.
class OwnedRecords {
 public:
  OwnedRecords(const ir::Module& module, const ir::RecordLayout& layout, std::size_t rows);
  RecordColumns& columns() { return columns_; }
  bool refused(std::size_t row) const { return columns_.refused[row] != 0; }
  void read(std::size_t row, ir::NativeRecord& record) const;

 private:
  std::vector<std::int64_t> outputs_;
  std::vector<CauseMask> causes_;
  std::vector<std::uint64_t> words_;
  std::vector<std::uint8_t> refused_;
  RecordColumns columns_;
};

// Instruction sets that columnar code is made for. All give the same bytes.
enum class Level : std::uint8_t { portable, avx2, avx512 };
const char* level_name(Level level);
Level best_level();  // of this CPU and its operating system

}  // namespace pol::engine
