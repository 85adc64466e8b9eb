// The IR: one policy (later: one chain) as a flat vector of instructions in topological order, with pools
// beside it, and the list of what the decision record keeps. It is what engines run, analyses read and
// bundles carry. A Module from outside is untrusted until verify() has passed.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "runtime/base/source.h"
#include "runtime/value/cause.h"
#include "runtime/value/date.h"
#include "runtime/value/rounding.h"
#include "runtime/value/type.h"

namespace pol::ir {

enum class Op : std::uint16_t {
#define POL_OP(number, name, a, b, c, rule, absence, cost, doc) name = number,
#include "runtime/ir/ops.def"
#undef POL_OP
};

using Ref = std::uint32_t;  // index of an instruction
inline constexpr Ref kNone = ~Ref{0};

// 16 bytes. Operands that are instructions are smaller than the instruction's own index.
struct Inst {
  Op op;
  std::uint16_t type;  // index into Module::types
  std::uint32_t a = 0, b = 0, c = 0;
  bool operator==(const Inst&) const = default;
};
static_assert(sizeof(Inst) == 16);

// A part of what a needed policy says about the same case, read as an input. It is never missing.
struct Needed {
  enum class Form : std::uint8_t {
    output,          // the value after mask and undecided clause
    status,          // enum (decided, undecided)
    reason_listed,   // bool: the code stands in its full list of reasons
    knockout_fired,  // bool
  } form = Form::output;
  std::uint32_t policy = 0;  // index into Module::needs
  std::string name;          // the output, or the code; "" for the status
  bool operator==(const Needed&) const = default;
};

// A `needs` line: a policy that is decided before this one.
struct NeededPolicy {
  std::string kind, name, alias;
  std::int64_t version = 0;
  std::string content_hash;  // 64 hex digits; part of this policy's own content hash
  bool operator==(const NeededPolicy&) const = default;
};

// What an experiment splits by, computed at the door and never sent: SHA-256 of `salt:ID`, mapped to 0..9999
// (language reference, 6.6). Missing with the causes of its tag.
inline constexpr int kBuckets = 10'000;
struct Bucket {
  std::uint32_t tag = 0;  // the text input that holds the ID; it stands before this input
  std::string salt;
  bool operator==(const Bucket&) const = default;
};

// A series of N values (oldest first) is N neighbouring inputs of one type, each present or missing by
// itself.
struct Element {
  std::string series;        // the tag; the input's own name is `series[number]`
  std::uint16_t number = 1;  // 1 = the oldest
  std::uint16_t count = 1;   // 1..kMostElements
  bool operator==(const Element&) const = default;
};
std::string element_name(std::string_view series, int number);

// What comes through the door. inputs[0] is always decision_date. Values are i64 (text: a `const Text*`).
struct Input {
  std::string name;
  std::uint16_t type = 0;  // its interval is enforced at the door; text: `range` is the number of code points
  bool forbid = false;     // `missing: forbid`: never missing inside
  CauseMask causes = cause::any_sent;                    // what a caller may send
  std::optional<std::int32_t> fresh_days, fresh_months;  // at most one
  std::string sensitivity;                               // open personal sensitive
  std::optional<Needed> needed{};                        // not a tag: from a policy decided before
  std::optional<Bucket> bucket{};  // then no tag: named after its experiment, `E7.bucket`
  std::optional<Element> element{};
  // The tag it is, or is an element of.
  const std::string& tag() const { return element ? element->series : name; }
  bool heads_tag() const { return !element || element->number == 1; }  // so that each tag counts once
  bool operator==(const Input&) const = default;
};

// An enforced invariant of the catalogue, asked at the door: where its condition is no, its tags are
// missing(error). Its instructions stand first, so that the door evaluates no more than these.
struct Invariant {
  std::string id;
  Ref condition = kNone;
  std::vector<std::uint32_t> tags;  // inputs
  bool operator==(const Invariant&) const = default;
};

// A text in memory: what a text slot points to.
struct Text {
  const char* data = nullptr;
  std::uint64_t size = 0;
};

struct Array {  // constants of one type
  std::uint16_t type = 0;
  std::vector<std::int64_t> values;
  bool operator==(const Array&) const = default;
};

// ---- tables as data
// `all`: every row that fits is used (rule order, collect). Such a table is looked up by instructions of its
// own, one condition a row (TableUse::fits), never by table_row; here it keeps its name and its cells.
enum class Hit : std::uint8_t { unique, first, any, priority, all };

// One pattern of a cell: lo..hi, both in, in the column's units (text columns: lo = hi = index into
// Module::texts).
struct CellRange {
  std::int64_t lo = 0, hi = 0;
  bool operator==(const CellRange&) const = default;
};

// A cell fits a present value that lies in one of its ranges (or `any`), and a missing one whose causes all
// lie in `missing` (`any` has all six bits; `missing` too; `missing (no_hit)` one; none: 0).
struct Cell {
  bool any = false;
  CauseMask missing = 0;
  std::uint32_t first = 0, count = 0;  // slice of Table::ranges
  bool except = false;                 // text columns: fits every text but those of the ranges
  bool operator==(const Cell&) const = default;
};

inline constexpr std::size_t kMaxTableColumns = 16;

struct Table {
  std::string name;
  Hit hit = Hit::unique;
  std::vector<std::uint16_t> columns;  // input types
  std::uint32_t rows = 0;              // without `otherwise`
  bool otherwise = false;              // row number rows + 1
  // The compiler's promise, after its search for gaps: whatever the inputs are, present or missing with any
  // causes that can reach them, a row (or `otherwise`) fits. `unique` and `any` are then never missing. It is
  // not checked by verify(), so engines keep the promise themselves: where it turns out broken the result is
  // the last row.
  bool complete = false;
  std::vector<Cell> cells;          // rows x columns, row-major
  std::vector<CellRange> ranges;    // sorted and disjoint within a cell
  std::vector<std::uint32_t> rank;  // Hit::priority: rank of each row (lower wins), else empty
  bool operator==(const Table&) const = default;
};

// ---- what the record keeps (language reference, section 11). Refs are instructions.
// One entry of a `because`: a code, or a list that is known only when a case has been decided.
struct ReasonRef {
  enum class Form : std::uint8_t {
    code,       // index into Module::reason_codes
    scorecard,  // index into Module::scorecards: its factors' reasons, most points lost first
    needed,     // number of a `needs` policy: all its reasons
  } form = Form::code;
  std::uint16_t index = 0;
  bool operator==(const ReasonRef&) const = default;
};
using Reasons = std::vector<ReasonRef>;

struct Knockout {
  std::string code;
  std::uint16_t value = 0;  // of the main output's enum
  Ref condition = kNone;    // as written
  Ref fired = kNone;        // after waivers; missing = unknown
  Ref waived = kNone;       // kNone if no exception waives it
  Reasons reasons;
  bool operator==(const Knockout&) const = default;
};

// segment, decide or tree: an arm or leaf number; missing = 0, not reached.
struct Choice {
  enum class Form : std::uint8_t { segment, decide, tree } form = Form::segment;
  std::string name;
  Ref number = kNone;
  std::vector<Reasons> reasons;  // per arm or leaf; empty if none has one
  bool operator==(const Choice&) const = default;
};

struct TableUse {
  std::uint32_t table = 0;
  Ref row = kNone;               // the row number; missing = 0, none
  std::vector<Reasons> reasons;  // per row, `otherwise` included; empty if no row has one
  std::vector<Ref> fits = {};    // Hit::all: per row, `otherwise` included, a bool (then `row` is kNone)
  bool operator==(const TableUse&) const = default;
};

// The factors are table uses, so that the record keeps their rows as it keeps those of tables; the use's
// reasons are those of the row, or the factor's where the row has none.
struct Scorecard {
  struct Factor {
    std::uint32_t use = 0;     // index into Module::table_uses
    std::uint32_t points = 0;  // index into Module::arrays: points of each row
    bool operator==(const Factor&) const = default;
  };
  std::string name;
  Ref points = kNone;
  Ref pd = kNone;          // kNone without `odds`
  std::uint32_t most = 4;  // reasons at most
  std::vector<Factor> factors;
  bool operator==(const Scorecard&) const = default;
};

struct Evidence {  // a let that is `first present of`
  std::string name;
  Ref number = kNone;
  std::uint32_t options = 0;
  bool operator==(const Evidence&) const = default;
};

struct Event {
  enum class Form : std::uint8_t { shock, exception } form = Form::shock;
  std::string code, title, ticket;
  Day from = 0, until = 0;
  Ref active = kNone;
  bool operator==(const Event&) const = default;
};

struct Experiment {
  struct Arm {
    std::string name;
    std::uint32_t share = 0;        // in hundredths of a percent: buckets
    std::vector<std::string> sets;  // names whose definitions it replaces; the first arm sets none
    // Outputs whose value then is no table row's, so that the row's reasons are not theirs. Sorted. (Where an
    // arm sets a choice, its number says so by itself.)
    std::vector<std::uint32_t> replaces;
    bool operator==(const Arm&) const = default;
  };
  std::string code, title, ticket;
  Day from = 0, until = 0;
  std::vector<Arm> arms;  // they own consecutive ranges of buckets; shares add up to kBuckets
  Ref bucket = kNone;     // 0..kBuckets - 1
  Ref arm = kNone;        // number from 1; 0: outside its dates or its condition is no; missing = unknown
  bool operator==(const Experiment&) const = default;
};

struct CostLine {  // of the disclosure table
  std::string cost, label;
  Ref value = kNone;
  bool operator==(const CostLine&) const = default;
};

enum class Verb : std::uint8_t { raise_to, lower_to, raise_by, lower_by, cap, floor, becomes };
std::string_view verb_name(Verb verb);  // "raise to"

struct Step {
  std::string code, target, source;
  Verb verb = Verb::cap;
  bool legal = false;
  Ref active = kNone;  // condition, dates and amount-present together; missing = unknown
  Ref amount = kNone, before = kNone, after = kNone;
  Ref changed = kNone;  // bool: active and before is not after
  Reasons reasons;
  bool operator==(const Step&) const = default;
};

// A list (`up to any N of T`) is one value for each place it may have; a place whose value is missing is not
// in the list. Its `value` is the number of elements, which is missing where the list is.
struct NamedValue {  // lets and table columns, for `values`
  std::string name;
  Ref value = kNone;
  std::vector<Ref> elements = {};  // of a list
  bool operator==(const NamedValue&) const = default;
};

struct Output {
  std::string name;
  std::uint16_t type = 0;          // declared
  Ref defined = kNone;             // before the mask: formula, brakes, legal
  Ref shown_when = kNone;          // `unless` condition; kNone if the output has no mask
  Ref masked = kNone;              // after the mask; = defined without one
  Ref value = kNone;               // after the undecided clause: what is returned
  std::uint32_t choice = kNone;    // index into Module::choices that gives its reasons, or kNone
  std::uint32_t table = kNone;     // index into Module::table_uses, likewise
  std::vector<Ref> elements = {};  // of a list: after mask and clause; defined, masked, value are its length
  bool operator==(const Output&) const = default;
};

struct Undecided {
  Ref undecided = kNone;  // any_missing over the masked outputs
  bool has_clause = false;
  Reasons reasons;
  bool operator==(const Undecided&) const = default;
};

struct ReasonText {
  std::string code, internal;
  std::vector<std::string> texts;  // beside Policy::languages
  bool operator==(const ReasonText&) const = default;
};

struct Policy {
  std::string kind, name;  // "limit", "sme_credit_line"; a library: kind "library"
  std::int64_t version = 0;
  int language = 1;
  std::string zone;
  Day effective = 0, review_by = 0;
  std::string catalogue, catalogue_version, reasons, reasons_version;
  std::vector<std::string> languages;  // of the reason texts
  std::uint32_t most_shown = 0;        // 0 = all
  bool operator==(const Policy&) const = default;
};

struct Module {
  Policy policy;
  EnumPool enums;
  std::vector<Type> types;
  std::vector<Inst> insts;
  std::vector<Ref> operands;
  std::vector<i128> constants;
  std::vector<std::string> texts;
  std::vector<Rounding> roundings;
  std::vector<Array> arrays;
  std::vector<Table> tables;
  std::vector<Input> inputs;
  std::vector<Invariant> invariants;
  std::vector<NeededPolicy> needs;

