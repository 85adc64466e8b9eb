#include "compiler/study/explain_plan.h"

#include <unordered_map>

#include "compiler/study/explain_formulas.h"
#include "runtime/explain/phrases.h"

namespace pol::study {
namespace {

using explain::kNone;
using explain::Language;
using explain::Words;
using sema::SymbolId;
using sema::SymbolKind;
using syntax::Expr;
using syntax::ExprKind;

class Planner : public PlanFormulas {
 public:
  using PlanFormulas::PlanFormulas;

  explain::Plan run() {
    for (const SymbolId id : checked_.order) {
      const auto found = lowered_.definitions.find(id);
      if (found != lowered_.definitions.end() && found->second != ir::kNone) define(id);
    }
    for (const SymbolId id : checked_.steps)
      step(*static_cast<const syntax::Step*>(symbol(id).node), symbol(id).unit);
    for (const SymbolId id : checked_.knockouts) {
      const auto& node = *static_cast<const syntax::Knockout*>(symbol(id).node);
      plan_.knockouts.push_back(
          {node.value.text, formula(*node.when, symbol(id).unit), condition(*node.when, symbol(id).unit)});
    }
    for (const sema::OutputInfo& output : checked_.outputs)
      plan_.unless.push_back(output.gives && output.gives->unless ? words(output.gives->unless->span)
                                                                  : Words{});
    return std::move(plan_);
  }

  std::vector<explain::Setting> settings(SymbolId id) const {
    std::vector<explain::Setting> out;
    const auto found = checked_.settings.find(id);
    if (found == checked_.settings.end()) return out;
    for (const sema::Setting& setting : found->second) {
      const std::string& code = symbol(setting.experiment).name;
      for (std::uint32_t i = 0; i < module_.experiments.size(); ++i)
        if (module_.experiments[i].code == code && setting.arm < module_.experiments[i].arms.size())
          out.push_back({i, setting.arm});
    }
    return out;
  }

 private:
  // ---- definitions
  void define(SymbolId id) {
    using Form = explain::Definition::Form;
    const sema::Symbol& from = symbol(id);
    explain::Definition to;
    to.name = name(id);
    if (from.unit != 0) {
      const std::string& path = checked_.units[from.unit].root_path;
      to.library = path.empty() ? sources_.path(from.span.file) : path;
    }
    to.settings = settings(id);
    switch (from.kind) {
      case SymbolKind::let: {
        const Expr& expr = *static_cast<const syntax::Let*>(from.node)->value;
        const Expr* core = &expr;
        while (core->kind == ExprKind::round) core = core->args[0].get();
        to.form = core->kind == ExprKind::first_present ? Form::evidence : Form::let;
        if (to.form == Form::let) to.part = formula(expr, from.unit);
        for (std::size_t i = 0; to.form == Form::evidence && i < core->args.size(); ++i)
          to.options.push_back(
              {formula(*core->args[i], from.unit), i < core->conditions.size() && core->conditions[i]
                                                       ? formula(*core->conditions[i], from.unit)
                                                       : kNone});
        break;
      }
      case SymbolKind::segment:
      case SymbolKind::decide:
        to.form = Form::choose;
        for (const syntax::Arm& arm : static_cast<const syntax::Choose*>(from.node)->arms)
          to.arms.push_back(arm.when ? formula(*arm.when, from.unit) : kNone);
        break;
      case SymbolKind::tree:
        to.form = Form::tree;
        to.part = branch(*static_cast<const syntax::Tree*>(from.node)->root, from.unit);
        break;
      case SymbolKind::column:
        to.form = Form::column;
        to.part = table(from.parent);
        break;
      case SymbolKind::scorecard:
        to.form = Form::scorecard;
        to.part = card(*static_cast<const syntax::Scorecard*>(from.node), from.unit);
        break;
      case SymbolKind::guarded: {
        to.form = Form::guarded;
        const syntax::Guard* guard = from.brakes ? from.brakes : from.legal;
        if (guard && guard->start) to.start = words(guard->start->span);
        break;
      }
      case SymbolKind::cost:
        to.form = Form::cost;
        break;
      case SymbolKind::tag:
      case SymbolKind::decision_date:
      case SymbolKind::needed:
      case SymbolKind::table:
      case SymbolKind::scorecard_member:
      case SymbolKind::define:
      case SymbolKind::param:
      case SymbolKind::event:
      case SymbolKind::knockout:
      case SymbolKind::step:
      case SymbolKind::experiment:
        break;
    }
    plan_.definitions.push_back(std::move(to));
  }

