// Deciding: a struct of the host, or JSON, becomes a SentCase of the slot's door; the version in force
// decides.
#include "runtime/capi/handles.h"
#include "runtime/engine/case_json.h"
#include "runtime/engine/record.h"

using namespace pol;
using namespace pol::capi;

namespace pol::capi {

engine::MemberCase* last(pol_reader* reader) {
  return reader && reader->has_decision ? &reader->decided.decided.root() : nullptr;
}

void complete(pol_reader& reader) {
  const engine::Chain& chain = *reader.release.chain;
  for (std::size_t i = 0; i < chain.size(); ++i) chain.fill_slots(i, reader.decided.decided.members[i]);
  if (reader.has_shown) return;
  const engine::MemberCase& root = reader.decided.decided.root();
  reader.shown = engine::reasons_shown(
      chain.root(), engine::reasons_all(chain.root(), *root.sent, root.record, root.scratch.slots));
  reader.has_shown = true;
}

}  // namespace pol::capi

namespace {

using State = engine::SentTag::State;

template <class T>
T read(const char* at) {
  T value;
  std::memcpy(&value, at, sizeof value);
  return value;
}

void read_field(const pol_layout::Field& field, const char* data, engine::SentTag& tag) {
  tag.state = State::value;
  tag.text.clear();
  tag.as_of.reset();
  if (field.has_missing)
    if (const auto causes = read<std::uint8_t>(data + field.missing); causes) {
      tag.state = State::missing;
      tag.cause = causes;
      return;
    }
  switch (field.type) {
    case POL_BOOL:
      tag.number = read<std::uint8_t>(data + field.offset);
      break;
    case POL_INT32:
      tag.number = read<std::int32_t>(data + field.offset);
      break;
    case POL_INT64:
      tag.number = read<std::int64_t>(data + field.offset);
      break;
    case POL_TEXT:
      tag.text = view(read<pol_text>(data + field.offset));
      break;
  }
  if (field.has_as_of) tag.as_of = read<std::int32_t>(data + field.as_of);
}

pol_status decide(pol_reader& reader, const Watch& watch, pol_result* out, pol_error* error) {
  reader.has_decision = reader.has_shown = false;
  {
    std::optional<engine::Pin> own;
    if (!reader.pinned) own.emplace(reader.epochs, reader.slot->slot);
    const engine::Snapshot& now = reader.pinned ? **reader.pinned : **own;
    const bool native = !reader.slot->engine->interpreter_only && now.has_native();
    const auto refusal =
        now.decide(native ? engine::Which::scalar : engine::Which::interpreter, reader.sent, reader.decided);
    const std::uint64_t number = reader.decided.release ? reader.decided.release->number : 0;
    if (reader.counts.number() != number) reader.slot->counts.turn(reader.counts, number);
    if (refusal) {
      reader.counts.refused();
      if (watch.on()) reader.counts.took(watch.nanoseconds());
      return fail(error, *refusal);
    }
    // Numbers are never used again, so that the same number is the same version and nothing is copied.
    if (reader.release.number != reader.decided.release->number) {
      reader.release = *reader.decided.release;
      reader.told = {};
      reader.undecided = reader.release.chain->root().layout().find(ir::FieldKind::undecided, 0);
    }
    reader.decided.release = &reader.release;
  }
  reader.has_decision = true;
  const engine::LoadedPolicy& policy = reader.release.chain->root();
  const ir::NativeRecord& record = last(&reader)->record;
  const bool undecided = reader.undecided && record.get(*reader.undecided);
  reader.counts.decided(undecided);
  if (watch.on()) reader.counts.took(watch.nanoseconds());
  if (!out) return POL_OK;
  pol_result result{};
  result.number = reader.release.number;
  result.version = policy.module().policy.version;
  result.content_hash = text_of(policy.content_hash());
  result.is_decided = !undecided;
  result.output_count = record.outputs.size();
  result.outputs = record.outputs.data();
  result.causes = record.output_causes.data();
  result.word_count = record.words.size();
  result.words = record.words.data();
  return give(result, out) ? POL_OK : fail(error, POL_USAGE, "", "pol_result without its size");
}

}  // namespace

extern "C" {

pol_status pol_reader_create(pol_slot* slot, pol_reader** out, pol_error* error) {
  return guarded(error, [&] {
    if (!slot || !out) return fail(error, POL_USAGE, "", "no slot, or no place for the reader");
    *out = std::make_unique<pol_reader>(slot).release();
    return POL_OK;
  });
}

void pol_reader_destroy(pol_reader* reader) {
  delete reader;
}

void pol_reader_pin(pol_reader* reader) {
  if (reader && reader->pins++ == 0) reader->pinned.emplace(reader->epochs, reader->slot->slot);
}

void pol_reader_unpin(pol_reader* reader) {
  if (reader && reader->pins > 0 && --reader->pins == 0) reader->pinned.reset();
}

pol_status pol_decide(pol_reader* reader, const pol_layout* layout, const void* data, int32_t date,
                      pol_result* out, pol_error* error) {
  return guarded(error, [&] {
    if (!reader || !layout || !data || layout->slot != reader->slot)
      return fail(error, POL_USAGE, "", "no reader, no layout of its slot, or no data");
    const Watch watch(reader->slot->engine->measure_latency);
    engine::SentCase& sent = reader->sent;
    sent.case_id.clear();
    sent.decision_time.clear();
    sent.decision_date = date;
    sent.needs.clear();
    sent.tags.resize(reader->slot->slot.door().inputs.size());
    for (engine::SentTag& tag : sent.tags) tag.state = State::absent;
    for (const pol_layout::Field& field : layout->fields) {
      engine::SentTag& tag = sent.tags[field.input];
      read_field(field, static_cast<const char*>(data), tag);
      if (!field.has_as_of) tag.as_of = date;
    }
    return decide(*reader, watch, out, error);
  });
}

pol_status pol_decide_json(pol_reader* reader, pol_text json, int32_t date, pol_result* out,
                           pol_error* error) {
  return guarded(error, [&] {
    if (!reader) return fail(error, POL_USAGE, "", "no reader");
    const Watch watch(reader->slot->engine->measure_latency);
    const ir::Module& door = reader->slot->slot.door();
    engine::CaseOptions options;
    if (date) options.on = date;
    auto parsed = engine::parse_case(door, view(json), options);
    if (const auto* failure = std::get_if<Failure>(&parsed))
      return fail(error, POL_USAGE, "", failure->message);
    if (const auto* refusal = std::get_if<engine::Refusal>(&parsed)) {
      reader->counts.refused();
      if (watch.on()) reader->counts.took(watch.nanoseconds());
      return fail(error, *refusal);
    }
    reader->sent = std::move(std::get<engine::SentCase>(parsed));
    return decide(*reader, watch, out, error);
  });
}

pol_status pol_slot_shadow_counts(pol_slot* slot, pol_reader* reader, pol_shadow_counts* out) {
  if (!slot || !reader || reader->slot != slot || !out) return POL_USAGE;
  const engine::Pin pin(reader->epochs, slot->slot);
  if (!pin->shadow()) return POL_NOT_THERE;
  const engine::ShadowCounts counts = pin->shadow()->counts();
  pol_shadow_counts told{};
  told.decided = counts.decided;
  told.status = counts.status;
  told.main = counts.main;
  told.outputs = counts.outputs;
  told.refused = counts.refused;
  told.let_in = counts.let_in;
  told.not_alike = counts.not_alike;
  return give(told, out) ? POL_OK : POL_USAGE;
}

}  // extern "C"
