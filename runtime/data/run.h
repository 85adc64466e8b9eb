// Decides a whole file: streaming, on several threads, in input order, in constant memory but for the set of
// case ids. Every row becomes a line of decisions.csv or of refused.csv (formats.md), and the counts must add
// up.
#pragma once
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "runtime/data/feed.h"
#include "runtime/engine/chain.h"

namespace pol::data {

struct RunOptions {
  std::string data, out, refused;  // paths; "-" is standard input or output
  // Where the decisions of the needed policies go: a path for each member of the chain but the root, or
  // empty.
  std::vector<std::string> needs_out;
  engine::Which engine = engine::Which::interpreter;
  std::optional<Day> on;  // used if the feed has no decision date
  unsigned threads = 0;   // 0: as many as the machine has; the outputs do not depend on it
  // Called now and then: rows so far, bytes read, bytes of the file (0 = not known).
  std::function<void(std::uint64_t, std::uint64_t, std::uint64_t)> progress;
};

// How the cases of one outcome turned out: a report column with role outcome, of a bool or enum type.
struct Observed {
  std::string column;
  std::vector<std::string> values;
  std::vector<std::vector<std::uint64_t>> counts;  // by value of the main output, then by observed value
  std::vector<std::uint64_t> unknown;              // by value of the main output
};

// What one policy decided.
struct PolicyTotals {
  std::uint64_t undecided = 0;
  std::vector<std::string> outcome_names;  // values of the main output
  std::vector<std::uint64_t> outcomes;     // beside them; undecided cases with a clause included
  std::vector<std::uint64_t> reasons;      // shown; by Module::reason_codes
  std::vector<std::uint64_t> knockouts;    // fired; by Module::knockouts
};

struct RunTotals : PolicyTotals {  // those of the root
  std::uint64_t rows_in = 0, rows_out = 0, rows_refused = 0, blank_lines = 0;
  std::map<std::string, std::uint64_t> refused_by_code;
  std::map<std::string, std::uint64_t> refused_by_tag;  // those that a tag caused
  std::vector<Observed> observed;
  std::vector<PolicyTotals> needs;  // beside RunOptions::needs_out
  double seconds = 0;
};

// Nothing is left of any output if this fails. Mistakes in the feed or data header are also added to
// `diagnostics`. Which::scalar needs a policy with native code.
// What the chain's root decides is written and counted, and with `needs_out` what each needed policy decides.
Result<RunTotals> run_file(const engine::Chain& chain, const Feed& feed, const RunOptions& options,
                           Diagnostics& diagnostics);

}  // namespace pol::data
