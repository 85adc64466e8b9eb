// The one syntax tree. It covers the whole grammar (grammar/Pol.g4); checking annotates it by NodeId and
// never rewrites it. Everything keeps its span; texts are copies, so the tree outlives the parser.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "runtime/base/source.h"
#include "runtime/value/cause.h"
#include "runtime/value/constant.h"
#include "runtime/value/date.h"
#include "runtime/value/rounding.h"

namespace pol::syntax {

using NodeId = std::uint32_t;  // dense within one File; names the node in side tables

struct Name {
  std::string text;
  Span span;
};

// `name`, `name.part`, or `tags.name` (then from_tags is set and `name` is the tag).
struct Reference {
  NodeId id = 0;
  Span span;
  Name name;
  std::optional<Name> part;
  bool from_tags = false;
};

struct Literal {
  Span span;
  Constant constant;
};

enum class ExprKind : std::uint8_t {
  literal,
  ref,
  code,
  each,
  undecided_word,  // simple
  negate,
  share,
  multiply,
  divide,
  add,
  subtract,
  round,
  fold,
  count_where,
  first_present,
  taken_by,
  any_knockout,
  call,
  logical_not,
  logical_and,
  logical_or,
  compare,
  within,
  member,
  prefix,
  includes,
  presence,  // args[0] is the operand that is tested
};

enum class Compare : std::uint8_t { at_least, at_most, above, below, is, is_not };
enum class Fold : std::uint8_t { sum, average, lowest, highest, trend };
enum class Presence : std::uint8_t { missing, missing_because, present, stale };

struct Expr;
using ExprPtr = std::unique_ptr<Expr>;

// A value in a cell, list, binding or clause: literal (negative allowed), name, code, missing, stale,
// undecided.
enum class ValueKind : std::uint8_t { literal, ref, code, missing, stale, undecided };
struct Value {
  ValueKind kind = ValueKind::literal;
  NodeId id = 0;
  Span span;
  bool negative = false;  // literal: constant is as written, without the sign
  Literal literal;
  Reference ref;
  Name code;
  CauseMask causes = cause::all;  // missing: those in brackets, else all
  bool has_causes = false;
};

// A series operand of folds: a list in brackets, or `ref`, or `last N of ref`.
struct Series {
  Span span;
  std::optional<Reference> ref;
  std::optional<std::int64_t> last;
  std::vector<ExprPtr> list;
};

struct Expr {
  ExprKind kind = ExprKind::literal;
  NodeId id = 0;
  Span span;                  // the whole expression, without surrounding brackets
  Span op;                    // the operator or keyword, where messages about it point
  std::uint8_t brackets = 0;  // pairs of brackets around it as written
  std::vector<ExprPtr> args;  // operands in order; compare: 2, within: 3 (operand, from, to), call: arguments
  bool if_present = false;    // tests only
  bool negated = false;       // member: `is not one of`; presence: `is not ...`
  Literal literal;            // literal; share: the percent; prefix: the text
  Reference ref;              // ref
  Name name;                  // code, taken_by: the code; any_knockout: the value; call: the function
  Compare compare = Compare::is;
  Fold fold = Fold::sum;
  Series series;                          // fold, count_where (args[0] = condition)
  Rounding rounding;                      // round
  Span grain_span;                        // round: the grain; its kind in grain_literal
  std::optional<Constant> grain_literal;  // empty for `N places`
  std::vector<ExprPtr> conditions;  // first_present: the `when` of option i, null if none (as many as args)
  std::vector<Value> values;        // member
  Presence presence = Presence::missing;
  CauseMask causes = cause::all;  // presence: missing_because
};

struct TypeExpr {
  enum class Form : std::uint8_t { plain, one_of, ordered, list } form = Form::plain;
  Span span;
  Name name;  // plain: bool, int, decimal, percent, rate, money, date, days, months, text, or an enum's name
  std::string argument;  // plain: "CNY", "a year", "2"; may be empty
  Span argument_span;
  std::optional<Grain> grain;
  std::optional<Constant> grain_literal;
  Span grain_span;
  std::vector<Name> values;  // one_of, ordered
  bool up_to = false;        // list
  std::int64_t count = 0;    // list
  std::unique_ptr<TypeExpr> element;
};

struct Because {
  Span span;
  std::vector<Reference> reasons;  // codes stand in name.text with is_code[i] set
  std::vector<bool> is_code;
};

struct Arm {
  NodeId id = 0;
  Span span;
  Value result;  // literal, ref or code
  std::optional<Because> because;
  ExprPtr when;  // null: otherwise
};

struct Branch {  // of a tree
  NodeId id = 0;
  Span span;
  ExprPtr condition;  // fork
  std::unique_ptr<Branch> yes, no;
  ExprPtr leaf;  // twig
  std::optional<Because> because;
};

struct Pattern {
  enum class Form : std::uint8_t { exactly, between, bounded, none_of } form = Form::exactly;
  Span span;
  Value value;               // exactly (also missing, stale), between: lower, bounded
  Value upper;               // between
  bool below_upper = false;  // between: `to below`
  Compare bound = Compare::at_least;
  std::vector<Value> none_of;
};

struct Cell {
  Span span;
  bool any = false;
  std::vector<Pattern> patterns;
};

struct Row {
  NodeId id = 0;
  Span span;
  bool otherwise = false;
  std::vector<Cell> cells;
  std::vector<ExprPtr> outputs;
  std::optional<Because> because;
};

struct Column {
  NodeId id = 0;
  Name name;
  std::optional<TypeExpr> type;
};

struct Let {
  NodeId id = 0;
  Span span;
  Name name;
  std::optional<TypeExpr> type;
  ExprPtr value;
};

struct Choose {
  NodeId id = 0;
  Span span;
  bool decide = false;  // else segment
  Name name;
  std::vector<Arm> arms;
};

struct Tree {
  NodeId id = 0;
  Span span;
  Name name;
  std::unique_ptr<Branch> root;
};

struct Table {
  NodeId id = 0;
  Span span;
  Name name;
  std::vector<std::string> hit;  // words after `hit`, e.g. {"rule", "order"}; empty: unique
  Span hit_span;
  std::vector<Reference> inputs;
  std::vector<Column> outputs;
  std::vector<Row> rows;
  std::optional<Literal> rows_from;
};

struct Factor {
  NodeId id = 0;
  Span span;
  Reference input;
  std::optional<Because> because;
  struct Band {
    NodeId id = 0;
    Span span;
    Cell cell;
    std::int64_t points = 0;
    std::optional<Because> because;
  };
  std::vector<Band> bands;
};

struct Scorecard {
  NodeId id = 0;
  Span span;
  Name name;
  struct Odds {
    std::int64_t good = 0, bad = 0, at = 0, every = 0;
    Span span;
  };
  std::optional<Odds> odds;
  std::int64_t start = 0;
  std::optional<std::int64_t> reasons;
  std::vector<Factor> factors;
};

struct Param {
  NodeId id = 0;
  Name name;
  TypeExpr type;
};

struct Define {
  NodeId id = 0;
  Span span;
  Name name;
  std::vector<Param> params;
  std::vector<std::variant<Let, Choose, Tree, Table>> locals;
  ExprPtr give;
};

struct Knockout {
  NodeId id = 0;
  Span span;
  Name code, value;
  Because because;
  ExprPtr when;
};
struct Knockouts {
  NodeId id = 0;
  Span span;
  std::vector<Knockout> items;
};

enum class Verb : std::uint8_t { raise_to, lower_to, raise_by, lower_by, cap, floor, becomes };
struct Step {
  NodeId id = 0;
  Span span;
  Name code;
  Verb verb = Verb::cap;
  ExprPtr amount;
  bool if_present = false;
  std::optional<Because> because;
  std::optional<Day> from, until;
  ExprPtr when;  // may be null
  std::optional<Literal> source;
};
struct Guard {
  NodeId id = 0;
  Span span;
  bool legal = false;  // else brakes
  Name target;
  std::optional<Rounding> rounding;
  Span rounding_span;
  std::optional<Constant> grain_literal;
  ExprPtr start;  // may be null
  std::vector<Step> steps;
};

struct Box {  // of events and experiments
  Name code;
  Literal title, ticket;
  Day from = 0, until = 0;
  Span from_span, until_span;
};
struct Event {
  NodeId id = 0;
  Span span;
  bool exception = false;  // else shock
  Box box;
  std::vector<Name> waives;
  ExprPtr when;
};

struct Binding {
  NodeId id = 0;
  Span span;
  enum class Target : std::uint8_t { ref, code, knockouts, undecided } target = Target::ref;
  Reference ref;
  Name code;
  bool list = false;
  std::vector<Value> values;  // one if not a list
};

struct Experiment {
  NodeId id = 0;
  Span span;
  Box box;
  Reference split;
  Literal salt;
  struct Variant {
    NodeId id = 0;
    Span span;
    Name name;
    Literal share;
    std::vector<Binding> sets;
  };
  std::vector<Variant> variants;
  ExprPtr when;
};

struct Cost {
  NodeId id = 0;
  Span span;
  Name name;
  struct Line {
    Literal label;
    ExprPtr value;
  };
  std::vector<Line> lines;
};

struct UndecidedClause {
  NodeId id = 0;
  Span span;  // begins at the word `undecided`
  std::vector<Binding> bindings;
  Because because;
};

struct Example {
  NodeId id = 0;
  Span span;
  Literal title;
  std::optional<Day> on;
  std::vector<Binding> given, expect;
};

struct Prove {
  enum class Form : std::uint8_t { always, monotone, independent } form = Form::always;
  NodeId id = 0;
  Span span;                 // begins at the word `prove`
  ExprPtr condition, when;   // always; `when` may be null
  Reference subject, moved;  // monotone, independent
  bool never_falls = false, as_rises = false;
  std::vector<Reference> not_read;  // independent
  std::vector<bool> not_read_code;
};

using Item = std::variant<Let, Choose, Tree, Table, Scorecard, Define, Knockouts, Guard, Event, Experiment,
                          Cost, UndecidedClause, Example, Prove>;

struct Gives {
  NodeId id = 0;
  Span span;
  Name name;
  TypeExpr type;
  std::optional<Value> mask;  // with `unless`
  ExprPtr unless;
};

struct Header {
  Span span;  // from `policy` or `library`
  bool library = false;
  bool complete = true;  // false: some head lines could not be read; do not ask for them
  Name kind, name;
  std::int64_t version = 0;
  struct Line {
    Span span;
  };
  struct Owner : Line {
    Literal text;
  };
  struct Approved : Line {
    std::int64_t count = 0;
    Span count_span;
    std::vector<Name> roles;
  };
  struct Effective : Line {
    Day day = 0;
    Literal zone;
  };
  struct Review : Line {
    Day day = 0;
  };
  struct Replaces : Line {
    std::int64_t version = 0;
  };
  struct Companion : Line {
    Name name;
    Literal version;
  };
  struct Use : Line {
    std::vector<Name> names;
    Literal path;
    std::int64_t version = 0;
  };
  struct Needs : Line {
    Name kind, name;
    std::int64_t version = 0;
    std::optional<Name> alias;
  };
  // In file order; more than one of a line that may stand once is for the checker to refuse.
  std::vector<Owner> owner;
  std::vector<Approved> approved;
  std::vector<Effective> effective;
  std::vector<Review> review;
  std::vector<Replaces> replaces;
  std::vector<Companion> tags, reasons;
  std::vector<Use> uses;
  std::vector<Needs> needs;
  std::vector<Gives> gives;
};

struct Comment {
  Span span;
  std::string text;  // with the dashes
};

struct File {
  FileId source = kNoFile;
  std::int64_t language = 1;
  Span language_span;
  Header header;
  std::vector<Item> items;
  std::vector<Comment> comments;
  NodeId node_count = 0;
};

}  // namespace pol::syntax
