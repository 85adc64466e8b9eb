#include "compiler/study/explain.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "compiler/study/explain_formula.h"
#include "compiler/study/explain_nearest.h"
#include "compiler/study/explain_teller.h"
#include "compiler/study/explain_trace.h"
#include "compiler/study/explain_trials.h"

namespace pol::study {

using ir::Ref;
using sema::SymbolKind;

namespace {

class Explainer : Teller {
 public:
  explicit Explainer(const ExplainInput& input)
      : Teller(input), part_(took_part(module_, input.slots, told_of())) {}

  Explanation run() {
    const ir::Policy& policy = module_.policy;
    Explanation out;
    out.headline = say(Phrase::headline, in_.sent.case_id.empty() ? "-" : in_.sent.case_id,
                       kind_words(policy.kind, in_.language), policy.name, policy.version,
                       format_date(in_.sent.decision_date));
    result(open(out, Phrase::result));
    told(open(out, Phrase::told));
    computed(open(out, Phrase::computed));
    tell_steps(in_, part_, out);
    knockouts(open(out, Phrase::knockouts));
    events(open(out, Phrase::events));
    explain_experiments(in_, open(out, Phrase::experiments));
    explain_costs(in_, open(out, Phrase::costs));
    tags(open(out, Phrase::tags));
    std::erase_if(out.sections, [](const auto& section) { return section.lines.empty(); });
    return out;
  }

 private:
  // What is told beside the outputs: the knockouts that fired, were waived or cannot be told, and each step.
  std::vector<Ref> told_of() const {
    std::vector<Ref> refs;
    for (const auto& knockout : module_.knockouts)
      if (unknown(knockout.fired) || yes(knockout.fired) || yes(knockout.waived))
        refs.push_back(knockout.condition);
    for (const auto& step : module_.steps)
      if (is_output(step.target))
        for (const Ref ref : {step.active, step.amount, step.before, step.after}) refs.push_back(ref);
    return refs;
  }
  void result(ExplainedSection& s) const {
    for (std::size_t i = 0; i < module_.outputs.size(); ++i) {
      const ir::Output& output = module_.outputs[i];
      if (unknown(output.value)) {
        line(s, 0, say(Phrase::output_missing, called(output.name), missing_text(output.value)));
        continue;
      }
      const std::string value = output.elements.empty() ? formulas_.value_of(output.value)
                                                        : formulas_.list_of(output.elements, output.value);
      const syntax::Gives* gives = in_.checked.outputs[i].gives;
      const bool masked =
          output.shown_when != ir::kNone && !unknown(output.shown_when) && !yes(output.shown_when);
      if (masked && gives && gives->unless) {
        const std::string only = formulas_.text(*gives->unless);
        const bool same = !unknown(output.defined) && in_.slots[output.defined] == in_.slots[output.value];
        line(s, 0,
             same || unknown(output.defined)
                 ? say(Phrase::output_masked_unknown, called(output.name), value, only)
                 : say(Phrase::output_masked, called(output.name), value, formulas_.value_of(output.defined),
                       only));
      } else {
        line(s, 0, say(Phrase::output_is, called(output.name), value));
      }
    }
    if (yes(module_.undecided.undecided)) {
      std::vector<std::string> all;
      for (const auto& output : module_.outputs)
        if (unknown(output.masked))
          if (std::string why = missing_text(output.masked);
              std::find(all.begin(), all.end(), why) == all.end())
            all.push_back(std::move(why));
      const std::string why = fmt::format("{}", fmt::join(all, semicolon()));
      line(s, 0, say(module_.undecided.has_clause ? Phrase::undecided : Phrase::undecided_bare, why));
    }
    if (in_.sent.decision_date > module_.policy.review_by)
      line(s, 0, say(Phrase::review_overdue, format_date(module_.policy.review_by)));
  }

