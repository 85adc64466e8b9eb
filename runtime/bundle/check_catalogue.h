// Do the policies of a bundle read the tags of its catalogue as the catalogue has them?
#pragma once
#include <optional>

#include "runtime/bundle/bundle.h"
#include "runtime/bundle/refusal.h"

namespace pol::bundle {

// E1213 where a member was made for another catalogue, or reads a tag that is not in it or is another one
// there: type, range, causes, freshness, sensitivity. Members have passed ir::verify.
std::optional<Refusal> check_catalogue(const Bundle& bundle);

}  // namespace pol::bundle
