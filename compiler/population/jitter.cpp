#include "compiler/population/jitter.h"

#include <algorithm>

#include "runtime/value/rounding.h"

namespace pol::population {
namespace {

constexpr i128 kWhole = 1'000'000;  // millionths

bool has_steps(const Type& type, const EnumPool& enums) {
  switch (type.kind) {
    case Kind::number:
    case Kind::percent:
    case Kind::rate:
    case Kind::money:
    case Kind::date:
    case Kind::days:
    case Kind::months:
      return true;
    case Kind::enumeration:
      return enums[type.enum_id].ordered;
    case Kind::boolean:
    case Kind::text:
      return false;
  }
  return false;
}

}  // namespace

JitterPlan::JitterPlan(const Subject& subject, engine::Which engine, i128 part)
    : terms({&subject, &subject}), share(part) {
  terms.engine = engine;
  const ir::Module& door = subject.chain->door();
  for (std::size_t i = 1; i < door.inputs.size(); ++i) {
    const Type& type = door.types[door.inputs[i].type];
    if (door.inputs[i].bucket) continue;
    if (has_steps(type, door.enums))
      moved.push_back({i, type});
    else
      still.push_back(door.inputs[i].name);
  }
}

std::optional<i128> one_step(i128 value, const Type& type, i128 share, bool up) {
  i128 step = 1;
  if (type.kind == Kind::money || type.kind == Kind::rate || type.kind == Kind::percent ||
      (type.kind == Kind::number && type.scale > 0))
    step = std::max<i128>(
        step, divide_rounded((value < 0 ? -value : value) * share, kWhole, RoundingMode::half_even));
  const i128 neighbour = up ? value + step : value - step;
  if (!type.range.contains(neighbour)) return std::nullopt;
  return neighbour;
}

std::optional<Answer> Jitter::moved_answer(Decided& decided, engine::SentCase& sent,
                                           const JitterPlan::Moved& moved, bool up) {
  engine::SentTag& tag = sent.tags[moved.input];
  const i128 was = tag.number;
  const auto neighbour = one_step(was, moved.type, plan_.share, up);
  if (!neighbour) return std::nullopt;
  tag.number = *neighbour;
  const auto refused = plan_.terms.before().chain->decide(plan_.terms.engine, sent, case_);
  tag.number = was;
  if (refused) return std::nullopt;
  Decided other{decided.block, decided.row, decided.reader, sent, case_, nullptr};
  return answer_of(plan_.terms, 1, other);
}

void Jitter::add(Decided& decided, engine::SentCase& sent) {
  const Answer base = answer_of(plan_.terms, 0, decided);
  ++tally.people;
  bool any = false;
  for (std::size_t i = 0; i < plan_.moved.size(); ++i) {
    const JitterPlan::Moved& moved = plan_.moved[i];
    if (moved.input >= sent.tags.size() || sent.tags[moved.input].state != engine::SentTag::State::value ||
        !moved.type.range.contains(sent.tags[moved.input].number))
      continue;
    JitterTally::OneTag& tag = tally.tags[i];
    const auto up = moved_answer(decided, sent, moved, true),
               down = moved_answer(decided, sent, moved, false);
    tag.people += up || down;
    const bool flips = (up && up->outcome != base.outcome) || (down && down->outcome != base.outcome);
    tag.flipped += flips;
    any = any || flips;
    const int above = up ? direction(plan_.terms, base, *up) : 0;
    const int below = down ? direction(plan_.terms, base, *down) : 0;
    tag.up_better += above > 0;
    tag.up_worse += above < 0;
    tag.down_better += below > 0;
    tag.down_worse += below < 0;
  }
  tally.flipped += any;
}

void JitterTally::merge(const JitterTally& other) {
  people += other.people;
  flipped += other.flipped;
  for (std::size_t i = 0; i < tags.size(); ++i) {
    tags[i].people += other.tags[i].people;
    tags[i].flipped += other.tags[i].flipped;
    tags[i].up_better += other.tags[i].up_better;
    tags[i].up_worse += other.tags[i].up_worse;
    tags[i].down_better += other.tags[i].down_better;
    tags[i].down_worse += other.tags[i].down_worse;
  }
}

}  // namespace pol::population
