#include "compiler/study/possible.h"

#include <algorithm>

#include "compiler/analysis/candidates.h"
#include "compiler/analysis/cells.h"

namespace pol::study {

using interp::Slot;

Possible::Possible(const Compiled& compiled, const ir::Module& module) : module_(module) {
  for (std::size_t i = 0; i < compiled.checked->needs.size(); ++i)
    for (const auto& member : compiled.needs)
      if (member->path == compiled.checked->needs[i].path && member->policy)
        add_masks(i, member->policy->module());
}

std::size_t Possible::input_of(std::size_t needs, ir::Needed::Form form, const std::string& name) const {
  for (std::size_t i = 1; i < module_.inputs.size(); ++i) {
    const auto& needed = module_.inputs[i].needed;
    if (needed && needed->policy == needs && needed->form == form && needed->name == name) return i;
  }
  return 0;
}

// The policy's module with the definition of every output as an input, cut down to one masked value. A mask
// that reads anything else is left out: it does not bind the outputs alone.
void Possible::add_masks(std::size_t needs, const ir::Module& of) {
  for (const ir::Output& output : of.outputs) {
    Masked masked;
    masked.input = input_of(needs, ir::Needed::Form::output, output.name);
    if (masked.input == 0 || output.shown_when == ir::kNone || !output.elements.empty()) continue;
    masked.status = input_of(needs, ir::Needed::Form::status, "");
    ir::Module open = of;
    std::vector<std::size_t> asked(open.inputs.size());
    for (const ir::Output& other : of.outputs) {
      if (!other.elements.empty()) continue;
      const std::uint16_t type = open.insts[other.defined].type;
      open.insts[other.defined] = {ir::Op::input, type, static_cast<std::uint32_t>(open.inputs.size())};
      // What is seen of an output with a mask is not what its own policy reads.
      const bool seen = other.shown_when == ir::kNone || &other == &output;
      asked.push_back(seen ? input_of(needs, ir::Needed::Form::output, other.name) : 0);
      ir::Input input;
      input.name = other.name;
      input.type = type;
      open.inputs.push_back(std::move(input));
    }
    masked.rule = analysis::slice_of(open, output.masked);
    bool binds = true;
    for (const ir::Inst& inst : masked.rule.insts) {
      if (inst.op != ir::Op::input) continue;
      binds = binds && asked[inst.a] != 0;
      masked.reads.emplace_back(inst.a, asked[inst.a]);
    }
    if (binds) masked_.push_back(std::move(masked));
  }
}

void Possible::settle(std::vector<Slot>& inputs) const {
  analysis::settle_buckets(module_, inputs);
  for (const Masked& masked : masked_) {
    // An undecided case has the values of that policy's clause, whatever its masks say.
    if (masked.status != 0 && inputs[masked.status].value != 0) continue;
    rule_inputs_.assign(masked.rule.inputs.size(), Slot{});
    for (const auto& [to, from] : masked.reads) rule_inputs_[to] = inputs[from];
    interp::evaluate(masked.rule, rule_inputs_, slots_);
    if (!slots_.back().causes) inputs[masked.input] = {slots_.back().value};
  }
}

}  // namespace pol::study
