// How each definition came to its value: formulas, evidence, arms, forks and rows.
#include <set>

#include "runtime/explain/teller.h"
#include "runtime/explain/trials.h"

namespace pol::explain {

namespace {

class DefinitionTeller : Teller {
 public:
  DefinitionTeller(const Input& input, const std::vector<bool>& part) : Teller(input), part_(part) {}

  void run(Section& s) {
    for (const Definition& one : in_.plan.definitions) {
      const Name& name = in_.plan.names[one.name];
      if (name.value == ir::kNone || !took_part(name)) continue;
      if (const auto set = tell_setting(in_, name.name, one.settings, name.value)) {
        line(s, 0, *set);
        continue;
      }
      if (!one.library.empty() && told_above(s, one)) continue;
      switch (one.form) {
        case Definition::Form::let:
          let(s, one, name);
          break;
        case Definition::Form::evidence:
          line(s, 0, say(Phrase::value_is, called(name.name), formulas_.name_value(one.name).value_or("")));
          evidence(s, one, name);
          break;
        case Definition::Form::choose:
          choose(s, one, name);
          break;
        case Definition::Form::tree:
          tree(s, one, name);
          break;
        case Definition::Form::column:
          if (told_tables_.insert(one.part).second) columns(s, one.part);
          break;
        case Definition::Form::scorecard:
          tell_scorecard(in_, in_.plan.cards[one.part], s);
          break;
        case Definition::Form::cost:
        case Definition::Form::guarded:
        case Definition::Form::other:
          break;
      }
    }
  }

 private:
  // A definition of a library is the same for all policies of a chain that use it.
  bool told_above(Section& s, const Definition& one) const {
    const auto value = formulas_.name_value(one.name);
    if (!in_.before || !value) return false;
    const std::string& name = in_.plan.names[one.name].name;
    const auto [at, fresh] = in_.before->definitions.emplace(one.library + ": " + name + " = " + *value,
                                                             kind_words(module_.policy.kind, in_.language));
    if (!fresh) line(s, 0, say(Phrase::told_above, called(name), *value, at->second));
    return !fresh;
  }

  bool took_part(const Name& name) const {
    return part_[name.value] || std::any_of(name.elements.begin(), name.elements.end(),
                                            [&](Ref element) { return part_[element]; });
  }

  void let(Section& s, const Definition& one, const Name& name) {
    const Formula& formula = in_.plan.formulas[one.part];
    const std::string value = formulas_.name_value(one.name).value_or("");
    const std::string text = formulas_.text(formula), values = formulas_.with_values(formula);
    line(s, 0, say(Phrase::formula_is, called(name.name), text, value));
    if (!values.empty() && values != text) line(s, 1, say(Phrase::substituted, values));
    if (unknown(name.value) && values.empty()) line(s, 1, missing_text(name.value));
  }

  void evidence(Section& s, const Definition& one, const Name& name) {
    for (const auto& evidence : module_.evidence) {
      if (evidence.name != name.name || evidence.number == ir::kNone) continue;
      const auto number = static_cast<std::size_t>(in_.slots[evidence.number].value);
      if (number > one.options.size()) continue;
      const std::size_t passed = number == 0 ? one.options.size() : number - 1;
      for (std::size_t i = 0; i < passed; ++i) {
        const Formula& option = in_.plan.formulas[one.options[i].formula];
        std::string why = formulas_.values_of(option);
        if (one.options[i].condition != kNone) {
          const Formula& condition = in_.plan.formulas[one.options[i].condition];
          why += semicolon() + say(Phrase::passed_condition, formulas_.text(condition)) + semicolon() +
                 say(Phrase::with_values, formulas_.values_of(condition));
        }
        line(s, 1, say(Phrase::evidence_passed, formulas_.text(option), why));
      }
      if (number > 0) {
        const Formula& taken = in_.plan.formulas[one.options[number - 1].formula];
        const std::string values = formulas_.with_values(taken);
        const std::string& text = formulas_.text(taken);
        line(s, 1,
             say(Phrase::evidence, number, one.options.size(),
                 values.empty() ? text : say(Phrase::evidence_value, text, values)));
      }
    }
  }

  void choose(Section& s, const Definition& one, const Name& name) {
    line(s, 0, say(Phrase::value_is, called(name.name), formulas_.value_of(name.value)));
    for (const auto& choice : module_.choices) {
      if (choice.name != name.name || choice.number == ir::kNone) continue;
      if (unknown(choice.number)) {
        line(s, 1, missing_text(choice.number));
        return;
      }
      const auto number = static_cast<std::size_t>(in_.slots[choice.number].value);
      if (number < 1 || number > one.arms.size()) return;
      if (one.arms[number - 1] == kNone) {
        line(s, 1, say(Phrase::arm_otherwise, number));
        return;
      }
      const Formula& when = in_.plan.formulas[one.arms[number - 1]];
      line(s, 1, say(Phrase::arm, number, say(Phrase::because_is, formulas_.text(when))));
      const std::string values =
          when.form == Formula::Form::any_knockout ? fired(when.knockouts) : formulas_.values_of(when);
      if (!values.empty()) line(s, 1, say(Phrase::with_values, values));
      return;
    }
  }

