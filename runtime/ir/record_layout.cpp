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

std::uint32_t first_row_used(const Module& module, std::size_t use) {
  std::size_t before = 0;
  for (std::size_t i = 0; i < use; ++i) before += module.table_uses[i].fits.size();
  return static_cast<std::uint32_t>(before);
}

Ref row_used(const Module& module, std::uint32_t index) {
  for (const TableUse& use : module.table_uses) {
    if (index < use.fits.size()) return use.fits[index];
    index -= static_cast<std::uint32_t>(use.fits.size());
  }
  return kNone;
}

std::size_t output_slots(const Module& module) {
  return first_element(module, module.outputs.size());
}

Ref output_slot(const Module& module, std::size_t slot) {
  if (slot < module.outputs.size()) return module.outputs[slot].value;
  slot -= module.outputs.size();
  for (const Output& output : module.outputs) {
    if (slot < output.elements.size()) return output.elements[slot];
    slot -= output.elements.size();
  }
  return kNone;
}

std::size_t first_element(const Module& module, std::size_t output) {
  std::size_t slot = module.outputs.size();
  for (std::size_t i = 0; i < output; ++i) slot += module.outputs[i].elements.size();
  return slot;
}

RecordLayout record_layout(const Module& module) {
  Packer pack;
  const auto bits_of = [&](Ref number) { return bits_for(module.type_of(number).range.hi); };
  pack.add(FieldKind::undecided, 0);
  for (const FieldKind kind :
       {FieldKind::knockout_fired, FieldKind::knockout_unknown, FieldKind::knockout_waived})
    for (std::size_t i = 0; i < module.knockouts.size(); ++i) pack.add(kind, i);
  for (std::size_t i = 0; i < module.events.size(); ++i) pack.add(FieldKind::event_active, i);
  for (std::size_t i = 0; i < module.experiments.size(); ++i)
    pack.add(FieldKind::bucket, i, bits_for(kBuckets));
  for (std::size_t i = 0; i < module.experiments.size(); ++i)
    pack.add(FieldKind::variant, i, bits_of(module.experiments[i].arm));
  for (std::size_t i = 0; i < module.steps.size(); ++i) pack.add(FieldKind::step_active, i);
  for (std::size_t i = 0; i < module.steps.size(); ++i) pack.add(FieldKind::step_changed, i);
  for (std::size_t i = 0; i < module.outputs.size(); ++i)
    if (module.outputs[i].shown_when != kNone) pack.add(FieldKind::output_masked, i);
  for (std::size_t i = 0; i < module.choices.size(); ++i)
    pack.add(FieldKind::arm, i, bits_of(module.choices[i].number));
  for (std::size_t i = 0; i < module.table_uses.size(); ++i)
    if (module.table_uses[i].row != kNone) pack.add(FieldKind::row, i, bits_of(module.table_uses[i].row));
  const std::uint32_t used = first_row_used(module, module.table_uses.size());
  for (std::uint32_t i = 0; i < used; ++i) pack.add(FieldKind::row_used, i);
  for (std::size_t i = 0; i < module.evidence.size(); ++i)
    pack.add(FieldKind::evidence, i, bits_of(module.evidence[i].number));
  // An input that is never missing has no bit: it would always be 0.
  for (std::size_t i = 1; i < module.inputs.size(); ++i)
    if (!module.inputs[i].bucket && module.types[module.inputs[i].type].may_be_missing)
      pack.add(FieldKind::tag_missing, i);
  return pack.take();
}

}  // namespace pol::ir
