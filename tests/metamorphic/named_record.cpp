#include "tests/metamorphic/named_record.h"

#include <fmt/format.h>

#include "runtime/engine/record.h"

namespace pol::testing {
namespace {

// Kind and name of a field.
std::pair<std::string, std::string> title(const ir::Module& module, const ir::Field& field) {
  switch (field.kind) {
    case ir::FieldKind::undecided:
      return {"undecided", ""};
    case ir::FieldKind::knockout_fired:
      return {"fired", module.knockouts[field.index].code};
    case ir::FieldKind::knockout_unknown:
      return {"unknown", module.knockouts[field.index].code};
    case ir::FieldKind::knockout_waived:
      return {"waived", module.knockouts[field.index].code};
    case ir::FieldKind::event_active:
      return {"event", module.events[field.index].code};
    case ir::FieldKind::bucket:
      return {"bucket", module.experiments[field.index].code};
    case ir::FieldKind::variant:
      return {"variant", module.experiments[field.index].code};
    case ir::FieldKind::step_active:
      return {"active", module.steps[field.index].code};
    case ir::FieldKind::step_changed:
      return {"changed", module.steps[field.index].code};
    case ir::FieldKind::output_masked:
      return {"masked", module.outputs[field.index].name};
    case ir::FieldKind::arm:
      return {"arm", module.choices[field.index].name};
    case ir::FieldKind::row:
      return {"row", module.tables[module.table_uses[field.index].table].name};
    case ir::FieldKind::row_used:
      for (std::size_t use = module.table_uses.size(); use-- > 0;)
        if (const std::uint32_t first = ir::first_row_used(module, use);
            !module.table_uses[use].fits.empty() && first <= field.index)
          return {fmt::format("row {} used", field.index - first + 1),
                  module.tables[module.table_uses[use].table].name};
      break;
    case ir::FieldKind::evidence:
      return {"evidence", module.evidence[field.index].name};
    case ir::FieldKind::tag_missing:
      return {"missing", module.inputs[field.index].tag()};
  }
  return {"?", ""};
}

}  // namespace

NamedRecord named_record(const engine::Chain& chain, engine::ChainCase& decided,
                         const std::map<std::string, std::string>& tags,
                         const std::set<std::string>& without) {
  NamedRecord all;
  for (std::size_t member = 0; member < chain.size(); ++member) {
    engine::MemberCase& one = decided.members[member];
    const engine::LoadedPolicy& policy = chain.member(member);
    const ir::Module& module = policy.module();
    const auto put = [&](const std::string& kind, const std::string& name, std::string value) {
      std::string key = fmt::format("{} {} {}", member, kind, name);
      // Names are unique but for uses of one table: those count.
      while (all.count(key)) key += "'";
      all[key] = std::move(value);
    };
    for (const ir::Field& field : policy.layout().fields) {
      auto [kind, name] = title(module, field);
      const std::uint64_t value = one.record.get(field);
      if (without.count(name) && value == 0) continue;
      // Tables of scorecards are named after their tags: `card.score`.
      const std::size_t dot = field.kind == ir::FieldKind::row ? name.find('.') + 1 : 0;
      if (field.kind == ir::FieldKind::tag_missing || dot)
        if (const auto other = tags.find(name.substr(dot)); other != tags.end())
          name = name.substr(0, dot) + other->second;
      put(kind, name, std::to_string(value));
    }
    // A text is compared as it reads: its number depends on the order of the file.
    const auto slot = [&](std::size_t i) {
      if (one.record.output_causes[i]) return fmt::format("missing {}", one.record.output_causes[i]);
      if (module.type_of(ir::output_slot(module, i)).kind == Kind::text)
        return std::string(engine::output_text(module, one.admitted.inputs, one.record.outputs[i]));
      return std::to_string(one.record.outputs[i]);
    };
    for (std::size_t i = 0; i < module.outputs.size(); ++i) {
      put("output", module.outputs[i].name, slot(i));
      for (std::size_t k = 0; k < module.outputs[i].elements.size(); ++k)
        put("element", module.outputs[i].name, slot(ir::first_element(module, i) + k));
    }
    if (!one.decided) continue;  // nothing asked for it
    chain.fill_slots(member, one);
    std::string reasons;
    for (const std::uint16_t reason : engine::reasons_all(policy, *one.sent, one.record, one.scratch.slots))
      reasons += module.reason_codes[reason].code + " ";
    put("reasons", "", reasons);
  }
  return all;
}

std::string difference(const NamedRecord& a, const NamedRecord& b) {
  for (const auto& [key, value] : a) {
    const auto other = b.find(key);
    if (other == b.end()) return fmt::format("`{}` is {} before, and not there after", key, value);
    if (other->second != value) return fmt::format("`{}` is {} before, {} after", key, value, other->second);
  }
  for (const auto& [key, value] : b)
    if (!a.count(key)) return fmt::format("`{}` is not there before, {} after", key, value);
  return "";
}

}  // namespace pol::testing