  void told(ExplainedSection& s) const {
    const auto shown =
        engine::reasons_shown(in_.policy, engine::reasons_all(in_.policy, in_.sent, in_.record, in_.slots));
    for (const auto index : shown) {
      const ir::ReasonText& reason = module_.reason_codes[index];
      line(s, 0, say(Phrase::reason, reason.code, reason_text(reason)));
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
      if (symbol.unit != 0 && told_above(s, id)) continue;
      switch (symbol.kind) {
        case SymbolKind::let:
          let(s, id, it->second);
          break;
        case SymbolKind::segment:
        case SymbolKind::decide:
          choose(s, symbol, it->second);
          break;
        case SymbolKind::tree:
          tree(s, symbol, it->second);
          break;
        case SymbolKind::column:
          if (told_tables_.insert(symbol.parent).second) columns(s, symbol.parent);
          break;
        case SymbolKind::scorecard:
          tell_scorecard(in_, symbol, s);
          break;
        case SymbolKind::tag:
        case SymbolKind::decision_date:
        case SymbolKind::needed:
        case SymbolKind::table:
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

  // A definition of a library is the same for all policies of a chain that use it.
  bool told_above(ExplainedSection& s, sema::SymbolId id) const {
    const auto value = formulas_.symbol_value(id);
    if (!in_.before || !value) return false;
    const sema::Symbol& symbol = in_.checked.symbols[id];
    const std::string name = in_.sources.path(symbol.span.file) + ": " + symbol.name + " = " + *value;
    const auto [at, fresh] =
        in_.before->definitions.emplace(name, kind_words(module_.policy.kind, in_.language));
    if (!fresh) line(s, 0, say(Phrase::told_above, called(symbol.name), *value, at->second));
    return !fresh;
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
      line(s, 0, say(Phrase::value_is, called(symbol.name), value));
      evidence(s, symbol, *core);
      return;
    }
    const std::string text = formulas_.text(expr), values = formulas_.with_values(expr, symbol.unit);
    line(s, 0, say(Phrase::formula_is, called(symbol.name), text, value));
    if (!values.empty() && values != text) line(s, 1, say(Phrase::substituted, values));
    if (unknown(ref) && values.empty()) line(s, 1, missing_text(ref));
  }

  void evidence(ExplainedSection& s, const sema::Symbol& symbol, const syntax::Expr& expr) {
    for (const auto& evidence : module_.evidence) {
      if (evidence.name != symbol.name) continue;
      const auto number = static_cast<std::size_t>(in_.slots[evidence.number].value);
      const std::size_t passed = number == 0 ? expr.args.size() : number - 1;
      for (std::size_t i = 0; i < passed; ++i) {
        std::string why = formulas_.values_of(*expr.args[i], symbol.unit);
        if (i < expr.conditions.size() && expr.conditions[i])
          why += semicolon() + say(Phrase::passed_condition, formulas_.text(*expr.conditions[i])) +
                 semicolon() +
                 say(Phrase::with_values, formulas_.values_of(*expr.conditions[i], symbol.unit));
        line(s, 1, say(Phrase::evidence_passed, formulas_.text(*expr.args[i]), why));
      }
      if (number > 0) {
        const syntax::Expr& taken = *expr.args[number - 1];
        const std::string values = formulas_.with_values(taken, symbol.unit);
        const std::string text = formulas_.text(taken);
        line(s, 1,
             say(Phrase::evidence, number, expr.args.size(),
                 values.empty() ? text : say(Phrase::evidence_value, text, values)));
      }
    }
  }

  void choose(ExplainedSection& s, const sema::Symbol& symbol, Ref ref) {
    const auto& arms = static_cast<const syntax::Choose*>(symbol.node)->arms;
    line(s, 0, say(Phrase::value_is, called(symbol.name), formulas_.value_of(ref)));
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
      const std::string values = arm.when->kind == syntax::ExprKind::any_knockout
                                     ? fired(arm.when->name.text)
                                     : formulas_.values_of(*arm.when, symbol.unit);
      if (!values.empty()) line(s, 1, say(Phrase::with_values, values));
      return;
    }
  }

  std::string fired(const std::string& value) const {
    std::string codes;
    for (std::size_t i = 0; i < module_.knockouts.size(); ++i) {
      const sema::Symbol& symbol = in_.checked.symbols[in_.checked.knockouts[i]];
      if (yes(module_.knockouts[i].fired) &&
          static_cast<const syntax::Knockout*>(symbol.node)->value.text == value)
        codes += (codes.empty() ? "" : comma()) + module_.knockouts[i].code;
    }
    return codes;
  }

  // The forks on the case's way, from the top.
  void tree(ExplainedSection& s, const sema::Symbol& symbol, Ref ref) {
    line(s, 0, say(Phrase::value_is, called(symbol.name), formulas_.value_of(ref)));
    for (const auto& choice : module_.choices) {
      if (choice.name != symbol.name || choice.form != ir::Choice::Form::tree) continue;
      const syntax::Branch* at = static_cast<const syntax::Tree*>(symbol.node)->root.get();
      Ref fork = choice.number;
      // An arm of an experiment that sets the tree is told in its place, so here the tree itself decided.
      while (module_.insts[fork].op == ir::Op::only_when) fork = module_.insts[fork].a;
      while (at && at->condition && module_.insts[fork].op == ir::Op::select) {
        const ir::Inst& inst = module_.insts[fork];
        const std::string when = formulas_.text(*at->condition);
        if (unknown(inst.a)) {
          line(s, 1, say(Phrase::fork_unknown, when, missing_text(inst.a)));
          return;
        }
        const std::string values = formulas_.values_of(*at->condition, symbol.unit);
        line(s, 1,
             say(yes(inst.a) ? Phrase::fork_yes : Phrase::fork_no, when) +
                 (values.empty() ? "" : semicolon() + say(Phrase::with_values, values)));
        fork = yes(inst.a) ? inst.b : inst.c;
        at = yes(inst.a) ? at->yes.get() : at->no.get();
      }
      if (unknown(choice.number)) return;
      const auto leaf = static_cast<std::size_t>(in_.slots[choice.number].value) - 1;
      std::string reasons;
      if (leaf < choice.reasons.size())
        for (const ir::ReasonRef& reason : choice.reasons[leaf])
          reasons += (reasons.empty() ? "" : comma()) + reason_name(reason);
      const std::string value = formulas_.value_of(ref);
      line(s, 1, reasons.empty() ? say(Phrase::leaf, value) : say(Phrase::leaf_because, value, reasons));
      return;
    }
  }

  // All columns of one table that had a part, with the row they come from.
  void columns(ExplainedSection& s, sema::SymbolId parent) {
    const sema::Symbol& symbol = in_.checked.symbols[parent];
    std::string values_told;
    Ref ref = ir::kNone;  // of the first of them
    for (const sema::SymbolId id : in_.checked.order) {
      const auto it = in_.lowered.definitions.find(id);
      if (in_.checked.symbols[id].parent != parent || in_.checked.symbols[id].kind != SymbolKind::column ||
          it == in_.lowered.definitions.end() || it->second == ir::kNone ||
          (!part_[it->second] && !list_took_part(id)) || explain_setting(in_, id, it->second))
        continue;
      if (ref == ir::kNone) ref = it->second;
      values_told +=
          (values_told.empty() ? "" : comma()) + say(Phrase::value_is, called(in_.checked.symbols[id].name),
                                                     formulas_.symbol_value(id).value_or(""));
    }
    line(s, 0, values_told);
    const auto& table = *static_cast<const syntax::Table*>(symbol.node);
    for (const auto& use : module_.table_uses) {
      if (module_.tables[use.table].name != table.name.text) continue;
      const Ref asked = use.fits.empty() ? use.row : ref;
      if (unknown(asked)) {
        line(s, 1, missing_text(asked));
        return;
      }
      const std::vector<std::size_t> numbers = rows_used(use);
      if (numbers.empty()) line(s, 1, say(Phrase::no_row, called(table.name.text)));
      for (const std::size_t number : numbers)
        if (number <= table.rows.size())
          line(s, 1,
               say(Phrase::table_row, called(table.name.text), number, cells(table, table.rows[number - 1])));
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
    std::string text = row.otherwise ? say(Phrase::otherwise) : "";
    for (std::size_t i = 0; i < row.cells.size() && i < table.inputs.size(); ++i) {
      std::string cell = formulas_.text(row.cells[i].span);
      if (row.cells[i].span.file != table.span.file)  // out of a CSV file, where quotes are doubled
        for (std::size_t at = 0; (at = cell.find("\"\"", at)) != std::string::npos; ++at) cell.erase(at, 1);
      text += (i ? comma() : "") + formulas_.text(table.inputs[i].span) + " " + cell;
    }
    return text;
  }

  std::string input_values(const syntax::Table& table, std::uint32_t unit) const {
    std::string values;
    for (const auto& input : table.inputs) {
      const sema::Meaning* meaning = in_.checked.meaning(unit, input.id);
      if (!meaning || meaning->form != sema::Meaning::Form::symbol) continue;
      if (const auto value = formulas_.symbol_value(meaning->symbol))
        values += (values.empty() ? "" : comma()) + formulas_.label_of(meaning->symbol) + " " + *value;
    }
    return values;
  }

  // ---- knockouts
  void knockouts(ExplainedSection& s) const {
    const sema::Symbol* nearest_symbol = nullptr;
    std::optional<Distance> best;
    std::string nearest_value;
    std::size_t shown = 0;
    for (std::size_t i = 0; i < module_.knockouts.size(); ++i) {
      const ir::Knockout& knockout = module_.knockouts[i];
      const sema::Symbol& symbol = in_.checked.symbols[in_.checked.knockouts[i]];
      const auto& node = *static_cast<const syntax::Knockout*>(symbol.node);
      const std::string values = formulas_.values_of(*node.when, symbol.unit);
      const std::string text =
          formulas_.text(*node.when) + (values.empty() ? "" : semicolon() + say(Phrase::with_values, values));
      if (unknown(knockout.fired) || yes(knockout.fired) || yes(knockout.waived)) ++shown;
      if (unknown(knockout.fired)) {
        line(s, 0, say(Phrase::unknown_knockout, knockout.code, text));
      } else if (yes(knockout.fired)) {
        line(s, 0, say(Phrase::fired, knockout.code, called(node.value.text), text));
      } else if (yes(knockout.waived)) {
        line(s, 0, say(Phrase::waived, knockout.code, text));
      } else if (auto distance = nearest(in_, formulas_, *node.when, symbol.unit);
                 distance && (!best || distance->ratio < best->ratio)) {
        best = std::move(distance);
        nearest_symbol = &symbol;
        nearest_value = called(node.value.text);
      }
    }
    const std::size_t others = module_.knockouts.size() - shown;
    if (others > 0)
      line(s, 0,
           say(shown == 0 ? Phrase::none_fired : Phrase::others_not_fired, others, module_.knockouts.size()));
    if (!best) return;
    if (best->away.empty())
      line(s, 0,
           say(Phrase::nearest_at, nearest_symbol->name, nearest_value, best->condition, best->subject,
               best->value));
    else
      line(s, 0,
           say(Phrase::nearest, nearest_symbol->name, nearest_value, best->condition, best->subject,
               best->value, best->away));
  }

  void events(ExplainedSection& s) const {
    for (const auto& event : module_.events)
      line(s, 0,
           yes(event.active)
               ? say(Phrase::event_active, event.code, called(event.title), format_date(event.until))
               : say(Phrase::event_inactive, event.code, called(event.title)));
  }

  void tags(ExplainedSection& s) const {
    std::size_t read = 0, sensitive = 0;
    std::vector<std::string> missing;
    for (std::size_t i = 1; i < module_.inputs.size(); ++i) {
      const ir::Input& input = module_.inputs[i];
      if (input.bucket) continue;
      if (!input.needed && input.heads_tag()) ++read;
      if (input.sensitivity == "sensitive" && input.heads_tag()) ++sensitive;
      const CauseMask mask = in_.admitted.inputs.causes[i];
      if (!mask) continue;
      // Neighbouring elements of a series that are missing alike are told together.
      const catalog::Tag* tag = in_.checked.catalog->find(input.tag());
      std::string name = tag ? formulas_.label_and_id(*tag) : input.name;
      while (input.element && i + 1 < module_.inputs.size() && module_.inputs[i + 1].element &&
             !module_.inputs[i + 1].heads_tag() && in_.admitted.inputs.causes[i + 1] == mask)
        ++i;
      if (const auto last = module_.inputs[i].element; last && last->number > input.element->number)
        name += fmt::format(" [{}-{}]", input.element->number, last->number);
      else if (input.element)
        name += fmt::format(" [{}]", input.element->number);
      if (in_.before && !in_.before->missing.insert(name).second) continue;
      missing.push_back(say(Phrase::tag_missing, name, causes(mask)));
    }
    line(s, 0, sensitive ? say(Phrase::tags_read, read, sensitive) : say(Phrase::tags_read_open, read));
    if (!missing.empty()) line(s, 0, say(Phrase::tags_missing));
    for (std::string& one : missing) line(s, 1, std::move(one));
    if (in_.last) line(s, 0, say(Phrase::answered_by, engine_words(in_.which, in_.language)));
  }

  std::vector<bool> part_;
  std::set<sema::SymbolId> told_tables_;
};

// "outcome approve, limit 9,600 CNY" of each policy.
class Overview : Teller {
 public:
  explicit Overview(const ExplainInput& input) : Teller(input) {}

  std::string headline(std::size_t members) const {
    return say(Phrase::chain_headline, in_.sent.case_id.empty() ? "-" : in_.sent.case_id, members) + "\n";
  }
  std::string member(std::size_t number) const {
    const ir::Policy& policy = module_.policy;
    std::string outputs;
    for (const ir::Output& output : module_.outputs)
      outputs += (outputs.empty() ? "" : comma()) +
                 say(Phrase::chain_output, called(output.name),
                     output.elements.empty() ? formulas_.value_of(output.value)
                                             : formulas_.list_of(output.elements, output.value));
    return "  " +
           say(Phrase::chain_member, number, kind_words(policy.kind, in_.language), policy.name,
               policy.version, outputs) +
           "\n";
  }
};

}  // namespace

std::string chain_overview(std::span<const ExplainInput> chain) {
  if (chain.size() < 2) return {};
  std::string out = Overview(chain.back()).headline(chain.size());
  for (std::size_t i = 0; i < chain.size(); ++i) out += Overview(chain[i]).member(i + 1);
  return out;
}

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
