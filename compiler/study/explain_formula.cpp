#include "compiler/study/explain_formula.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/study/explain_phrases.h"
#include "compiler/study/explain_words.h"

namespace pol::study {

using syntax::Expr;
using syntax::ExprKind;

namespace {

// Comments dropped, white space folded.
std::string fold(std::string_view slice) {
  std::string out;
  bool space = false, comment = false, quoted = false;
  for (std::size_t i = 0; i < slice.size(); ++i) {
    const char c = slice[i];
    if (comment) {
      comment = c != '\n';
      continue;
    }
    if (c == '"') quoted = !quoted;
    if (!quoted && c == '-' && i + 1 < slice.size() && slice[i + 1] == '-') {
      comment = space = true;
      continue;
    }
    if (!quoted && (c == ' ' || c == '\t' || c == '\n' || c == '\r')) {
      space = true;
      continue;
    }
    if (space && !out.empty() && out.back() != '(' && c != ')') out += ' ';
    space = false;
    out += c;
  }
  return out;
}

}  // namespace

std::string Formulas::piece(const Span& span) const {
  const std::string slice(in_.sources.slice(span));
  const auto called = [this](std::string_view name) { return word(name); };
  if (in_.language == Language::zh) return piece_in_chinese(slice, called);
  return in_.own_names || in_.checked.catalog->words.empty() ? slice : piece_renamed(slice, called);
}

std::string Formulas::text(const Span& span) const {
  return fold(piece(span));
}

std::string Formulas::value_of(std::int64_t number, const Type& type) const {
  if (type.kind == Kind::boolean) return std::string(phrase(number ? Phrase::yes : Phrase::no, in_.language));
  if (type.kind == Kind::enumeration)
    return word(amount_words(number, type, in_.policy.module().enums, in_.language));
  if (type.kind == Kind::text) {
    const auto* text = reinterpret_cast<const ir::Text*>(number);
    return text ? "\"" + std::string(text->data, text->size) + "\"" : "\"\"";
  }
  return amount_words(number, type, in_.policy.module().enums, in_.language);
}

std::string Formulas::value_of(ir::Ref ref) const {
  const interp::Slot& slot = in_.slots[ref];
  if (slot.causes)
    return fmt::format(fmt::runtime(phrase(Phrase::missing_value, in_.language)),
                       cause_words(slot.causes, in_.language));
  const Type& type = in_.policy.module().type_of(ref);
  if (type.kind == Kind::text) return "\"" + std::string(interp::text_of(slot)) + "\"";
  if (type.kind == Kind::boolean || type.kind == Kind::enumeration)
    return value_of(static_cast<std::int64_t>(slot.value), type);
  return amount_words(slot.value, type, in_.policy.module().enums, in_.language);
}

std::string Formulas::list_of(const std::vector<ir::Ref>& elements, ir::Ref length) const {
  if (in_.slots[length].causes) return value_of(length);
  std::string list;
  for (const ir::Ref element : elements)
    if (!in_.slots[element].causes) list += (list.empty() ? "" : ", ") + value_of(element);
  return list.empty() ? std::string(phrase(Phrase::empty_list, in_.language)) : "(" + list + ")";
}

std::optional<std::string> Formulas::reasons_given(sema::SymbolId symbol) const {
  if (in_.checked.symbols[symbol].kind != sema::SymbolKind::needed) return std::nullopt;
  const sema::NeededPart& part = in_.checked.needed_parts[in_.checked.symbols[symbol].index];
  if (part.form != sema::NeededPart::Form::reasons || part.needs >= in_.sent.needed_reasons.size())
    return std::nullopt;
  const auto& codes = in_.sent.needed_reasons[part.needs];
  if (codes.empty()) return std::string(phrase(Phrase::no_list, in_.language));
  return fmt::format("({})", fmt::join(codes, ", "));
}

std::optional<std::string> Formulas::symbol_value(sema::SymbolId symbol, std::uint32_t last) const {
  if (auto codes = reasons_given(symbol)) return codes;
  if (auto it = in_.lowered.inputs.find(symbol); it != in_.lowered.inputs.end()) {
    const auto& inputs = in_.admitted.inputs;
    const ir::Module& module = in_.policy.module();
    const auto input_value = [&](std::uint32_t index) {
      if (inputs.causes[index])
        return fmt::format(fmt::runtime(phrase(Phrase::missing_value, in_.language)),
                           cause_words(inputs.causes[index], in_.language));
      return value_of(inputs.values[index], module.types[module.inputs[index].type]);
    };
    const auto& element = module.inputs[it->second].element;
    if (!element) return input_value(it->second);
    // Of a long series the newest values.
    constexpr std::uint32_t kShown = 6;
    const std::uint32_t wanted = last ? last : element->count, shown = std::min(wanted, kShown);
    std::string list = shown < wanted ? "…" : "";
    for (std::uint32_t i = element->count - shown; i < element->count; ++i)
      list += (list.empty() ? "" : ", ") + input_value(it->second + i);
    return "(" + list + ")";
  }
  if (auto it = in_.lowered.definitions.find(symbol);
      it != in_.lowered.definitions.end() && it->second != ir::kNone) {
    const auto list = in_.lowered.lists.find(symbol);
    return list == in_.lowered.lists.end() ? value_of(it->second) : list_of(list->second, it->second);
  }
  return std::nullopt;
}

std::string Formulas::tag_label(const catalog::Tag& tag) const {
  const auto& languages = in_.checked.catalog->languages;
  const std::string wanted = in_.language == Language::zh ? "zh" : "en";
  for (std::size_t i = 0; i < languages.size() && i < tag.labels.size(); ++i)
    if (languages[i] == wanted && !tag.labels[i].empty()) return tag.labels[i];
  return tag.id;
}

std::string Formulas::label_of(sema::SymbolId id) const {
  const sema::Symbol& symbol = in_.checked.symbols[id];
  return symbol.kind == sema::SymbolKind::tag ? tag_label(in_.checked.catalog->tags[symbol.index])
                                              : word(symbol.name);
}

std::string Formulas::word(std::string_view name) const {
  if (in_.own_names) return std::string(name);
  const catalog::Catalog& catalog = *in_.checked.catalog;
  const std::string wanted = in_.language == Language::zh ? "zh" : "en";
  if (const auto found = catalog.words.find(name); found != catalog.words.end())
    for (std::size_t i = 0; i < catalog.languages.size() && i < found->second.size(); ++i)
      if (catalog.languages[i] == wanted && !found->second[i].empty()) return found->second[i];
  if (const catalog::Tag* tag = in_.language == Language::zh ? catalog.find(name) : nullptr)
    return tag_label(*tag);
  const std::size_t dot = name.find('.');
  const bool reference = dot != std::string_view::npos && name.find(' ') == std::string_view::npos;
  if (!reference) return std::string(name);
  return word(name.substr(0, dot)) + "." + word(name.substr(dot + 1));
}

std::string Formulas::label_and_id(const catalog::Tag& tag) const {
  const std::string label = tag_label(tag);
  return label == tag.id
             ? label
             : fmt::format(fmt::runtime(phrase(Phrase::in_brackets, in_.language)), label, tag.id);
}

std::string Formulas::name_of(sema::SymbolId id) const {
  const sema::Symbol& symbol = in_.checked.symbols[id];
  return symbol.kind == sema::SymbolKind::tag ? label_and_id(in_.checked.catalog->tags[symbol.index])
                                              : word(symbol.name);
}

void Formulas::add(const syntax::Reference& reference, std::uint32_t unit, std::vector<Place>& places) const {
  const sema::Meaning* meaning = in_.checked.meaning(unit, reference.id);
  if (meaning && meaning->form == sema::Meaning::Form::symbol)
    places.push_back({reference.span, meaning->symbol, 0});
}

void Formulas::collect(const Expr& expr, std::uint32_t unit, std::vector<Place>& places) const {
  if (expr.kind == ExprKind::ref) add(expr.ref, unit, places);
  for (const auto& arg : expr.args)
    if (arg) collect(*arg, unit, places);
  for (const auto& condition : expr.conditions)
    if (condition) collect(*condition, unit, places);
  if (expr.series.ref) {
    const std::size_t before = places.size();
    add(*expr.series.ref, unit, places);
    if (expr.series.last && places.size() > before) {
      places.back().span = expr.series.span;
      places.back().last = static_cast<std::uint32_t>(*expr.series.last);
    }
  }
  for (const auto& element : expr.series.list)
    if (element) collect(*element, unit, places);
}

std::string Formulas::with_values(const Expr& expr, std::uint32_t unit) const {
  std::vector<Place> places;
  collect(expr, unit, places);
  if (places.empty() || expr.kind == ExprKind::ref) return {};
  std::sort(places.begin(), places.end(),
            [](const Place& a, const Place& b) { return a.span.begin < b.span.begin; });
  std::string out;
  Span rest = expr.span;
  for (const Place& place : places) {
    const auto value = symbol_value(place.symbol, place.last);
    if (!value) continue;
    out += piece({rest.file, rest.begin, place.span.begin});
    out += *value;
    rest.begin = place.span.end;
  }
  out += piece(rest);
  return fold(out);
}

std::string Formulas::values_of(const Expr& expr, std::uint32_t unit) const {
  std::vector<Place> places;
  collect(expr, unit, places);
  std::string out;
  std::vector<sema::SymbolId> seen;
  for (const Place& place : places) {
    if (std::find(seen.begin(), seen.end(), place.symbol) != seen.end()) continue;
    seen.push_back(place.symbol);
    if (const auto value = symbol_value(place.symbol, place.last))
      out += (out.empty() ? "" : std::string(phrase(Phrase::comma, in_.language))) + label_of(place.symbol) +
             " " + *value;
  }
  return out;
}

}  // namespace pol::study
