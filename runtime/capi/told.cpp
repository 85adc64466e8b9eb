// What a decision said, for those who ask: single outputs and reasons, the record, an explanation.
#include "runtime/capi/handles.h"
#include "runtime/engine/json_writer.h"
#include "runtime/engine/record.h"
#include "runtime/explain/explanation.h"
#include "runtime/value/constant.h"

using namespace pol;
using namespace pol::capi;

namespace {

engine::Which engine_of(const pol_reader& reader) {
  return !reader.slot->engine->interpreter_only && reader.release.chain->has_native()
             ? engine::Which::scalar
             : engine::Which::interpreter;
}

std::string record_of(const pol_reader& reader, std::size_t member) {
  const engine::MemberCase& one = reader.decided.decided.members[member];
  return engine::record_json(reader.release.chain->member(member), *one.sent, one.admitted, one.record,
                             one.scratch.slots, engine_of(reader));
}

// The place of a language in a list, or of none.
std::size_t place_of(const std::vector<std::string>& languages, std::string_view language) {
  std::size_t place = 0;
  while (place < languages.size() && languages[place] != language) ++place;
  return place;
}

std::string_view in_language(const std::vector<std::string>& texts, std::size_t place) {
  return place < texts.size() ? std::string_view(texts[place]) : std::string_view();
}

const catalog::Catalog* names_of(pol_reader& reader) {
  if (reader.told.catalog) return reader.told.catalog.get();
  const std::lock_guard lock(reader.slot->mutex);
  const auto found = reader.slot->told.find(reader.release.content_hash());
  if (found != reader.slot->told.end()) reader.told = found->second;
  return reader.told.catalog.get();
}

// Tags that were read by their labels, and what else the catalogue has words for.
void write_names(engine::JsonWriter& json, pol_reader& reader, std::string_view language) {
  json.key("names").open('{');
  if (const catalog::Catalog* catalog = names_of(reader)) {
    const std::size_t place = place_of(catalog->languages, language);
    for (const ir::Input& input : reader.release.chain->door().inputs) {
      const catalog::Tag* tag = input.bucket || !input.heads_tag() ? nullptr : catalog->find(input.tag());
      if (tag && !in_language(tag->labels, place).empty())
        json.key(tag->id).text(in_language(tag->labels, place));
    }
    for (const auto& [word, words] : catalog->words)
      if (!in_language(words, place).empty()) json.key(word).text(in_language(words, place));
  }
  json.close('}');
}

std::optional<std::uint64_t> field_of(const engine::LoadedPolicy& policy, const ir::NativeRecord& record,
                                      std::string_view kind, std::string_view name) {
  const ir::Module& m = policy.module();
  const auto get = [&](ir::FieldKind of, const auto& list, auto code_of) -> std::optional<std::uint64_t> {
    for (std::size_t i = 0; i < list.size(); ++i)
      if (code_of(list[i]) == name)
        if (const ir::Field* field = policy.layout().find(of, static_cast<std::uint32_t>(i)))
          return record.get(*field);
    return std::nullopt;
  };
  const auto code = [](const auto& one) -> std::string_view { return one.code; };
  const auto title = [](const auto& one) -> std::string_view { return one.name; };
  const auto table = [&](const ir::TableUse& use) -> std::string_view { return m.tables[use.table].name; };
  if (kind == "fired") return get(ir::FieldKind::knockout_fired, m.knockouts, code);
  if (kind == "unknown") return get(ir::FieldKind::knockout_unknown, m.knockouts, code);
  if (kind == "waived") return get(ir::FieldKind::knockout_waived, m.knockouts, code);
  if (kind == "event") return get(ir::FieldKind::event_active, m.events, code);
  if (kind == "step") return get(ir::FieldKind::step_active, m.steps, code);
  if (kind == "changed") return get(ir::FieldKind::step_changed, m.steps, code);
  if (kind == "arm") return get(ir::FieldKind::arm, m.choices, title);
  if (kind == "row") return get(ir::FieldKind::row, m.table_uses, table);
  return std::nullopt;
}

}  // namespace

