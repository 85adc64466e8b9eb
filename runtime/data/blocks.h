// Many cases on several threads, a block of neighbours at a time. What a thread adds up is merged at the end,
// what it writes goes out block by block in the order of the source; so results do not depend on the number
// of threads.
#pragma once
#include <functional>
#include <memory>

#include "runtime/data/case_source.h"

namespace pol::data {

// What one thread does with its blocks.
class BlockWorker {
 public:
  virtual ~BlockWorker() = default;
  // Beside the other threads.
  virtual void add(const CaseBlock& block) = 0;
  // After add() of the same block, when all blocks before it have been here; by one thread at a time. False
  // ends the run early.
  virtual bool put_out() { return true; }
};

struct BlockOptions {
  unsigned threads = 0;  // 0: as many as the machine has
  // Called now and then, from the calling thread: cases so far, and done() of total() of the source.
  std::function<void(std::uint64_t cases, std::uint64_t done, std::uint64_t total)> progress;
};

// Takes the source to its end. `make` is called once a thread, before any of them starts; the workers are
// handed back in no particular order. Fails where the source does.
Result<std::vector<std::unique_ptr<BlockWorker>>> run_blocks(
    CaseSource& source, const BlockOptions& options,
    const std::function<std::unique_ptr<BlockWorker>()>& make);

}  // namespace pol::data