  std::vector<ReasonText> reason_codes;
  std::vector<Output> outputs;  // the first is the main output
  std::vector<Knockout> knockouts;
  std::vector<Choice> choices;
  std::vector<TableUse> table_uses;
  std::vector<Scorecard> scorecards;
  std::vector<Evidence> evidence;
  std::vector<Event> events;
  std::vector<Experiment> experiments;
  std::vector<Step> steps;
  std::vector<CostLine> cost_lines;  // by cost, in the order of their lines
  std::vector<NamedValue> values;
  Undecided undecided;

  // Not part of the canonical form, empty in a bundle: where each instruction comes from.
  std::vector<Span> spans;

  const Type& type_of(Ref ref) const { return types[insts[ref].type]; }
};

// ---- descriptions of ops, from ops.def
enum class Operand : std::uint8_t {
  none,
  value,
  slice,
  number,
  constant,
  text,
  input,
  rounding,
  array,
  table,
  builtin
};
// When the result of an op is missing. Analyses and explanations go by this and not by the op, so that a new
// strict op is none of their business.
enum class Absence : std::uint8_t {
  strict,  // an operand is missing; causes united
  never,
  input,        // as it came through the door
  divide,       // strict, or the divisor is 0 (computed error)
  conjunction,  // Kleene `and`
  disjunction,  // Kleene `or`
  if_present,
  or_else,
  only_when,
  select,
  first_arm,
  pick,
  table_row,  // as the op's doc says
};

struct OpInfo {
  Op op;
  std::string_view name;
  Operand a, b, c;
  Absence absence;
  std::uint32_t cost;
  std::string_view doc;
};
const OpInfo* op_info(Op op);  // null for a number that is no op
const OpInfo* op_by_name(std::string_view name);
const std::vector<OpInfo>& all_ops();
inline Absence absence_of(Op op) {
  return op_info(op)->absence;
}
// Appends the instructions that `inst` reads to `out`, in order, repeats included.
void operands_of(const Module& module, const Inst& inst, std::vector<Ref>& out);

}  // namespace pol::ir
