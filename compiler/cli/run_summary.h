// What `pol run` says at the end.
#pragma once
#include <string>

#include "runtime/data/run.h"

namespace pol::cli {

struct RunSummary {
  const engine::Chain& chain;
  const data::Feed& feed;
  const data::RunOptions& options;
  const data::RunTotals& totals;
};
// The same input gives the same text: speed is left to the progress line.
std::string summary_text(const RunSummary& summary);
std::string summary_json(const RunSummary& summary);

}  // namespace pol::cli
