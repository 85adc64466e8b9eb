// Deciding a whole population on several threads. Tallies are added per thread and merged at the end; because
// they only count and add exactly, the result does not depend on the number of threads.
#pragma once
#include <functional>
#include <memory>

#include "runtime/data/case_source.h"

namespace pol::population {

// What one thread does with its blocks. The run calls it from one thread only.
class Worker {
 public:
  virtual ~Worker() = default;
  virtual void add(const data::CaseBlock& block) = 0;
};

struct RunOptions {
  unsigned threads = 0;  // 0: as many as the machine has
  // Called now and then, from the calling thread: cases so far, and done() of total() of the source.
  std::function<void(std::uint64_t cases, std::uint64_t done, std::uint64_t total)> progress;
};

// Takes the source to its end. `make` is called once a thread, before any of them starts; the workers are
// handed back in no particular order. Fails where the source does.
Result<std::vector<std::unique_ptr<Worker>>> run(data::CaseSource& source, const RunOptions& options,
                                                 const std::function<std::unique_ptr<Worker>()>& make);

}  // namespace pol::population
