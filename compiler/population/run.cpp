#include "compiler/population/run.h"

#include <algorithm>
#include <mutex>
#include <thread>

namespace pol::population {
namespace {

class Run {
 public:
  Run(data::CaseSource& source, const RunOptions& options) : source_(source), options_(options) {}

  void work(Worker& worker, bool tells_progress) {
    data::CaseBlock block;
    while (take(block, tells_progress)) worker.add(block);
  }
  std::optional<Failure> failure;

 private:
  bool take(data::CaseBlock& block, bool tells_progress) {
    const std::lock_guard lock(mutex_);
    if (ended_) return false;
    const auto more = source_.next(block);
    if (!more && !failure) failure = more.failure();
    ended_ = !more || !*more;
    cases_ += ended_ ? 0 : block.size;
    if (tells_progress && options_.progress) options_.progress(cases_, source_.done(), source_.total());
    return !ended_;
  }
  data::CaseSource& source_;
  const RunOptions& options_;
  std::mutex mutex_;
  std::uint64_t cases_ = 0;
  bool ended_ = false;
};

}  // namespace

Result<std::vector<std::unique_ptr<Worker>>> run(data::CaseSource& source, const RunOptions& options,
                                                 const std::function<std::unique_ptr<Worker>()>& make) {
  const unsigned threads =
      options.threads ? options.threads : std::max(1u, std::thread::hardware_concurrency());
  std::vector<std::unique_ptr<Worker>> workers;
  for (unsigned i = 0; i < threads; ++i) workers.push_back(make());
  Run run(source, options);
  std::vector<std::thread> others;
  for (unsigned i = 1; i < threads; ++i)
    others.emplace_back([&run, worker = workers[i].get()] { run.work(*worker, false); });
  run.work(*workers[0], true);
  for (std::thread& thread : others) thread.join();
  if (run.failure) return *run.failure;
  return workers;
}

}  // namespace pol::population
