#include "runtime/data/blocks.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace pol::data {
namespace {

class Run {
 public:
  Run(CaseSource& source, const BlockOptions& options) : source_(source), options_(options) {}

  void work(BlockWorker& worker, bool tells_progress) {
    CaseBlock block;
    std::uint64_t number = 0;
    while (take(block, number, tells_progress)) {
      worker.add(block);
      put_out(worker, number);
    }
  }
  std::optional<Failure> failure;

 private:
  bool take(CaseBlock& block, std::uint64_t& number, bool tells_progress) {
    const std::lock_guard lock(taking_);
    if (ended_) return false;
    const auto more = source_.next(block);
    if (!more && !failure) failure = more.failure();
    ended_ = !more || !*more;
    if (ended_) return false;
    number = taken_++;
    cases_ += block.size;
    if (tells_progress && options_.progress) options_.progress(cases_, source_.done(), source_.total());
    return true;
  }
  void put_out(BlockWorker& worker, std::uint64_t number) {
    bool more = true;
    {
      std::unique_lock lock(putting_);
      turn_.wait(lock, [&] { return put_ == number; });
      more = worker.put_out();
      ++put_;
    }
    turn_.notify_all();
    if (more) return;
    const std::lock_guard lock(taking_);
    ended_ = true;
  }

  CaseSource& source_;
  const BlockOptions& options_;
  std::mutex taking_;
  std::uint64_t cases_ = 0, taken_ = 0;
  bool ended_ = false;
  std::mutex putting_;
  std::condition_variable turn_;
  std::uint64_t put_ = 0;  // blocks that are out
};

}  // namespace

Result<std::vector<std::unique_ptr<BlockWorker>>> run_blocks(
    CaseSource& source, const BlockOptions& options,
    const std::function<std::unique_ptr<BlockWorker>()>& make) {
  const unsigned threads =
      options.threads ? options.threads : std::max(1u, std::thread::hardware_concurrency());
  std::vector<std::unique_ptr<BlockWorker>> workers;
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

}  // namespace pol::data
