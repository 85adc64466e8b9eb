// The reasons of a case, in the order of section 6.8 of the language reference.
#include <algorithm>

#include "runtime/engine/record.h"
#include "runtime/value/constant.h"

namespace pol::engine {
namespace {

// The record's bits by kind and index, found once a record.
class Bits {
 public:
  Bits(const LoadedPolicy& policy, const ir::NativeRecord& record) : policy_(policy), record_(record) {}
  std::uint64_t get(ir::FieldKind kind, std::size_t index) const {
    const ir::Field* field = policy_.layout().find(kind, static_cast<std::uint32_t>(index));
    return field ? record_.get(*field) : 0;
  }

 private:
  const LoadedPolicy& policy_;
  const ir::NativeRecord& record_;
};

bool brake_or_legal(const ir::Step& step) {
  switch (step.verb) {
    case ir::Verb::cap:
    case ir::Verb::floor:
    case ir::Verb::becomes:
      return true;
    case ir::Verb::raise_to:
    case ir::Verb::lower_to:
    case ir::Verb::raise_by:
    case ir::Verb::lower_by:
      return false;
  }
  __builtin_unreachable();
}

// Brakes and legal steps with reasons that changed the output, file order.
std::vector<std::size_t> changing_steps(const ir::Module& module, const Bits& bits, std::string_view output) {
  std::vector<std::size_t> steps;
  for (std::size_t i = 0; i < module.steps.size(); ++i) {
    const ir::Step& step = module.steps[i];
    if (step.target == output && brake_or_legal(step) && !step.reasons.empty() &&
        bits.get(ir::FieldKind::step_changed, i))
      steps.push_back(i);
  }
  return steps;
}

// |after - before| at the finer scale of the two.
struct Change {
  int scale = 0;
  u128 amount = 0;
};

Change change_of(const ir::Module& module, const ir::Step& step, std::span<const interp::Slot> slots) {
  const auto at = [&](ir::Ref ref, int scale) {
    return rescale(slots[ref].value, module.type_of(ref).scale, scale).value_or(slots[ref].value);
  };
  const int scale = std::max(module.type_of(step.before).scale, module.type_of(step.after).scale);
  const i128 difference = at(step.after, scale) - at(step.before, scale);
  return {scale, static_cast<u128>(difference < 0 ? -difference : difference)};
}

bool larger(Change a, Change b) {
  // Steps of one output differ in scale by a few places at most; where scaling up overflows, that side is the
  // larger.
  while (a.scale < b.scale) {
    if (a.amount > ~u128{0} / 10) return true;
    a.amount *= 10, ++a.scale;
  }
  while (b.scale < a.scale) {
    if (b.amount > ~u128{0} / 10) return false;
    b.amount *= 10, ++b.scale;
  }
  return a.amount > b.amount;
}

// Factors that lost points against their best row, most first, ties in file order; no code twice, at most as
// many as the card says. A factor without a row (its input is missing, which no row takes) lost nothing that
// could be named.
std::vector<std::uint16_t> by_points_lost(const ir::Module& module, const Bits& bits,
                                          const ir::Scorecard& card) {
  struct Lost {
    i128 points = 0;
    const ir::Reasons* reasons = nullptr;
  };
  std::vector<Lost> all;
  for (const ir::Scorecard::Factor& factor : card.factors) {
    const std::vector<std::int64_t>& points = module.arrays[factor.points].values;
    const std::vector<ir::Reasons>& reasons = module.table_uses[factor.use].reasons;
    const std::uint64_t row = bits.get(ir::FieldKind::row, factor.use);
    if (row < 1 || row > points.size() || row > reasons.size()) continue;
    const i128 lost = i128{*std::max_element(points.begin(), points.end())} - points[row - 1];
    if (lost > 0) all.push_back({lost, &reasons[row - 1]});
  }
  std::stable_sort(all.begin(), all.end(), [](const Lost& a, const Lost& b) { return a.points > b.points; });
  std::vector<std::uint16_t> codes;
  for (const Lost& lost : all)
    for (const ir::ReasonRef& reason : *lost.reasons)
      if (codes.size() < card.most && std::find(codes.begin(), codes.end(), reason.index) == codes.end())
        codes.push_back(reason.index);
  return codes;
}

// The case is in an arm whose value takes the place of the row that defines the output.
bool set_by_arm(const ir::Module& module, const Bits& bits, std::size_t output) {
  for (std::size_t i = 0; i < module.experiments.size(); ++i) {
    const std::vector<ir::Experiment::Arm>& arms = module.experiments[i].arms;
    const std::uint64_t number = bits.get(ir::FieldKind::variant, i);
    if (number < 1 || number > arms.size()) continue;
    const std::vector<std::uint32_t>& replaced = arms[number - 1].replaces;
    if (std::binary_search(replaced.begin(), replaced.end(), output)) return true;
  }
  return false;
}

class Collector {
 public:
  Collector(const ir::Module& module, const SentCase& sent, const Bits& bits)
      : module_(module), sent_(sent), bits_(bits) {}
  void add(const ir::Reasons& reasons) {
    for (const ir::ReasonRef& reason : reasons) switch (reason.form) {
        case ir::ReasonRef::Form::code:
          add(reason.index);
          break;
        case ir::ReasonRef::Form::scorecard:
          for (const std::uint16_t code : by_points_lost(module_, bits_, module_.scorecards[reason.index]))
            add(code);
          break;
        case ir::ReasonRef::Form::needed:
          if (reason.index < sent_.needed_reasons.size())
            for (const std::string& code : sent_.needed_reasons[reason.index]) add(code);
          break;
      }
  }
  void add_numbered(const std::vector<ir::Reasons>& lists, std::uint64_t number) {
    if (number >= 1 && number <= lists.size()) add(lists[number - 1]);
  }
  std::vector<std::uint16_t> take() { return std::move(list_); }

