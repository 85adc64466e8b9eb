// How often each construct of the grammar occurs in texts: every rule, every labelled alternative and every
// word of Pol.g4. The list comes from the grammar and the generated parser themselves, so a construct that is
// new there is asked for here.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace pol::testing {

// All that there is, at 0: `rule cond`, `alternative firstPresent`, `word waives`, `hit collect sum`,
// `builtin days_from`, `fold lowest of`, `mode half even` …
std::map<std::string, std::uint64_t> all_constructs(const std::string& grammar_text);
// Adds those of one file, which parses.
void count_constructs(std::string_view text, std::map<std::string, std::uint64_t>& counts);

}  // namespace pol::testing
