#include "compiler/study/experiments.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "compiler/analysis/aim.h"
#include "compiler/analysis/cells.h"
#include "compiler/sema/truth.h"

namespace pol::study {
namespace {

using analysis::Candidates;
using interp::Slot;
using sema::SymbolId;

// The budget of the whole check. A pair that is shown to be disjoint costs a comparison of two conditions;
// any other becomes a finding, after a search of at most kCases cases and about kWork instructions.
constexpr std::size_t kPairs = 200'000, kFindings = 20;
constexpr std::uint64_t kCases = 10'000, kFewCases = 100, kWork = 10'000'000;

const syntax::Experiment& experiment(const sema::Checked& checked, SymbolId id) {
  return *static_cast<const syntax::Experiment*>(checked.symbols[id].node);
}

// Looks for a case that both take: around the typical case, input by input, then a few inputs at once.
class BothTake {
 public:
  BothTake(const ir::Module& module, const Candidates& candidates, ir::Ref a, ir::Ref b)
      : module_(both_of(module, a, b)),
        candidates_(candidates),
        a_(module_.insts.back().a),
        b_(module_.insts.back().b) {
    find_relevant();
    cases_ = std::clamp(kWork / module_.insts.size(), kFewCases, kCases);
  }

  std::string witness() {
    auto found = search();
    if (!found) return "";
    minimise(*found);
    std::string text;
    for (std::size_t i = 1; i < found->size(); ++i)
      if (!((*found)[i] == candidates_.typical[i]))
        text += (text.empty() ? "" : ", ") + analysis::shown_input(module_, i, (*found)[i]);
    text += text.empty() ? "everything typical" : ", everything else typical";
    return text + ", on " + format_date(static_cast<Day>((*found)[0].value));
  }

 private:
  // What the two read, with an instruction of both at the end.
  static ir::Module both_of(const ir::Module& module, ir::Ref a, ir::Ref b) {
    ir::Module joined = module;
    joined.insts.push_back({ir::Op::equal, module.insts[a].type, a, b, 0});
    return analysis::slice_of(joined, static_cast<ir::Ref>(module.insts.size()));
  }

  // The inputs that are read, but for buckets: the arms do not matter, only who takes part. Buckets of other
  // experiments need not be settled.
  void find_relevant() {
    std::vector<bool> read(module_.inputs.size());
    for (const ir::Inst& inst : module_.insts)
      if (inst.op == ir::Op::input) read[inst.a] = true;
    for (std::size_t i = 0; i < read.size(); ++i) {
      if (!read[i]) module_.inputs[i].bucket.reset();
      if (read[i] && !module_.inputs[i].bucket) relevant_.push_back(i);
    }
  }

  bool takes(ir::Ref arm) const { return !slots_[arm].causes && slots_[arm].value != 0; }
  bool both(std::vector<Slot>& inputs) {
    analysis::settle_buckets(module_, inputs);
    interp::evaluate(module_, inputs, slots_);
    return takes(a_) && takes(b_);
  }

  std::optional<std::vector<Slot>> search() {
    std::vector<Slot> inputs = candidates_.typical;
    if (both(inputs)) return inputs;
    for (const std::size_t input : relevant_)
      for (const Slot& slot : candidates_.inputs[input]) {
        inputs = candidates_.typical;
        inputs[input] = slot;
        if (both(inputs)) return inputs;
      }
    analysis::Draws draws(1);
    analysis::Aim aim(module_, candidates_, draws);
    for (std::uint64_t i = 0; i < cases_ && !relevant_.empty(); ++i) {
      inputs = candidates_.typical;
      const std::size_t changes = 1 + draws.below(relevant_.size());
      for (std::size_t k = 0; k < changes; ++k) {
        const std::size_t input = relevant_[draws.below(relevant_.size())];
        inputs[input] = candidates_.inputs[input][draws.below(candidates_.inputs[input].size())];
      }
      if (both(inputs)) return inputs;
      // Then towards an arm of each.
      for (int push = 0; push < 2; ++push) {
        const std::vector<Slot> slots = slots_;
        for (const ir::Ref arm : {a_, b_}) aim.push(arm, {{1, module_.type_of(arm).range.hi}}, slots, inputs);
        if (both(inputs)) return inputs;
      }
    }
    return std::nullopt;
  }

