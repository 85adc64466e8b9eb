// Lets, segments and decides.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/sema/arms.h"
#include "compiler/sema/typer.h"

namespace pol::sema {

MaybeType Typer::type_let(SymbolId id, const syntax::Let& let) {
  const std::optional<Place> output = output_place(id);
  std::optional<Place> written;
  if (let.type) {
    const std::optional<Type> type = written_type(checked_, *let.type, diagnostics_);
    if (!type) return infer_unless_word(*let.value), std::nullopt;
    written = Place{*type, let.name.text};
  }
  std::uint32_t hint = kNoEnum;
  for (const std::optional<Place>& place : {written, output})
    if (place && hint == kNoEnum && place->type.kind == Kind::enumeration) hint = place->type.enum_id;
  std::vector<syntax::Name> words;
  if (!written && !output && only_words(*let.value, words)) {
    hint = enum_holding(words, let.name);
    if (hint == kNoEnum) return std::nullopt;
  }
  MaybeType type = list_named(*let.value);
  if (!type) type = infer(*let.value, hint);
  if (type && written) type = store(*type, *written, *let.value);
  if (type && output) type = store(*type, *output, *let.value);
  return type;
}

MaybeType Typer::type_choose(SymbolId id, const syntax::Choose& choose) {
  bool failed = false;
  bool unknown = false;
  for (const syntax::Arm& arm : choose.arms) {
    if (!arm.when) continue;
    const MaybeType when = condition(*arm.when);
    if (!when)
      failed = true;
    else
      unknown |= when->may_be_missing;
  }
  MaybeType result = type_arms(id, choose);
  check_arms(choose);
  if (!result || failed) return std::nullopt;
  result->may_be_missing |= unknown;
  return result;
}

MaybeType Typer::type_arms(SymbolId id, const syntax::Choose& choose) {
  std::optional<Place> place = output_place(id);
  if (!choose.decide) {
    const auto declared = segment_enums_.find(&choose);
    if (declared == segment_enums_.end()) return std::nullopt;
    Type type = enum_value(declared->second, 0);
    type.range.hi = static_cast<i128>(enums()[declared->second].values.size()) - 1;
    if (place && !same_kind(type, *place, choose.name.span, "the segment", nullptr)) return std::nullopt;
    place = Place{type, choose.name.text};
  }
  std::uint32_t hint = place && place->type.kind == Kind::enumeration ? place->type.enum_id : kNoEnum;
  if (!place) {
    std::vector<syntax::Name> words;
    for (const syntax::Arm& arm : choose.arms)
      if (only_word(arm.result))
        words.push_back(arm.result.kind == syntax::ValueKind::code ? arm.result.code : arm.result.ref.name);
    if (!words.empty() && (hint = enum_holding(words, choose.name)) == kNoEnum) return std::nullopt;
  }
  MaybeType all;
  bool failed = false;
  for (const syntax::Arm& arm : choose.arms) {
    const bool literal = arm.result.kind == syntax::ValueKind::literal;
    MaybeType type = value_type(arm.result, hint);
    if (type && place) type = store_at(*type, *place, arm.result.span, true, literal);
    if (!type || failed) {
      failed = true;
      continue;
    }
    all = merge(all, *type, arm.result.span, "`" + shown(sources_, arm.result.span) + "`",
                "the result of the arm before it");
    if (!all) failed = true;
  }
  return failed ? std::nullopt : all;
}

namespace {

std::uint32_t line_of(const Sources& sources, const Span& span) {
  return sources.place(span).line;
}

// A value that no arm takes, if all arms test one operand: its fact with the values that are left.
std::optional<Fact> left_over(const Checked& checked, std::uint32_t unit, const syntax::Choose& choose) {
  std::optional<Fact> left;
  std::vector<Interval> taken;
  for (const syntax::Arm& arm : choose.arms) {
    if (!arm.when) return std::nullopt;
    const Truth truth = truth_of(checked, unit, *arm.when);
    if (truth.form != Truth::Form::fact || (left && left->operand != truth.fact.operand)) return std::nullopt;
    left = truth.fact;
    taken.insert(taken.end(), truth.fact.values.begin(), truth.fact.values.end());
  }
  if (!left) return std::nullopt;
  left->values = without(left->range, taken);
  return left->values.empty() ? std::nullopt : left;
}

}  // namespace

void Typer::check_arms(const syntax::Choose& choose) {
  const std::string& name = choose.name.text;
  const auto last =
      std::find_if(choose.arms.begin(), choose.arms.end(), [](const syntax::Arm& arm) { return !arm.when; });
  if (last == choose.arms.end()) {
    std::string example;
    if (recording())
      if (const std::optional<Fact> left = left_over(checked_, unit_, choose)) {
        const auto type = checked_.types.find(key(left->shown->id));
        if (type != checked_.types.end() && type->second.kind != Kind::boolean)
          example = text_of(*left->shown) + " " +
                    format_grouped(left->values.back().hi, type->second, enums()) + " fits no arm";
      }
    report(Code::E0701, choose.span, fmt::format("`{}` does not end in `otherwise`", name),
           "add a last arm `... otherwise`", example);
  } else if (last + 1 != choose.arms.end()) {
    report(Code::E0701, (last + 1)->span, "`otherwise` ends the arms; this one stands after it",
           "move `otherwise` to the end");
  }
  if (frame_ && !frame_->generic) return;
  ArmsAbove above;
  for (std::size_t i = 0; i < choose.arms.size() && choose.arms[i].when; ++i) {
    const syntax::Arm& arm = choose.arms[i];
    const std::optional<ArmsAbove::Hidden> hidden =
        above.add(truth_of(checked_, unit_, *arm.when, frame_ ? &frame_->types : nullptr));
    if (!hidden) continue;
    const std::string result = shown(sources_, arm.result.span), when = text_of(*arm.when);
    if (!hidden->by) {
      report(Code::E0702, arm.span,
             fmt::format("`{}` can never be reached: the arms above already take every case with {}", result,
                         when),
             "remove it, or narrow the arms above");
      continue;
    }
    const syntax::Arm& by = choose.arms[*hidden->by];
    report(Code::E0702, arm.span,
           fmt::format("`{}` can never be reached: `{}` (line {}) already takes every case with {}", result,
                       shown(sources_, by.result.span), line_of(sources_, by.span), when),
           hidden->alike ? "remove one of them" : "swap the two arms");
  }
}

}  // namespace pol::sema
