#include "runtime/ir/record_layout.h"

#include <algorithm>

namespace pol::ir {
namespace {

std::uint8_t bits_for(i128 highest) {
  std::uint8_t bits = 1;
  while (bits < 63 && (i128{1} << bits) <= highest) ++bits;
  return bits;
}

class Packer {
 public:
  void add(FieldKind kind, std::size_t index, std::uint8_t bits = 1) {
    if (shift_ + bits > 64) {
      ++word_;
      shift_ = 0;
    }
    layout_.fields.push_back(
        {kind, static_cast<std::uint32_t>(index), word_, static_cast<std::uint8_t>(shift_), bits});
    shift_ += bits;
    layout_.words = word_ + 1;
  }
  RecordLayout take() { return std::move(layout_); }

 private:
  RecordLayout layout_;
  std::uint32_t word_ = 0;
  unsigned shift_ = 0;
};

}  // namespace

const Field* RecordLayout::find(FieldKind kind, std::uint32_t index) const {
  const auto key = std::pair(kind, index);
  const auto found = std::lower_bound(
      fields.begin(), fields.end(), key,
      [](const Field& field, const auto& wanted) { return std::pair(field.kind, field.index) < wanted; });
  const bool here = found != fields.end() && std::pair(found->kind, found->index) == key;
  return here ? &*found : nullptr;
}

RecordLayout record_layout(const Module& module) {
  Packer pack;
  const auto bits_of = [&](Ref number) { return bits_for(module.type_of(number).range.hi); };
  pack.add(FieldKind::undecided, 0);
  for (const FieldKind kind :
       {FieldKind::knockout_fired, FieldKind::knockout_unknown, FieldKind::knockout_waived})
    for (std::size_t i = 0; i < module.knockouts.size(); ++i) pack.add(kind, i);
  for (std::size_t i = 0; i < module.events.size(); ++i) pack.add(FieldKind::event_active, i);
  for (std::size_t i = 0; i < module.steps.size(); ++i) pack.add(FieldKind::step_active, i);
  for (std::size_t i = 0; i < module.steps.size(); ++i) pack.add(FieldKind::step_changed, i);
  for (std::size_t i = 0; i < module.outputs.size(); ++i)
    if (module.outputs[i].shown_when != kNone) pack.add(FieldKind::output_masked, i);
  for (std::size_t i = 0; i < module.choices.size(); ++i)
    pack.add(FieldKind::arm, i, bits_of(module.choices[i].number));
  for (std::size_t i = 0; i < module.table_uses.size(); ++i)
    pack.add(FieldKind::row, i, bits_of(module.table_uses[i].row));
  for (std::size_t i = 0; i < module.evidence.size(); ++i)
    pack.add(FieldKind::evidence, i, bits_of(module.evidence[i].number));
  // An input that is never missing has no bit: it would always be 0.
  for (std::size_t i = 1; i < module.inputs.size(); ++i)
    if (module.types[module.inputs[i].type].may_be_missing) pack.add(FieldKind::tag_missing, i);
  return pack.take();
}

}  // namespace pol::ir
