// Policies in service: a slot holds the versions of one policy that a host has loaded, and says which of them
// is in force on a decision date. Readers pin an immutable snapshot of it, for a call or for a batch;
// whoever publishes, withdraws or rolls back puts a new snapshot in its place at once, for all readers that
// pin later. Code and tables are freed when no reader can be in them.
#pragma once
#include <array>
#include <atomic>
#include <memory>
#include <string>

#include "runtime/base/epoch.h"
#include "runtime/engine/chain.h"

namespace pol::engine {

// A version that a slot knows: the whole chain, immutable.
struct Release {
  std::shared_ptr<const Chain> chain;
  std::uint64_t number = 0;  // in order of loading, from 1; never used again
  std::vector<std::size_t>
      tags;  // beside the chain's door().inputs: place among the tags that the host sends
  const ir::Policy& policy() const { return chain->root().module().policy; }
  const std::string& content_hash() const { return chain->root().content_hash(); }
};

// What a candidate that runs beside the version in force did, since it was put there.
struct ShadowCounts {
  std::uint64_t decided = 0;    // by both
  std::uint64_t status = 0;     // of these: decided by one, undecided by the other
  std::uint64_t main = 0;       // another main output
  std::uint64_t outputs = 0;    // any output differs, the first included
  std::uint64_t refused = 0;    // refused by the candidate only
  std::uint64_t let_in = 0;     // refused by the version in force only
  std::uint64_t not_alike = 0;  // outputs that cannot be compared: another list or other types
};

class Shadow {
 public:
  explicit Shadow(Release candidate) : candidate_(std::move(candidate)) {}
  const Release& candidate() const { return candidate_; }
  ShadowCounts counts() const;

 private:
  friend class Snapshot;
  // Null: refused.
  void compare(const Chain& chain, const MemberCase* decided, const MemberCase* tried) const;
  Release candidate_;
  mutable std::array<std::atomic<std::uint64_t>, 7> counts_{};  // in the order of ShadowCounts
};

// What a decision leaves: memory that a thread keeps from case to case, whatever the version.
struct SlotCase {
  const Release* release = nullptr;  // that decided; valid while the snapshot is pinned
  ChainCase decided;
  SentCase asked;  // the tags that the version reads
  ChainCase shadow_decided;
  SentCase shadow_asked;
};

class Snapshot {
 public:
  // The published version with the largest effective date that is not after `date`; of several, the one
  // published last. Null: none is in force.
  const Release* in_force(Day date) const;
  // Decides with the version in force, which out.release names, and with the shadow, whose answer only
  // counts. `sent` has the tags of Slot::door(). I06 if no version is in force. Which::scalar needs
  // has_native().
  std::optional<Refusal> decide(Which which, const SentCase& sent, SlotCase& out) const;
  bool has_native() const;
  const std::vector<Release>& published() const { return published_; }  // in order of publishing
  const Shadow* shadow() const { return shadow_.get(); }
  std::uint64_t sequence() const { return sequence_; }  // 1, 2, 3 ... of the slot

 private:
  friend class Slot;
  std::vector<Release> published_;
  std::shared_ptr<const Shadow> shadow_;
  std::uint64_t sequence_ = 0;
};

class Slot {
 public:
  // `door`: the tags that the host sends, as inputs of a module that has nothing else (Chain::door() is one,
  // so is a whole catalogue): input 0 is the decision date. `epochs` must outlive the slot; one serves all
  // slots of a host.
  Slot(Epochs& epochs, ir::Module door);
  ~Slot();  // pins may outlive it
  Slot(const Slot&) = delete;
  Slot& operator=(const Slot&) = delete;
  const ir::Module& door() const { return door_; }

  // Those below may be called by any thread. They wait for each other, never for readers, and no reader waits
  // for them. Where they fail (exit 3) nothing has changed: what was in force stays so.

  // Makes a version known, without publishing it. Fails for a policy of another kind or name than the first,
  // and for one that reads tags which the host does not send, or sends as another type. A version whose
  // content hash is known keeps its number.
  Result<std::uint64_t> load(std::shared_ptr<const Chain> chain);
  Status publish(std::uint64_t number);    // fails if it is not loaded, or published already
  Status withdraw(std::uint64_t number);   // it stays loaded; fails if it is not published
  Status roll_back(std::uint64_t number);  // withdraws all that were published after it; fails as withdraw()
  Status unload(std::uint64_t number);     // fails if it is not loaded, published, or the shadow
  Status set_shadow(
      std::uint64_t number);  // beside the version in force, its counts from 0; fails as unload()
  void clear_shadow();
  std::vector<Release> loaded() const;

 private:
  friend class Pin;
  Result<Release> find(std::uint64_t number) const;
  std::unique_ptr<Snapshot> next() const;
  void put(std::unique_ptr<Snapshot> next);

  const ir::Module door_;
  Epochs& epochs_;
  Epochs::Ticket last_ = Epochs::ticket();  // for the last snapshot
  mutable std::mutex mutex_;                // of loaded_, and of whoever changes anything
  std::vector<Release> loaded_;
  std::uint64_t next_number_ = 1;
  std::atomic<const Snapshot*> current_;
};

// A reader's hold on what a slot was at one moment.
class Pin {
 public:
  Pin(EpochReader& reader, const Slot& slot) : reader_(reader) {
    reader_.pin();
    snapshot_ = slot.current_.load();
  }
  ~Pin() { reader_.unpin(); }
  Pin(const Pin&) = delete;
  Pin& operator=(const Pin&) = delete;
  const Snapshot& operator*() const { return *snapshot_; }
  const Snapshot* operator->() const { return snapshot_; }

 private:
  EpochReader& reader_;
  const Snapshot* snapshot_;
};

}  // namespace pol::engine
