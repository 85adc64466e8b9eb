// One case for the commands that look at one: from case JSON, or from a row of a data file by its id.
#pragma once
#include "compiler/cli/bundles.h"
#include "runtime/engine/chain.h"

namespace pol::cli {

struct CaseOptions {
  std::string case_file;       // --case, "-" is standard input
  std::string data, feed, id;  // --data, --feed, --id
  std::string on;              // --on
};
void add_case_options(CLI::App& command, CaseOptions& options, bool from_data);

struct OneCase {
  engine::SentCase sent;  // against the door of the chain
  engine::ChainCase decided;
};
// Fails with exit 2 without a decision date or with half of the options, 3 for input that cannot be read, an
// id that is not there, and a case that the door refuses (the message begins with the code).
// Every member of the chain that ran has its record by `which` and its values by the interpreter; exit 4 if
// the engines disagree.
Result<std::unique_ptr<OneCase>> decide_case(Context& context, const Deciding& policy,
                                             const CaseOptions& options, engine::Which which);

}  // namespace pol::cli
