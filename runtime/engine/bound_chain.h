// A whole chain bound to a host's memory. A chain of one policy is decided in columns (bound.h); where
// policies feed each other, rows are decided one after the other by the chain.
#pragma once
#include "runtime/engine/bound.h"
#include "runtime/engine/chain.h"

namespace pol::engine {

class BoundChain {
 public:
  // `forms`: beside the inputs of `door`, which has all tags of chain->door() (and maybe others); [0] is the
  // decision date. Otherwise as BoundPolicy::bind. `which`: how rows are decided where that is done one by
  // one.
  static Result<std::unique_ptr<BoundChain>> bind(std::shared_ptr<const Chain> chain, const ir::Module& door,
                                                  const std::vector<HostForm>& forms, Backend* backend,
                                                  Which which);

  // `batch`: beside the inputs of `door`. As BoundPolicy::decide, the record is the root's.
  void decide(const HostBatch& batch, RecordColumns& out) const;
  std::optional<Refusal> refusal(const HostBatch& batch, std::size_t row) const;
  // What a row says besides: the shown reasons, as indices into Module::reason_codes of the root. Decides the
  // row again.
  std::vector<std::uint16_t> reasons(const HostBatch& batch, std::size_t row) const;

  const Chain& chain() const { return *chain_; }
  bool is_columnar() const { return bound_ && bound_->is_columnar(); }

 private:
  BoundChain() = default;
  HostBatch own(const HostBatch& batch) const;
  std::optional<Refusal> decide_row(const HostBatch& own, std::size_t row, SentCase& sent,
                                    ChainCase& out) const;

  std::shared_ptr<const Chain> chain_;
  std::vector<std::size_t> tags_;       // beside the chain's door: place among the host's tags
  std::vector<HostForm> forms_;         // beside the chain's door
  std::unique_ptr<BoundPolicy> bound_;  // of a chain of one
  std::vector<std::size_t> inputs_;     // beside its inputs: place in the chain's door; of a bucket 0
  Which which_ = Which::interpreter;
};

}  // namespace pol::engine
