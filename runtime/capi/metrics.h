// What a service counts. Events go to the host's metrics function as they happen; decisions are counted by
// each reader for itself, without a lock and without sharing a cache line, and added up when a host asks.
#pragma once
#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <vector>

#include "runtime/include/pol/pol.h"

namespace pol::capi {

// Of one version in one slot, or of all that are unloaded.
struct Tally {
  std::uint64_t decided = 0, undecided = 0, refused = 0, latency_sum = 0;
  std::array<std::uint64_t, POL_LATENCY_BUCKETS> latency{};
  void add(const Tally& other);
};

// A reader's own, for the version that it decided by last. Written by its thread alone, read by any.
class alignas(64) ReaderCounts {
 public:
  std::uint64_t number() const { return number_; }
  void decided(bool undecided);
  void refused() { raise(refused_, 1); }
  void took(std::uint64_t nanoseconds);
  Tally read() const;

 private:
  friend class SlotCounts;
  using Count = std::atomic<std::uint64_t>;
  // There is one writer: no read-modify-write of the whole machine is needed.
  static void raise(Count& count, std::uint64_t by) {
    count.store(count.load(std::memory_order_relaxed) + by, std::memory_order_relaxed);
  }
  void clear();
  std::uint64_t number_ = 0;  // 0: no version was in force. Guarded by the mutex of the slot's counts
  Count decided_{0}, undecided_{0}, refused_{0}, latency_sum_{0};
  std::array<Count, POL_LATENCY_BUCKETS> latency_{};
};

// Of a slot. A version that is unloaded is kept in the sum of all (number 0) alone, so that reloading for
// ever takes no memory.
class SlotCounts {
 public:
  void enter(ReaderCounts& reader);
  void leave(ReaderCounts& reader);
  // From now on the reader counts for `number`. Costs a lock, and happens when versions change.
  void turn(ReaderCounts& reader, std::uint64_t number);
  void unloaded(std::uint64_t number);
  Tally of(std::uint64_t number) const;  // 0: of all

 private:
  void keep(const ReaderCounts& reader);
  mutable std::mutex mutex_;
  std::vector<const ReaderCounts*> readers_;
  std::map<std::uint64_t, Tally> ended_;  // what readers counted before they turned to another version
};

// Runs only where durations are measured.
class Watch {
 public:
  explicit Watch(bool on) : on_(on) {
    if (on_) began_ = std::chrono::steady_clock::now();
  }
  bool on() const { return on_; }
  std::uint64_t nanoseconds() const {
    return static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now() - began_)
            .count());
  }

 private:
  bool on_;
  std::chrono::steady_clock::time_point began_;
};

}  // namespace pol::capi
