// One decided case, as tallies see it, and what of a policy they count. A tally never looks at a tag but
// through these.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "runtime/data/case_source.h"
#include "runtime/engine/chain.h"

namespace pol::population {

// What is said once about the root of a chain, so that counting a case is a matter of indices.
struct Subject {
  struct Amount {  // an output that is a number: money, percent, rate, number, days, months, points
    std::size_t output = 0;
    const Type* type = nullptr;
  };
  explicit Subject(const engine::Chain& chain);

  const engine::Chain* chain;
  const engine::LoadedPolicy* policy;  // the root
  const ir::Module* module;
  std::vector<std::string> outcomes;  // values of the main output; empty if it is no enum or bool
  std::vector<Amount> amounts;
  // Fields of the record, null where it has none; beside the module's lists.
  using Fields = std::vector<const ir::Field*>;
  const ir::Field* undecided = nullptr;
  Fields fired, unknown, waived, events, variants, step_active, step_changed, masked, arms, rows;
  std::vector<Fields> rows_used;                    // by table use, by row
  std::vector<std::vector<std::string>> arm_names;  // by choice, by arm: its value where that is constant
  struct Reader {                                   // a member of the chain that reads a tag
    std::size_t member = 0, input = 0;
  };
  std::vector<Reader> readers;  // beside the door's inputs; [0] means nothing
};

// A case after the run. References live as long as the call that hands it over.
struct Decided {
  const data::CaseBlock& block;
  std::size_t row;
  data::CaseReader& reader;
  const engine::SentCase& sent;  // beside the door's inputs
  engine::ChainCase& chain_case;
  const engine::Inputs* groups;  // of the groups' module; null without groups
  const engine::MemberCase& root() const { return chain_case.root(); }
  std::uint64_t number() const { return block.first + row; }  // in the source, from 0
};

// The names of the values of an enum or bool; empty for other types.
std::vector<std::string> value_names(const Type& type, const EnumPool& enums);

}  // namespace pol::population
