// Texts are numbered in their own order, which a first pass finds out: what the numbers are does not depend
// on the order in which a compiler evaluates arguments.
#include "runtime/bundle/encode.h"

#include "runtime/bundle/codec.h"

namespace pol::bundle {

Encoder::Encoder() : fbb_(1 << 16) {
  numbers_[""] = 0;
}

std::uint32_t Encoder::text(const std::string& text) {
  return numbers_.try_emplace(text, 0).first->second;
}

List<std::uint32_t> Encoder::texts(const std::vector<std::string>& list) {
  std::vector<std::uint32_t> numbers;
  numbers.reserve(list.size());
  for (const std::string& one : list) numbers.push_back(text(one));
  return scalars(numbers);
}

Part<fb::Golden> Encoder::golden(const Golden& golden) {
  const auto sent = structs<fb::Sent>(golden.sent.tags, [&](const engine::SentTag& tag) {
    return fb::Sent(wide(tag.number), text(tag.text), tag.as_of.value_or(0),
                    static_cast<std::uint8_t>(tag.state), tag.cause, tag.as_of.has_value());
  });
  const auto needed =
      tables<fb::NeededReasons>(golden.sent.needed_reasons, [&](const std::vector<std::string>& codes) {
        const auto list = texts(codes);
        return fb::CreateNeededReasons(fbb_, list);
      });
  const auto outputs = scalars(golden.record.outputs);
  const auto causes = scalars(golden.record.output_causes);
  const auto words = scalars(golden.record.words);
  const auto shown = scalars(golden.shown);
  return fb::CreateGolden(fbb_, text(golden.title), golden.sent.decision_date, sent, needed, outputs, causes,
                          words, shown);
}

Part<fb::Member> Encoder::member(const Member& member) {
  const auto code = module(member.module);
  const auto roles = texts(member.roles);
  const auto files = structs<fb::FileDigest>(member.files, [&](const FileDigest& file) {
    return fb::FileDigest(text(file.path), text(file.sha256));
  });
  const auto goldens = tables<fb::Golden>(member.goldens, [&](const Golden& one) { return golden(one); });
  const auto told = member.plan.empty() ? Part<fb::Plan>() : plan(member.plan);
  return fb::CreateMember(fbb_, code, text(member.content_hash), member.cost, member.approvals, roles, files,
                          goldens, told);
}

Part<fb::Tag> Encoder::tag(const catalog::Tag& tag) {
  const auto labels = texts(tag.labels);
  const auto purpose = texts(tag.purpose);
  const fb::Type type = type_of(tag.type);
  const fb::Wide typical = wide(tag.typical.number);
  fb::TagBuilder out(fbb_);
  out.add_id(text(tag.id));
  out.add_labels(labels);
  out.add_type(&type);
  out.add_min_characters(tag.min_characters);
  out.add_forbid(tag.forbid);
  out.add_causes(tag.causes);
  if (tag.fresh_days) out.add_fresh_days(*tag.fresh_days);
  if (tag.fresh_months) out.add_fresh_months(*tag.fresh_months);
  out.add_sensitivity(text(tag.sensitivity));
  out.add_purpose(purpose);
  out.add_source_kind(text(tag.source_kind));
  out.add_source_model(text(tag.source_model));
  out.add_source_validated(text(tag.source_validated));
  out.add_typical_missing(tag.typical.missing);
  out.add_typical_number(&typical);
  out.add_typical_text(text(tag.typical.text));
  out.add_actionable(tag.actionable);
  out.add_deprecated_since(text(tag.deprecated_since));
  out.add_deprecated_use(text(tag.deprecated_use));
  return out.Finish();
}

Part<fb::Catalogue> Encoder::catalogue(const catalog::Catalog& catalog) {
  const auto languages = texts(catalog.languages);
  const auto enum_list = enums(catalog.enums);
  const auto names = structs<fb::EnumName>(
      catalog.enum_ids, [&](const auto& entry) { return fb::EnumName(text(entry.first), entry.second); });
  const auto numbers = tables<fb::EnumNumbers>(catalog.enum_numbers, [&](const auto& entry) {
    std::vector<std::string> values;
    std::vector<std::int64_t> given;
    for (const auto& [value, number] : entry.second) values.push_back(value), given.push_back(number);
    const auto value_list = texts(values);
    const auto number_list = scalars(given);
    return fb::CreateEnumNumbers(fbb_, text(entry.first), value_list, number_list);
  });
  const auto words = tables<fb::Words>(catalog.words, [&](const auto& entry) {
    const auto list = texts(entry.second);
    return fb::CreateWords(fbb_, text(entry.first), list);
  });
  const auto invariants =
      tables<fb::CatalogueInvariant>(catalog.invariants, [&](const catalog::Invariant& one) {
        return fb::CreateCatalogueInvariant(fbb_, text(one.id), text(one.text), text(one.check),
                                            one.enforced);
      });
  const auto tags = tables<fb::Tag>(catalog.tags, [&](const catalog::Tag& one) { return tag(one); });
  return fb::CreateCatalogue(fbb_, text(catalog.name), text(catalog.version), text(catalog.owner), languages,
                             enum_list, names, numbers, words, invariants, tags);
}

std::string Encoder::payload(const Bundle& bundle) {
  for (const bool last : {false, true}) {
    fbb_.Clear();
    const auto members = tables<fb::Member>(bundle.members, [&](const Member& one) { return member(one); });
    const auto tags = catalogue(bundle.catalog);
    std::vector<std::string> all;
    for (const auto& [text, number] : numbers_) all.push_back(text);
    const auto pool = fbb_.CreateVectorOfStrings(all);
    fb::PayloadBuilder out(fbb_);
    out.add_minimum_runtime(text(bundle.minimum_runtime));
    out.add_ir_version(bundle.ir_version);
    out.add_language(bundle.language);
    out.add_built_by(text(bundle.built_by));
    out.add_release(bundle.release);
    if (bundle.expires) out.add_expires(*bundle.expires);
    out.add_content_hash(text(bundle.content_hash));
    out.add_members(members);
    out.add_catalogue(tags);
    out.add_texts(pool);
    fb::FinishPayloadBuffer(fbb_, out.Finish());
    if (last) break;
    std::uint32_t next = 0;
    for (auto& [text, number] : numbers_) number = next++;
  }
  return {reinterpret_cast<const char*>(fbb_.GetBufferPointer()), fbb_.GetSize()};
}

std::string encode(const Bundle& bundle) {
  return Encoder().payload(bundle);
}

}  // namespace pol::bundle
