// Runs one case again and again with one tag changed. Private to this folder.
#pragma once
#include <utility>

#include "compiler/study/counterfactual.h"

namespace pol::study {

// A value that was run; `standings` beside the members of the chain.
struct Tried {
  bool usable = false;  // the door took the case, and the value
  std::vector<Standing> standings;
};

// Member and input of each that was decided here and reads a tag.
using Readers = std::vector<std::pair<std::size_t, std::size_t>>;

// The chain with one tag changed at a time.
class Bench {
 public:
  explicit Bench(const CounterfactualInput& input) : in_(input), chain_(*input.compiled.chain) {
    for (std::size_t i = 0; i < chain_.size(); ++i) rules_.emplace_back(chain_.member(i));
    now_ = standings(in_.decided);
    trial_ = in_.sent;
    trial_.tags.resize(chain_.door().inputs.size());
  }
  const engine::Chain& chain() const { return chain_; }
  const std::vector<Standing>& now() const { return now_; }
  std::size_t runs() const { return runs_; }

  Readers readers(std::size_t tag) const {
    Readers out;
    for (std::size_t m = 0; m < chain_.size(); ++m) {
      const auto& inputs = chain_.member(m).module().inputs;
      for (std::size_t i = 1; i < inputs.size() && in_.decided.members[m].decided; ++i)
        if (!inputs[i].needed && !inputs[i].bucket && inputs[i].name == chain_.door().inputs[tag].name)
          out.emplace_back(m, i);
    }
    return out;
  }

  const engine::SentTag& sent(std::size_t tag) const { return trial_.tags[tag]; }

  Tried run(std::size_t tag, const Readers& readers, engine::SentTag value) {
    ++runs_;
    std::swap(trial_.tags[tag], value);
    Tried out;
    out.usable = !chain_.decide(in_.which, trial_, scratch_);
    std::swap(trial_.tags[tag], value);
    if (!out.usable) return out;
    for (const auto& [member, input] : readers)
      out.usable = out.usable && !scratch_.members[member].admitted.inputs.causes[input];
    out.standings = standings(scratch_);
    return out;
  }

  std::unique_ptr<Trial> trial(std::size_t tag, const engine::SentTag& value) const {
    auto out = std::make_unique<Trial>();
    out->sent = trial_;
    out->sent.tags[tag] = value;
    if (chain_.decide(in_.which, out->sent, out->decided)) return nullptr;
    for (std::size_t i = 0; i < chain_.size(); ++i) chain_.fill_slots(i, out->decided.members[i]);
    return out;
  }

  // No policy worse off than now.
  bool acceptable(const Tried& x) const {
    if (!x.usable) return false;
    for (std::size_t m = 0; m < now_.size(); ++m)
      if (of_member(m, now_[m], x.standings[m]) < 0) return false;
    return true;
  }
  // An outcome of some policy kinder, of none harsher.
  static bool kinder(const std::vector<Standing>& than, const Tried& x) {
    bool some = false;
    for (std::size_t m = 0; m < than.size(); ++m) {
      const int sign = outcome_direction(than[m], x.standings[m]);
      if (sign < 0) return false;
      some = some || sign > 0;
    }
    return some;
  }
  int of_member(std::size_t member, const Standing& a, const Standing& b) const {
    return direction(a, b, rules_[member].lower_is_better());
  }

 private:
  std::vector<Standing> standings(const engine::ChainCase& decided) const {
    std::vector<Standing> out(chain_.size());
    for (std::size_t i = 0; i < chain_.size(); ++i)
      if (decided.members[i].decided) out[i] = rules_[i].of(decided.members[i].record);
    return out;
  }

  const CounterfactualInput& in_;
  const engine::Chain& chain_;
  std::vector<Standings> rules_;
  std::vector<Standing> now_;
  engine::SentCase trial_;  // between runs as it was sent
  engine::ChainCase scratch_;
  std::size_t runs_ = 0;
};

}  // namespace pol::study
