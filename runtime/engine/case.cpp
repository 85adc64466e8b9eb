#include "runtime/engine/case.h"

#include <fmt/format.h>

#include <algorithm>

#include "runtime/base/utf8.h"
#include "runtime/engine/bucket.h"

namespace pol::engine {
namespace {

using State = SentTag::State;

bool older_than(const ir::Input& input, Day as_of, Day decision_date) {
  if (input.fresh_days) return std::int64_t{as_of} + *input.fresh_days < decision_date;
  return add_months(decision_date, -std::int64_t{*input.fresh_months}) > as_of;
}

CauseMask freshness(const ir::Input& input, const SentTag& tag, Day decision_date) {
  if (tag.as_of && *tag.as_of > decision_date) return cause::error;
  if (!input.fresh_days && !input.fresh_months) return cause::present;
  return !tag.as_of || older_than(input, *tag.as_of, decision_date) ? cause::stale : cause::present;
}

bool in_range(const Type& type, const SentTag& tag) {
  if (type.kind != Kind::text) return type.range.contains(tag.number);
  return valid_utf8(tag.text) && type.range.contains(static_cast<i128>(count_code_points(tag.text)));
}

// A study may give the bucket itself; a caller cannot, it is no tag.
void put_bucket(const ir::Module& module, std::size_t index, const SentTag& tag, Inputs& inputs) {
  const ir::Bucket& bucket = *module.inputs[index].bucket;
  if (tag.state != State::absent) {
    ir::Input timeless = module.inputs[index];  // a given bucket is as fresh as the study wants
    timeless.fresh_days = timeless.fresh_months = std::nullopt;
    inputs.causes[index] = door_causes(timeless, module.types[timeless.type], tag, 0);
    inputs.values[index] = inputs.causes[index] ? 0 : static_cast<std::int64_t>(tag.number);
    return;
  }
  inputs.causes[index] = inputs.causes[bucket.tag];
  if (inputs.causes[index]) return;
  const auto& id = *reinterpret_cast<const ir::Text*>(inputs.values[bucket.tag]);
  inputs.values[index] = experiment_bucket(bucket.salt, {id.data, static_cast<std::size_t>(id.size)});
}

std::int64_t hold_text(const std::string& text, Admitted& admitted) {
  const std::string& held = admitted.texts.emplace_back(text);
  return reinterpret_cast<std::int64_t>(&admitted.text_refs.emplace_back(ir::Text{held.data(), held.size()}));
}

// All are asked about what was sent, so that their order does not matter.
std::optional<Refusal> enforce(const ir::Module& module, Admitted& admitted) {
  std::size_t count = 0;
  for (const ir::Invariant& invariant : module.invariants)
    count = std::max(count, std::size_t{invariant.condition} + 1);
  if (count == 0) return std::nullopt;
  to_slots(module, admitted.inputs, admitted.asked);
  interp::evaluate_first(module, count, admitted.asked, admitted.answers);
  for (const ir::Invariant& invariant : module.invariants) {
    const interp::Slot& answer = admitted.answers[invariant.condition];
    if (answer.causes || answer.value != 0) continue;
    for (const std::uint32_t tag : invariant.tags) {
      const ir::Input& input = module.inputs[tag];
      if (admitted.inputs.causes[tag]) continue;  // what is missing breaks nothing
      if (input.forbid)
        return Refusal{
            "I02", input.name,
            fmt::format("{} is missing (error) and may not be: {} does not hold", input.name, invariant.id)};
      admitted.inputs.causes[tag] = cause::error;
      admitted.inputs.values[tag] = 0;
    }
  }
  return std::nullopt;
}

}  // namespace

// Range before freshness.
CauseMask door_causes(const ir::Input& input, const Type& type, const SentTag& tag, Day decision_date) {
  switch (tag.state) {
    case State::absent:
      return cause::not_asked;
    case State::missing: {
      const CauseMask sent = tag.cause & cause::any_sent;
      return sent ? sent : cause::error;
    }
    case State::bad:
      return cause::error;
    case State::value:
      return in_range(type, tag) ? freshness(input, tag, decision_date) : cause::error;
  }
  __builtin_unreachable();
}

void to_slots(const ir::Module& module, const Inputs& inputs, std::vector<interp::Slot>& slots) {
  slots.resize(inputs.values.size());
  for (std::size_t i = 0; i < slots.size(); ++i) {
    const CauseMask causes = inputs.causes[i];
    if (causes) {
      slots[i] = {0, causes};
    } else if (module.types[module.inputs[i].type].kind == Kind::text) {
      const auto& text = *reinterpret_cast<const ir::Text*>(inputs.values[i]);
      slots[i] = interp::text_slot({text.data, static_cast<std::size_t>(text.size)});
    } else {
      slots[i] = {inputs.values[i]};
    }
  }
}

std::optional<Refusal> not_in_force(const ir::Module& module, Day decision_date) {
  if (module.types[module.inputs[0].type].range.contains(decision_date)) return std::nullopt;
  return Refusal{"I06", "",
                 fmt::format("no version of {}/{} is in force on {}; version {} takes effect on {}",
                             module.policy.kind, module.policy.name, format_date(decision_date),
                             module.policy.version, format_date(module.policy.effective))};
}

std::optional<Refusal> admit(const ir::Module& module, const SentCase& sent, Admitted& admitted) {
  static const SentTag kAbsent;
  admitted.texts.clear();
  admitted.text_refs.clear();
  admitted.inputs.values.assign(module.inputs.size(), 0);
  admitted.inputs.causes.assign(module.inputs.size(), cause::present);
  if (auto no = not_in_force(module, sent.decision_date)) return no;
  admitted.inputs.values[0] = sent.decision_date;
  for (std::size_t i = 1; i < module.inputs.size(); ++i) {
    const ir::Input& input = module.inputs[i];
    const Type& type = module.types[input.type];
    const SentTag& tag = i < sent.tags.size() ? sent.tags[i] : kAbsent;
    if (input.bucket) continue;
    // An error may be both that of an input and of a computation, as authors spell them alike.
    const auto unheard = static_cast<CauseMask>(tag.cause & ~(input.causes | cause::computed_error));
    if (tag.state == State::missing && unheard)
      return Refusal{"I09", input.name,
                     fmt::format("{} may not be missing because of {}, only of {}", input.name,
                                 unheard & cause::any_sent ? cause_names(unheard & cause::any_sent)
                                                           : fmt::format("bits {:#x}", unheard),
                                 cause_names(input.causes))};
    const CauseMask causes = door_causes(input, type, tag, sent.decision_date);
    if (causes && input.forbid)
      return Refusal{"I02", input.name,
                     fmt::format("{} is missing ({}) and may not be", input.name, cause_names(causes))};
    admitted.inputs.causes[i] = causes;
    if (causes) continue;
    admitted.inputs.values[i] =
        type.kind == Kind::text ? hold_text(tag.text, admitted) : static_cast<std::int64_t>(tag.number);
  }
  if (auto no = enforce(module, admitted)) return no;
  for (std::size_t i = 1; i < module.inputs.size(); ++i)
    if (module.inputs[i].bucket)
      put_bucket(module, i, i < sent.tags.size() ? sent.tags[i] : kAbsent, admitted.inputs);
  return std::nullopt;
}

}  // namespace pol::engine
