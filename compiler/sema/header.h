// The head lines of one file, and that a library holds definitions only.
#pragma once
#include "compiler/syntax/ast.h"
#include "runtime/base/diagnostics.h"

namespace pol::sema {

// E0201-E0205, E0202 also for the items that a library may not have; needs nothing but the tree.
void check_header(const syntax::File& file, Diagnostics& diagnostics);

enum class PolicyKind : std::uint8_t { limit, pricing, strategy, collections, unknown };
PolicyKind policy_kind(const syntax::Header& header);
// As `purpose` and `used_for` spell the use of a kind: limit, price, strategy, care; "" for unknown.
std::string_view use_of(PolicyKind kind);

}  // namespace pol::sema