extern "C" {

pol_status pol_reader_output(pol_reader* reader, const char* name, pol_output* out) {
  return guarded(nullptr, [&] {
    engine::MemberCase* root = last(reader);
    if (!name || !out) return POL_USAGE;
    if (!root) return POL_NOT_THERE;
    const ir::Module& module = reader->release.chain->root().module();
    for (std::size_t i = 0; i < module.outputs.size(); ++i) {
      if (module.outputs[i].name != name) continue;
      const Type& type = module.type_of(module.outputs[i].value);
      pol_output told{};
      told.kind = static_cast<pol_kind>(type.kind);
      told.scale = type.scale;
      told.value = root->record.outputs[i];
      told.causes = root->record.output_causes[i];
      reader->output_text.clear();
      if (!told.causes)
        reader->output_text =
            type.kind == Kind::text
                ? std::string(engine::output_text(module, root->admitted.inputs, told.value))
                : format_data(told.value, type, module.enums);
      told.text = text_of(reader->output_text);
      return give(told, out) ? POL_OK : POL_USAGE;
    }
    return POL_NOT_THERE;
  });
}

pol_status pol_reader_reason(pol_reader* reader, size_t place, const char* language, pol_text* code,
                             pol_text* words) {
  return guarded(nullptr, [&] {
    if (!last(reader)) return POL_NOT_THERE;
    complete(*reader);
    if (place >= reader->shown.size()) return POL_NOT_THERE;
    const ir::Module& module = reader->release.chain->root().module();
    const ir::ReasonText& reason = module.reason_codes[reader->shown[place]];
    if (code) *code = text_of(reason.code);
    if (words)
      *words =
          text_of(in_language(reason.texts, place_of(module.policy.languages, language ? language : "")));
    return POL_OK;
  });
}

pol_status pol_reader_record(pol_reader* reader, pol_text* out, pol_error* error) {
  return guarded(error, [&] {
    if (!out) return fail(error, POL_USAGE, "", "no place for the record");
    if (!last(reader)) return fail(error, POL_NOT_THERE, "", "nothing has been decided");
    complete(*reader);
    reader->text = record_of(*reader, reader->release.chain->size() - 1);
    *out = text_of(reader->text);
    return POL_OK;
  });
}

pol_status pol_reader_explain(pol_reader* reader, const char* language, pol_text* out, pol_error* error) {
  return guarded(error, [&] {
    if (!out || !language) return fail(error, POL_USAGE, "", "no language, or no place for the explanation");
    if (!last(reader)) return fail(error, POL_NOT_THERE, "", "nothing has been decided");
    complete(*reader);
    const engine::Chain& chain = *reader->release.chain;
    std::string records;
    for (std::size_t i = 0; i < chain.size(); ++i)
      if (reader->decided.decided.members[i].decided)
        records += (records.empty() ? "" : ", ") + record_of(*reader, i);
    engine::JsonWriter rest;
    rest.open('{').key("records").raw("[" + records + "]");
    write_names(rest, *reader, language);
    rest.key("reasons").open('[');
    const ir::Module& module = chain.root().module();
    const std::size_t place = place_of(module.policy.languages, language);
    for (const std::uint16_t index : reader->shown) {
      const ir::ReasonText& reason = module.reason_codes[index];
      rest.open('{')
          .key("code")
          .text(reason.code)
          .key("text")
          .text(in_language(reason.texts, place))
          .close('}');
    }
    rest.close(']').close('}');
    reader->text = rest.take();
    *out = text_of(reader->text);
    return POL_OK;
  });
}

pol_status pol_reader_tell(pol_reader* reader, pol_audience audience, const char* language, pol_text* out,
                           pol_error* error) {
  return guarded(error, [&] {
    const std::string_view wanted = language ? language : "";
    if (!out || wanted.empty() || (audience != POL_OFFICER && audience != POL_APPLICANT))
      return fail(error, POL_USAGE, "", "no language, no such audience, or no place for the sentences");
    if (!last(reader)) return fail(error, POL_NOT_THERE, "", "nothing has been decided");
    const engine::Chain& chain = *reader->release.chain;
    const std::vector<std::string>& languages = chain.root().module().policy.languages;
    const bool known = wanted == "en" || wanted == "zh";
    if (!known || (!languages.empty() && place_of(languages, wanted) == languages.size()))
      return fail(error, POL_NOT_THERE, "", "there are no texts in `" + std::string(wanted) + "`");
    const catalog::Catalog* names = names_of(*reader);
    if (!names) return fail(error, POL_NOT_THERE, "", "the version was unloaded before it was asked");
    if (audience == POL_OFFICER && !reader->told.plans)
      return fail(error, POL_NOT_THERE, "",
                  "the bundle was built before bundles carried how their formulas read; build it anew");
    complete(*reader);
    explain::ToldBefore before;
    const std::vector<explain::Input> decided = explain::inputs_of(
        chain, reader->told.plans ? std::span(*reader->told.plans) : std::span<const explain::Plan>(), *names,
        reader->decided.decided, engine_of(*reader),
        wanted == "zh" ? explain::Language::zh : explain::Language::en, &before);
    reader->text = audience == POL_OFFICER ? explain::officer_text(decided)
                                           : explain::text_of(explain::to_applicant(decided));
    *out = text_of(reader->text);
    return POL_OK;
  });
}

pol_status pol_reader_field(pol_reader* reader, const char* kind, const char* name, uint64_t* out) {
  return guarded(nullptr, [&] {
    if (!kind || !name || !out) return POL_USAGE;
    const engine::MemberCase* root = last(reader);
    if (!root) return POL_NOT_THERE;
    const auto value = field_of(reader->release.chain->root(), root->record, kind, name);
    if (!value) return POL_NOT_THERE;
    *out = *value;
    return POL_OK;
  });
}

}  // extern "C"
