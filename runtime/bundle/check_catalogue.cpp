#include "runtime/bundle/check_catalogue.h"

#include <fmt/format.h>

namespace pol::bundle {
namespace {

Refusal mixed(const ir::Policy& policy, const std::string& what) {
  return {Code::E1213,
          fmt::format("{}/{} version {} does not go with the bundle's catalogue: {}", policy.kind,
                      policy.name, policy.version, what),
          "build the whole chain anew from one catalogue"};
}

// Types of two pools: enums count by their values.
bool same_type(const Type& a, const EnumPool& a_enums, const Type& b, const EnumPool& b_enums) {
  if (a.kind != b.kind || a.scale != b.scale || a.period != b.period || !(a.currency == b.currency))
    return false;
  if (a.kind == Kind::enumeration) {
    if (a.enum_id >= a_enums.size() || b.enum_id >= b_enums.size()) return false;
    if (a_enums[a.enum_id].values != b_enums[b.enum_id].values ||
        a_enums[a.enum_id].ordered != b_enums[b.enum_id].ordered)
      return false;
  }
  return a.range == b.range;
}

// As an input has it.
Type door_type(const catalog::Tag& tag) {
  Type type = tag.type;
  type.count = 0;
  type.may_be_missing = !tag.forbid;
  if (type.kind == Kind::text) type.range.lo = tag.min_characters;
  return type;
}

bool same_tag(const ir::Input& input, const ir::Module& module, const catalog::Tag& tag,
              const catalog::Catalog& catalog) {
  const std::uint16_t count = input.element ? input.element->count : 0;
  return count == tag.type.count && input.forbid == tag.forbid && input.causes == tag.causes &&
         input.fresh_days == tag.fresh_days && input.fresh_months == tag.fresh_months &&
         input.sensitivity == tag.sensitivity &&
         same_type(module.types[input.type], module.enums, door_type(tag), catalog.enums);
}

}  // namespace

std::optional<Refusal> check_catalogue(const Bundle& bundle) {
  const catalog::Catalog& catalog = bundle.catalog;
  for (const Member& member : bundle.members) {
    const ir::Policy& policy = member.module.policy;
    if (policy.catalogue != catalog.name || policy.catalogue_version != catalog.version)
      return mixed(policy, fmt::format("it was made for {} {}, the bundle has {} {}", policy.catalogue,
                                       policy.catalogue_version, catalog.name, catalog.version));
    for (std::size_t i = 1; i < member.module.inputs.size(); ++i) {
      const ir::Input& input = member.module.inputs[i];
      if (input.needed || input.bucket) continue;
      const catalog::Tag* tag = catalog.find(input.tag());
      if (!tag) return mixed(policy, quoted(input.tag()) + " is no tag of it");
      if (!same_tag(input, member.module, *tag, catalog))
        return mixed(policy, quoted(input.tag()) + " is another tag there");
    }
  }
  return std::nullopt;
}

}  // namespace pol::bundle
