// The sections of a simulate report, one function each; empty where there is nothing to tell.
#pragma once
#include "compiler/population/tally.h"
#include "compiler/report/report.h"

namespace pol::population {

using report::MaybeSection;
MaybeSection outcome_section(const Tally& tally, std::uint64_t few);
MaybeSection amount_section(const Tally& tally);
MaybeSection knockout_section(const Tally& tally);
MaybeSection step_section(const Tally& tally);
MaybeSection reason_section(const Tally& tally);
MaybeSection segment_section(const Tally& tally, std::uint64_t few);
MaybeSection group_section(const Tally& tally, std::uint64_t few);
MaybeSection score_section(const Tally& tally, std::uint64_t few);
MaybeSection row_section(const Tally& tally);  // tables, arms and leaves, with those that nobody reached
MaybeSection event_section(const Tally& tally);
MaybeSection jitter_section(const Tally& tally);
MaybeSection undecided_section(const Tally& tally);
MaybeSection tag_section(const Tally& tally);
MaybeSection refused_section(const Tally& tally);

}  // namespace pol::population
