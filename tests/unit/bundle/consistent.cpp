#include "tests/unit/bundle/consistent.h"

#include <map>

#include "runtime/bundle/golden.h"
#include "runtime/ir/verify.h"

namespace pol::testing {

bool make_consistent(bundle::Bundle& bundle) {
  std::map<std::string, std::string> now;  // by the hash of before
  for (bundle::Member& member : bundle.members) {
    for (ir::NeededPolicy& needed : member.module.needs)
      if (const auto renamed = now.find(needed.content_hash); renamed != now.end())
        needed.content_hash = renamed->second;
    const auto loaded = engine::LoadedPolicy::load(member.module);
    if (!loaded) return false;
    now[member.content_hash] = (*loaded)->content_hash();
    member.content_hash = (*loaded)->content_hash();
    member.cost = ir::cost_bound(member.module);
    std::erase_if(member.goldens, [&](bundle::Golden& golden) {
      golden.sent.tags.resize(member.module.inputs.size());
      golden.sent.needed_reasons.resize(member.module.needs.size());
      return !bundle::keep(**loaded, golden);
    });
  }
  bundle.content_hash = bundle.root().content_hash;
  return true;
}

}  // namespace pol::testing
