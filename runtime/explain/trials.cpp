#include "runtime/explain/trials.h"

#include <fmt/format.h>

#include "runtime/explain/formulas.h"
#include "runtime/explain/phrases.h"
#include "runtime/explain/words.h"

namespace pol::explain {
namespace {

template <class... Args>
std::string say(const Input& in, Phrase which, const Args&... args) {
  return fmt::format(fmt::runtime(phrase(which, in.language)), args...);
}

std::string joined(const Formulas& formulas, const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + formulas.word(name);
  return text;
}

}  // namespace

void tell_experiments(const Input& in, Section& section) {
  const Formulas formulas(in);
  const auto line = [&](std::string text) { section.lines.push_back({0, std::move(text)}); };
  for (const ir::Experiment& experiment : in.policy.module().experiments) {
    const interp::Slot &arm = in.slots[experiment.arm], &bucket = in.slots[experiment.bucket];
    if (arm.causes) {
      std::string why;
      for (const auto& [origin, causes] : engine::origins(in.policy, in.admitted, in.slots, experiment.arm))
        why += (why.empty() ? "" : ", ") +
               say(in, Phrase::origin_missing, origin, cause_words(causes, in.language));
      line(say(in, Phrase::experiment_unknown, experiment.code, formulas.word(experiment.title), why));
    } else if (arm.value == 0) {
      line(say(in, Phrase::experiment_out, experiment.code, formulas.word(experiment.title)));
    } else {
      const ir::Experiment::Arm& taken = experiment.arms[static_cast<std::size_t>(arm.value - 1)];
      const auto at = static_cast<std::int64_t>(bucket.value);
      line(taken.sets.empty()
               ? say(in, Phrase::experiment_plain, experiment.code, formulas.word(experiment.title),
                     formulas.word(taken.name), at)
               : say(in, Phrase::experiment_sets, experiment.code, formulas.word(experiment.title),
                     formulas.word(taken.name), at, joined(formulas, taken.sets)));
    }
  }
}

void tell_costs(const Input& in, Section& section) {
  const Formulas formulas(in);
  for (const Definition& definition : in.plan.definitions) {
    const Name& name = in.plan.names[definition.name];
    if (definition.form != Definition::Form::cost) continue;
    section.lines.push_back(
        {0, say(in, Phrase::value_is, formulas.word(name.name), formulas.value_of(name.value))});
    for (const ir::CostLine& cost : in.policy.module().cost_lines)
      if (cost.cost == name.name)
        section.lines.push_back(
            {1, say(in, Phrase::cost_line, formulas.word(cost.label), formulas.value_of(cost.value))});
  }
}

std::optional<std::string> tell_setting(const Input& in, std::string_view name,
                                        const std::vector<Setting>& settings, ir::Ref value) {
  for (const Setting& setting : settings) {
    const ir::Experiment& experiment = in.policy.module().experiments[setting.experiment];
    const interp::Slot& slot = in.slots[experiment.arm];
    if (slot.causes || slot.value != i128{setting.arm} + 1) continue;
    const Formulas formulas(in);
    return say(in, Phrase::set_by, formulas.word(name), formulas.value_of(value),
               formulas.word(experiment.arms[setting.arm].name), experiment.code);
  }
  return std::nullopt;
}

}  // namespace pol::explain
