// Checked -> ir::Module. Functions are inlined, names become instructions, tables become data.
#pragma once
#include <vector>

#include "compiler/sema/checked.h"
#include "runtime/ir/module.h"

namespace pol::lower {

// A `prove` line as instructions of the same module, for the search (they are not part of the record and a
// bundle has none).
struct Probe {
  const syntax::Prove* prove = nullptr;
  ir::Ref condition = ir::kNone;  // always: the claim. monotone: the subject's value
  ir::Ref when = ir::kNone;       // kNone if there is no `when`
  ir::Ref moved = ir::kNone;  // monotone: the instruction whose value is moved (an input or any definition)
};

// A table where it stands in the policy (once for each call of the function it belongs to), for the search
// for gaps.
struct TableSite {
  const syntax::Table* table = nullptr;
  std::uint32_t index = 0;       // into Module::tables
  ir::Ref row = ir::kNone;       // the instruction that looks it up; kNone if every fitting row is used
  std::vector<ir::Ref> inputs;   // beside the table's input columns
  std::vector<ir::Ref> columns;  // its output columns; kNone for those that nothing reads (functions)
};

// A factor of a scorecard, likewise: a table of one input.
struct FactorSite {
  const syntax::Factor* factor = nullptr;
  std::uint32_t index = 0;  // into Module::tables
  ir::Ref input = ir::kNone;
};

struct Lowered {
  ir::Module module;
  std::vector<Probe> probes;
  std::vector<TableSite> tables;
  std::vector<FactorSite> factors;
  std::unordered_map<const syntax::Expr*, ir::Ref>
      expressions;                                          // outside functions; literals in tables are data
  std::unordered_map<sema::SymbolId, ir::Ref> definitions;  // value of each symbol, before masks
  std::unordered_map<sema::SymbolId, std::vector<ir::Ref>> lists;  // elements, of symbols that are lists
  std::unordered_map<sema::SymbolId, std::uint32_t> inputs;        // tag symbol -> index into module.inputs
};

struct LowerOptions {
  bool probes = false;  // also lower `prove` lines
  std::size_t max_insts = 200'000;
  bool all_tags = false;  // inputs for every tag of the catalogue, not only those read (reports)
};

// `checked` has no errors. Adds E0110 (too many operations) and E0510/E0503 only if the checker missed one.
// Symbols and spans in the result refer to `checked` and its sources.
std::unique_ptr<Lowered> lower(const sema::Checked& checked, Diagnostics& diagnostics,
                               const LowerOptions& options = {});

}  // namespace pol::lower
