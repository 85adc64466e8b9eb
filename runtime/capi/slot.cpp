#include <algorithm>

#include "runtime/capi/handles.h"

using namespace pol;
using namespace pol::capi;

namespace pol::capi {

ir::Module door_of(const bundle::Loaded& loaded) {
  const ir::Module& root = loaded.chain->root().module();
  ir::Module door;
  door.policy = root.policy;
  door.needs = root.needs;
  door.enums = loaded.catalog->enums;
  door.inputs.push_back(root.inputs[0]);
  door.inputs[0].type = 0;
  door.types.push_back(root.types[root.inputs[0].type]);
  for (const catalog::Tag& tag : loaded.catalog->tags) {
    if (door.types.size() > UINT16_MAX) break;
    ir::Input input;
    input.name = tag.id;
    input.type = static_cast<std::uint16_t>(door.types.size());
    input.forbid = tag.forbid;
    input.causes = tag.causes;
    input.fresh_days = tag.fresh_days;
    input.fresh_months = tag.fresh_months;
    Type type = tag.type;
    type.count = 0;
    type.may_be_missing = !tag.forbid;
    if (type.kind == Kind::text) type.range.lo = tag.min_characters;
    door.types.push_back(type);
    if (tag.type.count == 0) {
      door.inputs.push_back(std::move(input));
      continue;
    }
    for (std::uint16_t i = 1; i <= tag.type.count; ++i) {
      input.name = ir::element_name(tag.id, i);
      input.element = {tag.id, i, tag.type.count};
      door.inputs.push_back(input);
    }
  }
  return door;
}

}  // namespace pol::capi

namespace {

// Of the policy; 0 where nobody counts, or it is not loaded.
std::int64_t version_of(const pol_slot& slot, std::uint64_t number) {
  if (!slot.engine->metrics) return 0;
  for (const engine::Release& one : slot.slot.loaded())
    if (one.number == number) return one.chain->root().module().policy.version;
  return 0;
}

// `metric`: what it is counted as; null: not.
template <class Change>
pol_status change(pol_slot* slot, pol_error* error, const char* metric, const char* what,
                  std::uint64_t number, Change change) {
  return guarded(error, [&] {
    if (!slot) return fail(error, POL_USAGE, "", "no slot");
    const ir::Policy& policy = slot->slot.door().policy;
    const std::int64_t version = version_of(*slot, number);
    const Status status = change(slot->slot);
    if (!status) {
      slot->engine->count(POL_METRIC_SLOT_FAILURES, 1, &policy, version);
      return fail(error, status.failure());
    }
    if (metric) slot->engine->count(metric, 1, &policy, version);
    slot->engine->tell(POL_LOG_INFO, std::string(what) + " version number " + std::to_string(number));
    return POL_OK;
  });
}

const ir::Input* find(const pol_slot* slot, const char* tag) {
  if (!slot || !tag) return nullptr;
  for (const ir::Input& input : slot->slot.door().inputs)
    if (input.name == tag) return &input;
  return nullptr;
}

}  // namespace

