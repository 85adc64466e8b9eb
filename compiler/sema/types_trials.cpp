// Experiments and costs: what arms set, and sums whose lines are kept.
#include <fmt/format.h>

#include "compiler/sema/typer.h"

namespace pol::sema {

// The number of the arm: missing where the condition or the bucket is.
MaybeType Typer::type_experiment(const syntax::Experiment& experiment) {
  const MaybeType when = condition(*experiment.when);
  const MaybeType id = word(experiment.split, kNoEnum);
  if (!when || !id) return std::nullopt;
  Type arm;
  arm.kind = Kind::number;
  arm.range = {0, static_cast<i128>(experiment.variants.size())};
  arm.may_be_missing = when->may_be_missing || id->may_be_missing;
  return arm;
}

// The hull of what the definition gives and what arms set.
MaybeType Typer::type_settings(SymbolId id, const Type& defined) {
  unit_ = 0;
  const Symbol& symbol = checked_.symbols[id];
  const bool written =
      symbol.kind == SymbolKind::let && static_cast<const syntax::Let*>(symbol.node)->type.has_value();
  const Place place{defined, symbol.name};
  Type all = defined;
  bool failed = false;
  for (const Setting& setting : checked_.settings.at(id)) {
    const MaybeType arm = symbol_type(setting.experiment);
    if (!arm || setting.binding->list || setting.binding->values.size() != 1) {
      failed = true;
      continue;
    }
    all.may_be_missing |= arm->may_be_missing;
    const syntax::Value& value = setting.binding->values[0];
    const bool keeps_scale = written || output_place(id) || symbol.kind == SymbolKind::scorecard_member;
    const std::optional<Constant> constant =
        keeps_scale ? value_in(value, place) : value_like(value, defined, symbol.name);
    if (!constant) {
      failed = true;
      continue;
    }
    if (all.kind == Kind::text) continue;
    const int scale = std::max<int>(all.scale, constant->type.scale);
    const auto number = rescale(constant->number, constant->type.scale, scale);
    const auto lo = rescale(all.range.lo, all.scale, scale), hi = rescale(all.range.hi, all.scale, scale);
    if (!number || !lo || !hi) {
      report(Code::E0510, value.span, fmt::format("`{}` cannot hold this value", symbol.name));
      failed = true;
      continue;
    }
    all.scale = static_cast<std::uint8_t>(scale);
    all.range = hull({*lo, *hi}, {*number, *number});
  }
  return failed ? std::nullopt : MaybeType(all);
}

MaybeType Typer::type_cost(SymbolId id, const syntax::Cost& cost) {
  MaybeType sum;
  bool failed = false;
  for (const syntax::Cost::Line& line : cost.lines) {
    const MaybeType next = infer(*line.value);
    if (!next) failed = true;
    if (failed) continue;
    if (!next->numeric() || next->count > 0) {
      report(Code::E0401, line.value->span, describe(*line.value, *next) + "; it cannot be summed");
      failed = true;
    } else if (!sum) {
      sum = next;
    } else if (const ir::Typing more = ir::type_add(*sum, *next)) {
      sum = more.type;
    } else if (more.issue == ir::Issue::too_wide) {
      too_wide(line.value->span, &*next, nullptr, more, false);
      failed = true;
    } else {
      merge(sum, *next, line.value->span, "`" + text_of(*line.value) + "`", "the line before it");
      failed = true;
    }
  }
  if (failed || !sum) return std::nullopt;
  if (const std::optional<Place> place = output_place(id))
    return store_at(*sum, *place, cost.name.span, false, false);
  return sum;
}

}  // namespace pol::sema
