// What bare words mean, and values where a kind is expected.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "compiler/sema/typer.h"

namespace pol::sema {

Type Typer::enum_value(std::uint32_t enum_id, int value) const {
  Type type;
  type.kind = Kind::enumeration;
  type.enum_id = enum_id;
  type.range = {value, value};
  return type;
}

bool Typer::is_hidden(const std::string& name) const {
  return unit_ < names_.hidden.size() && names_.hidden[unit_].contains(name);
}

bool Typer::means_symbol(syntax::NodeId id) const {
  const Meaning* meaning = checked_.meaning(unit_, id);
  return meaning && meaning->form == Meaning::Form::symbol;
}

// An enum value is meant wherever an enum is expected; else the name of a definition.
MaybeType Typer::word(const syntax::Reference& reference, std::uint32_t hint) {
  const bool bare = !reference.part && !reference.from_tags;
  if (bare && hint != kNoEnum) {
    const int value = enums()[hint].index_of(reference.name.text);
    if (value >= 0) {
      checked_.meanings[key(reference.id)] = {Meaning::Form::enum_value, kNoSymbol, hint,
                                              static_cast<std::uint32_t>(value)};
      return enum_value(hint, value);
    }
  }
  const Meaning* meaning = checked_.meaning(unit_, reference.id);
  if (meaning && meaning->form == Meaning::Form::enum_value)
    return enum_value(meaning->enum_id, static_cast<int>(meaning->value));
  if (meaning && meaning->form == Meaning::Form::symbol) {
    const Symbol& symbol = checked_.symbols[meaning->symbol];
    if (symbol.kind == SymbolKind::scorecard_member && symbol.name.ends_with(".reasons")) {
      report(Code::E0401, reference.span, fmt::format("`{}` is a list of reasons, not a value", symbol.name),
             "It stands after `because`");
      return std::nullopt;
    }
    const MaybeType type = symbol_type(meaning->symbol);
    if (!type || type->count == 0) return type;
    if (type->up_to) {
      report(Code::E0401, reference.span,
             fmt::format("`{}` is a list, not a single value", shown(sources_, reference.span)),
             "Ask for a value with `includes`, or give the list as an output");
      return std::nullopt;
    }
    report(Code::E0401, reference.span,
           fmt::format("`{}` is a series of {} values, not a single value", shown(sources_, reference.span),
                       type->count),
           "Fold it, e.g. `sum of " + shown(sources_, reference.span) + "`");
    return std::nullopt;
  }
  if (bare) unknown_word(reference.name, hint, false);
  return std::nullopt;
}

MaybeType Typer::code_word(const syntax::Name& code, syntax::NodeId node, std::uint32_t hint) {
  if (hint != kNoEnum) {
    const int value = enums()[hint].index_of(code.text);
    if (value >= 0) {
      checked_.meanings[key(node)] = {Meaning::Form::enum_value, kNoSymbol, hint,
                                      static_cast<std::uint32_t>(value)};
      return enum_value(hint, value);
    }
  }
  const Meaning* meaning = checked_.meaning(unit_, node);
  if (meaning && meaning->form == Meaning::Form::enum_value)
    return enum_value(meaning->enum_id, static_cast<int>(meaning->value));
  if (meaning && meaning->form == Meaning::Form::symbol) return symbol_type(meaning->symbol);
  unknown_word(code, hint, true);
  return std::nullopt;
}

// `undecided` is a word of the language and a value of one enum only.
MaybeType Typer::undecided_word(syntax::NodeId node, Span span, std::uint32_t hint) {
  const int value = hint == kNoEnum ? -1 : enums()[hint].index_of("undecided");
  if (value < 0) {
    // Of a needed policy with errors nothing has a type, and that has been told.
    if (std::any_of(checked_.needs.begin(), checked_.needs.end(),
                    [](const NeededPolicy& needed) { return !needed.policy; }))
      return std::nullopt;
    report(Code::E0402, span, "`undecided` is the status of a needed policy, and nothing else",
           "compare it with a status, e.g. `limit.status is undecided`");
    return std::nullopt;
  }
  checked_.meanings[key(node)] = {Meaning::Form::enum_value, kNoSymbol, hint,
                                  static_cast<std::uint32_t>(value)};
  return enum_value(hint, value);
}

void Typer::unknown_word(const syntax::Name& word, std::uint32_t hint, bool code) {
  if (is_hidden(word.text)) return;
  if (hint != kNoEnum) return not_a_value(word, hint, enum_label(hint));
  if (frame_ && !frame_->generic) return;
  const syntax::Define* inside = frame_ ? frame_->function : nullptr;
  if (code)
    report_unknown_code(checked_, names_, unit_, word, diagnostics_);
  else
    report_unknown_name(checked_, names_, unit_, inside, word, diagnostics_);
}

void Typer::not_a_value(const syntax::Name& word, std::uint32_t enum_id, const std::string& of) {
  if (is_hidden(word.text)) return;
  const std::vector<std::string>& values = enums()[enum_id].values;
  const std::string near = nearest(word.text, values);
  std::vector<std::string> first(values.begin(), values.begin() + std::min<std::size_t>(values.size(), 12));
  if (first.size() < values.size()) first.push_back("...");
  report(Code::E0402, word.span, fmt::format("`{}` is not a value of `{}` ({})", word.text, of, join(first)),
         near.empty() ? "" : "did you mean `" + near + "`?");
}

std::string Typer::enum_label(std::uint32_t id) const {
  if (!enums()[id].name.empty()) return enums()[id].name;
  for (std::size_t i = 0; i < output_types_.size(); ++i)
    if (output_types_[i] && output_types_[i]->kind == Kind::enumeration && output_types_[i]->enum_id == id)
      return checked_.outputs[i].gives->name.text;
  for (const auto& [choose, segment] : segment_enums_)
    if (segment == id) return choose->name.text;
  Type type = enum_value(id, 0);
  return type_name(type, &enums());
}

std::uint32_t Typer::enum_holding(const std::vector<syntax::Name>& words, const syntax::Name& defined) {
  std::set<std::uint32_t> in_scope;
  for (const MaybeType& output : output_types_)
    if (unit_ == 0 && output && output->kind == Kind::enumeration) in_scope.insert(output->enum_id);
  for (const auto& [choose, id] : segment_enums_) {
    const SymbolId symbol = names_.find(unit_, frame_ ? frame_->function : nullptr, choose->name.text);
    if (symbol != kNoSymbol && checked_.symbols[symbol].node == choose) in_scope.insert(id);
  }
  if (checked_.catalog)
    for (const auto& [name, id] : checked_.catalog->enum_ids) in_scope.insert(id);

  std::vector<std::uint32_t> holding;
  for (std::uint32_t id : in_scope)
    if (std::all_of(words.begin(), words.end(),
                    [&](const auto& w) { return enums()[id].index_of(w.text) >= 0; }))
      holding.push_back(id);
  if (holding.size() == 1) return holding.front();

  std::vector<std::string> written, labels;
  for (const syntax::Name& w : words) {
    if (is_hidden(w.text)) return kNoEnum;
    if (std::find(written.begin(), written.end(), w.text) == written.end()) written.push_back(w.text);
  }
  // A single word that no enum knows is a misspelt name rather than a value.
  if (holding.empty() && written.size() == 1) {
    unknown_word(words.front(), kNoEnum, written.front().front() >= 'A' && written.front().front() <= 'Z');
    return kNoEnum;
  }
  std::sort(written.begin(), written.end());
  // Several: the outputs in `gives` order first, as the author reads them.
  for (std::size_t i = 0; i < output_types_.size(); ++i)
    if (output_types_[i] &&
        std::find(holding.begin(), holding.end(), output_types_[i]->enum_id) != holding.end())
      labels.push_back(checked_.outputs[i].gives->name.text);
  for (std::uint32_t id : holding) {
    const std::string label = enum_label(id);
    if (std::find(labels.begin(), labels.end(), label) == labels.end()) labels.push_back(label);
  }
  const std::string example = holding.empty() ? "one of (" + join(written) + ")"
                              : enums()[holding.front()].name.empty()
                                  ? type_name(enum_value(holding.front(), 0), &enums())
                                  : enums()[holding.front()].name;
  report(Code::E0404, defined.span,
         holding.empty()
             ? fmt::format("no enum holds all the values of `{}` ({})", defined.text, join(written))
             : fmt::format("the values of `{}` ({}) belong to several enums: {}", defined.text, join(written),
                           join(labels)),
         fmt::format("write the type, e.g. `{} {}`", defined.text, example));
  return kNoEnum;
}

bool Typer::only_words(const syntax::Expr& expr, std::vector<syntax::Name>& words) const {
  if (expr.kind == syntax::ExprKind::first_present)
    return std::all_of(expr.args.begin(), expr.args.end(),
                       [&](const auto& arg) { return only_words(*arg, words); });
  if (expr.kind == syntax::ExprKind::ref && !expr.ref.part && !expr.ref.from_tags &&
      !means_symbol(expr.ref.id)) {
    words.push_back(expr.ref.name);
    return true;
  }
  if (expr.kind == syntax::ExprKind::code && !means_symbol(expr.id)) {
    words.push_back(expr.name);
    return true;
  }
  return false;
}

bool Typer::only_word(const syntax::Value& value) const {
  if (value.kind == syntax::ValueKind::code) return !means_symbol(value.id);
  return value.kind == syntax::ValueKind::ref && !value.ref.part && !value.ref.from_tags &&
         !means_symbol(value.id);
}

MaybeType Typer::value_type(const syntax::Value& value, std::uint32_t hint) {
  switch (value.kind) {
    case syntax::ValueKind::literal: {
      Type type = value.literal.constant.type;
      if (value.negative) type.range = {-type.range.hi, -type.range.lo};
      return type;
    }
    case syntax::ValueKind::ref: {
      syntax::Reference reference = value.ref;
      reference.id = value.id;  // meanings of values are filed under the value
      return word(reference, hint);
    }
    case syntax::ValueKind::code:
      return code_word(value.code, value.id, hint);
    case syntax::ValueKind::undecided:
      if (hint == kNoEnum || enums()[hint].index_of("undecided") < 0) return std::nullopt;
      return undecided_word(value.id, value.span, hint);
    case syntax::ValueKind::missing:
    case syntax::ValueKind::stale:
      return std::nullopt;
  }
  return std::nullopt;
}

std::optional<Constant> Typer::value_like(const syntax::Value& value, const Type& type,
                                          const std::string& name) {
  const std::uint32_t hint = type.kind == Kind::enumeration && type.count == 0 ? type.enum_id : kNoEnum;
  const MaybeType own = value_type(value, hint);
  if (!own) return std::nullopt;
  const std::optional<Constant> constant = constant_of(checked_, unit_, value);
  const std::string what = value.kind == syntax::ValueKind::literal ? shown(sources_, value.span)
                                                                    : "`" + shown(sources_, value.span) + "`";
  if (!same_kind(*own, {type, name}, value.span, what, constant ? &*constant : nullptr)) return std::nullopt;
  if (!constant)
    report(Code::E0703, value.span, fmt::format("`{}` is not constant", shown(sources_, value.span)),
           "write a literal, or a `let` whose value is constant");
  return constant;
}

std::optional<Constant> Typer::value_in(const syntax::Value& value, const Place& place) {
  std::optional<Constant> constant = value_like(value, place.type, place.name);
  if (!constant || !place.type.numeric()) return constant;
  const std::optional<i128> number = rescale(constant->number, constant->type.scale, place.type.scale);
  if (!number) {
    Type grid = place.type;
    report(Code::E0503, value.span,
           fmt::format("`{}` has {}, {} is finer", place.name, grain_name({1, grid.scale}, grid),
                       value_words(*constant, enums())));
    return std::nullopt;
  }
  constant->number = *number;
  constant->type.scale = place.type.scale;
  constant->type.range = {*number, *number};
  return constant;
}

namespace {

// A literal rewritten in the kind that is wanted: 60% where a number stands is 60.
std::string literal_as(const Constant& constant, const Type& wanted) {
  const std::string plain = format_decimal(constant.number, constant.type.scale);
  const Type& own = constant.type;
  if (own.kind == Kind::number) {
    if (wanted.kind == Kind::percent) return plain + "%";
    if (wanted.kind == Kind::rate) return plain + "% a " + std::string(period_name(wanted.period));
    if (wanted.kind == Kind::money) return plain + " " + wanted.currency.name();
    if (wanted.kind == Kind::days && own.scale == 0) return plain + " days";
    if (wanted.kind == Kind::months && own.scale == 0) return plain + " months";
    return {};
  }
  if (own.kind == Kind::text || own.kind == Kind::enumeration) return {};
  const EnumPool none;
  std::string text = format_grouped(constant.number, own, none);
  if (own.kind == Kind::percent && wanted.kind == Kind::rate)
    return text + " a " + std::string(period_name(wanted.period));
  if (wanted.kind == Kind::number &&
      (own.kind == Kind::percent || own.kind == Kind::days || own.kind == Kind::months))
    return text.substr(0, text.find_first_of(" %"));
  return {};
}

}  // namespace

bool Typer::same_kind(const Type& value, const Place& place, Span at, const std::string& what,
                      const Constant* constant) {
  const Type& type = place.type;
  if (value.kind == type.kind && value.period == type.period && value.currency == type.currency &&
      value.enum_id == type.enum_id && value.count == type.count)
    return true;
  if (value.up_to && type.up_to && value.kind == type.kind && value.enum_id == type.enum_id &&
      value.period == type.period && value.currency == type.currency) {
    if (value.count <= type.count) return true;
    report(
        Code::E0401, at,
        fmt::format("`{}` has up to any {}, but this list may have {}", place.name, type.count, value.count),
        fmt::format("Write `up to any {} of ...`", value.count));
    return false;
  }
  Code code = Code::E0401;
  std::string fix;
  if (value.kind == Kind::rate && type.kind == Kind::rate)
    code = Code::E0412, fix = "write it a " + std::string(period_name(type.period));
  if ((value.kind == Kind::days && type.kind == Kind::months) ||
      (value.kind == Kind::months && type.kind == Kind::days))
    code = Code::E0413;
  if ((value.kind == Kind::date && type.kind == Kind::number) ||
      (value.kind == Kind::number && type.kind == Kind::date))
    code = Code::E0414;
  if (constant && fix.empty()) {
    const std::string rewritten = literal_as(*constant, type);
    if (!rewritten.empty()) fix = "write `" + rewritten + "`?";
    if (value.kind == Kind::text && type.kind == Kind::enumeration) fix = "write the value without quotes";
  }
  const std::string range = range_words(type, enums());
  report(code, at,
         fmt::format("`{}` is {}{}, but {} is {}", place.name, kind_words(type, enums()),
                     range.empty() ? "" : " (" + range + ")", what, kind_words(value, enums())),
         fix);
  return false;
}

MaybeType Typer::store(const Type& value, const Place& place, const syntax::Expr& expr) {
  const bool literal = expr.kind == syntax::ExprKind::literal;
  const MaybeType stored =
      store_at(value, place, expr.span, literal || expr.kind == syntax::ExprKind::ref, literal);
  // A literal is lowered at the scale of its place, which may be coarser than it is written.
  if (stored && literal && recording()) checked_.types[key(expr.id)] = *stored;
  return stored;
}

MaybeType Typer::store_at(const Type& value, const Place& place, Span at, bool simple, bool literal) {
  const Constant point{value, value.range.lo, {}};
  const std::string text = shown(sources_, at);
  const std::string what = !simple ? "this value" : literal ? text : "`" + text + "`";
  if (!same_kind(value, place, at, what, literal ? &point : nullptr)) return std::nullopt;
  if (!value.numeric() || (value.count > 0 && !value.up_to)) return value;
  const int scale = place.type.scale;
  if (value.scale > scale) {
    const std::optional<i128> coarse = rescale(value.range.lo, value.scale, scale);
    if (literal && coarse) {
      Type stored = value;
      stored.scale = place.type.scale;
      stored.range = {*coarse, *coarse};
      return stored;
    }
    const bool whole = value.kind == Kind::number && scale == 0;
    report(Code::E0503, at,
           fmt::format("`{}` has {}, but {} has {} (up to {})", place.name,
                       whole ? "no decimals" : grain_name({1, place.type.scale}, place.type), what,
                       places_words(value.scale), format_grouped(value.range.hi, value, enums())),
           fmt::format("add `rounded down to {}`, or the rounding you mean", grain_example(place.type)));
    return std::nullopt;
  }
  Type element = value;
  element.count = 0;
  element.up_to = false;
  ir::Typing fitted = ir::type_rescale(element, scale);
  fitted.type.count = value.count;
  fitted.type.up_to = value.up_to;
  if (!fitted) return too_wide(at, &value, nullptr, fitted, false), std::nullopt;
  if (!fits_i64(fitted.type.range)) {
    report(Code::E0510, at,
           fmt::format("`{}` keeps 64 bits, but {} may be {} to {}", place.name, what,
                       format_grouped(value.range.lo, value, enums()),
                       format_grouped(value.range.hi, value, enums())),
           "bound it, e.g. with `lowest of (..., ...)`");
    return std::nullopt;
  }
  return fitted.type;
}

}  // namespace pol::sema
