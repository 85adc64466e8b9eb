#include "runtime/ir/verify.h"

#include <catch2/catch.hpp>

#include "tests/unit/ir/sample_module.h"

using namespace pol;
using testing::sample_module;

namespace {

std::string problem(const ir::Module& module, const ir::Limits& limits = {}) {
  const std::vector<std::string> problems = ir::verify(module, limits);
  return problems.empty() ? "" : problems.front();
}

ir::Ref find(const ir::Module& module, ir::Op op) {
  for (ir::Ref i = 0; i < module.insts.size(); ++i)
    if (module.insts[i].op == op) return i;
  FAIL("the sample has no such op");
  return ir::kNone;
}

// The sample with one thing broken.
template <class Break>
std::string broken(Break break_it) {
  ir::Module module = sample_module();
  break_it(module);
  return problem(module);
}

}  // namespace

TEST_CASE("the sample verifies, and its cost is known") {
  CHECK(problem(sample_module()) == "");
  CHECK(ir::cost_bound(sample_module()) > 100);
  CHECK(ir::cost_bound(sample_module()) < 500);
}

TEST_CASE("a module without anything is refused") {
  CHECK(problem(ir::Module{}) == "the first input is not decision_date");
}

TEST_CASE("instructions: ops, types and operands are checked") {
  using M = ir::Module;
  using ir::Op;
  CHECK(broken([](M& m) { m.insts[3].op = static_cast<Op>(9999); }) == "instruction 3: 9999 is no op");
  CHECK(broken([](M& m) { m.insts[3].op = static_cast<Op>(0); }) == "instruction 3: 0 is no op");
  CHECK(broken([](M& m) { m.insts[3].type = 999; }) == "instruction 3: type out of range");
  CHECK(broken([](M& m) {
          m.insts[find(m, Op::multiply)].a = 5000;
        }).find("(multiply): an operand out of range") != std::string::npos);
  CHECK(broken([](M& m) {
          const ir::Ref self = find(m, Op::multiply);
          m.insts[self].a = self;  // itself: a cycle
        }).find("(multiply): an operand out of range") != std::string::npos);
  CHECK(broken([](M& m) { m.insts[find(m, Op::less)].c = 1; }).find("(less): an operand") !=
        std::string::npos);
  CHECK(broken([](M& m) { m.insts[find(m, Op::constant)].a = 77; }).find("(constant)") != std::string::npos);
  CHECK(broken([](M& m) { m.insts[find(m, Op::round)].b = 77; }).find("(round)") != std::string::npos);
  CHECK(broken([](M& m) { m.insts[find(m, Op::lookup)].b = 77; }).find("(lookup)") != std::string::npos);
  CHECK(broken([](M& m) { m.insts[find(m, Op::first_arm)].b = 4'000'000'000; }).find("(first_arm)") !=
        std::string::npos);
  CHECK(broken([](M& m) { m.operands.push_back(0); }) == "operands that no instruction uses");
  CHECK(broken([](M& m) { m.insts[find(m, Op::less)].op = Op::text_equal; }).find("is no text") !=
        std::string::npos);
}

TEST_CASE("a declared type must follow from the operands") {
  const auto retyped = [](ir::Op op, auto change) {
    return broken([&](ir::Module& m) {
      const ir::Ref ref = find(m, op);
      Type type = m.type_of(ref);
      change(type);
      m.types.push_back(type);
      m.insts[ref].type = static_cast<std::uint16_t>(m.types.size() - 1);
    });
  };
  const std::string refused = "a declared type that does not hold";
  CHECK(retyped(ir::Op::multiply, [](Type& t) { t.range.hi -= 1; }).find(refused) != std::string::npos);
  CHECK(retyped(ir::Op::multiply, [](Type& t) { t.may_be_missing = false; }).find(refused) !=
        std::string::npos);
  CHECK(retyped(ir::Op::multiply, [](Type& t) { t.scale = 7; }).find(refused) != std::string::npos);
  // A wider interval is sound; what reads it was typed by the narrow one and still holds or is refused
  // itself.
  CHECK(retyped(ir::Op::first_arm, [](Type& t) { t.range.hi = 9; }).find("picks 1 to 9 of 4") !=
        std::string::npos);
}

TEST_CASE("types, pools and inputs are checked") {
  using M = ir::Module;
  const auto type = [](auto change) {
    return broken([&](M& m) {
      Type added = testing::number_type(0, 5);
      change(added);
      m.types.push_back(added);
    });
  };
  CHECK(type([](Type& t) { t.range = {5, 4}; }).find("an interval") != std::string::npos);
  CHECK(type([](Type& t) { t.range.hi = kInt127Max + 1; }).find("127 bits") != std::string::npos);
  CHECK(type([](Type& t) { t.scale = 39; }).find("39 decimal places") != std::string::npos);
  CHECK(type([](Type& t) { t.kind = static_cast<Kind>(77); }).find("unknown kind") != std::string::npos);
  CHECK(type([](Type& t) { t.count = 3; }).find("series") != std::string::npos);
  CHECK(type([](Type& t) { t.kind = Kind::money; }).find("currency") != std::string::npos);
  CHECK(type([](Type& t) { t.kind = Kind::rate; }).find("period") != std::string::npos);
  CHECK(type([](Type& t) { t.kind = Kind::enumeration, t.enum_id = 9; }).find("enum") != std::string::npos);
  CHECK(type([](Type& t) { t.kind = Kind::boolean; }).find("bool") != std::string::npos);
  CHECK(broken([](M& m) { m.constants.push_back(-kInt127Max - 1); }).find("constant") != std::string::npos);
  CHECK(broken([](M& m) { m.roundings[0].grain.unit = 0; }).find("rounding 0") != std::string::npos);
  CHECK(broken([](M& m) { m.roundings[0].mode = static_cast<RoundingMode>(9); }).find("rounding 0") !=
        std::string::npos);
  CHECK(broken([](M& m) { m.arrays[0].values[0] = 1000; }).find("array 0") != std::string::npos);
  CHECK(broken([](M& m) { m.arrays[0].values.clear(); }).find("array 0") != std::string::npos);
  CHECK(broken([](M& m) { m.inputs[2].name = "score"; }).find("stands twice") != std::string::npos);
  CHECK(broken([](M& m) { m.inputs[1].forbid = true; }).find("`missing`") != std::string::npos);
  CHECK(broken([](M& m) { m.inputs[1].causes = cause::all; }).find("no caller may send") !=
        std::string::npos);
  CHECK(broken([](M& m) { m.inputs[0].name = "today"; }).find("decision_date") != std::string::npos);
}

TEST_CASE("tables are checked") {
  using T = ir::Table;
  const auto table = [](auto change) { return broken([&](ir::Module& m) { change(m.tables[0]); }); };
  CHECK(table([](T& t) { t.rows = 4; }).find("cells that do not fit") != std::string::npos);
  CHECK(table([](T& t) { t.columns[0] = 999; }).find("column") != std::string::npos);
  CHECK(table([](T& t) { t.columns.clear(); }).find("0 columns") != std::string::npos);
  CHECK(table([](T& t) { t.cells[0].count = 2; }).find("out of order") != std::string::npos);
  CHECK(table([](T& t) { t.cells[1].first = 900; }).find("out of order") != std::string::npos);
  CHECK(table([](T& t) { t.ranges[0] = {5, 4}; }).find("not sorted") != std::string::npos);
  CHECK(table([](T& t) { t.cells[2].missing = 255; }).find("no such cause") != std::string::npos);
  CHECK(table([](T& t) { t.cells[0].any = true; }).find("`any` and more") != std::string::npos);
  CHECK(table([](T& t) { t.hit = ir::Hit::priority; }).find("ranks") != std::string::npos);
  CHECK(table([](T& t) { t.hit = static_cast<ir::Hit>(9); }).find("hit policy") != std::string::npos);
  CHECK(table([](T& t) { t.ranges.push_back({900, 901}); }).find("no cell uses") != std::string::npos);
  CHECK(broken([](ir::Module& m) { m.tables[0].complete = false; }).find("does not hold") !=
        std::string::npos);
}

TEST_CASE("what the record keeps is checked") {
  using M = ir::Module;
  CHECK(broken([](M& m) { m.outputs[1].value = 999; }) == "output 1: not sound");
  CHECK(broken([](M& m) { m.outputs[1].defined = m.knockouts[0].fired; }) == "output 1: not sound");
  CHECK(broken([](M& m) { m.outputs[0].choice = 5; }) == "output 0: not sound");
  CHECK(broken([](M& m) { m.knockouts[0].value = 3; }) == "knockout 0: not sound");
  CHECK(broken([](M& m) { m.knockouts[1].fired = m.outputs[1].value; }) == "knockout 1: not sound");
  using Form = ir::ReasonRef::Form;
  CHECK(broken([](M& m) { m.knockouts[1].reasons = {{Form::code, 77}}; }) == "knockout 1: not sound");
  CHECK(broken([](M& m) { m.steps[0].reasons = {{Form::scorecard, 0}}; }) == "step 0: not sound");
  CHECK(broken([](M& m) { m.undecided.reasons = {{Form::needed, 0}}; }) == "undecided clause 0: not sound");
  CHECK(broken([](M& m) { m.choices[0].reasons.resize(2); }) == "choice 0: not sound");
  CHECK(broken([](M& m) { m.table_uses[0].table = 1; }) == "table use 0: not sound");
  CHECK(broken([](M& m) { m.events[0].active = ir::kNone; }) == "event 0: not sound");
  CHECK(broken([](M& m) { m.steps[0].after = ir::kNone; }) == "step 0: not sound");
  CHECK(broken([](M& m) { m.steps[0].verb = static_cast<ir::Verb>(40); }) == "step 0: not sound");
  CHECK(broken([](M& m) { m.values[0].value = 999; }) == "value 0: not sound");
  CHECK(broken([](M& m) { m.undecided.undecided = ir::kNone; }) == "undecided clause 0: not sound");
  CHECK(broken([](M& m) { m.reason_codes[0].texts.pop_back(); }) == "reason 0: not sound");
  CHECK(broken([](M& m) { m.policy.language = 2; }) == "language 2 is not known");
}

TEST_CASE("sizes are limited") {
  ir::Limits limits;
  limits.insts = 3;
  CHECK(problem(sample_module(), limits).find("instructions, 3 is the most") != std::string::npos);
  limits = {};
  limits.knockouts = 1;
  CHECK(problem(sample_module(), limits) == "2 knockouts, 1 is the most");
  limits = {};
  limits.cost = 50;
  CHECK(problem(sample_module(), limits).find("one decision may cost") != std::string::npos);
  limits = {};
  limits.cells = 2;
  CHECK(problem(sample_module(), limits).find("table cells") != std::string::npos);
}
