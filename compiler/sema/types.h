// Types: the kind, scale and interval of every expression and definition, the enum that each bare word
// belongs to, and the mistakes of sections 3, 4, 5 and 6 of the language that follow from them.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "compiler/sema/checked.h"
#include "compiler/sema/names.h"

namespace pol::sema {

// Sets Symbol::type (an event's or knockout's is its condition's, a table's its row number), OutputInfo::type
// (the declared type; its interval is what the definition, the mask and the undecided clause can give),
// Checked::types, and the meanings of enum values. A word that means nothing is handed to
// report_unknown_name. Trees, scorecards, costs, experiments and series are passed over in silence: naming
// refuses them as not supported yet.
void check_types(Checked& checked, const Names& names, const Sources& sources, Diagnostics& diagnostics);

// A written type, with the widest interval that its place holds. Interns enums. Empty after an error.
std::optional<Type> written_type(Checked& checked, const syntax::TypeExpr& written, Diagnostics& diagnostics);

// The names of types that may be written: the plain kinds and the enums of the catalogue.
std::vector<std::string> type_names(const Checked& checked);
bool is_type_name(const Checked& checked, const std::string& name);

// ---- after check_types, without diagnostics
// The constant that a value stands for: a literal with its sign, an enum value, a constant let. Empty for
// `missing`, `stale`, an `undecided` that is no status, and for what is not constant. `number` is at
// type.scale, which may be finer than its place.
std::optional<Constant> constant_of(const Checked& checked, std::uint32_t unit, const syntax::Value& value);
// Likewise for an expression outside functions: its interval is a point and it is never missing, or it is a
// text.
std::optional<Constant> constant_of(const Checked& checked, std::uint32_t unit, const syntax::Expr& expr);
// A let whose value is constant.
std::optional<Constant> constant_of(const Checked& checked, SymbolId symbol);

// A cell of a column in the column's own units. Bounds between two steps of the column's grid are moved
// inward, so the ranges hold exactly the grid values that fit; they are sorted, disjoint and clipped to the
// column's interval.
struct CellBounds {
  bool any = false;
  CauseMask missing = 0;           // causes that a missing cell covers
  std::vector<Interval> ranges;    // not of text columns
  std::vector<std::string> texts;  // of text columns
  bool texts_excluded = false;     // the cell fits every text but these
};
CellBounds cell_bounds(const Checked& checked, std::uint32_t unit, const syntax::Cell& cell,
                       const Type& column);

// The smallest and largest m at `type`'s scale that satisfy a comparison with `bound`: the grid values v of
// `type` with v <relation> bound, as at most two intervals clipped to the type's range.
std::vector<Interval> values_that(syntax::Compare relation, const Constant& bound, const Type& type);

// A call of `power`, which stands directly under `rounded`.
bool is_power(const syntax::Expr& expr);

}  // namespace pol::sema
