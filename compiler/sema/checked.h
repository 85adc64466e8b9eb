// What checking knows: names resolved, types with exact scales and intervals, definitions in dependency
// order. It annotates the trees of the policy and its libraries by node and never rewrites them.
//
// check_file runs: load, header, names (tentative meanings) -> types (final meanings, types) -> order ->
// governance, examples. A meaning is filed under
//   the Reference's own id         names in expressions, series, table and factor inputs, binding targets,
//   prove lines the Value's id                 a Value of kind ref or code (arm results, cells, lists,
//   bindings) the Expr's id                  kinds code, call (the define; none for a builtin), taken_by (the
//   step), any_knockout
//                                  (the enum value)
//   the Knockout's id              its value, of the main output's enum
//   the Binding's id               target `code`: an experiment
#pragma once
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "compiler/syntax/ast.h"
#include "runtime/base/diagnostics.h"
#include "runtime/catalog/catalog.h"
#include "runtime/value/type.h"

namespace pol::sema {

using SymbolId = std::uint32_t;
inline constexpr SymbolId kNoSymbol = ~SymbolId{0};

enum class SymbolKind : std::uint8_t {
  tag,            // index: position in Catalog::tags
  decision_date,  // built-in input
  needed,         // "limit.outcome": a part of a needed policy; index: position in Checked::needed_parts
  let,
  segment,
  decide,
  tree,    // of the file, or local to a define (then `parent` is the define)
  table,   // the table itself (its row number); not in the scope of names: columns are symbols of their own
  column,  // index: output column of the table `parent`
  scorecard,
  scorecard_member,  // `.points`, `.pd`, `.reasons`
  define,
  param,
  guarded,  // a name whose value is made by brakes and/or legal (node: the brakes or the legal Guard)
  cost,
  event,  // shock or exception: a condition
  knockout,
  step,  // codes; not values
  experiment,
};

// A node of one of the files: (unit, id) is the key of every side table.
struct NodeKey {
  std::uint32_t unit = 0;
  syntax::NodeId id = 0;
  bool operator==(const NodeKey&) const = default;
};
struct NodeKeyHash {
  std::size_t operator()(const NodeKey& k) const { return (std::size_t{k.unit} << 32) | k.id; }
};

struct Symbol {
  SymbolKind kind;
  std::string name;
  std::uint32_t unit = 0;  // the file it stands in
  const void* node =
      nullptr;  // syntax::Let, Choose, Tree, Table, Guard, Cost, Define, Param, Event, Knockout, Step ...
  Span span;    // of its name
  std::uint32_t index = 0;
  // column -> table; scorecard_member -> scorecard; param and locals -> define; step -> the guarded name it
  // acts on
  SymbolId parent = kNoSymbol;
  const syntax::Guard* brakes = nullptr;  // guarded
  const syntax::Guard* legal = nullptr;
  Type type;  // of its value; in functions: with the declared type's widest interval
  bool used = false;
};

// What a name or bare word means where it stands.
struct Meaning {
  enum class Form : std::uint8_t { none, symbol, enum_value } form = Form::none;
  SymbolId symbol = kNoSymbol;
  std::uint32_t enum_id = kNoEnum;  // enum_value
  std::uint32_t value = 0;
};

inline constexpr std::uint32_t kNoUnit = ~std::uint32_t{0};
struct UnitInfo {  // one .pol file
  std::unique_ptr<syntax::File> file;
  std::string root_path;            // path below its root, for `use`
  std::vector<std::uint32_t> uses;  // units, beside Header::uses; kNoUnit where a library could not be loaded
};

struct Checked;
struct NeededPolicy {  // a `needs` line of the file that was checked
  const syntax::Header::Needs* line = nullptr;
  std::string alias, path;
  std::shared_ptr<const Checked> policy;  // null after an error
};
struct NeededPart {
  enum class Form : std::uint8_t {
    output,
    status,
    reason_listed,  // `limit.reasons includes R06`
    knockout_fired,
    reasons,  // the two lists are no values: they are asked with `includes`, shown with `because`
    knockouts,
  } form = Form::output;
  std::uint32_t needs = 0;  // index into Checked::needs
  std::string name;         // of the output, or the code
  bool list() const { return form == Form::reasons || form == Form::knockouts; }
};

struct OutputInfo {
  const syntax::Gives* gives = nullptr;
  Type type;  // declared
  SymbolId definition = kNoSymbol;
};

struct ListedReason {
  const catalog::Reason* reason = nullptr;
  const catalog::ReasonFile* file = nullptr;  // that it stands in
};

// An enforced invariant of the catalogue: the one let of a library that is made of its condition.
struct EnforcedInvariant {
  std::string id;
  std::uint32_t unit = kNoUnit;
  const syntax::Let* let = nullptr;
};

// A unit that names an older version of the catalogue than `Checked::catalog` (older_catalogue.h).
struct OlderCatalogue {
  std::uint32_t unit = 0;
  Span span;  // of the version in its head
  std::shared_ptr<const catalog::Catalog> catalog;
};

// An arm of an experiment that sets a name: in it `binding` takes the place of the name's definition.
struct Setting {
  SymbolId experiment = kNoSymbol;
  std::uint32_t arm = 0;  // from 0; the first is the champion
  const syntax::Binding* binding = nullptr;
};

struct Checked {
  std::vector<UnitInfo> units;  // [0] is the file that was checked; libraries follow
  std::shared_ptr<const catalog::Catalog> catalog;
  std::shared_ptr<const catalog::ReasonFile> reasons;  // null for libraries
  std::string catalog_path, reasons_path;
  std::vector<OlderCatalogue> older;
  EnumPool enums;  // starts as the catalogue's pool (same ids), then those written in policies
  std::vector<Symbol> symbols;
  // let, segment, decide, tree, table (before its columns), column, guarded, cost, event, knockout,
  // experiment: each after what it reads. All of the file that was checked, and what is reached in its
  // libraries. No tags, functions, params, locals.
  std::vector<SymbolId> order;
  std::vector<OutputInfo> outputs;                              // `gives` order
  std::vector<SymbolId> knockouts, events, steps, experiments;  // file order
  std::unordered_map<SymbolId, std::vector<Setting>> settings;  // by the name that is set, file order
  std::unordered_map<NodeKey, Meaning, NodeKeyHash>
      meanings;                                          // References, Values and names of arms, by node
  std::unordered_map<NodeKey, Type, NodeKeyHash> types;  // Exprs outside functions
  std::vector<SymbolId> tags_read;                       // symbols of tags, catalogue order
  std::vector<EnforcedInvariant> invariants;             // catalogue order
  std::vector<NeededPolicy> needs;                       // in file order
  std::vector<NeededPart> needed_parts;                  // by Symbol::index
  std::vector<SymbolId> needed_read;                     // symbols of kind `needed`, in order of naming
  // Every reason that a `because` of the policy or of its libraries names, and those that the lists it takes
  // over from needed policies may hold; each code once, in the order of the text.
  std::vector<ListedReason> listed;
  // What could loosen a legal step that reads this policy's output ("" is the whole policy, for its status
  // and lists): "shock S1", "experiment E7". Only what there is.
  std::map<std::string, std::string> looseners;
  // What only `prove` lines read, likewise: no part of the policy.
  std::vector<SymbolId> prove_order, prove_tags_read, prove_needed_read;

