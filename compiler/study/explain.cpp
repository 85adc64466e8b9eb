#include "compiler/study/explain.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "compiler/study/explain_formula.h"
#include "compiler/study/explain_phrases.h"
#include "compiler/study/explain_trace.h"
#include "compiler/study/explain_trials.h"

namespace pol::study {

using ir::Ref;
using sema::SymbolKind;

namespace {

class Explainer {
 public:
  explicit Explainer(const ExplainInput& input)
      : in_(input),
        module_(input.policy.module()),
        formulas_(input),
        part_(took_part(module_, input.slots)) {}

  Explanation run() {
    const ir::Policy& policy = module_.policy;
    Explanation out;
    out.headline = say(Phrase::headline, in_.sent.case_id.empty() ? "-" : in_.sent.case_id, policy.kind,
                       policy.name, policy.version, format_date(in_.sent.decision_date));
    result(open(out, Phrase::result));
    told(open(out, Phrase::told));
    computed(open(out, Phrase::computed));
    steps(out);
    knockouts(open(out, Phrase::knockouts));
    events(open(out, Phrase::events));
    explain_experiments(in_, open(out, Phrase::experiments));
    explain_costs(in_, open(out, Phrase::costs));
    tags(open(out, Phrase::tags));
    std::erase_if(out.sections, [](const auto& section) { return section.lines.empty(); });
    return out;
  }

 private:
  template <class... Args>
  std::string say(Phrase which, const Args&... args) const {
    return fmt::format(fmt::runtime(phrase(which, in_.language)), args...);
  }
  ExplainedSection& open(Explanation& out, Phrase title) const {
    out.sections.push_back({std::string(phrase(title, in_.language)), {}});
    return out.sections.back();
  }
  static void line(ExplainedSection& section, int depth, std::string text) {
    section.lines.push_back({depth, std::move(text)});
  }
  bool yes(Ref ref) const { return ref != ir::kNone && !in_.slots[ref].causes && in_.slots[ref].value != 0; }
  bool unknown(Ref ref) const { return ref != ir::kNone && in_.slots[ref].causes != 0; }

  std::string missing_text(Ref ref) const {
    std::string out;
    for (const auto& [origin, causes] : engine::origins(in_.policy, in_.admitted, in_.slots, ref))
      out += (out.empty() ? "" : ", ") + say(Phrase::origin_missing, origin, cause_names(causes));
    return out.empty() ? cause_names(in_.slots[ref].causes) : out;
  }

  void result(ExplainedSection& s) const {
    for (std::size_t i = 0; i < module_.outputs.size(); ++i) {
      const ir::Output& output = module_.outputs[i];
      if (unknown(output.value)) {
        line(s, 0, say(Phrase::output_missing, output.name, missing_text(output.value)));
        continue;
      }
      const std::string value = output.elements.empty() ? formulas_.value_of(output.value)
                                                        : formulas_.list_of(output.elements, output.value);
      const syntax::Gives* gives = in_.checked.outputs[i].gives;
      const bool masked =
          output.shown_when != ir::kNone && !unknown(output.shown_when) && !yes(output.shown_when);
      if (masked && gives && gives->unless) {
        const std::string only = formulas_.text(*gives->unless);
        line(s, 0,
             unknown(output.defined)
                 ? say(Phrase::output_masked_unknown, output.name, value, only)
                 : say(Phrase::output_masked, output.name, value, formulas_.value_of(output.defined), only));
      } else {
        line(s, 0, say(Phrase::output_is, output.name, value));
      }
    }
    if (yes(module_.undecided.undecided)) {
      std::string why;
      for (const auto& output : module_.outputs)
        if (unknown(output.masked)) why += (why.empty() ? "" : "; ") + missing_text(output.masked);
      line(s, 0, say(module_.undecided.has_clause ? Phrase::undecided : Phrase::undecided_bare, why));
    }
    if (in_.sent.decision_date > module_.policy.review_by)
      line(s, 0, say(Phrase::review_overdue, format_date(module_.policy.review_by)));
    line(s, 0, say(Phrase::answered_by, engine::engine_name(in_.which)));
  }

