// What scenarios did, as sections of a simulate report.
#pragma once
#include "compiler/population/stress.h"
#include "compiler/report/report.h"

namespace pol::population {

// One section for each scenario, after one that compares them if there are several. Groups of fewer people
// than `few` are not told.
std::vector<report::Section> scenario_sections(const StressTally& tally, const Plan& plan, std::uint64_t few);
// What a reader should know before believing the figures: tags that the policy does not read, a scope that
// nobody is in, a date on which nobody is decided.
std::vector<std::string> scenario_warnings(const StressTally& tally, const Plan& plan);

}  // namespace pol::population
