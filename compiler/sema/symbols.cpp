#include "compiler/sema/symbols.h"

#include "runtime/builtins/builtins.h"

namespace pol::sema {

using namespace syntax;

namespace {

class Declarer {
 public:
  Declarer(Checked& checked, Names& names, const Sources& sources, Diagnostics& diagnostics)
      : checked_(checked), names_(names), sources_(sources), diagnostics_(diagnostics) {}

  void run() {
    declare_inputs();
    names_.units.resize(checked_.units.size());
    for (unit_ = 0; unit_ < checked_.units.size(); ++unit_)
      for (const auto& item : checked_.units[unit_].file->items)
        std::visit([&](const auto& i) { declare(i); }, item);
    const std::vector<Scope> own = names_.units;
    for (unit_ = 0; unit_ < checked_.units.size(); ++unit_) {
      import_names(own);
      add_inputs();
    }
    unit_ = 0;
    for (std::size_t i = 0; i < checked_.needs.size(); ++i) declare_needed(i);
  }

 private:
  SymbolId add(SymbolKind kind, const Name& name, const void* node, SymbolId parent = kNoSymbol,
               std::size_t index = 0) {
    Symbol symbol{};
    symbol.kind = kind;
    symbol.name = name.text;
    symbol.unit = unit_;
    symbol.node = node;
    symbol.span = name.span;
    symbol.index = static_cast<std::uint32_t>(index);
    symbol.parent = parent;
    checked_.symbols.push_back(std::move(symbol));
    return static_cast<SymbolId>(checked_.symbols.size() - 1);
  }

  Scope& own() { return names_.units[unit_]; }

  void declare_inputs() {
    const auto& tags = checked_.catalog->tags;
    for (std::size_t i = 0; i < tags.size(); ++i) {
      const SymbolId id = add(SymbolKind::tag, {tags[i].id, tags[i].span}, nullptr, kNoSymbol, i);
      checked_.symbols[id].type = tags[i].type;
      names_.tags.emplace(tags[i].id, id);
    }
    decision_date_ = add(SymbolKind::decision_date, {"decision_date", {}}, nullptr);
    Type date{.kind = Kind::date};
    date.range = {kMinDay, kMaxDay};
    const Header& header = checked_.units[0].file->header;
    if (!header.effective.empty()) date.range.lo = header.effective[0].day;
    checked_.symbols[decision_date_].type = date;
  }

  void declare_part(std::size_t needs, const std::string& part, NeededPart::Form form,
                    const std::string& name, const Type& type) {
    const NeededPolicy& needed = checked_.needs[needs];
    const SymbolId id = add(SymbolKind::needed, {needed.alias + "." + part, needed.line->span}, nullptr,
                            kNoSymbol, checked_.needed_parts.size());
    checked_.needed_parts.push_back({form, static_cast<std::uint32_t>(needs), name});
    checked_.symbols[id].type = type;
    own().values.emplace(checked_.symbols[id].name, id);
  }

  // What a needed policy says: its outputs as `ALIAS.output`, its status and its two lists.
  void declare_needed(std::size_t needs) {
    const NeededPolicy& needed = checked_.needs[needs];
    if (!needed.policy) return;
    for (const OutputInfo& output : needed.policy->outputs) {
      Type type = output.type;
      type.may_be_missing = false;  // a policy that compiles always gives every output
      if (type.kind == Kind::text) type.range = {0, INT32_MAX};  // characters
      if (type.kind == Kind::enumeration) {
        type.enum_id = checked_.enums.intern(needed.policy->enums[type.enum_id]);
        type.range = {0, static_cast<i128>(checked_.enums[type.enum_id].values.size()) - 1};
      }
      declare_part(needs, output.gives->name.text, NeededPart::Form::output, output.gives->name.text, type);
    }
    Type status;
    status.kind = Kind::enumeration;
    status.enum_id = checked_.enums.intern(status_enum());
    status.range = {0, 1};
    declare_part(needs, "status", NeededPart::Form::status, "", status);
    declare_part(needs, "reasons", NeededPart::Form::reasons, "", Type{});
    declare_part(needs, "knockouts", NeededPart::Form::knockouts, "", Type{});
  }

  std::string first_place(SymbolId id) const {
    const Symbol& first = checked_.symbols[id];
    const std::string line = "line " + std::to_string(sources_.place(first.span).line);
    return first.unit == unit_ ? line : sources_.path(first.span.file) + ", " + line;
  }

  void put(Scope& scope, const Name& name, SymbolId id) {
    const auto [at, fresh] = scope.values.emplace(name.text, id);
    if (fresh || name.text.empty()) return;
    diagnostics_.add(Code::E0301, name.span,
                     "`" + name.text + "` is defined twice (first in " + first_place(at->second) + ")");
  }