  const Meaning* meaning(std::uint32_t unit, syntax::NodeId id) const {
    auto it = meanings.find({unit, id});
    return it == meanings.end() ? nullptr : &it->second;
  }
};

// Policies that were checked because another one needs them, by path; one for all files of a run.
struct PolicyIndex;  // the heads of all policies below some roots
struct NeededCache {
  struct Entry {
    std::shared_ptr<const Checked> policy;
    std::optional<Diagnostic> error;  // the first, if the policy has errors; of a chain, where it begins
  };
  std::map<std::string, Entry> entries;
  std::map<std::vector<std::string>, std::shared_ptr<const PolicyIndex>> indexes;  // by roots
  std::vector<std::string> in_progress;                // "limit/sme_credit_line", outermost first
  std::vector<std::pair<Span, Diagnostic>> passed_on;  // where a `needs` line tells it, and the error itself
  // Files and folders in which a needed policy may stand, but which cannot be read: exit code 3.
  std::vector<std::string> unreadable;
};

struct CheckOptions {
  std::vector<std::string> roots;       // --root, in order; empty: the nearest ancestor with a folder tags/
  std::shared_ptr<NeededCache> needed;  // null: of this call alone
};

// Loads the file, its libraries, catalogue and reasons; checks all but what needs the IR (table gaps,
// undecided points, examples, prove lines: compiler/analysis and compiler/study). Null if errors leave
// nothing to go on with.
std::unique_ptr<Checked> check_file(Sources& sources, const std::string& path, Diagnostics& diagnostics,
                                    const CheckOptions& options = {});

// A catalogue as policies see it: a library without items that reads it. `path` must be ROOT/tags/NAME.yaml.
// Null with diagnostics if it has errors.
std::unique_ptr<Checked> check_catalogue(Sources& sources, const catalog::Catalog& catalog,
                                         const std::string& path, Diagnostics& diagnostics);
// A library whose text stands in `file`, which need not be a file of the disk, checked as if it stood at
// `path`.
std::unique_ptr<Checked> check_library(Sources& sources, FileId file, const std::string& path,
                                       Diagnostics& diagnostics, const CheckOptions& options);

}  // namespace pol::sema
