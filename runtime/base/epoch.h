// Epoch-based reclamation (Fraser, Practical lock-freedom, 2004, section 5.2.3): readers of a shared pointer
// pin an epoch instead of counting references, and what was taken out of reach is freed when no reader can
// still hold it. Pinning is two stores to memory of the reader's own; measured at a quarter of the cost of
// atomic<shared_ptr>, and it does not slow other readers.
#pragma once
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>

namespace pol {

class EpochReader;

class Epochs {
 public:
  Epochs() = default;
  ~Epochs();  // no reader may be left; frees all that was retired
  Epochs(const Epochs&) = delete;
  Epochs& operator=(const Epochs&) = delete;

  // The memory that retiring one thing takes. Made beforehand, so that what has been taken out of reach can
  // always be retired: retire() with a ticket allocates nothing if `release` fits into a std::function.
  struct Retired {
    std::uint64_t epoch = 0;
    std::function<void()> release;
    std::unique_ptr<Retired> next;
  };
  using Ticket = std::unique_ptr<Retired>;
  static Ticket ticket() { return std::make_unique<Retired>(); }

  // Call after the old value can no longer be reached by new readers: `release` runs, on some thread that
  // calls retire() or collect(), once every reader that was pinned at this moment has let go.
  void retire(Ticket ticket, std::function<void()> release) noexcept;
  void retire(std::function<void()> release) { retire(ticket(), std::move(release)); }
  // Releases what can be; how many wait. Never blocks on a reader.
  std::size_t collect() noexcept;

 private:
  friend class EpochReader;
  // On a cache line of its own. 0: not pinned. Never freed before the Epochs, so scanning needs no lock.
  struct alignas(64) Seat {
    std::atomic<std::uint64_t> pinned{0};
    std::atomic<bool> taken{true};
    Seat* next = nullptr;
  };
  Seat* take_seat();

  std::atomic<std::uint64_t> epoch_{1};
  std::atomic<Seat*> seats_{nullptr};
  std::mutex mutex_;          // of retired_
  Ticket retired_;            // the oldest first
  Ticket* last_ = &retired_;  // where the next one goes
};

// A thread's place among the readers. Not thread-safe: one for each thread, made once and kept. Pins nest.
class EpochReader {
 public:
  explicit EpochReader(Epochs& epochs) : epochs_(&epochs), seat_(epochs.take_seat()) {}
  ~EpochReader() { seat_->taken.store(false, std::memory_order_release); }
  EpochReader(const EpochReader&) = delete;
  EpochReader& operator=(const EpochReader&) = delete;

  void pin() {
    // Sequentially consistent, like the writer's exchange and scan: either the scan sees this pin, or the
    // load that follows it sees what the writer put in place.
    if (depth_++ == 0) seat_->pinned.store(epochs_->epoch_.load());
  }
  void unpin() {
    if (--depth_ == 0) seat_->pinned.store(0, std::memory_order_release);
  }
  const Epochs& epochs() const { return *epochs_; }

 private:
  Epochs* epochs_;
  Epochs::Seat* seat_;
  std::uint32_t depth_ = 0;
};

}  // namespace pol