extern "C" {

pol_status pol_slot_create(pol_engine* engine, const pol_version* first, pol_slot** out, pol_error* error) {
  return guarded(error, [&] {
    if (!engine || !first || !out)
      return fail(error, POL_USAGE, "", "no engine, no version, or no place for the slot");
    *out = std::make_unique<pol_slot>(engine, door_of(first->loaded)).release();
    return POL_OK;
  });
}

void pol_slot_destroy(pol_slot* slot) {
  delete slot;
}

pol_status pol_slot_load(pol_slot* slot, const pol_version* version, uint64_t* number, pol_error* error) {
  return guarded(error, [&] {
    if (!slot || !version) return fail(error, POL_USAGE, "", "no slot or no version");
    std::uint64_t known = 0;
    const Status status = [&]() -> Status {
      const std::lock_guard lock(slot->mutex);
      // First what can fail for want of memory; the names of a version that is not loaded do no harm.
      const auto [names, added] = slot->told.try_emplace(
          version->loaded.bundle.content_hash, Told{version->loaded.catalog, version->loaded.plans});
      const auto loaded = slot->slot.load(version->loaded.chain);
      if (!loaded && added) slot->told.erase(names);
      if (!loaded) return loaded.failure();
      known = *loaded;
      return Unit{};
    }();
    if (!status) {
      const ir::Policy& policy = version->loaded.chain->root().module().policy;
      slot->engine->count(POL_METRIC_SLOT_FAILURES, 1, &policy, policy.version);
      return fail(error, status.failure());
    }
    if (number) *number = known;
    return POL_OK;
  });
}

pol_status pol_slot_publish(pol_slot* slot, uint64_t number, pol_error* error) {
  return change(slot, error, POL_METRIC_PUBLICATIONS, "published:", number,
                [&](engine::Slot& one) { return one.publish(number); });
}

pol_status pol_slot_withdraw(pol_slot* slot, uint64_t number, pol_error* error) {
  return change(slot, error, POL_METRIC_WITHDRAWALS, "withdrawn:", number,
                [&](engine::Slot& one) { return one.withdraw(number); });
}

pol_status pol_slot_roll_back(pol_slot* slot, uint64_t number, pol_error* error) {
  return change(slot, error, POL_METRIC_ROLLBACKS, "rolled back to", number,
                [&](engine::Slot& one) { return one.roll_back(number); });
}

pol_status pol_slot_unload(pol_slot* slot, uint64_t number, pol_error* error) {
  return change(slot, error, POL_METRIC_UNLOADS, "unloaded:", number, [&](engine::Slot& one) {
    const std::lock_guard lock(slot->mutex);
    const Status status = one.unload(number);
    if (!status) return status;
    const std::vector<engine::Release> left = one.loaded();
    std::erase_if(slot->told, [&](const auto& entry) {
      return std::none_of(left.begin(), left.end(),
                          [&](const engine::Release& kept) { return kept.content_hash() == entry.first; });
    });
    slot->counts.unloaded(number);
    slot->epochs.collect();
    return status;
  });
}

pol_status pol_slot_activate(pol_slot* slot, const pol_version* version, uint64_t* number, pol_error* error) {
  std::uint64_t loaded = 0;
  if (const pol_status status = pol_slot_load(slot, version, &loaded, error); status != POL_OK) return status;
  if (number) *number = loaded;
  return pol_slot_publish(slot, loaded, error);
}

pol_status pol_slot_set_shadow(pol_slot* slot, uint64_t number, pol_error* error) {
  return change(slot, error, nullptr, "shadow:", number, [&](engine::Slot& one) -> Status {
    if (number) return one.set_shadow(number);
    one.clear_shadow();
    return Unit{};
  });
}

pol_status pol_slot_tag(const pol_slot* slot, const char* tag, pol_tag_info* out) {
  const ir::Input* input = find(slot, tag);
  if (!input) return slot && tag ? POL_NOT_THERE : POL_USAGE;
  const Type& type = slot->slot.door().types[input->type];
  pol_tag_info info{};
  info.kind = static_cast<pol_kind>(type.kind);
  info.scale = type.scale;
  info.lowest = static_cast<std::int64_t>(type.range.lo);
  info.highest = static_cast<std::int64_t>(type.range.hi);
  info.may_be_missing = !input->forbid;
  if (type.kind == Kind::enumeration) info.value_count = slot->slot.door().enums[type.enum_id].values.size();
  return give(info, out) ? POL_OK : POL_USAGE;
}

pol_status pol_slot_tag_value(const pol_slot* slot, const char* tag, size_t place, pol_text* out) {
  const ir::Input* input = find(slot, tag);
  if (!slot || !tag || !out) return POL_USAGE;
  if (!input) return POL_NOT_THERE;
  const Type& type = slot->slot.door().types[input->type];
  if (type.kind != Kind::enumeration) return POL_NOT_THERE;
  const auto& values = slot->slot.door().enums[type.enum_id].values;
  if (place >= values.size()) return POL_NOT_THERE;
  *out = text_of(values[place]);
  return POL_OK;
}

pol_status pol_layout_create(const pol_slot* slot, const pol_field* fields, size_t count, pol_layout** out,
                             pol_error* error) {
  return guarded(error, [&] {
    if (!slot || !out || (!fields && count))
      return fail(error, POL_USAGE, "", "no slot, no fields, or no place");
    auto made = std::make_unique<pol_layout>();
    made->slot = slot;
    const char* at = reinterpret_cast<const char*>(fields);
    const auto& inputs = slot->slot.door().inputs;
    for (std::size_t i = 0; i < count; ++i) {
      // Of an array of structs that an older or newer host made.
      pol_field field;
      std::size_t size = 0;
      if (at) std::memcpy(&size, at, sizeof size);
      if (!take(reinterpret_cast<const pol_field*>(at), field) || !field.tag)
        return fail(error, POL_USAGE, "", "field " + std::to_string(i) + " has no size or no tag");
      at += size;
      const ir::Input* input = find(slot, field.tag);
      if (!input)
        return fail(error, POL_NOT_THERE, "I01", quoted(field.tag) + " is not a tag of the catalogue");
      const Kind kind = slot->slot.door().types[input->type].kind;
      const bool fits = kind == Kind::text      ? field.type == POL_TEXT
                        : kind == Kind::boolean ? field.type >= POL_BOOL && field.type <= POL_INT64
                                                : field.type == POL_INT32 || field.type == POL_INT64;
      if (!fits)
        return fail(error, POL_USAGE, "", quoted(field.tag) + " is not of the type that the field has");
      pol_layout::Field made_field;
      made_field.input = static_cast<std::size_t>(input - inputs.data());
      made_field.offset = field.offset;
      made_field.type = field.type;
      made_field.missing = field.missing_offset;
      made_field.has_missing = field.has_missing != 0;
      made_field.as_of = field.as_of_offset;
      made_field.has_as_of = field.has_as_of != 0;
      for (const pol_layout::Field& before : made->fields)
        if (before.input == made_field.input)
          return fail(error, POL_USAGE, "I03", quoted(field.tag) + " stands twice");
      made->fields.push_back(made_field);
    }
    *out = made.release();
    return POL_OK;
  });
}

void pol_layout_destroy(pol_layout* layout) {
  delete layout;
}

}  // extern "C"
