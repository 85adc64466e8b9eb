#include "compiler/study/describe.h"

#include <fmt/format.h>

#include "runtime/explain/trials.h"

namespace pol::study {

using sema::SymbolKind;

// The values before and after each step are known; the wanted one only at the end. A step that turned the
// wanted value into another is the one; else the last that changed anything.
std::string Describe::guarded(const sema::Symbol& symbol, const Wanted& known) const {
  const ir::Module& module = in_.policy.module();
  const sema::Checked& checked = *policy_.checked;
  std::string last, away, still;
  for (std::size_t i = 0; i < module.steps.size(); ++i) {
    const ir::Step& step = module.steps[i];
    if (step.target != symbol.name || in_.slots[step.changed].causes) continue;
    const auto& node = *static_cast<const syntax::Step*>(checked.symbols[checked.steps[i]].node);
    if (!in_.slots[step.changed].value) {
      still += (still.empty() ? "" : ", ") + step.code;
      continue;
    }
    last = fmt::format("{} {} {}: {} becomes {}", step.code, ir::verb_name(step.verb),
                       text(*node.amount, symbol.unit), formulas_.value_of(step.before),
                       formulas_.value_of(step.after));
    if (known.wanted(step.before)) away = last;
  }
  if (!last.empty()) return away.empty() ? last : away;
  const syntax::Guard* guard = symbol.brakes ? symbol.brakes : symbol.legal;
  if (!guard || !guard->start) return "";
  const std::string start = text(*guard->start, symbol.unit);
  const sema::Meaning* meaning = guard->start->kind == syntax::ExprKind::ref
                                     ? checked.meaning(symbol.unit, guard->start->ref.id)
                                     : nullptr;
  if (meaning && meaning->form == sema::Meaning::Form::symbol && known.confirmed(meaning->symbol))
    return still.empty() ? "" : fmt::format("{}, which change nothing of {}", still, start);
  return "start from " + start;
}

std::string Describe::differs_at(sema::SymbolId id, const Wanted& known) const {
  const sema::Checked& checked = *policy_.checked;
  const sema::Symbol& symbol = checked.symbols[id];
  const ir::Module& module = in_.policy.module();
  // Where an arm of an experiment set the value no step, arm or row has a part in it.
  const auto& definitions = policy_.lowered->definitions;
  if (const auto found = definitions.find(id); found != definitions.end())
    if (const auto set =
            explain::tell_setting(in_, symbol.name, explain_settings(policy_, id), found->second))
      return *set;
  switch (symbol.kind) {
    case SymbolKind::guarded:
      return guarded(symbol, known);
    case SymbolKind::let: {
      const auto& expr = *static_cast<const syntax::Let*>(symbol.node)->value;
      const explain::Formula let = formula(expr, symbol.unit);
      const std::string values = formulas_.with_values(let);
      return symbol.name + " = " + formulas_.text(let) + (values.empty() ? "" : " = " + values);
    }
    case SymbolKind::segment:
    case SymbolKind::decide:
      for (const auto& choice : module.choices)
        if (choice.name == symbol.name && choice.number != ir::kNone && !in_.slots[choice.number].causes) {
          const auto& arms = static_cast<const syntax::Choose*>(symbol.node)->arms;
          const auto number = static_cast<std::size_t>(in_.slots[choice.number].value);
          if (number < 1 || number > arms.size()) return "";
          const syntax::Arm& arm = arms[number - 1];
          return fmt::format("arm {} of {}{}", number, symbol.name,
                             arm.when ? ": when " + text(*arm.when, symbol.unit) : ": otherwise");
        }
      return "";
    case SymbolKind::tree:
      for (const auto& choice : module.choices)
        if (choice.name == symbol.name && choice.form == ir::Choice::Form::tree &&
            !in_.slots[choice.number].causes)
          return fmt::format("leaf {} of {}", static_cast<std::int64_t>(in_.slots[choice.number].value),
                             symbol.name);
      return "";
    case SymbolKind::column: {
      const std::string& table = checked.symbols[symbol.parent].name;
      for (const auto& use : module.table_uses)
        if (module.tables[use.table].name == table && use.row != ir::kNone && !in_.slots[use.row].causes)
          return fmt::format("row {} of table {}", static_cast<std::int64_t>(in_.slots[use.row].value),
                             table);
      return "";
    }
    case SymbolKind::tag:
    case SymbolKind::decision_date:
    case SymbolKind::needed:
    case SymbolKind::table:
    case SymbolKind::scorecard:
    case SymbolKind::scorecard_member:
    case SymbolKind::define:
    case SymbolKind::param:
    case SymbolKind::cost:
    case SymbolKind::event:
    case SymbolKind::knockout:
    case SymbolKind::step:
    case SymbolKind::experiment:
      return "";
  }
  return "";
}

}  // namespace pol::study