  void minimise(std::vector<Slot>& found) {
    for (std::size_t i = 0; i < found.size(); ++i) {
      const Slot before = found[i];
      if (before == candidates_.typical[i]) continue;
      found[i] = candidates_.typical[i];
      if (!both(found)) found[i] = before;
    }
  }

  ir::Module module_;
  const Candidates& candidates_;
  ir::Ref a_, b_;
  std::uint64_t cases_ = 0;
  std::vector<std::size_t> relevant_;
  std::vector<Slot> slots_;
};

// Pairs of experiments that set one name.
class Pairs {
 public:
  Pairs(const sema::Checked& checked, const lower::Lowered& lowered, Diagnostics& diagnostics)
      : checked_(checked), lowered_(lowered), diagnostics_(diagnostics) {}

  void run() {
    std::vector<SymbolId> names;
    for (const auto& [name, settings] : checked_.settings) names.push_back(name);
    std::sort(names.begin(), names.end());
    for (const SymbolId name : names)
      if (!compare_all(name)) return;
  }

 private:
  // In file order, each once, however many of its arms set the name.
  std::vector<SymbolId> setting(SymbolId name) const {
    std::vector<SymbolId> all;
    for (const sema::Setting& one : checked_.settings.at(name)) all.push_back(one.experiment);
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return all;
  }

  bool compare_all(SymbolId name) {
    const std::vector<SymbolId> all = setting(name);
    for (std::size_t i = 0; i < all.size(); ++i)
      for (std::size_t k = i + 1; k < all.size(); ++k) {
        if (!may_meet(all[i], all[k])) continue;
        if (findings_ == kFindings || told_.size() == kPairs) return give_up(name, all[k]);
        if (told_.insert({all[i], all[k]}).second) compare(name, all[i], all[k]);
      }
    return true;
  }

  // By their dates.
  bool may_meet(SymbolId one, SymbolId other) const {
    const syntax::Box &a = experiment(checked_, one).box, &b = experiment(checked_, other).box;
    return a.until >= b.from && b.until >= a.from;
  }

  bool give_up(SymbolId name, SymbolId at) {
    diagnostics_.add(
        Code::E0833, experiment(checked_, at).span,
        fmt::format(
            "could not show that the experiments that set `{}` never meet: gave up after {} pairs, of "
            "which {} may meet",
            checked_.symbols[name].name, told_.size(), findings_),
        "mend those first; fewer experiments on one name, or other dates, need fewer comparisons");
    return false;
  }

  const sema::Truth& truth(SymbolId id) {
    const auto [at, fresh] = truths_.try_emplace(id);
    if (fresh) at->second = sema::truth_of(checked_, 0, *experiment(checked_, id).when);
    return at->second;
  }

  void compare(SymbolId name, SymbolId one, SymbolId other) {
    if (sema::disjoint(truth(one), truth(other))) return;
    const auto arm_a = lowered_.definitions.find(one), arm_b = lowered_.definitions.find(other);
    if (arm_a == lowered_.definitions.end() || arm_b == lowered_.definitions.end()) return;
    ++findings_;
    const syntax::Experiment &a = experiment(checked_, one), &b = experiment(checked_, other);
    const ir::Module& module = lowered_.module;
    const Day last = std::max(std::max(a.box.from, b.box.from), module.policy.review_by);
    const auto [candidates, fresh] = candidates_.try_emplace(last);
    if (fresh)
      candidates->second =
          analysis::find_candidates(module, *checked_.catalog, module.policy.effective, last);
    BothTake search(module, candidates->second, arm_a->second, arm_b->second);
    const std::string witness = search.witness();
    const std::string both = a.box.code.text + " and " + b.box.code.text;
    const std::string& set = checked_.symbols[name].name;
    diagnostics_.add(
        Code::E0833, b.span,
        witness.empty() ? "could not show that " + both + ", which both set `" + set + "`, never meet"
                        : both + " both set `" + set + "` for some cases",
        "let their conditions exclude each other by one test, or give them other dates", witness);
  }

  const sema::Checked& checked_;
  const lower::Lowered& lowered_;
  Diagnostics& diagnostics_;
  std::size_t findings_ = 0;
  std::set<std::pair<SymbolId, SymbolId>> told_;
  std::map<SymbolId, sema::Truth> truths_;
  std::map<Day, Candidates> candidates_;
};

}  // namespace

void check_experiments(const sema::Checked& checked, const lower::Lowered& lowered,
                       Diagnostics& diagnostics) {
  Pairs(checked, lowered, diagnostics).run();
}

}  // namespace pol::study
