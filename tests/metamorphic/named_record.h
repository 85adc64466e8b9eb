// A decision as names and values: what may be compared where policies differ in names and in the order of
// their items, and so in the layout of their native records.
#pragma once
#include <map>
#include <set>
#include <string>

#include "runtime/engine/chain.h"

namespace pol::testing {

// Everything of the native record but bits, and the list of reasons in its order:
//   "0 output amount" -> "12000"      the number is that of the member in the chain
//   "1 fired K01" -> "1"              "1 row share" -> "3"      "1 reasons" -> "R2 R7"
// `tags` gives tags other names. Fields of the codes in `without` are left out, if they are 0: a dead rule
// has its bits, and they stay 0.
using NamedRecord = std::map<std::string, std::string>;
NamedRecord named_record(const engine::Chain& chain, engine::ChainCase& decided,
                         const std::map<std::string, std::string>& tags,
                         const std::set<std::string>& without);

// The first difference in words, or "".
std::string difference(const NamedRecord& a, const NamedRecord& b);

}  // namespace pol::testing