  void told(ExplainedSection& s) const {
    const auto shown =
        engine::reasons_shown(in_.policy, engine::reasons_all(in_.policy, in_.record, in_.slots));
    const auto& languages = module_.policy.languages;
    const std::string wanted = in_.language == Language::zh ? "zh" : "en";
    auto at = std::find(languages.begin(), languages.end(), wanted);
    const std::size_t column = at == languages.end() ? 0 : static_cast<std::size_t>(at - languages.begin());
    for (const auto index : shown) {
      const ir::ReasonText& reason = module_.reason_codes[index];
      line(s, 0,
           say(Phrase::reason, reason.code,
               column < reason.texts.size() ? reason.texts[column] : reason.internal));
    }
    if (shown.empty()) line(s, 0, say(Phrase::no_reason));
  }

  // ---- definitions, in the order of dependency, that had a part in the result
  void computed(ExplainedSection& s) {
    for (const sema::SymbolId id : in_.checked.order) {
      const sema::Symbol& symbol = in_.checked.symbols[id];
      auto it = in_.lowered.definitions.find(id);
      if (it == in_.lowered.definitions.end() || it->second == ir::kNone) continue;
      if (!part_[it->second] && !list_took_part(id)) continue;
      if (const auto set = explain_setting(in_, id, it->second)) {
        line(s, 0, *set);
        continue;
      }
      switch (symbol.kind) {
        case SymbolKind::let:
          let(s, id, it->second);
          break;
        case SymbolKind::segment:
        case SymbolKind::decide:
          choose(s, symbol, it->second);
          break;
        case SymbolKind::column:
          column(s, id, it->second);
          break;
        case SymbolKind::tag:
        case SymbolKind::decision_date:
        case SymbolKind::tree:
        case SymbolKind::table:
        case SymbolKind::scorecard:
        case SymbolKind::scorecard_member:
        case SymbolKind::define:
        case SymbolKind::param:
        case SymbolKind::guarded:
        case SymbolKind::cost:
        case SymbolKind::event:
        case SymbolKind::knockout:
        case SymbolKind::step:
        case SymbolKind::experiment:
          break;
      }
    }
  }

  bool list_took_part(sema::SymbolId id) const {
    const auto list = in_.lowered.lists.find(id);
    return list != in_.lowered.lists.end() &&
           std::any_of(list->second.begin(), list->second.end(), [&](Ref element) { return part_[element]; });
  }

  void let(ExplainedSection& s, sema::SymbolId id, Ref ref) {
    const sema::Symbol& symbol = in_.checked.symbols[id];
    const auto& expr = *static_cast<const syntax::Let*>(symbol.node)->value;
    const std::string value = formulas_.symbol_value(id).value_or("");
    const syntax::Expr* core = &expr;
    while (core->kind == syntax::ExprKind::round) core = core->args[0].get();
    if (core->kind == syntax::ExprKind::first_present) {
      line(s, 0, say(Phrase::value_is, symbol.name, value));
      evidence(s, symbol, *core);
      return;
    }
    const std::string text = formulas_.text(expr), values = formulas_.with_values(expr, symbol.unit);
    line(s, 0, say(Phrase::formula_is, symbol.name, text, value));
    if (!values.empty() && values != text) line(s, 1, say(Phrase::substituted, values));
    if (unknown(ref)) line(s, 1, missing_text(ref));
  }

  void evidence(ExplainedSection& s, const sema::Symbol& symbol, const syntax::Expr& expr) {
    for (const auto& evidence : module_.evidence) {
      if (evidence.name != symbol.name) continue;
      const auto number = static_cast<std::size_t>(in_.slots[evidence.number].value);
      const std::size_t passed = number == 0 ? expr.args.size() : number - 1;
      for (std::size_t i = 0; i < passed; ++i) {
        const std::string condition =
            i < expr.conditions.size() && expr.conditions[i]
                ? say(Phrase::passed_condition, formulas_.text(*expr.conditions[i]) + "; " +
                                                    formulas_.values_of(*expr.conditions[i], symbol.unit))
                : std::string();
        const std::string values = formulas_.values_of(*expr.args[i], symbol.unit);
        line(s, 1,
             say(Phrase::evidence_passed, formulas_.text(*expr.args[i]),
                 condition.empty() ? values : values + "; " + condition));
      }
      if (number > 0) {
        const syntax::Expr& taken = *expr.args[number - 1];
        const std::string values = formulas_.with_values(taken, symbol.unit);
        line(s, 1,
             say(Phrase::evidence, number, expr.args.size(),
                 formulas_.text(taken) + (values.empty() ? "" : " = " + values)));
      }
    }
  }

