// The sections of a diff report, one function each; empty where there is nothing to tell.
#pragma once
#include "compiler/population/diff_report.h"
#include "compiler/population/diff_view.h"

namespace pol::population {

using report::MaybeSection;
MaybeSection text_section(const DiffAbout& about);
MaybeSection swap_section(const DiffView& view);
MaybeSection witness_section(const DiffView& view);
MaybeSection drift_section(const DiffView& view);   // of people whom both versions serve
MaybeSection spread_section(const DiffView& view);  // old against new, each of the people whom it serves
MaybeSection alone_section(const DiffView& view, const DiffAbout& about);
MaybeSection movement_section(const DiffView& view, std::uint64_t few);
MaybeSection told_section(const DiffView& view);  // reasons gained and lost

}  // namespace pol::population
