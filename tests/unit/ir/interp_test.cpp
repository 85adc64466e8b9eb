#include "runtime/interp/interp.h"

#include <catch2/catch.hpp>

#include "runtime/ir/verify.h"
#include "tests/unit/ir/sample_module.h"

using namespace pol;
using namespace pol::ir;
using interp::Slot;
using testing::kind_type;
using testing::number_type;

namespace {

constexpr CauseMask kNoHit = cause::no_hit, kStale = cause::stale, kComputed = cause::computed_error;

Slot missing(CauseMask causes) {
  return {0, causes};
}
Slot value(i128 number) {
  return {number};
}
const Slot kYes{1}, kNo{0}, kUnknown{0, cause::no_hit};

// A bench for one op: values are inputs that may be missing, so that each test says only what goes in and
// what comes out.
class Bench {
 public:
  Bench() : build(m) { add(kind_type(Kind::date, kMinDay, kMaxDay), value(20'000)); }
  Ref add(Type type, Slot slot) {
    m.inputs.push_back({m.inputs.empty() ? "decision_date" : "in" + std::to_string(m.inputs.size())});
    type.may_be_missing = m.inputs.size() > 1;
    m.inputs.back().forbid = !type.may_be_missing;
    m.inputs.back().type = build.type(type);
    inputs.push_back(slot);
    return build.input(static_cast<std::uint32_t>(m.inputs.size() - 1));
  }
  Ref number(Slot slot) { return add(number_type(-1'000'000, 1'000'000), slot); }
  Ref flag(Slot slot) { return add(kind_type(Kind::boolean, 0, 1), slot); }
  Ref text(std::string_view text) { return add(kind_type(Kind::text, 0, 100), interp::text_slot(text)); }
  Slot run(Ref ref) {
    INFO(build.error());
    REQUIRE(ref != kNone);
    for (const std::string& problem : verify(m)) FAIL(problem);
    std::vector<Slot> slots;
    interp::evaluate(m, inputs, slots);
    return slots[ref];
  }

  Module m;
  Builder build;
  std::vector<Slot> inputs;
};

Slot binary(Op op, Slot a, Slot b) {
  Bench bench;
  return bench.run(bench.build.binary(op, bench.number(a), bench.number(b)));
}
Slot logic(Op op, Slot a, Slot b) {
  Bench bench;
  return bench.run(bench.build.binary(op, bench.flag(a), bench.flag(b)));
}

}  // namespace

TEST_CASE("arithmetic is strict: causes are united") {
  CHECK(binary(Op::add, value(2), value(3)) == value(5));
  CHECK(binary(Op::subtract, value(2), value(3)) == value(-1));
  CHECK(binary(Op::multiply, value(-2), value(3)) == value(-6));
  CHECK(binary(Op::minimum, value(-2), value(3)) == value(-2));
  CHECK(binary(Op::maximum, value(-2), value(3)) == value(3));
  CHECK(binary(Op::minimum, value(-2), missing(kNoHit)) == missing(kNoHit));  // never quietly the other
  CHECK(binary(Op::add, missing(kNoHit), missing(kStale)) == missing(kNoHit | kStale));
  Bench bench;
  const Ref a = bench.number(value(-7));
  CHECK(bench.run(bench.build.unary(Op::negate, a)) == value(7));
  CHECK(bench.run(bench.build.unary(Op::rescale, a, 2)) == value(-700));
}

TEST_CASE("division rounds once, and by zero it is a computed error") {
  const auto divide = [](Slot a, Slot b, RoundingMode mode, Grain grain) {
    Bench bench;
    return bench.run(bench.build.divide(bench.number(a), bench.number(b), bench.build.rounding({mode, grain}),
                                        Kind::number));
  };
  CHECK(divide(value(1), value(3), RoundingMode::half_up, {1, 4}) == value(3333));
  CHECK(divide(value(2), value(3), RoundingMode::half_up, {1, 4}) == value(6667));
  CHECK(divide(value(-2), value(3), RoundingMode::floor, {1, 0}) == value(-1));
  CHECK(divide(value(1250), value(1), RoundingMode::half_even, {100, 0}) == value(1200));
  CHECK(divide(value(1), value(0), RoundingMode::down, {1, 0}) == missing(kComputed));
  CHECK(divide(missing(kNoHit), value(0), RoundingMode::down, {1, 0}) == missing(kNoHit));
  CHECK(divide(value(1), missing(kStale), RoundingMode::down, {1, 0}) == missing(kStale));
}

TEST_CASE("rounding: the table of the language reference") {
  const auto rounded = [](i128 m, RoundingMode mode) {
    Bench bench;
    const Ref x = bench.add(number_type(-1'000'000, 1'000'000, 3), value(m));
    return bench.run(bench.build.unary(Op::round, x, bench.build.rounding({mode, {1, 2}})));
  };
  using R = RoundingMode;
  CHECK(rounded(12'345, R::up) == value(1235));
  CHECK(rounded(12'345, R::half_even) == value(1234));
  CHECK(rounded(-12'345, R::floor) == value(-1235));
  CHECK(rounded(-12'345, R::ceiling) == value(-1234));
  CHECK(rounded(-12'345, R::half_up) == value(-1235));
}

TEST_CASE("comparisons with a missing operand are unknown") {
  CHECK(binary(Op::equal, value(2), value(2)) == kYes);
  CHECK(binary(Op::less, value(2), value(2)) == kNo);
  CHECK(binary(Op::less_equal, value(2), value(2)) == kYes);
  CHECK(binary(Op::less, missing(kStale), value(2)) == missing(kStale));
  CHECK(binary(Op::equal, missing(kStale), missing(kNoHit)) == missing(kStale | kNoHit));
}

TEST_CASE("Kleene's tables") {
  const Slot all[] = {kYes, kNo, kUnknown};
  const Slot and_table[3][3] = {{kYes, kNo, kUnknown}, {kNo, kNo, kNo}, {kUnknown, kNo, kUnknown}};
  const Slot or_table[3][3] = {{kYes, kYes, kYes}, {kYes, kNo, kUnknown}, {kYes, kUnknown, kUnknown}};
  for (int a = 0; a < 3; ++a)
    for (int b = 0; b < 3; ++b) {
      CHECK(logic(Op::logical_and, all[a], all[b]) == and_table[a][b]);
      CHECK(logic(Op::logical_or, all[a], all[b]) == or_table[a][b]);
    }
  CHECK(logic(Op::logical_and, missing(kNoHit), missing(kStale)) == missing(kNoHit | kStale));
  Bench bench;
  CHECK(bench.run(bench.build.unary(Op::logical_not, bench.flag(kYes))) == kNo);
  CHECK(bench.run(bench.build.unary(Op::logical_not, bench.flag(kUnknown))) == kUnknown);
}

TEST_CASE("presence") {
  const auto missing_only = [](Slot a, CauseMask listed) {
    Bench bench;
    return bench.run(bench.build.unary(Op::missing_only, bench.number(a), listed));
  };
  CHECK(missing_only(value(1), kNoHit) == kNo);
  CHECK(missing_only(missing(kNoHit), kNoHit | kStale) == kYes);
  CHECK(missing_only(missing(kNoHit | kStale), kStale) == kNo);  // every cause must be listed
  Bench bench;
  CHECK(bench.run(bench.build.unary(Op::is_missing, bench.number(missing(kNoHit)))) == kYes);
  CHECK(bench.run(bench.build.unary(Op::is_missing, bench.number(value(0)))) == kNo);
}

TEST_CASE("if present: a missing value drops the test, a computed error does not") {
  const auto tested = [](Slot a, Slot test) {
    Bench bench;
    return bench.run(bench.build.binary(Op::if_present, bench.number(a), bench.flag(test)));
  };
  CHECK(tested(value(5), kYes) == kYes);
  CHECK(tested(value(5), kUnknown) == kUnknown);
  CHECK(tested(missing(kNoHit), kUnknown) == kNo);
  CHECK(tested(missing(cause::error), kUnknown) == kNo);
  CHECK(tested(missing(kNoHit | kComputed), kUnknown) == missing(kNoHit | kComputed));
}

TEST_CASE("first present of, with conditions") {
  CHECK(binary(Op::or_else, value(1), value(2)) == value(1));
  CHECK(binary(Op::or_else, missing(kNoHit), value(2)) == value(2));
  CHECK(binary(Op::or_else, missing(kNoHit), missing(kStale)) == missing(kNoHit | kStale));
  const auto only_when = [](Slot a, Slot when) {
    Bench bench;
    return bench.run(bench.build.binary(Op::only_when, bench.number(a), bench.flag(when)));
  };
  CHECK(only_when(value(4), kYes) == value(4));
  CHECK(only_when(value(4), kNo) == missing(cause::not_asked));
  CHECK(only_when(value(4), kUnknown) == missing(cause::not_asked));
  CHECK(only_when(missing(kStale), kYes) == missing(kStale));
  CHECK(only_when(missing(kStale), kNo) == missing(kStale | cause::not_asked));
  Bench bench;
  const Ref gone = bench.number(missing(kNoHit)), here = bench.number(value(1));
  CHECK(bench.run(bench.build.over(Op::first_present, std::array{gone, here})) == value(2));
  CHECK(bench.run(bench.build.over(Op::first_present, std::array{gone, gone})) == value(0));
}

TEST_CASE("arms: the first yes, unless an unknown stands before it") {
  const auto arm = [](Slot a, Slot b) {
    Bench bench;
    return bench.run(bench.build.over(Op::first_arm, std::array{bench.flag(a), bench.flag(b)}));
  };
  CHECK(arm(kYes, kUnknown) == value(1));
  CHECK(arm(kNo, kYes) == value(2));
  CHECK(arm(kNo, kNo) == value(3));
  CHECK(arm(kUnknown, kYes) == missing(kNoHit));
  CHECK(arm(kNo, kUnknown) == missing(kNoHit));
}

TEST_CASE("select, pick and lookup take the chosen one's presence") {
  const auto select = [](Slot when, Slot yes, Slot no) {
    Bench bench;
    return bench.run(bench.build.select(bench.flag(when), bench.number(yes), bench.number(no)));
  };
  CHECK(select(kYes, value(1), missing(kStale)) == value(1));
  CHECK(select(kNo, value(1), missing(kStale)) == missing(kStale));
  CHECK(select(kUnknown, value(1), value(2)) == missing(kNoHit));
  Bench bench;
  const Ref number = bench.add(number_type(1, 2), value(2));
  const Ref gone = bench.add(number_type(1, 2), missing(kStale));
  const Ref a = bench.number(value(10)), b = bench.number(missing(kNoHit));
  CHECK(bench.run(bench.build.pick(number, std::array{b, a})) == value(10));
  CHECK(bench.run(bench.build.pick(number, std::array{a, b})) == missing(kNoHit));
  CHECK(bench.run(bench.build.pick(gone, std::array{a, a})) == missing(kStale));
  const std::uint32_t array = bench.build.array(number_type(0, 0), {70, 80});
  CHECK(bench.run(bench.build.unary(Op::lookup, number, array)) == value(80));
  CHECK(bench.run(bench.build.unary(Op::lookup, gone, array)) == missing(kStale));
  CHECK(bench.run(bench.build.over(Op::any_missing, std::array{a, b})) == kYes);
  CHECK(bench.run(bench.build.over(Op::any_missing, std::array{a, a})) == kNo);
}

TEST_CASE("sets, texts, dates and builtins") {
  Bench bench;
  const Ref seven = bench.number(value(7)), gone = bench.number(missing(kNoHit));
  const std::uint32_t set = bench.build.array(number_type(0, 0), {5, 7});
  CHECK(bench.run(bench.build.unary(Op::in_set, seven, set)) == kYes);
  CHECK(bench.run(bench.build.unary(Op::in_set, gone, set)) == missing(kNoHit));
  const Ref town = bench.text("Suqian");
  CHECK(bench.run(bench.build.binary(Op::text_equal, town, bench.build.text("Suqian"))) == kYes);
  CHECK(bench.run(bench.build.binary(Op::text_equal, town, bench.build.text("suqian"))) == kNo);
  CHECK(bench.run(bench.build.binary(Op::text_starts, town, bench.build.text("Su"))) == kYes);
  CHECK(bench.run(bench.build.binary(Op::text_starts, town, bench.build.text("Suqian!"))) == kNo);
  const Ref date = bench.add(kind_type(Kind::date, 0, 30'000), value(*parse_date("2026-01-31")));
  const Ref month = bench.add(kind_type(Kind::months, 0, 30), value(1));
  CHECK(bench.run(bench.build.binary(Op::add_months, date, month)) == value(*parse_date("2026-02-28")));
  const Ref later = bench.add(kind_type(Kind::date, 0, 30'000), value(*parse_date("2026-03-02")));
  CHECK(bench.run(bench.build.call(1, std::array{date, later})).causes == 0);
  CHECK(bench.run(bench.build.retype(seven, kind_type(Kind::days, 0, 0))) == value(7));
}

TEST_CASE("a part of a module is evaluated like the whole") {
  const Module m = testing::sample_module();
  const std::vector<Slot> inputs = {value(*parse_date("2026-11-08")), value(700), kYes, value(400'000),
                                    interp::text_slot("Wuhan"),       kNo};
  std::vector<Slot> whole, part;
  interp::evaluate(m, inputs, whole);
  for (const Output& output : m.outputs) {
    std::vector<bool> reached(m.insts.size());
    std::vector<Ref> work{output.value}, refs;
    while (!work.empty()) {
      const Ref ref = work.back();
      work.pop_back();
      if (reached[ref]) continue;
      reached[ref] = true;
      operands_of(m, m.insts[ref], work);
    }
    for (Ref ref = 0; ref < m.insts.size(); ++ref)
      if (reached[ref]) refs.push_back(ref);
    const Slot untouched{4711, 0};
    part.assign(m.insts.size(), untouched);
    interp::evaluate_these(m, refs, inputs, part);
    for (Ref ref = 0; ref < m.insts.size(); ++ref)
      CHECK(part[ref] == (reached[ref] ? whole[ref] : untouched));
  }
}

TEST_CASE("the sample policy decides") {
  const Module m = testing::sample_module();
  const RecordLayout layout = record_layout(m);
  NativeRecord record;
  std::vector<Slot> slots;
  const Day day = *parse_date("2026-11-08");
  const auto decide = [&](Slot score, Slot verified, Slot ask, Slot closed) {
    const std::vector<Slot> inputs = {value(day), score, verified, ask, interp::text_slot("Wuhan"), closed};
    interp::evaluate(m, inputs, slots);
    interp::write_record(m, layout, inputs, slots, record);
  };
  const auto bit = [&](FieldKind kind, std::uint32_t index) { return record.get(*layout.find(kind, index)); };

  decide(value(700), kYes, value(400'000), kNo);  // 4,000.00 * 80% = 3,200
  CHECK(record.outputs == std::vector<std::int64_t>{0, 320'000});
  CHECK(bit(FieldKind::row, 0) == 2);
  CHECK(bit(FieldKind::arm, 0) == 4);
  CHECK(bit(FieldKind::step_active, 0) == 1);
  CHECK(bit(FieldKind::step_changed, 0) == 0);

  decide(missing(kNoHit), kNo, value(400'000), kNo);
  CHECK(record.outputs == std::vector<std::int64_t>{2, 0});
  CHECK(bit(FieldKind::knockout_fired, 0) == 1);
  CHECK(bit(FieldKind::knockout_fired, 1) == 1);
  CHECK(bit(FieldKind::output_masked, 1) == 1);
  CHECK(bit(FieldKind::tag_missing, testing::kScore) == 1);

  decide(value(700), kYes, missing(kNoHit), kNo);  // no amount: undecided
  CHECK(bit(FieldKind::undecided, 0) == 1);
  CHECK(record.output_causes == std::vector<CauseMask>{kNoHit, kNoHit});
  CHECK(record.outputs == std::vector<std::int64_t>{0, 0});

  decide(value(700), kYes, value(400'000), missing(kStale));  // does the shock act?
  CHECK(record.output_causes[1] == kStale);
  CHECK(bit(FieldKind::event_active, 0) == 0);
}
