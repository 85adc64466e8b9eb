#include "compiler/sema/names.h"

#include <algorithm>

#include "compiler/sema/order.h"
#include "compiler/sema/symbols.h"
#include "compiler/sema/walk.h"
#include "runtime/builtins/builtins.h"

namespace pol::sema {

using namespace syntax;

namespace {

// What SQL, spreadsheets and programs call it.
constexpr std::pair<std::string_view, std::string_view> kForeignNames[] = {
    {"null", "missing"}, {"none", "missing"}, {"nil", "missing"}, {"true", "yes"}, {"false", "no"}};
constexpr std::pair<std::string_view, std::string_view> kForeignFunctions[] = {
    {"min", "lowest of (A, B)"},
    {"max", "highest of (A, B)"},
    {"coalesce", "first present of (A, B)"},
    {"ifnull", "first present of (A, B)"},
    {"nvl", "first present of (A, B)"},
    {"sum", "sum of A"},
    {"avg", "average of A"},
    {"average", "average of A"},
    {"count", "count of A where (...)"}};

const std::vector<std::string> kSensitivities = {"open", "personal", "sensitive", "monitor_only"};

std::vector<std::string> names_in(const Scope& scope) {
  std::vector<std::string> names;
  for (const auto& [name, id] : scope.values) names.push_back(name);
  return names;
}

class Resolver : public Visitor {
 public:
  Resolver(Checked& checked, Names& names, Diagnostics& diagnostics)
      : checked_(checked), names_(names), diagnostics_(diagnostics) {}

  void run() {
    for (unit_ = 0; unit_ < checked_.units.size(); ++unit_) {
      const File& file = *checked_.units[unit_].file;
      for (const auto& gives : file.header.gives) walk(gives.unless, *this);
      for (const auto& item : file.items) std::visit([&](const auto& i) { resolve(i); }, item);
    }
  }

 private:
  template <class Item>
  void resolve(const Item& item) {
    walk(item, *this);
  }
  void resolve(const Define& item) {
    inside_ = &item;
    walk(item, *this);
    inside_ = nullptr;
  }
  void resolve(const Event& item) {
    walk(item, *this);
    for (const auto& code : item.waives) {
      const SymbolId id = names_.find_code(unit_, code.text);
      if (id == kNoSymbol || checked_.symbols[id].kind != SymbolKind::knockout)
        unknown_code(code, SymbolKind::knockout, "knockout");
    }
  }
  void resolve(const UndecidedClause& item) {
    for (const auto& binding : item.bindings) target(binding, {});
  }
  void resolve(const Experiment& item) {
    reference(item.split, false);
    const SymbolId id = names_.find_code(unit_, item.box.code.text);
    const bool own = id != kNoSymbol && checked_.symbols[id].node == &item;
    for (std::uint32_t arm = 0; arm < item.variants.size(); ++arm)
      for (const auto& binding : item.variants[arm].sets) {
        target(binding, {});
        for (const auto& one : binding.values) value(one);
        const Meaning* set = checked_.meaning(unit_, binding.ref.id);
        if (own && binding.target == Binding::Target::ref && set && is_settable(set->symbol))
          checked_.settings[set->symbol].push_back({id, arm, &binding});
      }
    walk(item.when, *this);
  }
  void resolve(const Example& item) {
    for (const auto& binding : item.given) {
      if (binding.target == Binding::Target::ref) list_allowed_ = &binding.ref;
      target(binding, {"others"});
    }
    for (const auto& binding : item.expect) target(binding, {"reasons", "waived", "status"});
  }
  void resolve(const Prove& item) {
    walk(item, *this);
    if (item.form != Prove::Form::independent) return;
    for (std::size_t i = 0; i < item.not_read.size(); ++i) {
      const Reference& what = item.not_read[i];
      if (i < item.not_read_code.size() && item.not_read_code[i]) {
        const SymbolId id = names_.find_code(unit_, what.name.text);
        const bool fits = id != kNoSymbol && (checked_.symbols[id].kind == SymbolKind::event ||
                                              checked_.symbols[id].kind == SymbolKind::experiment);
        if (!fits) unknown_code(what.name, SymbolKind::event, "event or experiment");
      } else if (std::count(kSensitivities.begin(), kSensitivities.end(), what.name.text) == 0 || what.part) {
        const auto tag = names_.tags.find(what.name.text);
        if (tag != names_.tags.end() && !what.part)
          mean(what.id, tag->second);
        else
          report_unknown_name(checked_, names_, unit_, nullptr, what.name, diagnostics_, kSensitivities);
      }
    }
  }

