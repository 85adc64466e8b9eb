// What an explanation needs of a policy's text beside its IR: how formulas read in each language, what they
// name, and where the values of those names stand. Made by the compiler, carried by bundles, so that a
// decision can be told in sentences where neither the text nor the compiler is. It decides nothing. One that
// comes from outside is untrusted until check() has passed.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "runtime/ir/module.h"

namespace pol::explain {

inline constexpr std::uint32_t kNone = ~std::uint32_t{0};

struct Words {  // one text of the policy in each language
  std::string en, zh;
  bool empty() const { return en.empty() && zh.empty(); }
  bool operator==(const Words&) const = default;
};

struct Name {  // what a formula may name
  enum class Form : std::uint8_t {
    tag,      // `name` is its id in the catalogue
    reasons,  // the list of a needed policy's reasons
    other,
  } form = Form::other;
  std::string name;
  std::uint32_t input = kNone;    // the first of its inputs
  ir::Ref value = ir::kNone;      // of what has no input
  bool list = false;              // then `value` is the number of elements
  std::vector<ir::Ref> elements;  // of a list
  std::uint32_t needs = kNone;    // reasons: number of the policy
  bool operator==(const Name&) const = default;
};

struct Read {  // a name in a formula
  std::uint32_t name = 0;
  std::uint32_t last = 0;  // of a series its `last` values; 0: all
  bool operator==(const Read&) const = default;
};

struct Formula {
  enum class Form : std::uint8_t { other, reference, literal, code, any_knockout } form = Form::other;
  Words text;
  // The text in pieces: before each name, the name as written, and what is behind the last. White space is
  // not folded. Without names empty.
  struct Place {
    Words before, own;
    Read read;
    bool operator==(const Place&) const = default;
  };
  std::vector<Place> places;
  Words rest;
  std::vector<Read> reads;  // each name once, as the text names them
  std::string knockouts;    // any_knockout: of which value
  bool operator==(const Formula&) const = default;
};

// Conditions of knockouts as trees, so that it can be told how far a case is from one.
enum class Compare : std::uint8_t { at_least, at_most, above, below, is, is_not };
struct Node {
  enum class Form : std::uint8_t {
    other,
    negation,  // one argument
    all,       // joined by `and`
    any,       // joined by `or`
    compare,   // two
    within,    // three: operand, from, to
    let,       // one: what the named condition is
  } form = Form::other;
  Compare compare = Compare::is;
  ir::Ref ref = ir::kNone;     // of its value; kNone if it has none of its own
  std::uint32_t name = kNone;  // where it is a name
  Words text;
  std::vector<std::uint32_t> args;  // nodes before this one
  bool operator==(const Node&) const = default;
};

struct Setting {                 // by an arm of an experiment
  std::uint32_t experiment = 0;  // into Module::experiments
  std::uint32_t arm = 0;         // from 0
  bool operator==(const Setting&) const = default;
};

struct Option {  // of `first present of`
  std::uint32_t formula = 0, condition = kNone;
  bool operator==(const Option&) const = default;
};

// One definition, in the order in which they are told. Its value is that of its name.
struct Definition {
  enum class Form : std::uint8_t { other, let, evidence, choose, tree, column, scorecard, cost, guarded };
  Form form = Form::other;
  std::uint32_t name = 0;
  std::string library;  // that it stands in; "" in the policy itself
  std::vector<Setting> settings;
  std::uint32_t part = kNone;  // let: formula; tree: branch; column: table; scorecard: card
  std::vector<Option> options;
  std::vector<std::uint32_t> arms;  // choose: formulas; kNone is `otherwise`
  Words start;                      // guarded: what it starts from; may be empty
  bool operator==(const Definition&) const = default;
};

struct Branch {  // of a tree; a leaf has no formula
  std::uint32_t formula = kNone;
  std::uint32_t yes = kNone, no = kNone;  // branches before this one
  bool operator==(const Branch&) const = default;
};

struct Table {
  std::string name;
  std::vector<std::uint32_t> inputs;  // names
  std::vector<Words> rows;            // what is in their cells, `otherwise` included
  bool operator==(const Table&) const = default;
};

struct Card {
  std::string name;
  std::int64_t start = 0;
  struct Factor {
    Words text;
    std::uint32_t name = kNone;
    std::vector<Words> bands;
    bool operator==(const Factor&) const = default;
  };
  std::vector<Factor> factors;
  struct Member {  // `CARD.points`, `CARD.pd`
    std::string name;
    bool points = false;
    std::vector<Setting> settings;
    bool operator==(const Member&) const = default;
  };
  std::vector<Member> members;
  bool operator==(const Card&) const = default;
};

struct Step {
  Words amount;
  bool literal = false;
  bool if_present = false;
  std::optional<Day> from, until;
  std::uint32_t when = kNone;  // formula
  bool operator==(const Step&) const = default;
};

struct Knockout {
  std::string value;       // as written: "decline"
  std::uint32_t when = 0;  // formula
  std::uint32_t node = 0;  // of the condition
  bool operator==(const Knockout&) const = default;
};

struct Plan {
  std::vector<Name> names;
  std::vector<Formula> formulas;
  std::vector<Node> nodes;
  std::vector<Definition> definitions;
  std::vector<Branch> branches;
  std::vector<Table> tables;
  std::vector<Card> cards;
  std::vector<Step> steps;          // beside Module::steps
  std::vector<Knockout> knockouts;  // beside Module::knockouts
  std::vector<Words> unless;        // beside Module::outputs; empty where there is none
  // Of a bundle from before there were plans: there is nothing but the result to tell.
  bool empty() const { return definitions.empty() && unless.empty(); }
  bool operator==(const Plan&) const = default;
};

// "" if all that the plan refers to is there in `module`, which has been verified; else what is not.
std::string check(const Plan& plan, const ir::Module& module);

}  // namespace pol::explain
