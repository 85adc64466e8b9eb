// Generated people as a source of cases, without a file between.
#pragma once
#include <functional>

#include "compiler/study/people.h"
#include "runtime/data/case_source.h"

namespace pol::population {

struct GeneratedOptions {
  std::uint64_t people = 0;
  Day on = 0;  // decision date, and the day as of which values are true
  std::function<std::unique_ptr<study::People>()> make;  // one for each thread
};
// `modules` as for data::feed_source; they and the catalogue must outlive the source.
std::unique_ptr<data::CaseSource> generated_source(const catalog::Catalog& catalog,
                                                   const std::vector<const ir::Module*>& modules,
                                                   GeneratedOptions options);

}  // namespace pol::population