  std::uint32_t branch(const syntax::Branch& from, std::uint32_t unit) {
    explain::Branch to;
    if (from.condition) to.formula = formula(*from.condition, unit);
    if (from.yes) to.yes = branch(*from.yes, unit);
    if (from.no) to.no = branch(*from.no, unit);
    plan_.branches.push_back(to);
    return static_cast<std::uint32_t>(plan_.branches.size() - 1);
  }

  std::uint32_t table(SymbolId id) {
    if (const auto known = tables_.find(id); known != tables_.end()) return known->second;
    const auto& from = *static_cast<const syntax::Table*>(symbol(id).node);
    explain::Table to;
    to.name = from.name.text;
    for (const syntax::Reference& input : from.inputs)
      if (const std::uint32_t read = named(input, symbol(id).unit); read != kNone) to.inputs.push_back(read);
    std::vector<Words> inputs;
    for (const syntax::Reference& input : from.inputs) inputs.push_back(words(input.span));
    for (const syntax::Row& row : from.rows)
      to.rows.push_back({cells(from, row, inputs, Language::en), cells(from, row, inputs, Language::zh)});
    plan_.tables.push_back(std::move(to));
    const auto index = static_cast<std::uint32_t>(plan_.tables.size() - 1);
    tables_.emplace(id, index);
    return index;
  }

  std::string cells(const syntax::Table& table, const syntax::Row& row, const std::vector<Words>& inputs,
                    Language language) const {
    const auto in = [&](const Words& words) { return language == Language::zh ? words.zh : words.en; };
    std::string text(row.otherwise ? explain::phrase(explain::Phrase::otherwise, language) : "");
    for (std::size_t i = 0; i < row.cells.size() && i < inputs.size(); ++i) {
      std::string cell = in(words(row.cells[i].span));
      if (row.cells[i].span.file != table.span.file)  // out of a CSV file, where quotes are doubled
        for (std::size_t at = 0; (at = cell.find("\"\"", at)) != std::string::npos; ++at) cell.erase(at, 1);
      if (i) text += explain::phrase(explain::Phrase::comma, language);
      text += in(inputs[i]) + " " + cell;
    }
    return text;
  }

  std::uint32_t card(const syntax::Scorecard& from, std::uint32_t unit) {
    explain::Card to;
    to.name = from.name.text;
    to.start = from.start;
    for (const syntax::Factor& factor : from.factors) {
      explain::Card::Factor one{words(factor.input.span), named(factor.input, unit), {}};
      for (const syntax::Factor::Band& band : factor.bands) one.bands.push_back(words(band.cell.span));
      to.factors.push_back(std::move(one));
    }
    for (SymbolId id = 0; id < checked_.symbols.size(); ++id) {
      const sema::Symbol& member = symbol(id);
      if (member.kind != SymbolKind::scorecard_member || member.node != &from) continue;
      if (auto set = settings(id); !set.empty())
        to.members.push_back({member.name, member.name.ends_with(".points"), std::move(set)});
    }
    plan_.cards.push_back(std::move(to));
    return static_cast<std::uint32_t>(plan_.cards.size() - 1);
  }

  void step(const syntax::Step& from, std::uint32_t unit) {
    explain::Step to;
    to.amount = words(from.amount->span);
    to.literal = from.amount->kind == ExprKind::literal;
    to.if_present = from.if_present;
    to.from = from.from;
    to.until = from.until;
    if (from.when) to.when = formula(*from.when, unit);
    plan_.steps.push_back(std::move(to));
  }

  std::unordered_map<SymbolId, std::uint32_t> tables_;
};

}  // namespace

explain::Formula explain_formula(const Compiled& policy, const Sources& sources, const syntax::Expr& expr,
                                 std::uint32_t unit, explain::Plan& plan) {
  PlanFormulas planner(policy, sources, true, std::move(plan));
  explain::Formula out = planner.made(expr, unit);
  plan = planner.take();
  return out;
}

std::vector<explain::Setting> explain_settings(const Compiled& policy, sema::SymbolId name) {
  static const Sources none;
  return Planner(policy, none, true).settings(name);
}

explain::Plan explain_plan(const Compiled& policy, const Sources& sources, bool own_names) {
  return Planner(policy, sources, own_names).run();
}

std::vector<explain::Plan> explain_plans(const Compiled& policy, const Sources& sources) {
  std::vector<explain::Plan> out;
  for (std::size_t i = 0; i <= policy.needs.size(); ++i)
    out.push_back(explain_plan(policy.member(i), sources));
  return out;
}

}  // namespace pol::study
