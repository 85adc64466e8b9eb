// Drives columnar code over a batch: blocks that stay in cache, rows left over at the end padded to a whole
// set of lanes, so that nothing beyond a column is read or written.
#pragma once
#include "compiler/native/jit.h"
#include "runtime/engine/columns.h"

namespace pol::native {

unsigned lanes_of(engine::Level level);

struct ColumnCode {
  DecideLanes decide = nullptr;
  unsigned lanes = 0;
  bool door = false;
  std::vector<engine::ColumnForm> forms;  // beside the inputs
  std::vector<std::uint32_t> reads;       // the inputs that the code reads
};
void run_columns(const ColumnCode& code, const engine::ColumnBatch& batch, engine::RecordColumns& out);

}  // namespace pol::native
