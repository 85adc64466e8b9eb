// A small limit policy built by hand: a table, knockouts, a shock, brakes, a legal cap, a mask. Tests of the
// IR, the interpreter and the engine share it.
#pragma once
#include "runtime/ir/builder.h"

namespace pol::testing {

inline Type number_type(i128 lo, i128 hi, int scale = 0, bool may_be_missing = false) {
  Type type;
  type.kind = Kind::number;
  type.scale = static_cast<std::uint8_t>(scale);
  type.range = {lo, hi};
  type.may_be_missing = may_be_missing;
  return type;
}

inline Type kind_type(Kind kind, i128 lo, i128 hi, int scale = 0, bool may_be_missing = false) {
  Type type = number_type(lo, hi, scale, may_be_missing);
  type.kind = kind;
  if (kind == Kind::money) type.currency = currency("CNY");
  if (kind == Kind::rate) type.period = Period::year;
  return type;
}

inline Type enum_type(const ir::Module& module, std::uint32_t id) {
  Type type = kind_type(Kind::enumeration, 0, static_cast<i128>(module.enums[id].values.size()) - 1);
  type.enum_id = id;
  return type;
}

// Inputs of the sample, as positions.
enum SampleInput : std::uint32_t { kDate, kScore, kIdVerified, kAsk, kTown, kRoadClosed };

inline ir::Module sample_module() {
  using ir::Op;
  using ir::Ref;
  ir::Module m;
  m.policy = {"limit",
              "sample",
              3,
              1,
              "Asia/Shanghai",
              *parse_date("2026-11-01"),
              *parse_date("2027-05-01"),
              "demo",
              "2026.10",
              "demo",
              "14",
              {"zh", "en"},
              2};
  m.reason_codes = {{"R01", "not verified", {"a", "A"}}, {"R02", "no score", {"b", "B"}},
                    {"R20", "cap", {"c", "C"}},          {"R21", "road", {"d", "D"}},
                    {"R30", "row", {"e", "E"}},          {"R40", "small", {"f", "F"}}};
  const std::uint32_t outcome_enum = m.enums.intern({"", {"approve", "refer", "decline"}, false});
  ir::Builder b(m);
  const auto input = [&](std::string name, const Type& type, bool forbid = false) -> ir::Input& {
    m.inputs.push_back({std::move(name), b.type(type), forbid, cause::any_sent, {}, {}, "open"});
    return m.inputs.back();
  };
  const Type date = kind_type(Kind::date, *parse_date("2026-11-01"), kMaxDay);
  const Type text = kind_type(Kind::text, 1, 10, 0, true);
  input("decision_date", date, true);
  ir::Input& score_input = input("score", number_type(300, 850, 0, true));
  score_input.fresh_days = 30;
  score_input.causes = cause::no_hit | cause::suppressed;
  input("id_verified", kind_type(Kind::boolean, 0, 1), true);
  input("ask", kind_type(Kind::money, 0, 100'000'000, 2, true));
  input("town", text);
  input("road_closed", kind_type(Kind::boolean, 0, 1, 0, true));

  const auto because = [](std::uint16_t index) { return ir::ReasonRef{ir::ReasonRef::Form::code, index}; };
  const Ref score = b.input(kScore), ask = b.input(kAsk);
  const Ref k01 = b.unary(Op::logical_not, b.input(kIdVerified));
  const Ref k02 = b.unary(Op::is_missing, score);
  m.knockouts = {{"K01", 2, k01, k01, ir::kNone, {because(0)}},
                 {"K02", 1, k02, k02, ir::kNone, {because(1)}}};

  // | 300 to 559 | 40% |, | at least 560 | 80% |, | missing | 10% |
  ir::Table table{
      "share", ir::Hit::unique, {m.insts[score].type}, 3, false, true, {}, {{300, 559}, {560, 850}}, {}};
  table.cells = {{false, 0, 0, 1}, {false, 0, 1, 1}, {false, cause::all, 2, 0}};
  const std::uint32_t share_table = b.table(table);
  const Ref row = b.table_row(share_table, std::array{score});
  const Ref share = b.unary(Op::lookup, row, b.array(kind_type(Kind::percent, 0, 0, 1), {4, 8, 1}));
  m.table_uses = {{share_table, row, {{}, {because(4)}, {}}}};
  const Ref raw =
      b.unary(Op::round, b.binary(Op::multiply, ask, share), b.rounding({RoundingMode::down, {100, 0}}));
  m.values = {{"share", share}, {"raw_limit", raw}};

  const Ref in_dates = b.binary(Op::less_equal, b.input(kDate), b.constant(date, *parse_date("2026-12-20")));
  const Ref town_is = b.binary(Op::text_equal, b.input(kTown), b.text("Suqian"));
  const Ref road = b.binary(Op::logical_or, b.input(kRoadClosed), town_is);
  const Ref active = b.binary(Op::logical_and, in_dates, road);
  m.events = {{ir::Event::Form::shock, "S1", "Road closed", "RISK-1", *parse_date("2026-11-05"),
               *parse_date("2026-12-20"), active}};

  const Ref yes = b.constant(kind_type(Kind::boolean, 0, 1), 1);
  Ref limit = raw;
  const auto cap = [&](std::string code, Ref when, Ref amount, ir::Reasons reasons, bool legal) {
    const Ref after = b.select(when, b.binary(Op::minimum, limit, amount), limit);
    const Ref changed =
        b.binary(Op::logical_and, when, b.unary(Op::logical_not, b.binary(Op::equal, limit, after)));
    m.steps.push_back({std::move(code), "limit", legal ? "law 6" : "", ir::Verb::cap, legal, when, amount,
                       limit, after, changed, std::move(reasons)});
    limit = after;
  };
  const Ref sixty = b.constant(kind_type(Kind::percent, 0, 0, 1), 6);
  cap("B1", yes, b.constant(kind_type(Kind::money, 0, 0), 500'000), {because(2)}, false);
  cap("B2", active,
      b.unary(Op::round, b.binary(Op::multiply, raw, sixty), b.rounding({RoundingMode::down, {100, 0}})),
      {because(3)}, false);
  cap("L1", yes, b.constant(kind_type(Kind::money, 0, 0), 200'000), {}, true);

  const Ref small = b.binary(Op::less, limit, b.constant(kind_type(Kind::money, 0, 0), 3'000));
  const Ref arm = b.over(Op::first_arm, std::array{k01, k02, small});
  const Ref outcome = b.unary(Op::lookup, arm, b.array(enum_type(m, outcome_enum), {2, 1, 2, 0}));
  m.choices = {{ir::Choice::Form::decide, "outcome", arm, {{}, {}, {because(5)}, {}}}};

  const Ref approve = b.binary(Op::equal, outcome, b.constant(enum_type(m, outcome_enum), 0));
  const Ref masked = b.select(approve, b.to_scale(limit, 2), b.constant(kind_type(Kind::money, 0, 0, 2), 0));
  const Ref undecided = b.over(Op::any_missing, std::array{outcome, masked});
  m.outputs = {
      {"outcome", b.type(enum_type(m, outcome_enum)), outcome, ir::kNone, outcome, outcome, 0, ir::kNone},
      {"limit", m.insts[masked].type, b.to_scale(limit, 2), approve, masked, masked, ir::kNone, 0}};
  m.undecided = {undecided, false, {}};
  return m;
}

}  // namespace pol::testing
