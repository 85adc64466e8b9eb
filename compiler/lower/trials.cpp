// Experiments and costs.
#include "compiler/lower/lowerer.h"

namespace pol::lower {

using ir::Op;
using sema::SymbolId;

// Named after the experiment; the tag that it splits by has been declared.
void Lowerer::add_bucket(SymbolId id) {
  const sema::Symbol& symbol = checked_.symbols[id];
  const auto& experiment = *static_cast<const syntax::Experiment*>(symbol.node);
  const sema::Meaning* split = checked_.meaning(symbol.unit, experiment.split.id);
  const auto tag = split ? out_.inputs.find(split->symbol) : out_.inputs.end();
  if (tag == out_.inputs.end()) return;
  const ir::Input& of = m_.inputs[tag->second];
  ir::Input input;
  input.name = symbol.name + ".bucket";
  input.forbid = of.forbid;
  input.causes = of.causes;
  input.fresh_days = of.fresh_days;
  input.fresh_months = of.fresh_months;
  input.sensitivity = of.sensitivity;
  input.bucket = ir::Bucket{tag->second, experiment.salt.constant.text};
  Type type;
  type.kind = Kind::number;
  type.range = {0, ir::kBuckets - 1};
  type.may_be_missing = !of.forbid;
  input.type = b_.type(type);
  out_.inputs[id] = static_cast<std::uint32_t>(m_.inputs.size());
  m_.inputs.push_back(std::move(input));
}

// Arms are told apart only among those who take part: where the condition is unknown the arm is, whatever the
// bucket. Else a missing value would show in the challengers and not in the champion.
ir::Ref Lowerer::experiment(SymbolId id, const syntax::Experiment& experiment) {
  const auto bucket_input = out_.inputs.find(id);
  if (bucket_input == out_.inputs.end()) return ir::kNone;
  const Ref when = expr(*experiment.when);
  if (when == ir::kNone) return when;
  b_.at(experiment.span);
  const Ref live = all_of(in_dates(experiment.box.from, experiment.box.until), when);
  const Ref bucket = b_.input(bucket_input->second);
  Type plain;
  plain.kind = Kind::number;

  ir::Experiment kept;
  kept.code = experiment.box.code.text;
  kept.title = experiment.box.title.constant.text;
  kept.ticket = experiment.box.ticket.constant.text;
  kept.from = experiment.box.from;
  kept.until = experiment.box.until;
  kept.bucket = bucket;
  std::vector<Ref> conditions{negated(live)};
  std::vector<std::int64_t> numbers{0};
  std::uint32_t end = 0;
  for (const auto& variant : experiment.variants) {
    const Constant& share = variant.share.constant;
    ir::Experiment::Arm arm;
    arm.name = variant.name.text;
    arm.share = static_cast<std::uint32_t>(rescale(share.number, share.type.scale, 4).value_or(0));
    for (const auto& binding : variant.sets)
      arm.sets.push_back(binding.ref.name.text + (binding.ref.part ? "." + binding.ref.part->text : ""));
    end += arm.share;
    numbers.push_back(static_cast<std::int64_t>(numbers.size()));
    if (kept.arms.size() + 1 < experiment.variants.size())
      conditions.push_back(b_.binary(Op::less_equal, bucket, b_.constant(plain, i128{end} - 1)));
    kept.arms.push_back(std::move(arm));
  }
  const Ref number = b_.over(Op::first_arm, conditions);
  if (number == ir::kNone) return number;
  trial_numbers_[id] = number;
  plain.range = {0, static_cast<i128>(experiment.variants.size())};
  kept.arm = b_.unary(Op::lookup, number, b_.array(plain, std::move(numbers)));
  const Ref arm = kept.arm;
  if (arm != ir::kNone) m_.experiments.push_back(std::move(kept));
  return arm;
}

ir::Ref Lowerer::with_settings(SymbolId id, Ref defined) {
  const std::vector<sema::Setting>& settings = checked_.settings.at(id);
  const Span at = checked_.symbols[id].span;
  Ref value = defined;
  std::vector<Ref> trials;
  for (std::size_t begin = 0, end = 0; begin < settings.size(); begin = end) {
    const SymbolId trial = settings[begin].experiment;
    while (end < settings.size() && settings[end].experiment == trial) ++end;
    const auto numbered = trial_numbers_.find(trial);
    if (numbered == trial_numbers_.end()) return ir::kNone;
    const Ref number = numbered->second;
    trials.push_back(number);
    const auto& variants = static_cast<const syntax::Experiment*>(checked_.symbols[trial].node)->variants;
    std::vector<Ref> values(variants.size() + 1, value);
    std::vector<std::int64_t> keeps(variants.size() + 1, 1);
    for (std::size_t i = begin; i < end; ++i) {
      const sema::Setting& setting = settings[i];
      const std::uint32_t unit = std::exchange(unit_, 0);
      b_.at(setting.binding->span);
      Ref set = this->value(setting.binding->values[0]);
      unit_ = unit;
      if (const sema::OutputInfo* output = output_of(id)) set = stored(set, output->type.scale);
      values[setting.arm + 1] = set;
      keeps[setting.arm + 1] = 0;
    }
    b_.at(at);
    align(values);
    for (const Ref one : values)
      if (one == ir::kNone) return one;
    value = b_.pick(number, values);
    // An arm or leaf whose result is not taken counts as not reached, so that it gives no reasons.
    const auto choice = choices_.find(id);
    if (choice != choices_.end()) {
      Type yes_no;
      yes_no.range = {0, 1};
      ir::Choice& kept = m_.choices[choice->second];
      const Ref own = b_.unary(Op::lookup, number, b_.array(yes_no, std::move(keeps)));
      kept.number = b_.binary(Op::only_when, kept.number, own);
    }
  }
  // Each experiment that sets the name must be decided, in whatever order they stand.
  if (trials.size() < 2) return value;
  Ref decided = known(trials[0]);
  for (std::size_t i = 1; i < trials.size(); ++i) {
    const Ref next = known(trials[i]);
    decided = all_of(decided, next);
  }
  return b_.select(decided, value, value);
}

ir::Ref Lowerer::cost(SymbolId id, const syntax::Cost& cost) {
  const bool kept = recorded(checked_.symbols[id]);
  Ref sum = ir::kNone;
  for (const syntax::Cost::Line& line : cost.lines) {
    const Ref value = expr(*line.value);
    if (value == ir::kNone) return value;
    b_.at(line.value->span);
    if (kept) m_.cost_lines.push_back({cost.name.text, line.label.constant.text, value});
    sum = sum == ir::kNone ? value : checked_ref(combined(Op::add, sum, value), line.value->span);
    if (sum == ir::kNone) return sum;
  }
  return sum;
}

}  // namespace pol::lower