  SymbolId define_value(SymbolKind kind, const Name& name, const void* node, SymbolId function,
                        std::size_t index = 0, SymbolId parent = kNoSymbol) {
    const SymbolId id = add(kind, name, node, parent == kNoSymbol ? function : parent, index);
    if (function == kNoSymbol) {
      put(own(), name, id);
    } else {
      if (names_.tags.count(name.text))
        diagnostics_.add(Code::E0306, name.span, "the local `" + name.text + "` hides the tag of that name",
                         "choose another name");
      put(names_.functions[static_cast<const Define*>(checked_.symbols[function].node)], name, id);
    }
    return id;
  }

  void define_code(SymbolKind kind, const Name& code, const void* node, SymbolId parent, std::size_t index,
                   std::vector<SymbolId>* list) {
    const SymbolId id = add(kind, code, node, parent, index);
    if (list && unit_ == 0) list->push_back(id);
    const auto [at, fresh] = own().codes.emplace(code.text, id);
    if (!fresh && !code.text.empty())
      diagnostics_.add(
          Code::E0302, code.span,
          "the code `" + code.text + "` is used twice (first in " + first_place(at->second) + ")",
          "give one of the two another code");
  }

  void declare(const Let& item, SymbolId function = kNoSymbol) {
    define_value(SymbolKind::let, item.name, &item, function);
  }
  void declare(const Choose& item, SymbolId function = kNoSymbol) {
    define_value(item.decide ? SymbolKind::decide : SymbolKind::segment, item.name, &item, function);
  }
  void declare(const Tree& item, SymbolId function = kNoSymbol) {
    define_value(SymbolKind::tree, item.name, &item, function);
  }
  void declare(const Table& item, SymbolId function = kNoSymbol) {
    const SymbolId table = add(SymbolKind::table, item.name, &item, function);
    if (function == kNoSymbol) {
      const auto [at, fresh] = tables_.emplace(std::pair(unit_, item.name.text), table);
      if (!fresh)
        diagnostics_.add(
            Code::E0301, item.name.span,
            "the table `" + item.name.text + "` is defined twice (first in " + first_place(at->second) + ")");
    }
    for (std::size_t i = 0; i < item.outputs.size(); ++i)
      define_value(SymbolKind::column, item.outputs[i].name, &item, function, i, table);
  }
  void declare(const Scorecard& item) {
    const SymbolId card = define_value(SymbolKind::scorecard, item.name, &item, kNoSymbol);
    std::size_t index = 0;
    for (const char* part : {"points", "pd", "reasons"}) {
      if (std::string_view(part) == "pd" && !item.odds) continue;  // without odds there is none
      const SymbolId member = add(SymbolKind::scorecard_member, {item.name.text + "." + part, item.name.span},
                                  &item, card, index++);
      own().values.emplace(checked_.symbols[member].name, member);
    }
  }
  void declare(const Define& item) {
    const SymbolId function = define_value(SymbolKind::define, item.name, &item, kNoSymbol);
    if (builtins::find(item.name.text))
      diagnostics_.add(Code::E0301, item.name.span, "`" + item.name.text + "` is a built-in function");
    names_.functions[&item];
    for (std::size_t i = 0; i < item.params.size(); ++i)
      define_value(SymbolKind::param, item.params[i].name, &item.params[i], function, i);
    for (const auto& local : item.locals) std::visit([&](const auto& l) { declare(l, function); }, local);
  }
  void declare(const Knockouts& item) {
    for (const auto& knockout : item.items)
      define_code(SymbolKind::knockout, knockout.code, &knockout, kNoSymbol, checked_.knockouts.size(),
                  &checked_.knockouts);
  }
  void declare(const Guard& item) {
    const SymbolId guarded = guarded_symbol(item);
    Symbol& symbol = checked_.symbols[guarded];
    (item.legal ? symbol.legal : symbol.brakes) = &item;
    for (std::size_t i = 0; i < item.steps.size(); ++i)
      define_code(SymbolKind::step, item.steps[i].code, &item.steps[i], guarded, i, &checked_.steps);
  }
  // The brakes and the legal block of one name are one definition.
  SymbolId guarded_symbol(const Guard& item) {
    const auto at = own().values.find(item.target.text);
    if (at != own().values.end()) {
      const Symbol& symbol = checked_.symbols[at->second];
      const bool taken = (item.legal ? symbol.legal : symbol.brakes) != nullptr;
      if (symbol.kind == SymbolKind::guarded && !taken) return at->second;
    }
    return define_value(SymbolKind::guarded, item.target, &item, kNoSymbol);
  }
  void declare(const Event& item) {
    define_code(SymbolKind::event, item.box.code, &item, kNoSymbol, checked_.events.size(), &checked_.events);
  }
  void declare(const Experiment& item) {
    define_code(SymbolKind::experiment, item.box.code, &item, kNoSymbol, checked_.experiments.size(),
                &checked_.experiments);
  }
  void declare(const Cost& item) { define_value(SymbolKind::cost, item.name, &item, kNoSymbol); }
  void declare(const UndecidedClause&) {}
  void declare(const Example&) {}
  void declare(const Prove&) {}

