#include <fmt/format.h>

#include "compiler/syntax/antlr_build.h"

namespace pol::syntax {

Span Builder::span(const RuleContext& context) const {
  return {state_.file, lexeme_of(context.start).begin, lexeme_of(context.stop).end};
}

Span Builder::span(const antlr4::Token* token) const {
  return {state_.file, lexeme_of(token).begin, lexeme_of(token).end};
}

antlr4::tree::TerminalNode* Builder::word(const RuleContext& context, std::string_view text) {
  for (antlr4::tree::ParseTree* child : context.children)
    if (auto* node = dynamic_cast<Terminal*>(child);
        node != nullptr && lexeme_of(node->getSymbol()).text == text)
      return node;
  return nullptr;
}

std::string_view Builder::text(const RuleContext& context) {
  return lexeme_of(context.start).text;
}

Name Builder::name(RuleContext& context) const {
  return {std::string(text(context)), span(context)};
}

Name Builder::code(Terminal& node) const {
  return {std::string(lexeme_of(node.getSymbol()).text), span(node.getSymbol())};
}

std::vector<Name> Builder::names(P::NamesContext& context) const {
  std::vector<Name> result;
  for (P::NameContext* one : context.name()) result.push_back(name(*one));
  return result;
}

std::int64_t Builder::integer(Terminal& node) {
  const Literal number = literal(node.getSymbol());
  if (number.constant.number <= INT64_MAX) return static_cast<std::int64_t>(number.constant.number);
  state_.diagnostics.add(Code::E0110, number.span, "this number is too large");
  return 0;
}

Day Builder::day(Terminal& node) const {
  return static_cast<Day>(literal(node.getSymbol()).constant.number);
}

Literal Builder::literal(const antlr4::Token* token) const {
  Literal result{span(token), {}};
  // The tokens were checked: only one that was reported as wrong and could not be repaired has no value.
  if (Result<Constant> constant = parse_literal(lexeme_of(token).text))
    result.constant = std::move(*constant);
  return result;
}

Reference Builder::reference(P::RefContext& context) {
  Reference result;
  result.id = new_id();
  result.span = span(context);
  result.name = name(*context.name());
  if (context.part() == nullptr) return result;
  result.part = name(*context.part());
  if (result.name.text == "tags") {
    result.from_tags = true;
    result.name = *std::exchange(result.part, std::nullopt);
  }
  return result;
}

CauseMask Builder::causes(P::CausesContext& context) {
  CauseMask mask = 0;
  for (P::CauseContext* one : context.cause()) {
    const CauseMask bits = cause_by_name(text(*one));
    if (bits == 0) {
      const std::string meant = nearest(text(*one), {"not_asked", "no_hit", "stale", "suppressed", "error"});
      state_.diagnostics.add(Code::E0304, span(*one),
                             fmt::format("`{}` is not a cause of a missing value", text(*one)),
                             meant.empty() ? "The causes are not_asked, no_hit, stale, suppressed and error"
                                           : fmt::format("Did you mean `{}`?", meant));
    }
    mask |= bits;
  }
  return mask;
}

Value Builder::value(P::ValueContext& context) {
  Value result;
  result.id = new_id();
  result.span = span(context);
  if (context.literal() != nullptr) {
    result.kind = ValueKind::literal;
    result.negative = has(context, "-");
    result.literal = literal(*context.literal());
  } else if (context.ref() != nullptr) {
    result.kind = ValueKind::ref;
    result.ref = reference(*context.ref());
  } else if (context.CODE() != nullptr) {
    result.kind = ValueKind::code;
    result.code = code(*context.CODE());
  } else if (has(context, "missing")) {
    result.kind = ValueKind::missing;
    result.has_causes = context.causes() != nullptr;
    if (result.has_causes) result.causes = causes(*context.causes());
  } else {
    result.kind = has(context, "stale") ? ValueKind::stale : ValueKind::undecided;
  }
  return result;
}

Value Builder::leaf(P::LeafContext& context) {
  Value result;
  result.id = new_id();
  result.span = span(context);
  if (context.literal() != nullptr) {
    result.literal = literal(*context.literal());
  } else if (context.ref() != nullptr) {
    result.kind = ValueKind::ref;
    result.ref = reference(*context.ref());
  } else {
    result.kind = ValueKind::code;
    result.code = code(*context.CODE());
  }
  return result;
}

void Builder::reason(P::ReasonContext& context, std::vector<Reference>& reasons, std::vector<bool>& is_code) {
  is_code.push_back(context.CODE() != nullptr);
  if (context.ref() != nullptr) {
    reasons.push_back(reference(*context.ref()));
    return;
  }
  Reference result;
  result.id = new_id();
  result.name = code(*context.CODE());
  result.span = result.name.span;
  reasons.push_back(std::move(result));
}

Because Builder::because(P::BecauseContext& context) {
  Because result;
  result.span = span(context);
  for (P::ReasonContext* one : context.reason()) reason(*one, result.reasons, result.is_code);
  return result;
}

std::optional<Because> Builder::maybe_because(P::BecauseContext* context) {
  if (context == nullptr) return std::nullopt;
  return because(*context);
}

RoundingMode Builder::rounding_mode(P::RoundingContext& context) const {
  const std::string_view mode = text(context);
  if (mode == "up") return RoundingMode::up;
  if (mode == "down") return RoundingMode::down;
  if (mode == "floor") return RoundingMode::floor;
  if (mode == "ceiling") return RoundingMode::ceiling;
  return mode.ends_with("up") ? RoundingMode::half_up : RoundingMode::half_even;
}

Grain Builder::grain(P::GrainContext& context, std::optional<Constant>& constant) {
  constexpr std::int64_t kMostPlaces = 30;
  const Literal number = literal(context.start);
  if (context.INT() != nullptr) {  // places
    const std::int64_t places = integer(*context.INT());
    if (places <= kMostPlaces) return {1, static_cast<std::uint8_t>(places)};
    state_.diagnostics.add(Code::E0502, number.span, fmt::format("{} places are too many", places),
                           fmt::format("{} is the most", kMostPlaces));
    return {};
  }
  constant = number.constant;
  i128 unit = number.constant.number;
  std::uint8_t scale = number.constant.type.scale;
  while (scale > 0 && unit % 10 == 0 && unit != 0) unit /= 10, --scale;
  if (unit > 0 && unit <= INT64_MAX) return {static_cast<std::int64_t>(unit), scale};
  state_.diagnostics.add(Code::E0502, number.span, "a value cannot be rounded to this",
                         "Write a grain above zero, e.g. `100 CNY`, `5 bp` or `2 places`");
  return {};
}

TypeExpr Builder::type(P::TypeContext& context) {
  TypeExpr result;
  result.span = span(context);
  if (auto* plain = dynamic_cast<P::PlainTypeContext*>(&context)) {
    result.name = name(*plain->name());
    for (Terminal* node : {plain->CODE(), plain->PERIOD(), plain->INT()}) {
      if (node == nullptr) continue;
      result.argument = lexeme_of(node->getSymbol()).text;
      result.argument_span = span(node->getSymbol());
    }
    // `a year`, whatever stands between
    if (plain->PERIOD() != nullptr)
      result.argument = "a " + result.argument.substr(result.argument.find_last_of(" \t") + 1);
    if (plain->grain() != nullptr) {
      result.grain = grain(*plain->grain(), result.grain_literal);
      result.grain_span = span(*plain->grain());
    }
  } else if (auto* enumerated = dynamic_cast<P::EnumTypeContext*>(&context)) {
    result.form = enumerated->ONE_OF() != nullptr ? TypeExpr::Form::one_of : TypeExpr::Form::ordered;
    for (P::EnumValueContext* one : enumerated->enumValue()) result.values.push_back(name(*one));
  } else if (auto* list = dynamic_cast<P::ListTypeContext*>(&context)) {
    result.form = TypeExpr::Form::list;
    result.up_to = list->UP_TO() != nullptr;
    result.count = integer(*list->INT());
    result.element = std::make_unique<TypeExpr>(type(*list->type()));
  }
  return result;
}

std::optional<TypeExpr> Builder::maybe_type(P::TypeContext* context) {
  if (context == nullptr) return std::nullopt;
  return type(*context);
}

Compare Builder::order(P::OrderContext& context) const {
  if (context.AT_LEAST() != nullptr || has(context, ">=")) return Compare::at_least;
  if (context.AT_MOST() != nullptr || has(context, "<=")) return Compare::at_most;
  return has(context, "above") || has(context, ">") ? Compare::above : Compare::below;
}

Binding Builder::binding(P::BindingContext& context) {
  Binding result;
  result.id = new_id();
  result.span = span(context);
  if (context.ref() != nullptr) {
    result.ref = reference(*context.ref());
  } else if (context.CODE() != nullptr) {
    result.target = Binding::Target::code;
    result.code = code(*context.CODE());
  } else {
    result.target = has(context, "knockouts") ? Binding::Target::knockouts : Binding::Target::undecided;
  }
  result.list = has(context, "(");
  for (P::ValueContext* one : context.value()) result.values.push_back(value(*one));
  return result;
}

std::vector<Binding> Builder::bindings(P::BindingsContext& context) {
  std::vector<Binding> result;
  for (P::BindingContext* one : context.binding()) result.push_back(binding(*one));
  return result;
}

}  // namespace pol::syntax
