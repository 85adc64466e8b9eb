// The border between columns in memory and the code that decides one group of neighbouring rows: the driver
// walks a batch in blocks and hands each group over; the code has no loop and no branch.
#pragma once
#include <cstdint>
#include <memory>

#include "runtime/base/result.h"
#include "runtime/engine/columns.h"
#include "runtime/ir/module.h"
#include "runtime/ir/record_layout.h"

namespace pol::native {

// An input of the block at hand. All three are read at the group's rows, so all three are valid there: a
// column that has no bitmap is lent one of ones.
struct ColumnView {
  const void* values;           // i64
  const std::uint8_t* present;  // bits; 1: see `causes` no further
  const CauseMask* causes;      // bytes; 0 is present
};

// `records`: for each output slot its values (i64*) and its causes (u8*), then the words (u64*), then refused
// (u8*).
using ColumnsFunction = void (*)(const ColumnView* inputs, void* const* records, std::int64_t row);

// Rows of a block: what lent memory holds.
inline constexpr std::size_t kBlock = 512;

class ColumnDriver {
 public:
  ColumnDriver(const ir::Module& module, ColumnsFunction function, unsigned lanes);
  Status decide(const engine::ColumnBatch& batch, const engine::RecordColumns& records) const;

 private:
  struct Block;  // memory to lend, one a call
  Status check(const engine::ColumnBatch& batch, const engine::RecordColumns& records) const;
  void view(const engine::ColumnBatch& batch, std::size_t first, std::size_t rows, Block& block) const;
  void tail(const engine::RecordColumns& records, std::size_t first, std::size_t rows, Block& block) const;

  ColumnsFunction function_;
  std::size_t lanes_, outputs_, words_;
  std::size_t inputs_;
};

}  // namespace pol::native
