// Which reasons a policy may list, for those that take its list over.
#pragma once
#include <optional>

#include "compiler/sema/checked.h"

namespace pol::sema {

// What Checked::listed is filled with when all else of the policy has been checked; that of the policies it
// needs is there already.
std::vector<ListedReason> listed_reasons(const Checked& policy);

// Its texts beside `languages`; empty if its file lacks one of them.
std::optional<std::vector<std::string>> texts_in(const ListedReason& reason,
                                                 const std::vector<std::string>& languages);

// The needed policy whose reasons are meant (index into Checked::needs), if those are meant.
std::optional<std::uint32_t> needed_reasons(const Checked& checked, const Meaning* meaning);

}  // namespace pol::sema