 private:
  void add(std::uint16_t code) {
    if (std::find(list_.begin(), list_.end(), code) == list_.end()) list_.push_back(code);
  }

  // Of a needed policy; a chain is not linked unless its codes are known here.
  void add(const std::string& code) {
    const auto& known = module_.reason_codes;
    const auto at = std::find_if(known.begin(), known.end(),
                                 [&](const ir::ReasonText& reason) { return reason.code == code; });
    if (at != known.end()) add(static_cast<std::uint16_t>(at - known.begin()));
  }

  const ir::Module& module_;
  const SentCase& sent_;
  const Bits& bits_;
  std::vector<std::uint16_t> list_;
};

}  // namespace

bool reasons_need_amounts(const LoadedPolicy& policy, const ir::NativeRecord& record) {
  const ir::Module& module = policy.module();
  const Bits bits(policy, record);
  if (bits.get(ir::FieldKind::undecided, 0)) return false;
  for (std::size_t i = 0; i < module.outputs.size(); ++i)
    if (!bits.get(ir::FieldKind::output_masked, i) &&
        changing_steps(module, bits, module.outputs[i].name).size() > 1)
      return true;
  return false;
}

std::vector<std::uint16_t> reasons_all(const LoadedPolicy& policy, const SentCase& sent,
                                       const ir::NativeRecord& record, std::span<const interp::Slot> slots) {
  const ir::Module& module = policy.module();
  const Bits bits(policy, record);
  Collector list(module, sent, bits);
  if (bits.get(ir::FieldKind::undecided, 0)) {
    list.add(module.undecided.reasons);
    return list.take();
  }
  for (std::size_t i = 0; i < module.knockouts.size(); ++i)
    if (module.knockouts[i].value == record.outputs[0] && bits.get(ir::FieldKind::knockout_fired, i))
      list.add(module.knockouts[i].reasons);
  for (std::size_t i = 0; i < module.outputs.size(); ++i) {
    const ir::Output& output = module.outputs[i];
    if (bits.get(ir::FieldKind::output_masked, i)) continue;
    if (output.choice != ir::kNone)
      list.add_numbered(module.choices[output.choice].reasons, bits.get(ir::FieldKind::arm, output.choice));
    if (output.table == ir::kNone || set_by_arm(module, bits, i)) continue;
    const ir::TableUse& use = module.table_uses[output.table];
    if (use.fits.empty()) list.add_numbered(use.reasons, bits.get(ir::FieldKind::row, output.table));
    const std::uint32_t first = ir::first_row_used(module, output.table);
    for (std::uint32_t row = 0; row < use.reasons.size() && row < use.fits.size(); ++row)
      if (bits.get(ir::FieldKind::row_used, first + row)) list.add(use.reasons[row]);
  }
  for (std::size_t i = 0; i < module.outputs.size(); ++i) {
    if (bits.get(ir::FieldKind::output_masked, i)) continue;
    std::vector<std::size_t> steps = changing_steps(module, bits, module.outputs[i].name);
    if (steps.size() > 1 && !slots.empty())
      std::sort(steps.begin(), steps.end(), [&](std::size_t a, std::size_t b) {
        const Change of_a = change_of(module, module.steps[a], slots);
        const Change of_b = change_of(module, module.steps[b], slots);
        return larger(of_a, of_b) || (!larger(of_b, of_a) && a < b);
      });
    for (const std::size_t step : steps) list.add(module.steps[step].reasons);
  }
  return list.take();
}

std::vector<std::uint16_t> reasons_shown(const LoadedPolicy& policy, std::vector<std::uint16_t> all) {
  const std::uint32_t most = policy.module().policy.most_shown;
  if (most != 0 && all.size() > most) all.resize(most);
  return all;
}

}  // namespace pol::engine
