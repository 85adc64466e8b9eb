#include "runtime/engine/bound_chain.h"

#include <algorithm>

#include "runtime/engine/record.h"

namespace pol::engine {
namespace {

// Of a chain that does not own what it is made of.
std::shared_ptr<const LoadedPolicy> root_of(const std::shared_ptr<const Chain>& chain) {
  return {chain, &chain->root()};
}

std::size_t place_of(const ir::Module& door, const std::string& name) {
  const auto found = std::find_if(door.inputs.begin(), door.inputs.end(),
                                  [&](const ir::Input& input) { return input.name == name; });
  return static_cast<std::size_t>(found - door.inputs.begin());
}

}  // namespace

Result<std::unique_ptr<BoundChain>> BoundChain::bind(std::shared_ptr<const Chain> chain,
                                                     const ir::Module& door,
                                                     const std::vector<HostForm>& forms, Backend* backend,
                                                     Which which) {
  auto bound = std::unique_ptr<BoundChain>(new BoundChain);
  bound->chain_ = std::move(chain);
  bound->which_ = which;
  const Chain& of = *bound->chain_;
  for (const ir::Input& input : of.door().inputs) {
    const std::size_t place = place_of(door, input.name);
    if (place == door.inputs.size())
      return Failure{Exit::input, "the host does not send the tag " + input.name};
    bound->tags_.push_back(place);
    bound->forms_.push_back(forms[place]);
  }
  if (of.size() > 1) return bound;
  std::vector<HostForm> own;
  for (const ir::Input& input : of.root().module().inputs) {
    const std::size_t place = input.bucket ? 0 : place_of(of.door(), input.name);
    bound->inputs_.push_back(place);
    own.push_back(input.bucket ? HostForm{} : bound->forms_[place]);
  }
  auto policy = BoundPolicy::bind(root_of(bound->chain_), std::move(own), backend);
  if (!policy) return policy.failure();
  bound->bound_ = std::move(*policy);
  return bound;
}

// Beside the chain's door, or, of a chain of one, beside the inputs of its policy.
HostBatch BoundChain::own(const HostBatch& batch) const {
  HostBatch own{batch.rows, {}};
  if (bound_)
    for (const std::size_t place : inputs_) own.columns.push_back(batch.columns[tags_[place]]);
  else
    for (const std::size_t tag : tags_) own.columns.push_back(batch.columns[tag]);
  return own;
}

std::optional<Refusal> BoundChain::decide_row(const HostBatch& batch, std::size_t row, SentCase& sent,
                                              ChainCase& out) const {
  read_case(chain_->door(), forms_, batch, row, sent);
  return chain_->decide(which_, sent, out);
}

void BoundChain::decide(const HostBatch& batch, RecordColumns& out) const {
  const HostBatch rows = own(batch);
  if (bound_) return bound_->decide(rows, out);
  out.resize(chain_->root().module(), chain_->root().layout(), batch.rows);
  SentCase sent;
  ChainCase decided;
  for (std::size_t row = 0; row < batch.rows; ++row) {
    out.refused[row] = decide_row(rows, row, sent, decided).has_value();
    if (!out.refused[row]) out.put(row, decided.root().record);
  }
}

std::optional<Refusal> BoundChain::refusal(const HostBatch& batch, std::size_t row) const {
  if (bound_) return bound_->refusal(own(batch), row);
  SentCase sent;
  ChainCase decided;
  return decide_row(own(batch), row, sent, decided);
}

std::vector<std::uint16_t> BoundChain::reasons(const HostBatch& batch, std::size_t row) const {
  HostBatch rows{batch.rows, {}};
  for (const std::size_t tag : tags_) rows.columns.push_back(batch.columns[tag]);
  SentCase sent;
  ChainCase decided;
  if (decide_row(rows, row, sent, decided)) return {};
  MemberCase& root = decided.root();
  if (reasons_need_amounts(chain_->root(), root.record)) chain_->fill_slots(chain_->size() - 1, root);
  std::span<const interp::Slot> slots;
  if (root.has_slots) slots = root.scratch.slots;
  return reasons_shown(chain_->root(), reasons_all(chain_->root(), *root.sent, root.record, slots));
}

}  // namespace pol::engine
