#include "runtime/explain/formulas.h"

#include <fmt/format.h>

#include <algorithm>

#include "runtime/explain/phrases.h"
#include "runtime/explain/words.h"

namespace pol::explain {

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
  if (ref == ir::kNone) return {};  // a part that this version's code does not have
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
  if (length == ir::kNone || in_.slots[length].causes) return value_of(length);
  std::string list;
  for (const ir::Ref element : elements)
    if (!in_.slots[element].causes) list += (list.empty() ? "" : ", ") + value_of(element);
  return list.empty() ? std::string(phrase(Phrase::empty_list, in_.language)) : "(" + list + ")";
}

std::optional<std::string> Formulas::reasons_given(const Name& name) const {
  if (name.form != Name::Form::reasons || name.needs >= in_.sent.needed_reasons.size()) return std::nullopt;
  const auto& codes = in_.sent.needed_reasons[name.needs];
  if (codes.empty()) return std::string(phrase(Phrase::no_list, in_.language));
  return fmt::format("({})", fmt::join(codes, ", "));
}

std::optional<std::string> Formulas::name_value(std::uint32_t index, std::uint32_t last) const {
  const Name& name = in_.plan.names[index];
  if (auto codes = reasons_given(name)) return codes;
  if (name.input != kNone) {
    const auto& inputs = in_.admitted.inputs;
    const ir::Module& module = in_.policy.module();
    const auto input_value = [&](std::uint32_t input) {
      if (inputs.causes[input])
        return fmt::format(fmt::runtime(phrase(Phrase::missing_value, in_.language)),
                           cause_words(inputs.causes[input], in_.language));
      return value_of(inputs.values[input], module.types[module.inputs[input].type]);
    };
    const auto& element = module.inputs[name.input].element;
    if (!element) return input_value(name.input);
    // Of a long series the newest values.
    constexpr std::uint32_t kShown = 6;
    const std::uint32_t wanted = last ? last : element->count, shown = std::min(wanted, kShown);
    std::string list = shown < wanted ? "…" : "";
    for (std::uint32_t i = element->count - shown; i < element->count; ++i)
      list += (list.empty() ? "" : ", ") + input_value(name.input + i);
    return "(" + list + ")";
  }
  if (name.value != ir::kNone) return name.list ? list_of(name.elements, name.value) : value_of(name.value);
  return std::nullopt;
}

std::string tag_label(const catalog::Catalog& catalog, const catalog::Tag& tag, Language language) {
  const auto& languages = catalog.languages;
  const std::string_view wanted = language == Language::zh ? "zh" : "en";
  for (std::size_t i = 0; i < languages.size() && i < tag.labels.size(); ++i)
    if (languages[i] == wanted && !tag.labels[i].empty()) return tag.labels[i];
  return tag.id;
}

std::string called(const catalog::Catalog& catalog, std::string_view name, Language language) {
  const std::string_view wanted = language == Language::zh ? "zh" : "en";
  if (const auto found = catalog.words.find(name); found != catalog.words.end())
    for (std::size_t i = 0; i < catalog.languages.size() && i < found->second.size(); ++i)
      if (catalog.languages[i] == wanted && !found->second[i].empty()) return found->second[i];
  if (const catalog::Tag* tag = language == Language::zh ? catalog.find(name) : nullptr)
    return tag_label(catalog, *tag, language);
  const std::size_t dot = name.find('.');
  const bool reference = dot != std::string_view::npos && name.find(' ') == std::string_view::npos;
  if (!reference) return std::string(name);
  return called(catalog, name.substr(0, dot), language) + "." +
         called(catalog, name.substr(dot + 1), language);
}

const catalog::Tag* Formulas::tag_of(std::uint32_t name) const {
  const Name& one = in_.plan.names[name];
  return one.form == Name::Form::tag ? in_.catalog.find(one.name) : nullptr;
}

std::string Formulas::label_of(std::uint32_t name) const {
  const catalog::Tag* tag = tag_of(name);
  return tag ? tag_label(*tag) : word(in_.plan.names[name].name);
}

std::string Formulas::label_and_id(const catalog::Tag& tag) const {
  const std::string label = tag_label(tag);
  return label == tag.id
             ? label
             : fmt::format(fmt::runtime(phrase(Phrase::in_brackets, in_.language)), label, tag.id);
}

std::string Formulas::name_of(std::uint32_t name) const {
  const catalog::Tag* tag = tag_of(name);
  return tag ? label_and_id(*tag) : word(in_.plan.names[name].name);
}

std::string Formulas::with_values(const Formula& formula) const {
  if (formula.places.empty() || formula.form == Formula::Form::reference) return {};
  std::string out;
  for (const Formula::Place& place : formula.places) {
    out += text(place.before);
    const auto value = name_value(place.read.name, place.read.last);
    out += value ? *value : text(place.own);
  }
  return fold(out + text(formula.rest));
}

std::string Formulas::values_of(const Formula& formula) const {
  std::string out;
  for (const Read& read : formula.reads)
    if (const auto value = name_value(read.name, read.last))
      out += (out.empty() ? "" : std::string(phrase(Phrase::comma, in_.language))) + label_of(read.name) +
             " " + *value;
  return out;
}

}  // namespace pol::explain