  // Of the kinds that an experiment may set; the rest is governance.
  bool is_settable(SymbolId id) const {
    if (id == kNoSymbol) return false;
    switch (checked_.symbols[id].kind) {
      case SymbolKind::let:
      case SymbolKind::segment:
      case SymbolKind::decide:
      case SymbolKind::tree:
      case SymbolKind::column:
      case SymbolKind::scorecard_member:
        return true;
      case SymbolKind::tag:
      case SymbolKind::decision_date:
      case SymbolKind::needed:
      case SymbolKind::table:
      case SymbolKind::scorecard:
      case SymbolKind::define:
      case SymbolKind::param:
      case SymbolKind::guarded:
      case SymbolKind::cost:
      case SymbolKind::event:
      case SymbolKind::knockout:
      case SymbolKind::step:
      case SymbolKind::experiment:
        return false;
    }
    return false;
  }

  // What a binding is about; its values are for typing and for the check of examples.
  void target(const Binding& binding, const std::vector<std::string>& special) {
    if (binding.target == Binding::Target::code) {
      const SymbolId id = names_.find_code(unit_, binding.code.text);
      if (id != kNoSymbol && checked_.symbols[id].kind == SymbolKind::experiment)
        mean(binding.id, id);
      else
        unknown_code(binding.code, SymbolKind::experiment, "experiment");
    }
    if (binding.target != Binding::Target::ref) return;
    const bool plain = !binding.ref.part && !binding.ref.from_tags;
    if (plain && std::count(special.begin(), special.end(), binding.ref.name.text)) return;
    reference(binding.ref, false);
  }

  void because(const Because& because) override {
    for (std::size_t i = 0; i < because.reasons.size(); ++i) {
      if (because.is_code[i]) continue;
      list_allowed_ = &because.reasons[i];
      reference(because.reasons[i], false);
    }
  }

  void mean(NodeId id, SymbolId symbol) {
    Meaning meaning;
    meaning.form = Meaning::Form::symbol;
    meaning.symbol = symbol;
    checked_.meanings[{unit_, id}] = meaning;
  }

  void reference(const Reference& ref, bool bare) override {
    if (ref.from_tags) return tag_reference(ref);
    if (ref.part) return member_reference(ref);
    const SymbolId id = names_.find(unit_, inside_, ref.name.text);
    if (id != kNoSymbol && is_value(checked_.symbols[id].kind)) return mean(ref.id, id);
    if (!bare) report_unknown_name(checked_, names_, unit_, inside_, ref.name, diagnostics_);
  }

  void tag_reference(const Reference& ref) {
    const auto tag = names_.tags.find(ref.name.text);
    if (tag == names_.tags.end()) {
      std::vector<std::string> ids;
      for (const auto& [id, symbol] : names_.tags) ids.push_back(id);
      const std::string near = nearest(ref.name.text, ids);
      diagnostics_.add(Code::E0304, ref.span, "the catalogue has no tag `" + ref.name.text + "`",
                       near.empty() ? "" : "did you mean " + suggestion(checked_, names_, near) + "?");
    } else if (inside_) {
      diagnostics_.add(
          Code::E0308, ref.span,
          "the function `" + inside_->name.text + "` may read only its parameters and its own lets",
          "hand the tag over as a parameter");
    } else {
      mean(ref.id, tag->second);
    }
  }