  std::string fired(const std::string& value) const {
    std::string codes;
    for (std::size_t i = 0; i < module_.knockouts.size(); ++i)
      if (yes(module_.knockouts[i].fired) && in_.plan.knockouts[i].value == value)
        codes += (codes.empty() ? "" : comma()) + module_.knockouts[i].code;
    return codes;
  }

  // The forks on the case's way, from the top.
  void tree(Section& s, const Definition& one, const Name& name) {
    line(s, 0, say(Phrase::value_is, called(name.name), formulas_.value_of(name.value)));
    for (const auto& choice : module_.choices) {
      if (choice.name != name.name || choice.form != ir::Choice::Form::tree || choice.number == ir::kNone)
        continue;
      std::uint32_t at = one.part;
      Ref fork = choice.number;
      // An arm of an experiment that sets the tree is told in its place, so here the tree itself decided.
      while (module_.insts[fork].op == ir::Op::only_when) fork = module_.insts[fork].a;
      while (at != kNone && in_.plan.branches[at].formula != kNone &&
             module_.insts[fork].op == ir::Op::select) {
        const Branch& branch = in_.plan.branches[at];
        const Formula& condition = in_.plan.formulas[branch.formula];
        const ir::Inst& inst = module_.insts[fork];
        const std::string& when = formulas_.text(condition);
        if (unknown(inst.a)) {
          line(s, 1, say(Phrase::fork_unknown, when, missing_text(inst.a)));
          return;
        }
        const std::string values = formulas_.values_of(condition);
        line(s, 1,
             say(yes(inst.a) ? Phrase::fork_yes : Phrase::fork_no, when) +
                 (values.empty() ? "" : semicolon() + say(Phrase::with_values, values)));
        fork = yes(inst.a) ? inst.b : inst.c;
        at = yes(inst.a) ? branch.yes : branch.no;
      }
      if (unknown(choice.number)) return;
      const auto leaf = static_cast<std::size_t>(in_.slots[choice.number].value) - 1;
      std::string reasons;
      if (leaf < choice.reasons.size())
        for (const ir::ReasonRef& reason : choice.reasons[leaf])
          reasons += (reasons.empty() ? "" : comma()) + reason_name(reason);
      const std::string value = formulas_.value_of(name.value);
      line(s, 1, reasons.empty() ? say(Phrase::leaf, value) : say(Phrase::leaf_because, value, reasons));
      return;
    }
  }

  // All columns of one table that had a part, with the row they come from.
  void columns(Section& s, std::uint32_t number_of_table) {
    const Table& table = in_.plan.tables[number_of_table];
    std::string values_told;
    Ref ref = ir::kNone;  // of the first of them
    for (const Definition& one : in_.plan.definitions) {
      const Name& name = in_.plan.names[one.name];
      if (one.form != Definition::Form::column || one.part != number_of_table || name.value == ir::kNone ||
          !took_part(name) || tell_setting(in_, name.name, one.settings, name.value))
        continue;
      if (ref == ir::kNone) ref = name.value;
      values_told += (values_told.empty() ? "" : comma()) +
                     say(Phrase::value_is, called(name.name), formulas_.name_value(one.name).value_or(""));
    }
    line(s, 0, values_told);
    for (const auto& use : module_.table_uses) {
      if (module_.tables[use.table].name != table.name) continue;
      const Ref asked = use.fits.empty() ? use.row : ref;
      if (unknown(asked)) {
        line(s, 1, missing_text(asked));
        return;
      }
      const std::vector<std::size_t> numbers = rows_used(use);
      if (numbers.empty()) line(s, 1, say(Phrase::no_row, called(table.name)));
      for (const std::size_t number : numbers)
        if (number >= 1 && number <= table.rows.size())
          line(s, 1,
               say(Phrase::table_row, called(table.name), number, formulas_.text(table.rows[number - 1])));
      const std::string values = input_values(table);
      if (!values.empty()) line(s, 1, say(Phrase::with_values, values));
      return;
    }
  }

  std::vector<std::size_t> rows_used(const ir::TableUse& use) const {
    std::vector<std::size_t> numbers;
    if (use.fits.empty() && use.row != ir::kNone)
      numbers.push_back(static_cast<std::size_t>(in_.slots[use.row].value));
    for (std::size_t row = 0; row < use.fits.size(); ++row)
      if (yes(use.fits[row])) numbers.push_back(row + 1);
    return numbers;
  }

  std::string input_values(const Table& table) const {
    std::string values;
    for (const std::uint32_t input : table.inputs)
      if (const auto value = formulas_.name_value(input))
        values += (values.empty() ? "" : comma()) + formulas_.label_of(input) + " " + *value;
    return values;
  }

  const std::vector<bool>& part_;
  std::set<std::uint32_t> told_tables_;
};

}  // namespace

void tell_definitions(const Input& input, const std::vector<bool>& part, Section& section) {
  DefinitionTeller(input, part).run(section);
}

}  // namespace pol::explain
