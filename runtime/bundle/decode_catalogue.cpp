#include "runtime/bundle/decode.h"

namespace pol::bundle {

catalog::Tag Decoder::tag(const fb::Tag& from) {
  catalog::Tag out;
  out.id = text(from.id());
  out.labels = texts(from.labels());
  const auto aligned_to_8 = [](const void* at) { return reinterpret_cast<std::uintptr_t>(at) % 8 == 0; };
  if (!aligned_to_8(from.type()) || !aligned_to_8(from.typical_number())) {
    bad("a tag that is not aligned");
    return out;
  }
  out.type = type(*from.type());
  out.min_characters = from.min_characters();
  out.forbid = from.forbid();
  out.causes = from.causes();
  if (const auto days = from.fresh_days()) out.fresh_days = *days;
  if (const auto months = from.fresh_months()) out.fresh_months = *months;
  out.sensitivity = text(from.sensitivity());
  out.purpose = texts(from.purpose());
  out.source_kind = text(from.source_kind());
  out.source_model = text(from.source_model());
  out.source_validated = text(from.source_validated());
  out.typical = {from.typical_missing(), from_wide(*from.typical_number()), text(from.typical_text())};
  out.actionable = from.actionable();
  out.deprecated_since = text(from.deprecated_since());
  out.deprecated_use = text(from.deprecated_use());
  return out;
}

catalog::Catalog Decoder::catalogue(const fb::Catalogue& from) {
  catalog::Catalog out;
  out.name = text(from.name());
  out.version = text(from.version());
  out.owner = text(from.owner());
  out.languages = texts(from.languages());
  out.enums = enums(from.enums());
  if (from.enum_names() && aligned<fb::EnumName>(from.enum_names()) && room(from.enum_names()->size()))
    for (const fb::EnumName* one : *from.enum_names()) {
      if (one->id() >= out.enums.size()) bad("a name of an enum that is not there");
      out.enum_ids.emplace(text(one->name()), one->id());
    }
  records<Unit>(from.enum_numbers(), [&](const fb::EnumNumbers& one) {
    const std::vector<std::string> values = texts(one.values());
    const std::vector<std::int64_t> numbers = plain<std::int64_t>(one.numbers());
    if (values.size() != numbers.size()) {
      bad("numbers of an enum that do not match its values");
      return Unit{};
    }
    auto& named = out.enum_numbers[text(one.name())];
    for (std::size_t i = 0; i < values.size(); ++i) named.emplace(values[i], numbers[i]);
    return Unit{};
  });
  records<Unit>(from.words(), [&](const fb::Words& one) {
    out.words.emplace(text(one.text()), texts(one.words()));
    return Unit{};
  });
  out.invariants = records<catalog::Invariant>(from.invariants(), [&](const fb::CatalogueInvariant& one) {
    return catalog::Invariant{text(one.id()), text(one.text()), text(one.check()), {}, one.enforced()};
  });
  out.tags = records<catalog::Tag>(from.tags(), [&](const fb::Tag& one) { return tag(one); });
  for (std::size_t i = 0; i < out.tags.size(); ++i)
    if (!out.by_id.emplace(out.tags[i].id, i).second) bad("a tag that stands twice");
  return out;
}

}  // namespace pol::bundle