  void choose(ExplainedSection& s, const sema::Symbol& symbol, Ref ref) {
    const auto& arms = static_cast<const syntax::Choose*>(symbol.node)->arms;
    line(s, 0, say(Phrase::value_is, symbol.name, formulas_.value_of(ref)));
    for (const auto& choice : module_.choices) {
      if (choice.name != symbol.name || choice.number == ir::kNone) continue;
      if (unknown(choice.number)) {
        line(s, 1, missing_text(choice.number));
        return;
      }
      const auto number = static_cast<std::size_t>(in_.slots[choice.number].value);
      if (number < 1 || number > arms.size()) return;
      const syntax::Arm& arm = arms[number - 1];
      if (!arm.when) {
        line(s, 1, say(Phrase::arm_otherwise, number));
        return;
      }
      line(s, 1, say(Phrase::arm, number, say(Phrase::because_is, formulas_.text(*arm.when))));
      const std::string values = formulas_.values_of(*arm.when, symbol.unit);
      if (!values.empty()) line(s, 1, say(Phrase::with_values, values));
      return;
    }
  }

  void column(ExplainedSection& s, sema::SymbolId id, Ref ref) {
    const sema::Symbol& symbol = in_.checked.symbols[id];
    line(s, 0, say(Phrase::value_is, symbol.name, formulas_.symbol_value(id).value_or("")));
    const auto& table = *static_cast<const syntax::Table*>(in_.checked.symbols[symbol.parent].node);
    for (const auto& use : module_.table_uses) {
      if (module_.tables[use.table].name != table.name.text) continue;
      const Ref asked = use.fits.empty() ? use.row : ref;
      if (unknown(asked)) {
        line(s, 1, missing_text(asked));
        return;
      }
      const std::vector<std::size_t> numbers = rows_used(use);
      if (numbers.empty()) line(s, 1, say(Phrase::no_row, table.name.text));
      for (const std::size_t number : numbers)
        if (number <= table.rows.size())
          line(s, 1, say(Phrase::table_row, table.name.text, number, cells(table, table.rows[number - 1])));
      const std::string values = input_values(table, symbol.unit);
      if (!values.empty()) line(s, 1, say(Phrase::with_values, values));
      return;
    }
  }

  std::vector<std::size_t> rows_used(const ir::TableUse& use) const {
    std::vector<std::size_t> numbers;
    if (use.fits.empty()) numbers.push_back(static_cast<std::size_t>(in_.slots[use.row].value));
    for (std::size_t row = 0; row < use.fits.size(); ++row)
      if (yes(use.fits[row])) numbers.push_back(row + 1);
    return numbers;
  }

  std::string cells(const syntax::Table& table, const syntax::Row& row) const {
    std::string text = row.otherwise ? "otherwise" : "";
    for (std::size_t i = 0; i < row.cells.size() && i < table.inputs.size(); ++i) {
      std::string cell = formulas_.text(row.cells[i].span);
      if (row.cells[i].span.file != table.span.file)  // out of a CSV file, where quotes are doubled
        for (std::size_t at = 0; (at = cell.find("\"\"", at)) != std::string::npos; ++at) cell.erase(at, 1);
      text += (i ? ", " : "") + table.inputs[i].name.text + " " + cell;
    }
    return text;
  }

  std::string input_values(const syntax::Table& table, std::uint32_t unit) const {
    std::string values;
    for (const auto& input : table.inputs) {
      const sema::Meaning* meaning = in_.checked.meaning(unit, input.id);
      if (!meaning || meaning->form != sema::Meaning::Form::symbol) continue;
      if (const auto value = formulas_.symbol_value(meaning->symbol))
        values += (values.empty() ? "" : ", ") + input.name.text + " " + *value;
    }
    return values;
  }