  void member_reference(const Reference& ref) {
    const std::string name = ref.name.text + "." + ref.part->text;
    const SymbolId id = names_.find(unit_, inside_, name);
    if (id != kNoSymbol && checked_.symbols[id].kind == SymbolKind::needed &&
        checked_.needed_parts[checked_.symbols[id].index].list() && list_allowed_ != &ref) {
      diagnostics_.add(Code::E0401, ref.span, "`" + name + "` is a list of codes, not a value",
                       "ask it with `" + name + " includes …`, or show it with `because " + name + "`");
      return;
    }
    if (id != kNoSymbol) return mean(ref.id, id);
    if (names_.hidden[unit_].count(ref.name.text)) return;
    if (const NeededPolicy* needed = needed_policy(ref.name.text)) return unknown_part(ref, *needed);
    const SymbolId owner = names_.find(unit_, inside_, ref.name.text);
    if (owner == kNoSymbol) {
      std::vector<std::string> owners;
      for (const NeededPolicy& needed : checked_.needs)
        if (unit_ == 0 && !inside_) owners.push_back(needed.alias);
      return report_unknown_name(checked_, names_, unit_, inside_, ref.name, diagnostics_, owners);
    }
    const std::string near = nearest(name, names_in(names_.units[unit_]));
    diagnostics_.add(Code::E0304, ref.span, "`" + ref.name.text + "` has no part `" + ref.part->text + "`",
                     near.empty() ? "" : "did you mean `" + near + "`?");
  }

  const NeededPolicy* needed_policy(const std::string& alias) const {
    if (unit_ != 0 || inside_) return nullptr;
    for (const NeededPolicy& needed : checked_.needs)
      if (needed.alias == alias) return &needed;
    return nullptr;
  }

  void unknown_part(const Reference& ref, const NeededPolicy& needed) {
    if (!needed.policy) return;  // told at its `needs` line
    std::vector<std::string> parts{"status", "reasons", "knockouts"};
    for (const OutputInfo& output : needed.policy->outputs) parts.push_back(output.gives->name.text);
    const std::string near = nearest(ref.part->text, parts);
    diagnostics_.add(Code::E0304, ref.span,
                     "the policy `" + needed.alias + "` gives no `" + ref.part->text + "`",
                     near.empty() ? "" : "did you mean `" + needed.alias + "." + near + "`?");
  }

  // `limit.reasons includes R06`: a bool of its own, for each code that is asked.
  void includes(const Expr& expr) {
    const Expr& list = *expr.args[0];
    if (list.kind != ExprKind::ref || !list.ref.part || list.ref.from_tags) return;
    const NeededPolicy* needed = needed_policy(list.ref.name.text);
    if (!needed || !needed->policy) return;
    const bool reasons = list.ref.part->text == "reasons";
    if (!reasons && list.ref.part->text != "knockouts") return;
    list_allowed_ = &list.ref;
    const Expr& asked = *expr.args[1];
    if (asked.kind != ExprKind::code) {
      diagnostics_.add(Code::E0401, asked.span, "a list of codes includes codes only",
                       reasons ? "write e.g. `includes R06`" : "write e.g. `includes K05`");
      return;
    }
    const std::string& code = asked.name.text;
    if (!may_list(*needed->policy, reasons, asked, needed->alias)) return;
    const std::string name = needed->alias + "." + list.ref.part->text + " includes " + code;
    SymbolId id = names_.find(unit_, nullptr, name);
    if (id == kNoSymbol) {
      Symbol symbol{};
      symbol.kind = SymbolKind::needed;
      symbol.name = name;
      symbol.span = expr.span;
      symbol.index = static_cast<std::uint32_t>(checked_.needed_parts.size());
      symbol.type.range = {0, 1};
      checked_.needed_parts.push_back(
          {reasons ? NeededPart::Form::reason_listed : NeededPart::Form::knockout_fired,
           static_cast<std::uint32_t>(needed - checked_.needs.data()), code});
      id = static_cast<SymbolId>(checked_.symbols.size());
      checked_.symbols.push_back(std::move(symbol));
      names_.units[0].values.emplace(name, id);
    }
    mean(expr.id, id);
  }

