#include "compiler/sema/governance.h"

#include <algorithm>

#include "compiler/sema/types.h"

namespace pol::sema {

using namespace syntax;

namespace {

const Symbol* definition_of(const Governed& g, const OutputInfo& output) {
  return output.definition == kNoSymbol ? nullptr : &g.checked.symbols[output.definition];
}

bool gives_plain(const OutputInfo& output, std::string_view type) {
  return output.gives->type.form == TypeExpr::Form::plain && output.gives->type.name.text == type;
}

// Is there an output of this written type whose definition has brakes (and, if asked, a legal block)?
void want_guarded(const Governed& g, const std::string& kind, const std::string& type, bool legal_too) {
  std::string seen;
  for (const auto& output : g.checked.outputs) {
    // An output whose type is unknown (E0304) may be the one.
    if (output.gives->type.form == TypeExpr::Form::plain &&
        !is_type_name(g.checked, output.gives->type.name.text))
      return;
    if (!gives_plain(output, type)) continue;
    const Symbol* definition = definition_of(g, output);
    const bool braked = definition && definition->brakes;
    if (braked && (!legal_too || definition->legal)) return;
    seen += (seen.empty() ? "`" : ", `") + output.gives->name.text + "`";
  }
  const std::string blocks = legal_too ? "`brakes on` and `legal on`" : "`brakes on`";
  g.diagnostics.add(Code::E0801, g.file().header.span,
                    "a " + kind + " policy needs " + blocks + " a " + type + " output; " +
                        (seen.empty() ? "it gives none" : seen + " has none"));
}

// The value that `condition` asks for by `any VALUE knockout`, alone or as a side of an `or`.
// A value that does not exist has been told about (E0402), and counts as asked for.
bool asks_for(const Expr& condition, std::string_view value, const EnumType& values) {
  if (condition.kind == ExprKind::any_knockout)
    return condition.name.text == value || values.index_of(condition.name.text) < 0;
  if (condition.kind != ExprKind::logical_or) return false;
  return std::any_of(condition.args.begin(), condition.args.end(),
                     [&](const ExprPtr& side) { return side && asks_for(*side, value, values); });
}

std::string word_of(const Value& value) {
  return value.kind == ValueKind::code  ? value.code.text
         : value.kind == ValueKind::ref ? value.ref.name.text
                                        : "";
}

const Knockout& knockout(const Governed& g, SymbolId id) {
  return *static_cast<const Knockout*>(g.checked.symbols[id].node);
}

}  // namespace

void check_box(const Governed& g, const Box& box, const std::string& what) {
  const Day days = box.until - box.from;
  if (days < 0)
    g.diagnostics.add(Code::E0810, box.until_span, what + " ends before it begins");
  else if (days > 366)
    g.diagnostics.add(Code::E0810, box.until_span,
                      what + " may last 366 days; this one lasts " + std::to_string(days),
                      "renew it with a new ticket instead");
  const std::string& ticket = box.ticket.constant.text;
  if (ticket.find_first_not_of(' ') == std::string::npos)
    g.diagnostics.add(Code::E0811, box.ticket.span, "the ticket of " + box.code.text + " is empty",
                      "write the number under which it was agreed, e.g. `ticket \"RISK-4471\"`");
  const auto& effective = g.file().header.effective;
  if (!effective.empty() && days >= 0 && box.until < effective[0].day)
    g.diagnostics.add(
        Code::W0905, box.until_span,
        box.code.text + " ends before the policy takes effect (" + format_date(effective[0].day) + ")",
        "delete it");
}

const Choose* main_decide(const Governed& g) {
  if (g.checked.outputs.empty()) return nullptr;
  const Symbol* definition = definition_of(g, g.checked.outputs[0]);
  return definition && definition->kind == SymbolKind::decide ? static_cast<const Choose*>(definition->node)
                                                              : nullptr;
}

void check_kind(const Governed& g) {
  if (g.is_library() || !g.complete) return;
  switch (g.kind()) {
    case PolicyKind::limit:
      want_guarded(g, "LIMIT", "money", false);
      break;
    case PolicyKind::pricing:
      want_guarded(g, "PRICING", "rate", true);
      break;
    case PolicyKind::collections: {
      const auto& items = g.file().items;
      const bool legal = std::any_of(items.begin(), items.end(), [](const Item& item) {
        const auto* guard = std::get_if<Guard>(&item);
        return guard && guard->legal;
      });
      if (!legal)
        g.diagnostics.add(Code::E0801, g.file().header.span,
                          "a COLLECTIONS policy needs at least one `legal on` block");
      return;
    }
    case PolicyKind::strategy:
    case PolicyKind::unknown:
      return;
  }
  const Symbol* main = g.checked.outputs.empty() ? nullptr : definition_of(g, g.checked.outputs[0]);
  if (main && main->kind != SymbolKind::decide)
    g.diagnostics.add(Code::E0801, main->span,
                      "the main output `" + main->name + "` of a " + g.file().header.kind.text +
                          " policy must be a `decide`, so that every result has its reasons");
}

void check_knockouts(const Governed& g) {
  if (g.checked.knockouts.empty() || g.checked.outputs.empty()) return;
  const Symbol* main = definition_of(g, g.checked.outputs[0]);
  if (!main || main->kind == SymbolKind::tree) return;
  const Type& type = g.checked.outputs[0].type;
  if (type.kind != Kind::enumeration || type.enum_id == kNoEnum) return;
  const EnumType& values = g.checked.enums[type.enum_id];
  const Choose* decide = main_decide(g);

  struct Asked {
    const Arm* arm;
    int value;
    const Knockout* first;
  };
  std::vector<Asked> asked;
  std::vector<std::string> seen;
  for (const SymbolId id : g.checked.knockouts) {
    const Knockout& first = knockout(g, id);
    const std::string& value = first.value.text;
    const int index = values.index_of(value);
    if (index < 0 || std::count(seen.begin(), seen.end(), value)) continue;
    seen.push_back(value);
    const Arm* found = nullptr;
    if (decide)
      for (const auto& arm : decide->arms)
        if (!found && arm.when && word_of(arm.result) == value && asks_for(*arm.when, value, values))
          found = &arm;
    if (found)
      asked.push_back({found, index, &first});
    else if (g.complete)
      g.diagnostics.add(
          Code::E0802, first.value.span,
          "no arm of `" + main->name + "` asks for the " + value + " knockouts",
          "begin `decide " + main->name + "` with `" + value + " when any " + value + " knockout`");
  }
  const auto fires = [&](const Knockout& knockout) {
    return knockout.code.text + " fires (" + std::string(g.sources.slice(knockout.when->span)) + ")";
  };
  for (const auto& early : asked)
    for (const auto& late : asked) {
      if (early.arm->span.begin >= late.arm->span.begin || early.value > late.value) continue;
      const std::string &first = early.first->value.text, &second = late.first->value.text;
      g.diagnostics.add(Code::E0803, early.arm->span, second + " must be asked before " + first,
                        "move the arm `" + second + " when any " + second + " knockout` up",
                        "where " + fires(*early.first) + " and " + fires(*late.first) +
                            ", the result would be " + first + ", not " + second);
    }
}

void check_events(const Governed& g) {
  for (const SymbolId id : g.checked.events) {
    const auto& event = *static_cast<const Event*>(g.checked.symbols[id].node);
    check_box(g, event.box, event.exception ? "an exception" : "a shock");
  }
}

void check_clause(const Governed& g) {
  const UndecidedClause* first = nullptr;
  for (const auto& item : g.file().items) {
    const auto* clause = std::get_if<UndecidedClause>(&item);
    if (!clause) continue;
    const Span word{clause->span.file, clause->span.begin, clause->span.begin + 9};
    if (first) {
      g.diagnostics.add(Code::E0602, word, "a policy has one `undecided` clause");
      continue;
    }
    first = clause;
    std::vector<SymbolId> given;
    for (const auto& binding : clause->bindings) {
      const Meaning* meaning = g.checked.meaning(0, binding.ref.id);
      const SymbolId target = meaning ? meaning->symbol : kNoSymbol;
      const auto output =
          std::find_if(g.checked.outputs.begin(), g.checked.outputs.end(),
                       [&](const OutputInfo& o) { return o.gives->name.text == binding.ref.name.text; });
      if (binding.target != Binding::Target::ref || binding.ref.part || binding.ref.from_tags) {
        g.diagnostics.add(Code::E0602, binding.span, "the `undecided` clause gives outputs only");
      } else if (output == g.checked.outputs.end()) {
        if (target != kNoSymbol)
          g.diagnostics.add(Code::E0602, binding.ref.span,
                            "`" + binding.ref.name.text + "` is not an output");
      } else if (target != kNoSymbol && std::count(given.begin(), given.end(), target)) {
        g.diagnostics.add(Code::E0602, binding.ref.span, "`" + binding.ref.name.text + "` is given twice");
      }
      if (target != kNoSymbol) given.push_back(target);
      if (binding.list && !(output != g.checked.outputs.end() && output->type.up_to))
        g.diagnostics.add(Code::E0602, binding.span,
                          "the `undecided` clause gives one constant for each output");
    }
    for (const auto& output : g.checked.outputs) {
      const bool has = std::any_of(clause->bindings.begin(), clause->bindings.end(), [&](const Binding& b) {
        return b.ref.name.text == output.gives->name.text;
      });
      if (!has)
        g.diagnostics.add(Code::E0602, word,
                          "the `undecided` clause gives no value for `" + output.gives->name.text + "`",
                          "add one");
    }
  }
}

void check_own_values(const Governed& g) {
  auto check = [&](const std::string& name, Span span, const Type& type, const std::string& what) {
    if (type.kind != Kind::enumeration || type.enum_id == kNoEnum || type.enum_id >= g.checked.enums.size())
      return;
    if (g.checked.enums[type.enum_id].index_of(name) < 0) return;
    g.diagnostics.add(Code::E0307, span, what + " `" + name + "` is spelled like one of its own values",
                      "rename one, e.g. `" + name + (name.ends_with('e') ? "d`" : "ed`"));
  };
  for (const auto& output : g.checked.outputs)
    check(output.gives->name.text, output.gives->name.span, output.type, "the output");
  for (SymbolId id = 0; id < g.checked.symbols.size(); ++id) {
    const Symbol& symbol = g.checked.symbols[id];
    const bool output = std::any_of(g.checked.outputs.begin(), g.checked.outputs.end(),
                                    [&](const OutputInfo& o) { return o.definition == id; });
    const bool named = symbol.kind == SymbolKind::let || symbol.kind == SymbolKind::segment ||
                       symbol.kind == SymbolKind::decide || symbol.kind == SymbolKind::tree ||
                       symbol.kind == SymbolKind::column || symbol.kind == SymbolKind::guarded ||
                       symbol.kind == SymbolKind::param || symbol.kind == SymbolKind::tag;
    if (named && !output)
      check(symbol.name, symbol.span, symbol.type, symbol.kind == SymbolKind::tag ? "the tag" : "the name");
  }
}

void check_governance(const Governed& g) {
  check_own_values(g);
  check_reasons(g);
  check_inputs(g);
  check_unused(g);
  if (g.is_library()) return;
  check_kind(g);
  check_knockouts(g);
  check_events(g);
  check_experiments(g);
  check_clause(g);
  check_guards(g);
  check_powers(g);
  check_constants(g);
}

}  // namespace pol::sema