  // ---- guarantees, brakes and legal steps of each output or name that had a part
  void steps(Explanation& out) {
    for (const sema::SymbolId id : in_.checked.order) {
      const sema::Symbol& symbol = in_.checked.symbols[id];
      auto it = in_.lowered.definitions.find(id);
      if (symbol.kind != SymbolKind::guarded || it == in_.lowered.definitions.end() ||
          it->second == ir::kNone)
        continue;
      const bool shown = part_[it->second] || is_output(symbol.name);
      if (!shown) continue;
      out.sections.push_back({say(Phrase::steps_of, symbol.name), {}});
      ExplainedSection& s = out.sections.back();
      bool first = true;
      for (std::size_t i = 0; i < module_.steps.size(); ++i) {
        const ir::Step& step = module_.steps[i];
        if (step.target != symbol.name) continue;
        const sema::Symbol& at = in_.checked.symbols[in_.checked.steps[i]];
        const auto& node = *static_cast<const syntax::Step*>(at.node);
        if (first) {
          const syntax::Guard* guard = symbol.brakes ? symbol.brakes : symbol.legal;
          line(s, 0,
               say(Phrase::starts_from, guard->start ? formulas_.text(*guard->start) : symbol.name,
                   formulas_.value_of(step.before)));
          first = false;
        }
        one_step(s, step, node, at.unit);
      }
      line(s, 0, say(Phrase::ends_at, formulas_.value_of(it->second)));
    }
  }

  bool is_output(const std::string& name) const {
    return std::any_of(module_.outputs.begin(), module_.outputs.end(),
                       [&](const auto& o) { return o.name == name; });
  }

  void one_step(ExplainedSection& s, const ir::Step& step, const syntax::Step& node,
                std::uint32_t unit) const {
    std::string amount = formulas_.text(*node.amount);
    const std::string verb(ir::verb_name(step.verb));
    if (step.amount != ir::kNone && !unknown(step.amount)) {
      const std::string value = formulas_.value_of(step.amount);
      if (value != amount) amount += " (" + value + ")";
    }
    if (unknown(step.active)) {
      line(s, 1, say(Phrase::step_unknown, step.code, verb, amount, missing_text(step.active)));
      return;
    }
    if (!yes(step.active)) {
      std::string why;
      const Day day = in_.sent.decision_date;
      if ((node.from && day < *node.from) || (node.until && day > *node.until))
        why = say(Phrase::out_of_dates);
      else if (node.if_present && unknown(step.amount))
        why = say(Phrase::step_no_amount);
      else if (node.when) {
        why = say(Phrase::when_not, formulas_.text(*node.when));
        const std::string values = formulas_.values_of(*node.when, unit);
        if (!values.empty()) why += "; " + values;
      }
      line(s, 1,
           why.empty() ? say(Phrase::step_inactive, step.code, verb, amount)
                       : say(Phrase::step_inactive_why, step.code, verb, amount, why));
      return;
    }
    if (unknown(step.after)) {
      line(s, 1, say(Phrase::step_unknown, step.code, verb, amount, missing_text(step.after)));
      return;
    }
    if (!yes(step.changed)) {
      line(s, 1, say(Phrase::step_active_same, step.code, verb, amount));
      return;
    }
    const interp::Slot &before = in_.slots[step.before], &after = in_.slots[step.after];
    const Type& type = module_.type_of(step.after);
    std::string change;
    if (type.kind != Kind::boolean && type.kind != Kind::enumeration)
      change = (after.value > before.value ? "+" : "") +
               format_grouped(after.value - before.value, type, module_.enums);
    std::string reasons;
    for (const auto reason : step.reasons)
      reasons += (reasons.empty() ? "" : ", ") + module_.reason_codes[reason].code;
    if (!reasons.empty()) change += (change.empty() ? "" : ", ") + say(Phrase::step_because, reasons);
    if (!step.source.empty()) change += (change.empty() ? "" : ", ") + say(Phrase::step_source, step.source);
    line(s, 1,
         say(Phrase::step_changed, step.code, verb, amount, formulas_.value_of(step.before),
             formulas_.value_of(step.after), change));
  }

