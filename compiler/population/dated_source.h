// The people of a source on another day: `--on DATE` in place of the date that the feed gives them.
#pragma once
#include "runtime/data/case_source.h"

namespace pol::population {

// Every case has the decision date `on`; what was true some days before stays as many days old (shocker.h,
// move_date). Rows whose own date cannot be read are refused as before.
std::unique_ptr<data::CaseSource> dated_source(std::unique_ptr<data::CaseSource> source, Day on);

}  // namespace pol::population