  bool may_list(const Checked& policy, bool reasons, const Expr& asked, const std::string& alias) {
    const std::string& code = asked.name.text;
    std::vector<std::string> codes;
    if (reasons && policy.reasons)
      for (const auto& reason : policy.reasons->reasons) codes.push_back(reason.code);
    if (!reasons)
      for (const SymbolId id : policy.knockouts) codes.push_back(policy.symbols[id].name);
    if (std::count(codes.begin(), codes.end(), code)) return true;
    const std::string near = nearest(code, codes);
    diagnostics_.add(
        reasons ? Code::E0840 : Code::E0304, asked.span,
        "the policy `" + alias + "` has no " + (reasons ? "reason" : "knockout") + " `" + code + "`",
        near.empty() ? "" : "did you mean `" + near + "`?");
    return false;
  }

  void value(const Value& value) override {
    if (value.kind == ValueKind::code) {
      const SymbolId id = names_.find_code(unit_, value.code.text);
      if (id != kNoSymbol && checked_.symbols[id].kind == SymbolKind::event) mean(value.id, id);
    }
    if (value.kind != ValueKind::ref) return;
    if (value.ref.part || value.ref.from_tags) {
      reference(value.ref, false);
      const auto meant = checked_.meanings.find({unit_, value.ref.id});
      if (meant != checked_.meanings.end()) mean(value.id, meant->second.symbol);
      return;
    }
    const SymbolId id = names_.find(unit_, inside_, value.ref.name.text);
    if (id != kNoSymbol && is_value(checked_.symbols[id].kind)) mean(value.id, id);
  }

  void expr(const Expr& expr) override {
    if (expr.kind == ExprKind::code) {
      const SymbolId id = names_.find_code(unit_, expr.name.text);
      if (id != kNoSymbol && checked_.symbols[id].kind == SymbolKind::event && !inside_) mean(expr.id, id);
    } else if (expr.kind == ExprKind::taken_by) {
      const SymbolId id = names_.find_code(unit_, expr.name.text);
      if (id != kNoSymbol && checked_.symbols[id].kind == SymbolKind::step && !inside_)
        mean(expr.id, id);
      else
        unknown_code(expr.name, SymbolKind::step, "step");
    } else if (expr.kind == ExprKind::call) {
      call(expr);
    } else if (expr.kind == ExprKind::includes) {
      includes(expr);
    }
  }

  void call(const Expr& expr) {
    const SymbolId id = names_.find(unit_, nullptr, expr.name.text);
    if (id != kNoSymbol && checked_.symbols[id].kind == SymbolKind::define) return mean(expr.id, id);
    if (builtins::find(expr.name.text) || names_.hidden[unit_].count(expr.name.text) ||
        expr.name.text == "power")
      return;
    std::vector<std::string> functions;
    for (const auto& [name, symbol] : names_.units[unit_].values)
      if (checked_.symbols[symbol].kind == SymbolKind::define) functions.push_back(name);
    for (const auto& builtin : builtins::all()) functions.emplace_back(builtin.name);
    const std::string near = nearest(expr.name.text, functions);
    std::string fix = near.empty() ? "" : "did you mean `" + near + "`?";
    for (const auto& [foreign, own] : kForeignFunctions)
      if (expr.name.text == foreign) fix = "write `" + std::string(own) + "`";
    diagnostics_.add(Code::E0304, expr.name.span,
                     (id == kNoSymbol ? "unknown function `" : "not a function: `") + expr.name.text + "`",
                     std::move(fix));
  }

