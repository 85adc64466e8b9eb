// Names: one symbol for each definition, the scopes, and what each name means before types are known. A bare
// name that equals a symbol in scope means that symbol tentatively; checking types may find that an enum
// value is expected there and overwrite the meaning, or report a name that means nothing at all.
#pragma once
#include <map>
#include <set>
#include <string_view>

#include "compiler/sema/checked.h"

namespace pol::sema {

struct Scope {
  std::map<std::string, SymbolId, std::less<>> values;  // names; members of scorecards as "card.points"
  std::map<std::string, SymbolId, std::less<>> codes;   // knockouts, steps, events, experiments
};

struct Names {
  std::vector<Scope> units;                           // of each file: own items, imports, tags, decision_date
  std::map<const syntax::Define*, Scope> functions;   // parameters and locals, nothing else
  std::map<std::string, SymbolId, std::less<>> tags;  // `tags.NAME`, and suggestions
  // Per unit: names that may be defined in parts that did not parse, in a library that could not be loaded,
  // or by a `needs` line. Nothing is said about them.
  std::vector<std::set<std::string, std::less<>>> hidden;
  std::vector<bool> incomplete;  // per unit: syntax errors left something out
  // Every symbol that has a type (functions, events and knockouts too, of all units), each after what it
  // seems to read. Tentative: a name that turns out to be an enum value counted as a dependency, and a cycle
  // is broken anywhere. So typing must be ready to meet a symbol whose turn has not come (type it then) or
  // that is in progress (type unknown, nothing said: the cycle is reported later by find_order).
  std::vector<SymbolId> typing_order;

  // kNoSymbol if there is none. `inside`: the function whose body the name stands in, or null.
  SymbolId find(std::uint32_t unit, const syntax::Define* inside, std::string_view name) const;
  SymbolId find_code(std::uint32_t unit, std::string_view code) const;
};

// Fills symbols, outputs, knockouts, events, steps and tentative meanings; reports E0301-E0303, E0306, and
// E0304 and E0308 where a symbol is the only thing that can be meant (dotted names, series, table inputs,
// calls, `taken by`, `waives`, targets of bindings). Values, codes and bare names of expressions are left to
// the checking of types.
Names resolve_names(Checked& checked, const Sources& sources, Diagnostics& diagnostics,
                    std::vector<std::set<std::string, std::less<>>> hidden, std::vector<bool> incomplete);

// For a bare name or code that means nothing where it stands: E0304 with the nearest spelling (`more`:
// further candidates, such as the values of the expected enum), E0308 for what a function may not read,
// nothing for hidden names.
void report_unknown_name(const Checked& checked, const Names& names, std::uint32_t unit,
                         const syntax::Define* inside, const syntax::Name& name, Diagnostics& diagnostics,
                         const std::vector<std::string>& more = {});
void report_unknown_code(const Checked& checked, const Names& names, std::uint32_t unit,
                         const syntax::Name& code, Diagnostics& diagnostics,
                         const std::vector<std::string>& more = {});

}  // namespace pol::sema
