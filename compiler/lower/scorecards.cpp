// Scorecards: a table and its points for each factor, their sum, and the probability of default by points.
#include "compiler/lower/lowerer.h"
#include "compiler/sema/pd.h"

namespace pol::lower {

using ir::Op;
using sema::SymbolId;

ir::Ref Lowerer::scorecard(SymbolId id, const syntax::Scorecard& card) {
  ir::Scorecard kept;
  kept.name = card.name.text;
  if (card.reasons) kept.most = static_cast<std::uint32_t>(*card.reasons);
  Type whole;
  whole.kind = Kind::number;
  whole.range = {card.start, card.start};
  b_.at(card.name.span);
  Ref sum = b_.constant(whole, card.start);
  for (const syntax::Factor& factor : card.factors) {
    const Ref points = this->factor(card, factor, kept);
    if (points == ir::kNone) return ir::kNone;
    b_.at(factor.span);
    sum = checked_ref(b_.binary(Op::add, sum, points), factor.span);
    if (sum == ir::kNone) return ir::kNone;
  }
  sum = member_as_set(id, ".points", sum);
  if (sum == ir::kNone) return sum;
  kept.points = sum;
  if (card.odds) {
    kept.pd = pd(card, sum);
    if (kept.pd != ir::kNone) kept.pd = member_as_set(id, ".pd", kept.pd);
    if (kept.pd == ir::kNone) return ir::kNone;
  }
  // Its members are declared behind it.
  for (SymbolId part = id + 1; part < checked_.symbols.size() && checked_.symbols[part].parent == id;
       ++part) {
    if (checked_.symbols[part].name.ends_with(".points")) out_.definitions[part] = kept.points;
    if (checked_.symbols[part].name.ends_with(".pd")) out_.definitions[part] = kept.pd;
  }
  scorecards_[id] = static_cast<std::uint16_t>(m_.scorecards.size());
  m_.scorecards.push_back(std::move(kept));
  return sum;
}

// An arm of an experiment may set the points or the probability; the factors stay as they are.
ir::Ref Lowerer::member_as_set(SymbolId card, std::string_view member, Ref value) {
  for (const auto& [id, settings] : checked_.settings)
    if (checked_.symbols[id].parent == card && checked_.symbols[id].name.ends_with(member))
      return with_settings(id, value);
  return value;
}

// "behaviour.months_trading"; the second factor on one input is "behaviour.months_trading#2", so that the
// record names each once.
std::string Lowerer::factor_name(const syntax::Scorecard& card, const syntax::Factor& factor) {
  const std::string name = card.name.text + "." + factor.input.name.text +
                           (factor.input.part ? "." + factor.input.part->text : "");
  const std::size_t number = ++factor_names_[name];
  return number == 1 ? name : name + "#" + std::to_string(number);
}

ir::Ref Lowerer::factor(const syntax::Scorecard& card, const syntax::Factor& factor, ir::Scorecard& kept) {
  b_.at(factor.input.span);
  const Ref input = checked_ref(meaning(factor.input.id), factor.input.span);
  if (input == ir::kNone || !spend(factor.span)) return ir::kNone;
  ir::Table data;
  data.name = factor_name(card, factor);
  data.columns.push_back(b_.type(type(input)));
  Type points;
  points.kind = Kind::number;
  std::vector<std::int64_t> values;
  ir::TableUse use;
  for (const syntax::Factor::Band& band : factor.bands) {
    ++data.rows;
    if (!fill_cell(data, band.cell, m_.types[data.columns[0]])) return ir::kNone;
    values.push_back(band.points);
    use.reasons.push_back(reasons(band.because ? band.because : factor.because));
  }
  FactorSite site;
  site.factor = &factor;
  site.input = input;
  site.index = b_.table(std::move(data));
  const Ref inputs[] = {input};
  b_.at(factor.span);
  const Ref row = b_.table_row(site.index, inputs);
  if (row == ir::kNone) return ir::kNone;
  const std::uint32_t array = b_.array(points, std::move(values));
  out_.factors.push_back(site);
  use.table = site.index;
  use.row = row;
  kept.factors.push_back({static_cast<std::uint32_t>(m_.table_uses.size()), array});
  m_.table_uses.push_back(std::move(use));
  return b_.unary(Op::lookup, row, array);
}

// The points are counted from 1 for the look-up.
ir::Ref Lowerer::pd(const syntax::Scorecard& card, Ref points) {
  const Interval range = type(points).range;
  auto table = sema::pd_table({card.odds->good, card.odds->bad, card.odds->at, card.odds->every},
                              static_cast<std::int64_t>(range.lo), static_cast<std::int64_t>(range.hi));
  if (!table) return ir::kNone;  // E0720 by the checker
  Type percent;
  percent.kind = Kind::percent;
  percent.scale = sema::kPdPlaces;
  Type offset;
  offset.kind = Kind::number;
  offset.range = {range.lo - 1, range.lo - 1};
  b_.at(card.odds->span);
  const Ref before = b_.constant(offset, range.lo - 1);
  const Ref number = b_.binary(Op::subtract, points, before);
  return b_.unary(Op::lookup, number, b_.array(percent, std::move(*table)));
}

}  // namespace pol::lower