  void unknown_code(const Name& code, SymbolKind kind, const std::string& what) {
    if (names_.hidden[unit_].count(code.text)) return;
    const SymbolId id = names_.find_code(unit_, code.text);
    std::vector<std::string> candidates;
    for (const auto& [name, symbol] : names_.units[unit_].codes)
      if (checked_.symbols[symbol].kind == kind) candidates.push_back(name);
    const std::string near = nearest(code.text, candidates);
    diagnostics_.add(Code::E0304, code.span,
                     (id == kNoSymbol ? "unknown " + what + " `" : "not a " + what + ": `") + code.text + "`",
                     near.empty() ? "" : "did you mean `" + near + "`?");
  }

  Checked& checked_;
  Names& names_;
  Diagnostics& diagnostics_;
  std::uint32_t unit_ = 0;
  const Define* inside_ = nullptr;
  const Reference* list_allowed_ = nullptr;  // the one place where a list of codes may stand now
};

void find_outputs(Checked& checked, Names& names, Diagnostics& diagnostics) {
  const File& file = *checked.units[0].file;
  for (const auto& gives : file.header.gives) {
    const auto same = std::find_if(checked.outputs.begin(), checked.outputs.end(), [&](const OutputInfo& o) {
      return o.gives->name.text == gives.name.text;
    });
    if (same != checked.outputs.end()) {
      diagnostics.add(Code::E0301, gives.name.span, "the output `" + gives.name.text + "` is given twice");
      continue;
    }
    OutputInfo output;
    output.gives = &gives;
    const SymbolId id = names.find(0, nullptr, gives.name.text);
    const bool input = id != kNoSymbol && (checked.symbols[id].kind == SymbolKind::tag ||
                                           checked.symbols[id].kind == SymbolKind::decision_date);
    if (input)
      diagnostics.add(Code::E0301, gives.name.span,
                      "the output `" + gives.name.text + "` has the name of an input", "choose another name");
    else if (id != kNoSymbol && is_value(checked.symbols[id].kind))
      output.definition = id;
    else if (!names.incomplete[0] && !names.hidden[0].count(gives.name.text))
      diagnostics.add(Code::E0303, gives.name.span, "the output `" + gives.name.text + "` is not defined",
                      "add e.g. `let " + gives.name.text + " be …`");
    if (output.definition == kNoSymbol) names.hidden[0].insert(gives.name.text);  // told once
    checked.outputs.push_back(output);
  }
}

// All that has a type, in an order that is good for typing.
std::vector<SymbolId> typing_order(const Checked& checked) {
  std::vector<SymbolId> roots, order;
  auto local = [&](const Symbol& symbol) {
    return symbol.parent != kNoSymbol && checked.symbols[symbol.parent].kind == SymbolKind::define;
  };
  auto typed = [&](const Symbol& symbol) {
    if (!symbol.node || local(symbol)) return false;
    if (symbol.kind == SymbolKind::column) return !local(checked.symbols[symbol.parent]);
    return symbol.kind != SymbolKind::step && symbol.kind != SymbolKind::param;
  };
  for (SymbolId id = 0; id < checked.symbols.size(); ++id)
    if (typed(checked.symbols[id])) roots.push_back(id);
  for (const auto& component : components(checked, roots))
    for (const SymbolId id : component)
      if (typed(checked.symbols[id])) order.push_back(id);
  return order;
}

}  // namespace

SymbolId Names::find(std::uint32_t unit, const Define* inside, std::string_view name) const {
  const Scope* scope = &units[unit];
  if (inside) {
    const auto function = functions.find(inside);
    if (function == functions.end()) return kNoSymbol;
    scope = &function->second;
  }
  const auto at = scope->values.find(name);
  return at == scope->values.end() ? kNoSymbol : at->second;
}

SymbolId Names::find_code(std::uint32_t unit, std::string_view code) const {
  const auto at = units[unit].codes.find(code);
  return at == units[unit].codes.end() ? kNoSymbol : at->second;
}

Names resolve_names(Checked& checked, const Sources& sources, Diagnostics& diagnostics,
                    std::vector<std::set<std::string, std::less<>>> hidden, std::vector<bool> incomplete) {
  Names names;
  names.hidden = std::move(hidden);
  names.incomplete = std::move(incomplete);
  // Nothing more is said about a policy that could not be had; in libraries `needs` is refused.
  for (const NeededPolicy& needed : checked.needs)
    if (!needed.policy) names.hidden[0].insert(needed.alias);
  for (std::size_t unit = 1; unit < checked.units.size(); ++unit)
    for (const auto& needs : checked.units[unit].file->header.needs)
      names.hidden[unit].insert(needs.alias ? needs.alias->text : needs.kind.text);
  declare_symbols(checked, names, sources, diagnostics);
  find_outputs(checked, names, diagnostics);
  Resolver(checked, names, diagnostics).run();
  names.typing_order = typing_order(checked);
  return names;
}

void report_unknown_name(const Checked& checked, const Names& names, std::uint32_t unit, const Define* inside,
                         const Name& name, Diagnostics& diagnostics, const std::vector<std::string>& more) {
  if (name.text.empty() || names.hidden[unit].count(name.text)) return;
  const SymbolId known = names.find(unit, nullptr, name.text);
  const SymbolKind kind = known == kNoSymbol ? SymbolKind::let : checked.symbols[known].kind;
  if (kind == SymbolKind::define) {
    diagnostics.add(Code::E0304, name.span, "`" + name.text + "` is a function, not a value",
                    "call it: `" + name.text + "(…)`");
  } else if (kind == SymbolKind::scorecard) {
    diagnostics.add(Code::E0304, name.span, "the scorecard `" + name.text + "` has no value of its own",
                    "write `" + name.text + ".points`");
  } else if (inside && known != kNoSymbol) {
    diagnostics.add(Code::E0308, name.span,
                    "the function `" + inside->name.text +
                        "` may read only its parameters and its own lets, not `" + name.text + "`",
                    "hand it over as a parameter");
  } else {
    auto candidates = names_in(inside ? names.functions.at(inside) : names.units[unit]);
    candidates.insert(candidates.end(), more.begin(), more.end());
    std::string near = nearest(name.text, candidates);
    if (near.empty()) near = nearest(name.text, {"missing", "present", "stale", "decision_date"});
    std::string fix = near.empty() ? "" : "did you mean " + suggestion(checked, names, near) + "?";
    for (const auto& [foreign, own] : kForeignNames)
      if (name.text == foreign) fix = "write `" + std::string(own) + "`";
    diagnostics.add(Code::E0304, name.span, "unknown name `" + name.text + "`", std::move(fix));
  }
}

void report_unknown_code(const Checked& checked, const Names& names, std::uint32_t unit, const Name& code,
                         Diagnostics& diagnostics, const std::vector<std::string>& more) {
  if (code.text.empty() || names.hidden[unit].count(code.text)) return;
  const SymbolId known = names.find_code(unit, code.text);
  if (known != kNoSymbol) {
    diagnostics.add(Code::E0304, code.span,
                    "`" + code.text + "` is the code of a " +
                        (checked.symbols[known].kind == SymbolKind::knockout     ? "knockout"
                         : checked.symbols[known].kind == SymbolKind::experiment ? "experiment"
                                                                                 : "step") +
                        ", not a condition");
    return;
  }
  auto candidates = more;
  for (const auto& [name, id] : names.units[unit].codes)
    if (checked.symbols[id].kind == SymbolKind::event) candidates.push_back(name);
  const std::string near = nearest(code.text, candidates);
  diagnostics.add(Code::E0304, code.span, "unknown code `" + code.text + "`",
                  near.empty() ? "" : "did you mean `" + near + "`?");
}

}  // namespace pol::sema
