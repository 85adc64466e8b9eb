// A policy bound to a host's memory: columns, structs or slots are decided where they stand, by columnar code
// that is made for their shape, and by the same rules at the door as single cases. Where there is no native
// code the same rows are decided one by one.
#pragma once
#include <memory>

#include "runtime/engine/engine.h"
#include "runtime/engine/host_columns.h"

namespace pol::engine {

class BoundPolicy {
 public:
  // `forms`: beside the policy's inputs; [0] is the decision date, days since 1970-01-01. An input of an
  // experiment (its bucket) has no form: its column is computed. Fails (exit 2) for a form that does not suit
  // its tag, naming it. `backend` may be null; a backend that refuses the policy only means that rows are
  // decided one by one (see why_not_native).
  static Result<std::unique_ptr<BoundPolicy>> bind(std::shared_ptr<const LoadedPolicy> policy,
                                                   std::vector<HostForm> forms, Backend* backend,
                                                   const NativeOptions& options = {});

  // Decides all rows. `out` is sized by this. Thread-safe.
  // Where out.refused is 1 the record says nothing; refusal() says why.
  void decide(const HostBatch& batch, RecordColumns& out) const;
  // Of one row; empty: it is not refused.
  std::optional<Refusal> refusal(const HostBatch& batch, std::size_t row) const;

  const LoadedPolicy& policy() const { return *policy_; }
  bool is_columnar() const { return native_ != nullptr; }
  const std::string& why_not_columnar() const { return why_not_; }

 private:
  BoundPolicy() = default;
  Status check(std::size_t input) const;
  void compile(Backend& backend, NativeOptions options);
  void send(const HostBatch& batch, std::size_t row, SentCase& sent) const;
  void decide_rows(const HostBatch& batch, RecordColumns& out) const;

  std::shared_ptr<const LoadedPolicy> policy_;
  std::vector<HostForm> forms_;
  std::unique_ptr<NativePolicy> native_;
  std::vector<bool> direct_;  // beside the inputs: the code reads the host's memory
  bool in_place_ = false;     // all are, and bitmaps begin at whole bytes
  std::string why_not_;
};

}  // namespace pol::engine
