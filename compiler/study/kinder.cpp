#include "compiler/study/kinder.h"

namespace pol::study {

int outcome_direction(const Standing& a, const Standing& b) {
  if (a.served != b.served) return b.served ? 1 : -1;
  if (!a.outcome || !b.outcome || *a.outcome == *b.outcome) return 0;
  return *b.outcome < *a.outcome ? 1 : -1;
}

int direction(const Standing& a, const Standing& b, bool lower_is_better) {
  if (const int sign = outcome_direction(a, b)) return sign;
  if (!a.served || !a.amount || !b.amount || *a.amount == *b.amount) return 0;
  return (*b.amount > *a.amount) != lower_is_better ? 1 : -1;
}

Standings::Standings(const engine::LoadedPolicy& policy) {
  const ir::Module& module = policy.module();
  const auto find = [&](ir::FieldKind kind, std::size_t index) {
    return policy.layout().find(kind, static_cast<std::uint32_t>(index));
  };
  listed_ =
      module.outputs[0].elements.empty() && module.type_of(module.outputs[0].value).kind == Kind::enumeration;
  for (const Kind kind : {Kind::money, Kind::rate})
    for (std::size_t i = 0; i < module.outputs.size() && !amount_; ++i)
      if (module.outputs[i].elements.empty() && module.type_of(module.outputs[i].value).kind == kind) {
        amount_ = i;
        lower_is_better_ = kind == Kind::rate;
      }
  undecided_ = find(ir::FieldKind::undecided, 0);
  for (std::size_t i = 0; i < module.outputs.size(); ++i)
    if (const ir::Field* field = find(ir::FieldKind::output_masked, i)) masked_.push_back(field);
}

Standing Standings::of(const ir::NativeRecord& record) const {
  Standing out;
  out.served = !(undecided_ && record.get(*undecided_));
  for (const ir::Field* field : masked_) out.served = out.served && !record.get(*field);
  if (listed_ && !record.output_causes[0]) out.outcome = static_cast<std::size_t>(record.outputs[0]);
  if (out.served && amount_ && !record.output_causes[*amount_]) out.amount = record.outputs[*amount_];
  return out;
}

}  // namespace pol::study
