#include "compiler/population/decided.h"

#include "runtime/value/constant.h"

namespace pol::population {
namespace {

// The arms of a choice by what they give: where all give constants, that is one look-up by the arm's number.
std::vector<std::string> arm_names_of(const ir::Module& module, const ir::Choice& choice) {
  const auto arms = static_cast<std::size_t>(module.type_of(choice.number).range.hi);
  std::vector<std::string> names;
  for (std::size_t arm = 1; arm <= arms; ++arm) names.push_back(std::to_string(arm));
  for (std::size_t ref = 0; ref < module.insts.size(); ++ref) {
    const ir::Inst& inst = module.insts[ref];
    if (inst.op != ir::Op::lookup || inst.a != choice.number) continue;
    const Type& type = module.types[inst.type];
    const std::vector<std::int64_t>& values = module.arrays[inst.b].values;
    if (type.kind == Kind::text || values.size() != arms) continue;
    for (std::size_t arm = 0; arm < arms; ++arm)
      names[arm] += " " + format_grouped(values[arm], type, module.enums);
    break;
  }
  return names;
}

}  // namespace

std::vector<std::string> value_names(const Type& type, const EnumPool& enums) {
  if (type.kind == Kind::boolean) return {"no", "yes"};
  if (type.kind == Kind::enumeration) return enums[type.enum_id].values;
  return {};
}

Subject::Subject(const engine::Chain& given)
    : chain(&given), policy(&given.root()), module(&policy->module()) {
  const auto find = [&](ir::FieldKind kind, std::size_t index) {
    return policy->layout().find(kind, static_cast<std::uint32_t>(index));
  };
  const auto all = [&](Fields& fields, ir::FieldKind kind, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) fields.push_back(find(kind, i));
  };
  using ir::FieldKind;
  if (!module->outputs[0].elements.size())
    outcomes = value_names(module->type_of(module->outputs[0].value), module->enums);
  for (std::size_t i = 0; i < module->outputs.size(); ++i) {
    const Type& type = module->type_of(module->outputs[i].value);
    const bool amount = type.numeric() || type.kind == Kind::days || type.kind == Kind::months;
    if (amount && module->outputs[i].elements.empty()) amounts.push_back({i, &type});
  }
  undecided = find(FieldKind::undecided, 0);
  all(fired, FieldKind::knockout_fired, module->knockouts.size());
  all(unknown, FieldKind::knockout_unknown, module->knockouts.size());
  all(waived, FieldKind::knockout_waived, module->knockouts.size());
  all(events, FieldKind::event_active, module->events.size());
  all(variants, FieldKind::variant, module->experiments.size());
  all(step_active, FieldKind::step_active, module->steps.size());
  all(step_changed, FieldKind::step_changed, module->steps.size());
  all(masked, FieldKind::output_masked, module->outputs.size());
  all(arms, FieldKind::arm, module->choices.size());
  all(rows, FieldKind::row, module->table_uses.size());
  for (const ir::Choice& choice : module->choices) arm_names.push_back(arm_names_of(*module, choice));
  for (const ir::Input& tag : chain->door().inputs) {
    readers.emplace_back();
    for (std::size_t m = chain->size(); m-- > 0;) {
      const auto& inputs = chain->member(m).module().inputs;
      for (std::size_t i = 1; i < inputs.size(); ++i)
        if (!inputs[i].needed && !inputs[i].bucket && inputs[i].name == tag.name) readers.back() = {m, i};
    }
  }
  for (std::size_t i = 0; i < module->table_uses.size(); ++i) {
    const std::uint32_t first = ir::first_row_used(*module, i);
    rows_used.emplace_back();
    for (std::size_t k = 0; k < module->table_uses[i].fits.size(); ++k)
      rows_used[i].push_back(find(FieldKind::row_used, first + k));
  }
}

}  // namespace pol::population
