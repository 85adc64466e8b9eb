#include "runtime/base/epoch.h"

#include <algorithm>

namespace pol {

namespace {

// One by one: a long list that frees itself would recurse.
void release_all(Epochs::Ticket list) noexcept {
  while (list) {
    list->release();
    list = std::move(list->next);
  }
}

}  // namespace

Epochs::~Epochs() {
  release_all(std::move(retired_));
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

void Epochs::retire(Ticket ticket, std::function<void()> release) noexcept {
  {
    const std::lock_guard lock(mutex_);
    ticket->epoch = epoch_.fetch_add(1);
    ticket->release = std::move(release);
    *last_ = std::move(ticket);
    last_ = &(*last_)->next;
  }
  collect();
}

std::size_t Epochs::collect() noexcept {
  Ticket free;
  std::size_t waiting = 0;
  {
    const std::lock_guard lock(mutex_);
    std::uint64_t oldest = UINT64_MAX;
    for (Seat* seat = seats_.load(); seat; seat = seat->next)
      if (const std::uint64_t pinned = seat->pinned.load()) oldest = std::min(oldest, pinned);
    Ticket* last_free = &free;
    Ticket* at = &retired_;
    while (*at) {
      if ((*at)->epoch >= oldest) {
        ++waiting;
        at = &(*at)->next;
        continue;
      }
      Ticket one = std::move(*at);
      *at = std::move(one->next);
      *last_free = std::move(one);
      last_free = &(*last_free)->next;
    }
    last_ = at;
  }
  release_all(std::move(free));  // outside the lock: it may take long, or retire more
  return waiting;
}

}  // namespace pol
