// What the handles of pol.h are, and how failures become pol_error. Private to runtime/capi.
#pragma once
#include <atomic>
#include <cstring>
#include <map>
#include <memory>
#include <mutex>
#include <new>
#include <optional>
#include <string>

#include "runtime/base/epoch.h"
#include "runtime/bundle/load.h"
#include "runtime/capi/metrics.h"
#include "runtime/engine/slot.h"
#include "runtime/include/pol/pol.h"

struct pol_engine {
  pol::bundle::LoadOptions load;
  bool interpreter_only = false;
  pol_log_function log = nullptr;
  void* log_user = nullptr;
  pol_metric_function metrics = nullptr;
  void* metrics_user = nullptr;
  bool measure_latency = false;
  // Of either: never with a lock held.
  void tell(pol_log_level level, const std::string& message) const {
    if (log) log(log_user, level, {message.data(), message.size()});
  }
  // `policy` may be null; nothing happens where the host does not count.
  void count(const char* name, std::uint64_t value, const pol::ir::Policy* policy, std::int64_t version,
             std::string_view code = {}) const;
};

namespace pol::capi {

// What explanations need beside the code.
struct Told {
  std::shared_ptr<const catalog::Catalog> catalog;
  std::shared_ptr<const std::vector<explain::Plan>> plans;  // null: the bundle has none
};

}  // namespace pol::capi

struct pol_version {
  pol::bundle::Loaded loaded;
};

struct pol_slot {
  pol_engine* engine;
  pol::Epochs epochs;
  pol::engine::Slot slot;
  // Of the loaded versions, by content hash: the names and formulas that explanations use. Guarded by the
  // mutex, which is held through load and unload.
  std::mutex mutex;
  std::map<std::string, pol::capi::Told> told;
  pol::capi::SlotCounts counts;
  pol_slot(pol_engine* owner, pol::ir::Module door) : engine(owner), slot(epochs, std::move(door)) {}
};

struct pol_layout {
  struct Field {
    std::size_t input = 0, offset = 0, missing = 0, as_of = 0;
    pol_type type = POL_INT64;
    bool has_missing = false, has_as_of = false;
  };
  const pol_slot* slot = nullptr;
  std::vector<Field> fields;
};

struct pol_reader {
  pol_slot* slot;
  pol::EpochReader epochs;
  // pol_reader_pin holds a snapshot: an epoch alone would keep versions alive, but not in force.
  std::optional<pol::engine::Pin> pinned;
  std::size_t pins = 0;
  pol::engine::SentCase sent;
  pol::engine::SlotCase decided;
  pol::engine::Release release;               // that decided last: its chain is held, pinned or not
  pol::capi::Told told;                       // its names, once they were asked for
  const pol::ir::Field* undecided = nullptr;  // of that release's record
  bool has_decision = false;
  std::string text, output_text;
  std::vector<std::uint16_t> shown;
  bool has_shown = false;
  pol::capi::ReaderCounts counts;
  explicit pol_reader(pol_slot* of) : slot(of), epochs(of->epochs) { of->counts.enter(counts); }
  ~pol_reader() { slot->counts.leave(counts); }
};

namespace pol::capi {

inline std::string_view view(pol_text text) {
  return text.data ? std::string_view(text.data, text.size) : std::string_view();
}
inline pol_text text_of(std::string_view text) {
  return {text.data(), text.size()};
}

pol_status fail(pol_error* error, pol_status status, std::string_view code, std::string_view message);
pol_status fail(pol_error* error, const Failure& failure);
pol_status fail(pol_error* error, const engine::Refusal& refusal);

// The caller's struct of any version, as this library knows it: what it does not have is 0.
template <class T>
bool take(const T* given, T& out) {
  std::memset(&out, 0, sizeof out);
  if (!given) return true;
  std::size_t size = 0;
  std::memcpy(&size, given, sizeof size);
  if (size < sizeof size) return false;
  std::memcpy(&out, given, size < sizeof out ? size : sizeof out);
  return true;
}
// As much of `from` as the caller's struct has room for.
template <class T>
bool give(T from, T* out) {
  if (!out || out->size < sizeof(std::size_t)) return false;
  const std::size_t size = out->size;
  std::memcpy(out, &from, size < sizeof from ? size : sizeof from);
  out->size = size;
  return true;
}

// Nothing is thrown across the border.
template <class Body>
pol_status guarded(pol_error* error, Body body) noexcept {
  if (error) *error = {};
  try {
    return body();
  } catch (const std::bad_alloc&) {
    return fail(error, POL_NO_MEMORY, "", "out of memory");
  } catch (...) {
    return fail(error, POL_INTERNAL, "", "internal error");
  }
}

engine::Backend* backend();  // null until libpol-native has registered itself

// The chain's record behind the reader's last decision; null if there is none.
engine::MemberCase* last(pol_reader* reader);
// Fills what a native engine leaves out, and the reasons.
void complete(pol_reader& reader);

// The inputs of a host that sends every tag of a catalogue.
ir::Module door_of(const bundle::Loaded& loaded);

}  // namespace pol::capi
