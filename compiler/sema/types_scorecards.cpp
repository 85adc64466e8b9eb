// Scorecards: each factor is a table of one column whose results are points.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/sema/pd.h"
#include "compiler/sema/typer.h"

namespace pol::sema {

using syntax::Pattern;
using syntax::ValueKind;

// The scorecard's own type is that of its points.
MaybeType Typer::type_scorecard(const syntax::Scorecard& card) {
  bool failed = false;
  Type points;
  points.kind = Kind::number;
  points.range = {card.start, card.start};
  for (const syntax::Factor& factor : card.factors) {
    const MaybeType input = word(factor.input, kNoEnum);
    if (!input) {
      failed = true;
      continue;
    }
    CauseMask covered = 0;
    bool asked = false;
    std::int64_t least = factor.bands.front().points, most = least;
    for (const syntax::Factor::Band& band : factor.bands) {
      failed |= !check_cell(band.cell, *input, shown(sources_, factor.input.span));
      asked |= !band.cell.any;
      for (const Pattern& pattern : band.cell.patterns)
        if (pattern.form == Pattern::Form::exactly && pattern.value.kind == ValueKind::missing)
          covered |= pattern.value.causes;
      least = std::min(least, band.points);
      most = std::max(most, band.points);
    }
    points.may_be_missing |= input->may_be_missing && asked && covered != cause::all;
    points.range.lo += least;
    points.range.hi += most;
  }
  if (points.range.lo < INT64_MIN / 2 || points.range.hi > INT64_MAX / 2) {
    report(Code::E0510, card.name.span,
           fmt::format("the points of `{}` need more than 64 bits", card.name.text));
    return std::nullopt;
  }
  if (card.odds && !failed) failed = !check_odds(card, points);
  return failed ? std::nullopt : MaybeType(points);
}

bool Typer::check_odds(const syntax::Scorecard& card, const Type& points) {
  const syntax::Scorecard::Odds& odds = *card.odds;
  if (odds.good < 1 || odds.bad < 1 || odds.every < 1) {
    report(Code::E0720, odds.span, "odds and the points that double them are at least 1");
    return false;
  }
  const i128 entries = points.range.hi - points.range.lo + 1;
  if (entries <= kMostPd) return true;
  report(Code::E0720, odds.span,
         fmt::format("`{}` can give {} to {} points, but the table of `{}.pd` has at most {} entries",
                     card.name.text, static_cast<std::int64_t>(points.range.lo),
                     static_cast<std::int64_t>(points.range.hi), card.name.text, kMostPd),
         "Use smaller points, or leave out `odds`");
  return false;
}

MaybeType Typer::type_member(SymbolId id) {
  const Symbol& symbol = checked_.symbols[id];
  const auto& card = *static_cast<const syntax::Scorecard*>(symbol.node);
  MaybeType type = symbol_type(symbol.parent);
  if (!type || symbol.name.ends_with(".points")) return type;
  if (!symbol.name.ends_with(".pd") || !card.odds) return std::nullopt;  // reasons are no value
  // Of the points that the card has or an arm sets.
  const SymbolId parent = symbol.parent;
  for (SymbolId other = parent; other < id; ++other)
    if (checked_.symbols[other].parent == parent && checked_.symbols[other].name.ends_with(".points"))
      type = symbol_type(other);
  if (!type || !check_odds(card, *type)) return std::nullopt;
  const auto table =
      pd_table({card.odds->good, card.odds->bad, card.odds->at, card.odds->every},
               static_cast<std::int64_t>(type->range.lo), static_cast<std::int64_t>(type->range.hi));
  if (!table) {
    report(Code::E0720, card.odds->span, fmt::format("`{}` cannot be rounded to six places", symbol.name));
    return std::nullopt;
  }
  type->kind = Kind::percent;
  type->scale = kPdPlaces;
  type->range = {table->back(), table->front()};  // it falls as points rise
  return type;
}

}  // namespace pol::sema
