#include "runtime/capi/metrics.h"

#include <algorithm>
#include <bit>

#include "runtime/capi/handles.h"

namespace pol::capi {

void Tally::add(const Tally& other) {
  decided += other.decided;
  undecided += other.undecided;
  refused += other.refused;
  latency_sum += other.latency_sum;
  for (std::size_t i = 0; i < latency.size(); ++i) latency[i] += other.latency[i];
}

void ReaderCounts::decided(bool undecided) {
  raise(decided_, 1);
  if (undecided) raise(undecided_, 1);
}

void ReaderCounts::took(std::uint64_t nanoseconds) {
  raise(latency_sum_, nanoseconds);
  const auto bucket = static_cast<std::size_t>(std::bit_width(nanoseconds));
  raise(latency_[std::min<std::size_t>(bucket, POL_LATENCY_BUCKETS - 1)], 1);
}

Tally ReaderCounts::read() const {
  Tally out;
  out.decided = decided_.load(std::memory_order_relaxed);
  out.undecided = undecided_.load(std::memory_order_relaxed);
  out.refused = refused_.load(std::memory_order_relaxed);
  out.latency_sum = latency_sum_.load(std::memory_order_relaxed);
  for (std::size_t i = 0; i < latency_.size(); ++i)
    out.latency[i] = latency_[i].load(std::memory_order_relaxed);
  return out;
}

void ReaderCounts::clear() {
  for (Count* count : {&decided_, &undecided_, &refused_, &latency_sum_})
    count->store(0, std::memory_order_relaxed);
  for (Count& count : latency_) count.store(0, std::memory_order_relaxed);
}

void SlotCounts::enter(ReaderCounts& reader) {
  const std::lock_guard lock(mutex_);
  readers_.push_back(&reader);
  ended_.try_emplace(0);  // so that a reader can leave without memory
}

void SlotCounts::keep(const ReaderCounts& reader) {
  const auto found = ended_.find(reader.number());
  const Tally counted = reader.read();
  if (found != ended_.end()) found->second.add(counted);
  if (reader.number() != 0) ended_[0].add(counted);
}

void SlotCounts::leave(ReaderCounts& reader) {
  const std::lock_guard lock(mutex_);
  keep(reader);
  std::erase(readers_, &reader);
}

void SlotCounts::turn(ReaderCounts& reader, std::uint64_t number) {
  const std::lock_guard lock(mutex_);
  ended_.try_emplace(number);  // what can fail for want of memory comes first
  keep(reader);
  reader.clear();
  reader.number_ = number;
}

void SlotCounts::unloaded(std::uint64_t number) {
  const std::lock_guard lock(mutex_);
  if (number != 0) ended_.erase(number);
}

Tally SlotCounts::of(std::uint64_t number) const {
  const std::lock_guard lock(mutex_);
  Tally out;
  if (const auto found = ended_.find(number); found != ended_.end()) out = found->second;
  for (const ReaderCounts* reader : readers_)
    if (number == 0 || reader->number() == number) out.add(reader->read());
  return out;
}

}  // namespace pol::capi

using namespace pol;
using namespace pol::capi;

void pol_engine::count(const char* name, std::uint64_t value, const ir::Policy* policy, std::int64_t version,
                       std::string_view code) const {
  if (!metrics) return;
  const std::string called = policy ? policy->kind + "/" + policy->name : std::string();
  pol_metric metric{};
  metric.size = sizeof metric;
  metric.name = name;
  metric.value = value;
  metric.policy = text_of(called);
  metric.version = version;
  metric.code = text_of(code);
  metrics(metrics_user, &metric);
}

extern "C" pol_status pol_slot_decision_counts(const pol_slot* slot, uint64_t number,
                                               pol_decision_counts* out) {
  return guarded(nullptr, [&] {
    if (!slot || !out) return POL_USAGE;
    const std::vector<engine::Release> loaded = slot->slot.loaded();
    if (number != 0 && std::none_of(loaded.begin(), loaded.end(),
                                    [&](const engine::Release& one) { return one.number == number; }))
      return POL_NOT_THERE;
    const Tally tally = slot->counts.of(number);
    pol_decision_counts told{};
    told.decided = tally.decided;
    told.undecided = tally.undecided;
    told.refused = tally.refused;
    told.latency_sum_nanoseconds = tally.latency_sum;
    std::copy(tally.latency.begin(), tally.latency.end(), told.latency);
    return give(told, out) ? POL_OK : POL_USAGE;
  });
}
