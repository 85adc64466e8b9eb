#include "compiler/study/experiments.h"

#include <algorithm>
#include <set>

#include "compiler/analysis/aim.h"
#include "compiler/sema/truth.h"

namespace pol::study {
namespace {

using analysis::Candidates;
using interp::Slot;
using sema::SymbolId;

constexpr std::uint64_t kCases = 10'000;

const syntax::Experiment& experiment(const sema::Checked& checked, SymbolId id) {
  return *static_cast<const syntax::Experiment*>(checked.symbols[id].node);
}

// Looks for a case that both take: around the typical case, input by input, then a few inputs at once.
class BothTake {
 public:
  BothTake(const ir::Module& module, const Candidates& candidates, ir::Ref a, ir::Ref b)
      : module_(module), candidates_(candidates), a_(a), b_(b) {
    find_relevant();
  }

  std::string witness() {
    auto found = search();
    if (!found) return "";
    minimise(*found);
    std::string text;
    for (std::size_t i = 1; i < found->size(); ++i)
      if (!((*found)[i] == candidates_.typical[i]))
        text += (text.empty() ? "" : ", ") + module_.inputs[i].name + " " + show((*found)[i], i);
    text += text.empty() ? "everything typical" : ", everything else typical";
    return text + ", on " + format_date(static_cast<Day>((*found)[0].value));
  }

 private:
  void find_relevant() {
    std::vector<bool> seen(module_.insts.size());
    std::vector<ir::Ref> work{a_, b_};
    std::set<std::size_t> inputs;
    while (!work.empty()) {
      const ir::Ref ref = work.back();
      work.pop_back();
      if (seen[ref]) continue;
      seen[ref] = true;
      const ir::Inst& inst = module_.insts[ref];
      if (inst.op == ir::Op::input && !module_.inputs[inst.a].bucket) inputs.insert(inst.a);
      ir::operands_of(module_, inst, work);
    }
    relevant_.assign(inputs.begin(), inputs.end());
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
    for (std::uint64_t i = 0; i < kCases && !relevant_.empty(); ++i) {
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

  std::string show(const Slot& slot, std::size_t input) const {
    const Type& type = module_.types[module_.inputs[input].type];
    if (slot.causes) return "missing (" + cause_names(slot.causes) + ")";
    if (type.kind == Kind::text) return "\"" + std::string(interp::text_of(slot)) + "\"";
    return format_grouped(slot.value, type, module_.enums);
  }

  const ir::Module& module_;
  const Candidates& candidates_;
  ir::Ref a_, b_;
  std::vector<std::size_t> relevant_;
  std::vector<Slot> slots_;
};

}  // namespace

void check_experiments(const sema::Checked& checked, const lower::Lowered& lowered,
                       Diagnostics& diagnostics) {
  std::set<std::pair<SymbolId, SymbolId>> told;
  const ir::Module& module = lowered.module;
  std::vector<SymbolId> names;
  for (const auto& [name, settings] : checked.settings) names.push_back(name);
  std::sort(names.begin(), names.end());
  for (const SymbolId name : names) {
    const std::vector<sema::Setting>& settings = checked.settings.at(name);
    for (const sema::Setting& one : settings)
      for (const sema::Setting& other : settings) {
        if (one.experiment >= other.experiment || !told.insert({one.experiment, other.experiment}).second)
          continue;
        const syntax::Experiment &a = experiment(checked, one.experiment),
                                 &b = experiment(checked, other.experiment);
        if (a.box.until < b.box.from || b.box.until < a.box.from) continue;
        if (sema::disjoint(sema::truth_of(checked, 0, *a.when), sema::truth_of(checked, 0, *b.when)))
          continue;
        const auto arm_a = lowered.definitions.find(one.experiment),
                   arm_b = lowered.definitions.find(other.experiment);
        if (arm_a == lowered.definitions.end() || arm_b == lowered.definitions.end()) continue;
        const Day last = std::max(std::max(a.box.from, b.box.from), module.policy.review_by);
        const Candidates candidates =
            analysis::find_candidates(module, *checked.catalog, module.policy.effective, last);
        const std::string witness = BothTake(module, candidates, arm_a->second, arm_b->second).witness();
        const std::string both = a.box.code.text + " and " + b.box.code.text;
        const std::string& set = checked.symbols[name].name;
        diagnostics.add(
            Code::E0833, b.span,
            witness.empty() ? "could not show that " + both + ", which both set `" + set + "`, never meet"
                            : both + " both set `" + set + "` for some cases",
            "let their conditions exclude each other by one test, or give them other dates", witness);
      }
  }
}

}  // namespace pol::study
