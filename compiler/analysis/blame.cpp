#include "compiler/analysis/blame.h"

#include <algorithm>

namespace pol::analysis {

using sema::SymbolKind;
using syntax::ExprKind;

namespace {

bool is_test(const syntax::Expr& expr) {
  return expr.kind == ExprKind::compare || expr.kind == ExprKind::within || expr.kind == ExprKind::member ||
         expr.kind == ExprKind::prefix || expr.kind == ExprKind::presence;
}
bool is_logic(const syntax::Expr& expr) {
  return expr.kind == ExprKind::logical_not || expr.kind == ExprKind::logical_and ||
         expr.kind == ExprKind::logical_or;
}

}  // namespace

Blamer::Blamer(const sema::Checked& checked, const Sources& sources, const lower::Lowered& lowered)
    : checked_(checked), sources_(sources), lowered_(lowered) {
  const ir::Module& module = lowered.module;
  const auto definition = [&](sema::SymbolId id) {
    const auto found = lowered.definitions.find(id);
    return found == lowered.definitions.end() ? ir::kNone : found->second;
  };
  for (const sema::SymbolId id : checked.order) {
    const sema::Symbol& symbol = checked.symbols[id];
    const ir::Ref ref = definition(id);
    if (ref == ir::kNone) continue;
    if (symbol.kind == SymbolKind::segment || symbol.kind == SymbolKind::decide) {
      const ir::Inst& inst = module.insts[ref];
      if (inst.op == ir::Op::lookup || inst.op == ir::Op::pick)
        choices_.try_emplace(inst.a, static_cast<const syntax::Choose*>(symbol.node));
    } else if (symbol.kind == SymbolKind::tree) {
      add_tree(*static_cast<const syntax::Tree*>(symbol.node), ref);
    } else if (symbol.kind == SymbolKind::let && module.type_of(ref).kind == Kind::boolean) {
      conditions_.try_emplace(
          ref, Asked{static_cast<const syntax::Let*>(symbol.node)->value.get(), "`" + symbol.name + "`"});
    } else if (symbol.kind == SymbolKind::event) {
      conditions_[ref] = {static_cast<const syntax::Event*>(symbol.node)->when.get(), symbol.name};
    } else if (symbol.kind == SymbolKind::knockout) {
      conditions_[ref] = {static_cast<const syntax::Knockout*>(symbol.node)->when.get(), symbol.name};
    }
  }
  for (const sema::SymbolId id : checked.steps) {
    const auto* node = static_cast<const syntax::Step*>(checked.symbols[id].node);
    for (const ir::Step& step : module.steps)
      if (step.code == node->code.text) steps_.try_emplace(step.active, node);
  }
}

// From the value down to the leaves; an arm of an experiment may stand above the tree.
void Blamer::add_tree(const syntax::Tree& tree, ir::Ref defined) {
  std::unordered_map<ir::Ref, const syntax::Expr*> conditions;
  std::vector<const syntax::Branch*> branches{tree.root.get()};
  while (!branches.empty()) {
    const syntax::Branch* branch = branches.back();
    branches.pop_back();
    if (!branch || !branch->condition) continue;
    conditions.try_emplace(value_of(branch->condition.get()), branch->condition.get());
    branches.push_back(branch->yes.get());
    branches.push_back(branch->no.get());
  }
  const ir::Module& module = lowered_.module;
  std::vector<ir::Ref> work{defined}, operands;
  while (!work.empty()) {
    const ir::Ref at = work.back();
    work.pop_back();
    const ir::Inst& inst = module.insts[at];
    if (inst.op == ir::Op::pick) {
      operands.clear();
      ir::operands_of(module, inst, operands);
      work.insert(work.end(), operands.begin() + 1, operands.end());
    }
    const auto fork = inst.op == ir::Op::select ? conditions.find(inst.a) : conditions.end();
    if (fork == conditions.end() || forks_.contains(at)) continue;
    forks_.emplace(at, Asked{fork->second, "a fork of `" + tree.name.text + "`"});
    work.push_back(inst.b);
    work.push_back(inst.c);
  }
}

ir::Ref Blamer::value_of(const syntax::Expr* expr) const {
  const auto found = lowered_.expressions.find(expr);
  return found == lowered_.expressions.end() ? ir::kNone : found->second;
}

std::string Blamer::text(const Span& span) const {
  std::string out;
  for (const char c : sources_.slice(span)) {
    const bool space = c == '\n' || c == '\r' || c == '\t' || c == ' ';
    if (!space)
      out += c;
    else if (!out.empty() && out.back() != ' ')
      out += ' ';
  }
  return out;
}

std::optional<Blamer::Asked> Blamer::asked_by_arm(ir::Ref number, ir::Ref condition) const {
  const auto choice = choices_.find(number);
  if (choice == choices_.end()) return std::nullopt;
  for (const syntax::Arm& arm : choice->second->arms)
    if (arm.when && value_of(arm.when.get()) == condition)
      return Asked{arm.when.get(),
                   "the arm `" + text(arm.result.span) + "` of `" + choice->second->name.text + "`"};
  return std::nullopt;
}

// A decision whose condition lies on the path at `at`.
std::optional<Blamer::Asked> Blamer::asked_at(const std::vector<ir::Ref>& path, std::size_t at) const {
  if (at > 0)
    if (auto arm = asked_by_arm(path[at - 1], path[at])) return arm;
  if (at > 0)
    if (const auto fork = forks_.find(path[at - 1]);
        fork != forks_.end() && lowered_.module.insts[path[at - 1]].a == path[at])
      return fork->second;
  if (const auto found = conditions_.find(path[at]); found != conditions_.end()) return found->second;
  const auto step = steps_.find(path[at]);
  if (step == steps_.end()) return std::nullopt;
  const ir::Ref when = step->second->when ? value_of(step->second->when.get()) : ir::kNone;
  const bool by_condition = when != ir::kNone && std::find(path.begin() + static_cast<std::ptrdiff_t>(at),
                                                           path.end(), when) != path.end();
  return Asked{by_condition ? step->second->when.get() : step->second->amount.get(), step->second->code.text};
}

Blame Blamer::find(const ir::Output& output, const std::vector<ir::Ref>& path) const {
  Blame blame;
  for (const sema::OutputInfo& info : checked_.outputs)
    if (info.gives->name.text == output.name && info.definition != sema::kNoSymbol)
      blame.span = checked_.symbols[info.definition].span;
  const syntax::Expr* at = nullptr;  // the part of the text that the path is in
  const auto enter = [&](const Asked& asked) {
    at = asked.condition;
    blame.decision = asked.decision;
    blame.test = nullptr;
    blame.span = at->span;
    blame.operand = text(at->span);
  };
  for (std::size_t i = 0; i < path.size(); ++i) {
    // A condition that is shared with another decision stays with the one that the path came through.
    const bool here = at && value_of(at) == path[i] && (is_test(*at) || is_logic(*at));
    if (!here)
      if (const auto asked = asked_at(path, i)) enter(*asked);
    while (at) {
      // A name stands for what it names: `S1`, `any decline knockout` where there is one, a let.
      if (!is_logic(*at) && !is_test(*at)) {
        const auto named = conditions_.find(path[i]);
        if (named == conditions_.end() || named->second.condition == at || value_of(at) != path[i]) break;
        enter(named->second);
        continue;
      }
      const syntax::Expr* inside = nullptr;
      for (const syntax::ExprPtr& arg : at->args)
        if (!inside && value_of(arg.get()) == path[i]) inside = arg.get();
      if (!inside) break;
      if (is_test(*at)) blame.test = at;
      blame.span = inside->span;
      blame.operand = text(inside->span);
      at = is_test(*at) ? nullptr : inside;  // beyond a test's operand only another decision counts
    }
  }
  return blame;
}

}  // namespace pol::analysis
