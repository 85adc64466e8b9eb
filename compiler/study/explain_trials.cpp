#include "compiler/study/explain_trials.h"

#include <fmt/format.h>

#include "compiler/study/explain_formula.h"
#include "compiler/study/explain_phrases.h"
#include "compiler/study/explain_words.h"

namespace pol::study {
namespace {

template <class... Args>
std::string say(const ExplainInput& in, Phrase which, const Args&... args) {
  return fmt::format(fmt::runtime(phrase(which, in.language)), args...);
}

std::string joined(const Formulas& formulas, const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + formulas.word(name);
  return text;
}

}  // namespace

void explain_experiments(const ExplainInput& in, ExplainedSection& section) {
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

void explain_costs(const ExplainInput& in, ExplainedSection& section) {
  const Formulas formulas(in);
  for (const sema::SymbolId id : in.checked.order) {
    const sema::Symbol& symbol = in.checked.symbols[id];
    const auto found = in.lowered.definitions.find(id);
    if (symbol.kind != sema::SymbolKind::cost || found == in.lowered.definitions.end()) continue;
    section.lines.push_back(
        {0, say(in, Phrase::value_is, formulas.word(symbol.name), formulas.value_of(found->second))});
    for (const ir::CostLine& cost : in.policy.module().cost_lines)
      if (cost.cost == symbol.name)
        section.lines.push_back(
            {1, say(in, Phrase::cost_line, formulas.word(cost.label), formulas.value_of(cost.value))});
  }
}

std::optional<std::string> explain_setting(const ExplainInput& in, sema::SymbolId name, ir::Ref value) {
  const auto settings = in.checked.settings.find(name);
  if (settings == in.checked.settings.end()) return std::nullopt;
  for (const sema::Setting& setting : settings->second) {
    const auto arm = in.lowered.definitions.find(setting.experiment);
    if (arm == in.lowered.definitions.end()) continue;
    const interp::Slot& slot = in.slots[arm->second];
    if (slot.causes || slot.value != i128{setting.arm} + 1) continue;
    const auto& item = *static_cast<const syntax::Experiment*>(in.checked.symbols[setting.experiment].node);
    const Formulas formulas(in);
    return say(in, Phrase::set_by, formulas.word(in.checked.symbols[name].name), formulas.value_of(value),
               formulas.word(item.variants[setting.arm].name.text), item.box.code.text);
  }
  return std::nullopt;
}

}  // namespace pol::study
