#include "runtime/base/epoch.h"

#include <algorithm>

namespace pol {

Epochs::~Epochs() {
  for (Retired& one : retired_) one.release();
  for (Seat* seat = seats_.load(); seat;) {
    Seat* next = seat->next;
    delete seat;
    seat = next;
  }
}

Epochs::Seat* Epochs::take_seat() {
  for (Seat* seat = seats_.load(std::memory_order_acquire); seat; seat = seat->next) {
    bool taken = false;
    if (seat->taken.compare_exchange_strong(taken, true, std::memory_order_acquire)) return seat;
  }
  auto* seat = new Seat;
  seat->next = seats_.load(std::memory_order_relaxed);
  while (!seats_.compare_exchange_weak(seat->next, seat)) {
  }
  return seat;
}

void Epochs::retire(std::function<void()> release) {
  {
    const std::lock_guard lock(mutex_);
    retired_.push_back({epoch_.fetch_add(1), std::move(release)});
  }
  collect();
}

std::size_t Epochs::collect() {
  std::vector<Retired> free;
  std::size_t waiting = 0;
  {
    const std::lock_guard lock(mutex_);
    std::uint64_t oldest = UINT64_MAX;
    for (Seat* seat = seats_.load(); seat; seat = seat->next)
      if (const std::uint64_t pinned = seat->pinned.load()) oldest = std::min(oldest, pinned);
    const auto held = std::stable_partition(retired_.begin(), retired_.end(),
                                            [&](const Retired& one) { return one.epoch < oldest; });
    std::move(retired_.begin(), held, std::back_inserter(free));
    retired_.erase(retired_.begin(), held);
    waiting = retired_.size();
  }
  for (Retired& one : free) one.release();  // outside the lock: it may take long, or retire more
  return waiting;
}

}  // namespace pol
