// What a condition says, reduced far enough to see that one arm hides another or that a test is always true:
// and/or/not over facts "this operand is present and lies in these values". Sound, not complete: what is not
// understood is a fact about itself.
#pragma once
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "compiler/sema/checked.h"

namespace pol::sema {

// The condition is yes iff the operand is present and its value lies in `values` (sorted, disjoint, within
// `range`).
struct Fact {
  std::string operand;  // equal for equal expressions
  const syntax::Expr* shown = nullptr;
  Interval range;  // all that the operand can be
  std::vector<Interval> values;
};

struct Truth {
  enum class Form : std::uint8_t { fact, all, any } form = Form::fact;
  Fact fact;
  std::vector<Truth> parts;
};

// Types of the expressions of a function's body as it is written. Their intervals are not looked at: they
// depend on the call.
using BodyTypes = std::unordered_map<syntax::NodeId, Type>;

// `body`: null outside functions.
Truth truth_of(const Checked& checked, std::uint32_t unit, const syntax::Expr& condition,
               const BodyTypes* body = nullptr);
// The fact of one test against constants; empty if it is not such a test.
std::optional<Fact> fact_of(const Checked& checked, std::uint32_t unit, const syntax::Expr& test,
                            const BodyTypes* body = nullptr);
// Whenever `a` is yes, `b` is yes.
bool implies(const Truth& a, const Truth& b);
// The facts that hold at once when `truth` is yes, other than that one of several does.
std::vector<const Fact*> facts_of(const Truth& truth);

// Never both yes.
bool disjoint(const Truth& a, const Truth& b);

std::vector<Interval> intersect(const std::vector<Interval>& a, const std::vector<Interval>& b);
std::vector<Interval> unite(std::vector<Interval> a);  // sorted, disjoint, touching ones joined
std::vector<Interval> without(const Interval& range, const std::vector<Interval>& taken);

}  // namespace pol::sema
