#include "compiler/analysis/witness.h"

#include <algorithm>

#include "compiler/analysis/causes.h"

namespace pol::analysis {
namespace {

constexpr std::size_t kWork = 20'000'000;  // instructions evaluated

std::vector<CauseMask> single_causes(const ir::Input& input) {
  std::vector<CauseMask> list;
  // What callers send comes first: it makes the plainer example.
  for (const CauseMask cause :
       {cause::no_hit, cause::not_asked, cause::suppressed, cause::stale, cause::error})
    if (causes_of(input) & cause) list.push_back(cause);
  return list;
}

// Inputs that `ref` depends on and that may be missing.
std::vector<std::uint32_t> optional_inputs(const ir::Module& module, ir::Ref ref) {
  std::vector<bool> seen(module.insts.size());
  std::vector<ir::Ref> work{ref}, operands;
  std::vector<std::uint32_t> inputs;
  while (!work.empty()) {
    const ir::Ref at = work.back();
    work.pop_back();
    if (seen[at]) continue;
    seen[at] = true;
    const ir::Inst& inst = module.insts[at];
    if (inst.op == ir::Op::input && !module.inputs[inst.a].forbid) inputs.push_back(inst.a);
    operands.clear();
    ir::operands_of(module, inst, operands);
    work.insert(work.end(), operands.begin(), operands.end());
  }
  std::sort(inputs.begin(), inputs.end());
  return inputs;
}

}  // namespace

std::vector<interp::Slot> typical_inputs(const ir::Module& module, const catalog::Catalog& catalog) {
  std::vector<interp::Slot> slots(module.inputs.size());
  slots[0].value = module.policy.effective;
  for (std::size_t i = 1; i < slots.size(); ++i) {
    const ir::Input& input = module.inputs[i];
    const Type& type = module.types[input.type];
    const catalog::Tag* tag = catalog.find(input.name);
    const bool known = tag && !tag->typical.missing;
    if (type.kind == Kind::text)
      slots[i] = interp::text_slot(known ? std::string_view(tag->typical.text) : std::string_view());
    else
      slots[i].value = known ? tag->typical.number : type.range.lo;
    if (!known && !input.forbid) slots[i] = {0, single_causes(input).front()};
    if (!known && !input.forbid && (input.causes & cause::not_asked)) slots[i].causes = cause::not_asked;
  }
  return slots;
}

std::string find_missing(const ir::Module& module, const catalog::Catalog& catalog, ir::Ref ref,
                         std::uint32_t first) {
  const std::vector<interp::Slot> typical = typical_inputs(module, catalog);
  std::vector<interp::Slot> inputs = typical, slots;
  std::size_t work = 0;
  const auto is_missing = [&] {
    work += module.insts.size();
    interp::evaluate(module, inputs, slots);
    return slots[ref].causes != 0;
  };
  const auto shown = [&] {
    std::string text;
    for (std::size_t i = 1; i < inputs.size(); ++i)
      if (inputs[i].causes && !(inputs[i] == typical[i]))
        text += module.inputs[i].name + " missing (" + cause_names(inputs[i].causes) + "), ";
    return text.empty() ? std::string("everything typical") : text + "everything else typical";
  };
  if (is_missing()) return shown();

  std::vector<std::uint32_t> optional = optional_inputs(module, ref);
  const auto at = std::find(optional.begin(), optional.end(), first);
  if (at != optional.end()) std::rotate(optional.begin(), at, at + 1);
  for (const std::uint32_t one : optional) {
    for (const CauseMask cause : single_causes(module.inputs[one])) {
      if (work > kWork) return "";
      inputs[one] = {0, cause};
      if (is_missing()) return shown();
    }
    inputs[one] = typical[one];
  }
  for (const std::uint32_t one : optional)
    for (const std::uint32_t two : optional) {
      if (two == one) continue;
      if (work > kWork) return "";
      inputs[one] = {0, single_causes(module.inputs[one]).front()};
      inputs[two] = {0, single_causes(module.inputs[two]).front()};
      if (is_missing()) return shown();
      inputs[one] = typical[one];
      inputs[two] = typical[two];
    }
  return "";
}

}  // namespace pol::analysis
