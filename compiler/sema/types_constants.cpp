// Constants, and cells of tables in the units of their column.
#include <algorithm>

#include "compiler/sema/truth.h"
#include "compiler/sema/types.h"

namespace pol::sema {

namespace {

bool is_point(const Type& type) {
  return type.kind != Kind::text && type.count == 0 && !type.may_be_missing && type.range.lo == type.range.hi;
}

Constant point(const Type& type) {
  return {type, type.range.lo, {}};
}

// bound at `scale`, rounded both ways; a bound too large to write there lies beyond every value of the grid.
struct OnGrid {
  i128 floor = 0, ceiling = 0;
};
OnGrid on_grid(const Constant& bound, int scale) {
  if (const std::optional<i128> exact = rescale(bound.number, bound.type.scale, scale))
    return {*exact, *exact};
  if (bound.type.scale <= scale)
    return bound.number < 0 ? OnGrid{-kInt127Max, -kInt127Max} : OnGrid{kInt127Max, kInt127Max};
  const i128 step = power_of_ten(static_cast<unsigned>(bound.type.scale - scale)).value_or(kInt127Max);
  return {divide_rounded(bound.number, step, RoundingMode::floor),
          divide_rounded(bound.number, step, RoundingMode::ceiling)};
}

}  // namespace

std::optional<Constant> constant_of(const Checked& checked, SymbolId id) {
  const Symbol& symbol = checked.symbols[id];
  if (symbol.kind != SymbolKind::let || checked.settings.count(id)) return std::nullopt;
  const auto& let = *static_cast<const syntax::Let*>(symbol.node);
  if (!checked.types.contains({symbol.unit, let.value->id})) return std::nullopt;
  if (symbol.type.kind == Kind::text) return constant_of(checked, symbol.unit, *let.value);
  return is_point(symbol.type) ? std::optional(point(symbol.type)) : std::nullopt;
}

std::optional<Constant> constant_of(const Checked& checked, std::uint32_t unit, const syntax::Expr& expr) {
  if (expr.kind == syntax::ExprKind::literal && expr.literal.constant.type.kind == Kind::text)
    return expr.literal.constant;
  const auto type = checked.types.find({unit, expr.id});
  if (type == checked.types.end()) return std::nullopt;
  if (type->second.kind == Kind::text) {
    const Meaning* meaning =
        expr.kind == syntax::ExprKind::ref ? checked.meaning(unit, expr.ref.id) : nullptr;
    if (!meaning || meaning->form != Meaning::Form::symbol) return std::nullopt;
    return constant_of(checked, meaning->symbol);
  }
  return is_point(type->second) ? std::optional(point(type->second)) : std::nullopt;
}

std::optional<Constant> constant_of(const Checked& checked, std::uint32_t unit, const syntax::Value& value) {
  if (value.kind == syntax::ValueKind::literal) {
    Constant constant = value.literal.constant;
    if (value.negative) constant.number = -constant.number;
    if (constant.type.kind != Kind::text) constant.type.range = {constant.number, constant.number};
    return constant;
  }
  if (value.kind == syntax::ValueKind::missing || value.kind == syntax::ValueKind::stale) return std::nullopt;
  const Meaning* meaning = checked.meaning(unit, value.id);
  if (!meaning) return std::nullopt;
  if (meaning->form == Meaning::Form::symbol) return constant_of(checked, meaning->symbol);
  if (meaning->form != Meaning::Form::enum_value) return std::nullopt;
  Constant constant;
  constant.type.kind = Kind::enumeration;
  constant.type.enum_id = meaning->enum_id;
  constant.number = meaning->value;
  constant.type.range = {meaning->value, meaning->value};
  return constant;
}

std::vector<Interval> values_that(syntax::Compare relation, const Constant& bound, const Type& type) {
  const auto [floor, ceiling] = on_grid(bound, type.scale);
  const Interval& range = type.range;
  switch (relation) {
    case syntax::Compare::at_least:
      return intersect({range}, {{ceiling, std::max(ceiling, range.hi)}});
    case syntax::Compare::at_most:
      return intersect({range}, {{std::min(floor, range.lo), floor}});
    case syntax::Compare::above:
      return intersect({range}, {{floor + 1, std::max(floor + 1, range.hi)}});
    case syntax::Compare::below:
      return intersect({range}, {{std::min(ceiling - 1, range.lo), ceiling - 1}});
    case syntax::Compare::is:
      return floor == ceiling ? intersect({range}, {{floor, floor}}) : std::vector<Interval>{};
    case syntax::Compare::is_not:
      return floor == ceiling ? without(range, {{floor, floor}}) : std::vector<Interval>{range};
  }
  return {};
}

CellBounds cell_bounds(const Checked& checked, std::uint32_t unit, const syntax::Cell& cell,
                       const Type& column) {
  CellBounds bounds;
  if (cell.any) {
    bounds.any = true;
    bounds.missing = cause::all;
    bounds.ranges = {column.range};
    bounds.texts_excluded = true;
    return bounds;
  }
  const bool text = column.kind == Kind::text;
  const auto add = [&](const std::vector<Interval>& more) {
    bounds.ranges.insert(bounds.ranges.end(), more.begin(), more.end());
  };
  for (const syntax::Pattern& pattern : cell.patterns) {
    if (pattern.form == syntax::Pattern::Form::none_of) {
      std::vector<Interval> out;
      std::vector<std::string> texts;
      for (const syntax::Value& value : pattern.none_of) {
        const std::optional<Constant> constant = constant_of(checked, unit, value);
        if (!constant) continue;
        if (text)
          texts.push_back(constant->text);
        else
          for (const Interval& one : values_that(syntax::Compare::is, *constant, column)) out.push_back(one);
      }
      if (!text) {
        add(without(column.range, out));
      } else if (!bounds.texts_excluded) {
        // "all but these" united with the texts that other patterns name
        std::erase_if(texts, [&](const std::string& t) {
          return std::find(bounds.texts.begin(), bounds.texts.end(), t) != bounds.texts.end();
        });
        bounds.texts = std::move(texts);
        bounds.texts_excluded = true;
      } else {
        std::erase_if(bounds.texts, [&](const std::string& t) {
          return std::find(texts.begin(), texts.end(), t) == texts.end();
        });
      }
      continue;
    }
    if (pattern.value.kind == syntax::ValueKind::missing || pattern.value.kind == syntax::ValueKind::stale) {
      bounds.missing |= pattern.value.kind == syntax::ValueKind::stale ? cause::stale : pattern.value.causes;
      continue;
    }
    const std::optional<Constant> value = constant_of(checked, unit, pattern.value);
    if (!value) continue;
    switch (pattern.form) {
      case syntax::Pattern::Form::exactly:
        if (!text)
          add(values_that(syntax::Compare::is, *value, column));
        else if (!bounds.texts_excluded)
          bounds.texts.push_back(value->text);
        else
          std::erase(bounds.texts, value->text);
        break;
      case syntax::Pattern::Form::between: {
        const std::optional<Constant> upper = constant_of(checked, unit, pattern.upper);
        if (!upper) break;
        add(intersect(values_that(syntax::Compare::at_least, *value, column),
                      values_that(pattern.below_upper ? syntax::Compare::below : syntax::Compare::at_most,
                                  *upper, column)));
        break;
      }
      case syntax::Pattern::Form::bounded:
        add(values_that(pattern.bound, *value, column));
        break;
      case syntax::Pattern::Form::none_of:
        break;
    }
  }
  bounds.ranges = unite(std::move(bounds.ranges));
  std::sort(bounds.texts.begin(), bounds.texts.end());
  bounds.texts.erase(std::unique(bounds.texts.begin(), bounds.texts.end()), bounds.texts.end());
  return bounds;
}

}  // namespace pol::sema
