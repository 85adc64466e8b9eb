// How each definition came to its value: formulas, evidence, arms, forks and rows.
#include <set>

#include "compiler/study/explain_teller.h"
#include "compiler/study/explain_trials.h"

namespace pol::study {

using sema::SymbolKind;

namespace {

class DefinitionTeller : Teller {
 public:
  DefinitionTeller(const ExplainInput& input, const std::vector<bool>& part) : Teller(input), part_(part) {}

  void run(ExplainedSection& s) {
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

 private:
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

  const std::vector<bool>& part_;
  std::set<sema::SymbolId> told_tables_;
};

}  // namespace

void tell_definitions(const ExplainInput& input, const std::vector<bool>& part, ExplainedSection& section) {
  DefinitionTeller(input, part).run(section);
}

}  // namespace pol::study
