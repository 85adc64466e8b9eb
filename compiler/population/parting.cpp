#include "compiler/population/parting.h"

#include <algorithm>
#include <map>

namespace pol::population {
namespace {

// Which values rest on open tags only.
std::vector<bool> open_values(const ir::Module& module) {
  std::vector<bool> open(module.insts.size(), true);
  std::vector<ir::Ref> operands;
  for (std::size_t ref = 0; ref < open.size(); ++ref) {
    const ir::Inst& inst = module.insts[ref];
    if (inst.op == ir::Op::input && inst.a != 0)
      open[ref] = module.inputs[inst.a].sensitivity == "open" && !module.inputs[inst.a].needed;
    operands.clear();
    ir::operands_of(module, inst, operands);
    for (const ir::Ref operand : operands) open[ref] = open[ref] && open[operand];
  }
  return open;
}

// Definitions by name: values, choices, rows, knockouts, steps. Elements of lists are left out.
std::vector<std::pair<std::string, ir::Ref>> definitions(const ir::Module& module) {
  std::vector<std::pair<std::string, ir::Ref>> all;
  for (const ir::NamedValue& value : module.values)
    if (value.elements.empty()) all.emplace_back(value.name, value.value);
  for (const ir::Knockout& knockout : module.knockouts) all.emplace_back(knockout.code, knockout.fired);
  for (const ir::Step& step : module.steps) all.emplace_back(step.code + " on " + step.target, step.after);
  for (const ir::Output& output : module.outputs)
    if (output.elements.empty()) all.emplace_back(output.name, output.value);
  std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  return all;
}

bool comparable(const Type& a, const Type& b) {
  return a.kind == b.kind && a.scale == b.scale && a.kind != Kind::text;
}

std::string told(const ir::Module& module, ir::Ref ref, const interp::Slot& slot) {
  if (slot.causes) return "missing (" + cause_names(slot.causes) + ")";
  return format_grouped(slot.value, module.type_of(ref), module.enums);
}

}  // namespace

Parting::Parting(const Subject& before, const Subject& after) : before_(before), after_(after) {
  const auto old_ones = definitions(*before.module);
  const std::map<std::string, ir::Ref> old_refs(old_ones.begin(), old_ones.end());
  const std::vector<bool> open_before = open_values(*before.module), open_after = open_values(*after.module);
  for (const auto& [name, ref] : definitions(*after.module)) {
    const auto found = old_refs.find(name);
    if (found == old_refs.end()) continue;  // what is new shows in what comes after it
    if (!comparable(before.module->type_of(found->second), after.module->type_of(ref))) continue;
    named_.push_back({name, found->second, ref, open_before[found->second] && open_after[ref]});
  }
}

std::string Parting::first(engine::ChainCase& before, engine::ChainCase& after) const {
  before_.chain->fill_slots(before_.chain->size() - 1, before.root());
  after_.chain->fill_slots(after_.chain->size() - 1, after.root());
  for (const Named& named : named_) {
    const interp::Slot& was = before.root().scratch.slots[named.before];
    const interp::Slot& is = after.root().scratch.slots[named.after];
    const std::string old_text = told(*before_.module, named.before, was);
    const std::string new_text = told(*after_.module, named.after, is);
    if (old_text == new_text) continue;
    if (!named.open) return named.name;
    return named.name + ": " + old_text + " before, " + new_text + " after";
  }
  return "";
}

std::string outputs_in_words(const Subject& subject, const engine::MemberCase& decided) {
  const ir::Module& module = *subject.module;
  std::string text;
  for (std::size_t i = 0; i < module.outputs.size(); ++i) {
    const ir::Output& output = module.outputs[i];
    const Type& type = module.type_of(output.value);
    if (!output.elements.empty() || type.kind == Kind::text) continue;
    const CauseMask causes = decided.record.output_causes[i];
    const std::string value =
        causes ? "missing" : format_grouped(decided.record.outputs[i], type, module.enums);
    text += (text.empty() ? "" : ", ") + (i == 0 ? value : output.name + " " + value);
  }
  return text;
}

}  // namespace pol::population