  void import_names(const std::vector<Scope>& own_scopes) {
    const UnitInfo& unit = checked_.units[unit_];
    for (std::size_t i = 0; i < unit.file->header.uses.size() && i < unit.uses.size(); ++i) {
      if (unit.uses[i] == kNoUnit) continue;
      for (const auto& name : unit.file->header.uses[i].names)
        import_name(name, unit.uses[i], own_scopes[unit.uses[i]]);
    }
  }

  void import_name(const Name& name, std::uint32_t from, const Scope& theirs) {
    const auto found = theirs.values.find(name.text);
    if (found == theirs.values.end()) {
      if (names_.hidden[from].count(name.text)) return names_.hidden[unit_].insert(name.text), void();
      std::vector<std::string> candidates;
      for (const auto& [candidate, id] : theirs.values) candidates.push_back(candidate);
      const std::string near = nearest(name.text, candidates);
      diagnostics_.add(Code::E0304, name.span,
                       "the library `" + checked_.units[from].file->header.name.text + "` does not define `" +
                           name.text + "`",
                       near.empty() ? "" : "did you mean `" + near + "`?");
      names_.hidden[unit_].insert(name.text);
      return;
    }
    // Its own definition of an imported name is the mistake, wherever the head line stands.
    const auto [mine, fresh] = own().values.emplace(name.text, found->second);
    if (!fresh && mine->second != found->second) {
      const Symbol& other = checked_.symbols[mine->second];
      const bool other_is_own = other.unit == unit_;
      diagnostics_.add(Code::E0301, other_is_own ? other.span : name.span,
                       "`" + name.text + "` is defined twice (also imported from `" +
                           checked_.units[from].file->header.name.text + "`)",
                       "do not import it, or choose another name");
    }
    for (const char* part : {".points", ".pd", ".reasons"}) {
      const auto member = theirs.values.find(name.text + part);
      if (member != theirs.values.end()) own().values.emplace(member->first, member->second);
    }
  }

  void add_inputs() {
    auto add_input = [&](const std::string& name, SymbolId id, const std::string& what) {
      const auto [at, fresh] = own().values.emplace(name, id);
      if (fresh) return;
      const Symbol& other = checked_.symbols[at->second];
      if (other.unit == unit_)
        diagnostics_.add(Code::E0301, other.span, "`" + name + "` is already " + what, "choose another name");
    };
    for (const auto& [name, id] : names_.tags) add_input(name, id, "a tag of the catalogue");
    add_input("decision_date", decision_date_, "the date of the decision");
  }

  Checked& checked_;
  Names& names_;
  const Sources& sources_;
  Diagnostics& diagnostics_;
  std::uint32_t unit_ = 0;
  SymbolId decision_date_ = kNoSymbol;
  std::map<std::pair<std::uint32_t, std::string>, SymbolId> tables_;
};

}  // namespace

void declare_symbols(Checked& checked, Names& names, const Sources& sources, Diagnostics& diagnostics) {
  Declarer(checked, names, sources, diagnostics).run();
}

bool is_value(SymbolKind kind) {
  switch (kind) {
    case SymbolKind::tag:
    case SymbolKind::decision_date:
    case SymbolKind::needed:
    case SymbolKind::let:
    case SymbolKind::segment:
    case SymbolKind::decide:
    case SymbolKind::tree:
    case SymbolKind::column:
    case SymbolKind::scorecard_member:
    case SymbolKind::param:
    case SymbolKind::guarded:
    case SymbolKind::cost:
    case SymbolKind::event:
      return true;
    case SymbolKind::table:
    case SymbolKind::scorecard:
    case SymbolKind::define:
    case SymbolKind::knockout:
    case SymbolKind::step:
    case SymbolKind::experiment:
      return false;
  }
  return false;
}

EnumType status_enum() {
  return {"", {"decided", "undecided"}, false};
}

std::string suggestion(const Checked& checked, const Names& names, std::string_view name) {
  const auto tag = names.tags.find(name);
  if (tag == names.tags.end()) return "`" + std::string(name) + "`";
  const auto& labels = checked.catalog->tags[checked.symbols[tag->second].index].labels;
  return "the tag `" + std::string(name) + "`" + (labels.empty() ? "" : " (" + labels[0] + ")");
}

}  // namespace pol::sema
