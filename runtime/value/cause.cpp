#include "runtime/value/cause.h"

namespace pol {
namespace {

struct Named {
  std::string_view name;
  CauseMask bits;
};
constexpr Named kCauses[] = {{"not_asked", cause::not_asked},
                             {"no_hit", cause::no_hit},
                             {"stale", cause::stale},
                             {"suppressed", cause::suppressed},
                             {"error", cause::error | cause::computed_error}};

}  // namespace

CauseMask cause_by_name(std::string_view name) {
  for (const Named& known : kCauses)
    if (known.name == name) return known.bits;
  return cause::present;
}

std::string cause_names(CauseMask mask) {
  std::string names;
  for (const Named& known : kCauses)
    if (mask & known.bits) names.append(names.empty() ? "" : ", ").append(known.name);
  return names;
}

}  // namespace pol