  // ---- knockouts
  void knockouts(ExplainedSection& s) const {
    const sema::Symbol* nearest_symbol = nullptr;
    std::optional<Distance> nearest;
    std::string nearest_value;
    std::size_t fired = 0;
    for (std::size_t i = 0; i < module_.knockouts.size(); ++i) {
      const ir::Knockout& knockout = module_.knockouts[i];
      const sema::Symbol& symbol = in_.checked.symbols[in_.checked.knockouts[i]];
      const auto& node = *static_cast<const syntax::Knockout*>(symbol.node);
      const std::string values = formulas_.values_of(*node.when, symbol.unit);
      const std::string text = formulas_.text(*node.when) + (values.empty() ? "" : "; " + values);
      if (unknown(knockout.fired)) {
        line(s, 0, say(Phrase::unknown_knockout, knockout.code, text));
      } else if (yes(knockout.fired)) {
        ++fired;
        line(s, 0, say(Phrase::fired, knockout.code, node.value.text, text));
      } else if (yes(knockout.waived)) {
        line(s, 0, say(Phrase::waived, knockout.code, text));
      } else if (auto distance = formulas_.nearest(*node.when, symbol.unit);
                 distance && (!nearest || distance->share < nearest->share)) {
        nearest = distance;
        nearest_symbol = &symbol;
        nearest_value = node.value.text;
      }
    }
    if (fired == 0 && !module_.knockouts.empty())
      line(s, 0, say(Phrase::none_fired, module_.knockouts.size()));
    if (nearest)
      line(s, 0,
           say(Phrase::nearest, nearest_symbol->name, nearest_value, nearest->condition, nearest->subject,
               nearest->value, nearest->away));
  }

  void events(ExplainedSection& s) const {
    for (const auto& event : module_.events)
      line(s, 0,
           yes(event.active) ? say(Phrase::event_active, event.code, event.title, format_date(event.until))
                             : say(Phrase::event_inactive, event.code, event.title));
  }

  void tags(ExplainedSection& s) const {
    std::size_t sensitive = 0;
    std::string missing;
    std::size_t count = 0;
    for (std::size_t i = 1; i < module_.inputs.size(); ++i) {
      if (module_.inputs[i].bucket) continue;
      ++count;
      if (module_.inputs[i].sensitivity == "sensitive") ++sensitive;
      if (const CauseMask causes = in_.admitted.inputs.causes[i])
        missing += (missing.empty() ? "" : ", ") +
                   fmt::format("{} ({})", module_.inputs[i].name, cause_names(causes));
    }
    line(s, 0, say(Phrase::tags_read, count, sensitive));
    if (!missing.empty()) line(s, 0, say(Phrase::tags_missing, missing));
  }

  const ExplainInput& in_;
  const ir::Module& module_;
  Formulas formulas_;
  std::vector<bool> part_;
};

}  // namespace

Explanation explain(const ExplainInput& input) {
  return Explainer(input).run();
}

std::string explanation_text(const Explanation& explanation) {
  std::string out = explanation.headline + "\n";
  for (const auto& section : explanation.sections) {
    out += "\n" + section.title + "\n";
    for (const auto& line : section.lines)
      out += std::string(2 + 2 * static_cast<std::size_t>(line.depth), ' ') + line.text + "\n";
  }
  return out;
}

std::string explanation_json(const Explanation& explanation) {
  nlohmann::ordered_json out;
  out["headline"] = explanation.headline;
  out["sections"] = nlohmann::ordered_json::array();
  for (const auto& section : explanation.sections) {
    nlohmann::ordered_json lines = nlohmann::ordered_json::array();
    for (const auto& line : section.lines) lines.push_back({{"depth", line.depth}, {"text", line.text}});
    out["sections"].push_back({{"title", section.title}, {"lines", std::move(lines)}});
  }
  return out.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace pol::study
