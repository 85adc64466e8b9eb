// Where a missing value comes from: a walk back from it along the operands that made it missing.
#include <algorithm>
#include <array>
#include <map>

#include "runtime/engine/record.h"

namespace pol::engine {
namespace {

using ir::Absence;
using ir::Ref;

class Walk {
 public:
  Walk(const ir::Module& module, const Admitted& admitted, std::span<const interp::Slot> slots)
      : module_(module), admitted_(admitted), slots_(slots), seen_(module.insts.size()) {
    // The first name of an instruction wins: outputs are listed after the definitions they repeat.
    for (const ir::NamedValue& value : module.values) names_.emplace(value.value, value.name);
    for (const ir::Choice& choice : module.choices) names_.emplace(choice.number, choice.name);
    for (const ir::TableUse& use : module.table_uses) {
      const std::string& name = module.tables[use.table].name;
      if (use.row != ir::kNone) names_.emplace(use.row, name);
      for (const Ref fit : use.fits) names_.emplace(fit, name);
    }
    for (const ir::Evidence& evidence : module.evidence) names_.emplace(evidence.number, evidence.name);
    for (const ir::Output& output : module.outputs) names_.emplace(output.defined, output.name);
  }

  std::vector<Origin> from(Ref missing) {
    push(missing, "");
    while (!todo_.empty()) {
      const Step step = todo_.back();
      todo_.pop_back();
      const auto name = names_.find(step.ref);
      const std::size_t mark = todo_.size();
      visit(step.ref, name == names_.end() ? step.name : name->second);
      std::reverse(todo_.begin() + static_cast<std::ptrdiff_t>(mark), todo_.end());  // operands left to right
    }
    return std::move(found_);
  }

 private:
  struct Step {
    Ref ref;
    std::string_view name;  // of the definition it belongs to
  };

  bool missing(Ref ref) const { return slots_[ref].causes != 0; }

  void push(Ref ref, std::string_view name) {
    if (!missing(ref) || seen_[ref]) return;
    seen_[ref] = true;
    todo_.push_back({ref, name});
  }
  void push_all(std::span<const Ref> refs, std::string_view name) {
    for (const Ref ref : refs) push(ref, name);
  }

  void found(std::string_view origin, CauseMask causes) {
    for (unsigned bit = 1; bit <= cause::computed_error; bit <<= 1) {
      const Origin one{std::string(origin), static_cast<CauseMask>(bit)};
      if ((causes & bit) && std::find(found_.begin(), found_.end(), one) == found_.end())
        found_.push_back(one);
    }
  }

  // A bucket is missing because its tag is.
  void found_input(std::uint32_t index) {
    const ir::Input& input = module_.inputs[index];
    found(module_.inputs[input.bucket ? input.bucket->tag : index].tag(), admitted_.inputs.causes[index]);
  }

  // Pushes the missing operands; if none is, the cause arose here.
  void strict(std::span<const Ref> refs, std::string_view name, CauseMask own) {
    push_all(refs, name);
    if (std::none_of(refs.begin(), refs.end(), [&](Ref ref) { return missing(ref); })) found(name, own);
  }

  void visit(Ref self, std::string_view name) {
    const ir::Inst& inst = module_.insts[self];
    const CauseMask own = slots_[self].causes;
    const auto slice = [&](std::uint32_t begin, std::uint32_t count) {
      return std::span<const Ref>(module_.operands).subspan(begin, count);
    };
    switch (ir::absence_of(inst.op)) {
      case Absence::input:
        return found_input(inst.a);
      case Absence::never:
        return;
      case Absence::strict:
      case Absence::divide:
      case Absence::conjunction:
      case Absence::disjunction:
      case Absence::or_else:
      case Absence::table_row: {
        std::vector<Ref> operands;
        ir::operands_of(module_, inst, operands);
        return strict(operands, name, own);
      }
      case Absence::if_present:
        return push(missing(inst.a) ? inst.a : inst.b, name);
      case Absence::only_when:
        push(inst.a, name);
        if (missing(inst.b) || slots_[inst.b].value == 0) found(name, cause::not_asked);
        return;
      case Absence::select:
        return push(missing(inst.a) ? inst.a : slots_[inst.a].value == 1 ? inst.b : inst.c, name);
      case Absence::first_arm:
        for (const Ref arm : slice(inst.a, inst.b))
          if (missing(arm)) return push(arm, name);
        return;
      case Absence::pick:
        if (missing(inst.a)) return push(inst.a, name);
        return push(slice(inst.b, inst.c)[static_cast<std::size_t>(slots_[inst.a].value - 1)], name);
    }
  }

  const ir::Module& module_;
  const Admitted& admitted_;
  std::span<const interp::Slot> slots_;
  std::vector<bool> seen_;
  std::map<Ref, std::string_view> names_;
  std::vector<Step> todo_;
  std::vector<Origin> found_;
};

}  // namespace

std::vector<Origin> origins(const LoadedPolicy& policy, const Admitted& admitted,
                            std::span<const interp::Slot> slots, ir::Ref missing) {
  return Walk(policy.module(), admitted, slots).from(missing);
}

}  // namespace pol::engine
