// What the random programs show: every value that no instruction reads becomes visible somewhere in the
// record.
#include <fmt/format.h>

#include <algorithm>

#include "tests/support/program_maker.h"
#include "tests/support/random_program.h"

namespace pol::testing {

using ir::kNone;
using ir::Op;
using ir::Ref;

std::vector<Ref> ProgramMaker::unread() const {
  std::vector<bool> read(module_.insts.size(), false);
  for (const ir::Inst& inst : module_.insts) {
    const ir::OpInfo& info = *ir::op_info(inst.op);
    if (info.a == ir::Operand::value) read[inst.a] = true;
    if (info.b == ir::Operand::value) read[inst.b] = true;
    if (info.c == ir::Operand::value) read[inst.c] = true;
  }
  for (const Ref operand : module_.operands) read[operand] = true;
  std::vector<Ref> list;
  for (const Ref value : values_)
    if (!read[value]) list.push_back(value);
  return list;
}

void ProgramMaker::add_output(Ref value) {
  ir::Output output;
  output.name = fmt::format("out{}", module_.outputs.size());
  output.type = module_.insts[value].type;
  output.defined = output.masked = output.value = value;
  if (rng_.percent(40)) {
    output.shown_when = condition();
    const Ref hidden = constant_of(type(value));
    const Ref masked = hidden == kNone ? kNone : build_.select(output.shown_when, value, hidden);
    if (masked == kNone || !fits_i64(type(masked).range))
      output.shown_when = kNone;
    else
      output.masked = output.value = masked;
  }
  module_.outputs.push_back(output);
}

void ProgramMaker::add_condition(Ref value) {
  switch (rng_.between(0, 3)) {
    case 0:
    case 1: {
      ir::Knockout knockout;
      knockout.code = fmt::format("K{}", module_.knockouts.size());
      knockout.condition = knockout.fired = value;
      if (rng_.percent(30)) knockout.waived = condition();
      module_.knockouts.push_back(knockout);
      break;
    }
    case 2: {
      ir::Event event;
      event.code = fmt::format("X{}", module_.events.size());
      event.active = value;
      module_.events.push_back(event);
      break;
    }
    case 3: {
      ir::Step step;
      step.code = fmt::format("B{}", module_.steps.size());
      step.active = value;
      step.changed = condition();
      step.amount = step.before = step.after = numeric();
      module_.steps.push_back(step);
      break;
    }
  }
}

void ProgramMaker::add_number(Ref number) {
  if (rng_.percent(50)) {
    ir::Choice choice;
    choice.name = fmt::format("c{}", module_.choices.size());
    choice.number = number;
    module_.choices.push_back(choice);
  } else {
    module_.evidence.push_back({fmt::format("e{}", module_.evidence.size()), number,
                                static_cast<std::uint32_t>(type(number).range.hi)});
  }
}

// Two results of one row: a constant of each row and a value of each row.
void ProgramMaker::add_columns(Ref row) {
  const auto use = static_cast<std::uint32_t>(module_.table_uses.size() - 1);
  std::int64_t rows = static_cast<std::int64_t>(type(row).range.hi);
  if (rows > 12 || rng_.percent(50)) return;
  std::vector<std::int64_t> constants;
  for (std::int64_t i = 0; i < rows; ++i) constants.push_back(rng_.between(-50, 50));
  Type number;
  number.kind = Kind::number;
  const Ref value = some([](const Type& type) { return type.kind != Kind::text && fits_i64(type.range); });
  std::vector<Ref> values;
  while (value != kNone && static_cast<std::int64_t>(values.size()) < rows) values.push_back(alike(value));
  for (const Ref column : {build_.unary(Op::lookup, row, build_.array(number, std::move(constants))),
                           build_.pick(row, values)}) {
    if (column == kNone || !fits_i64(type(column).range)) continue;
    add_output(column);
    module_.outputs.back().table = use;
  }
}

// A table of which every fitting row is used, and the list that a column of it makes.
void ProgramMaker::add_all_rows() {
  std::vector<Ref> inputs;
  for (int i = rng_.between(1, 3); i > 0; --i) inputs.push_back(some([](const Type&) { return true; }));
  ir::Table table = random_table(inputs);
  if (table.rows > 70) return;
  table.hit = ir::Hit::all;
  table.rank.clear();
  table.complete = false;
  const std::size_t rows = table.rows + (table.otherwise ? 1u : 0u);
  ir::TableUse use;
  use.table = build_.table(std::move(table));
  Type number;
  number.kind = Kind::number;
  const Ref one = build_.constant(number, 1), none = build_.constant(number, 0);
  const Type unit = type(some([](const Type& t) { return t.kind != Kind::text && fits_i64(t.range); }));
  ir::Output list;
  for (std::size_t row = 0; row < rows; ++row) {
    use.fits.push_back(condition());
    list.elements.push_back(build_.binary(Op::only_when, like(unit), use.fits.back()));
    const Ref here = build_.select(use.fits.back(), one, none);
    list.value = row == 0 ? here : build_.binary(Op::add, list.value, here);
  }
  module_.table_uses.push_back(std::move(use));
  const bool sound = std::all_of(list.elements.begin(), list.elements.end(), [&](Ref element) {
    return element != kNone && fits_i64(type(element).range);
  });
  if (!sound || list.value == kNone) return;
  list.name = fmt::format("list{}", module_.outputs.size());
  list.type = module_.insts[list.elements[0]].type;
  list.defined = list.masked = list.value;
  list.table = static_cast<std::uint32_t>(module_.table_uses.size() - 1);
  module_.outputs.push_back(std::move(list));
}

// As the compiler lowers one, over any condition; the arm is then read by an output.
void ProgramMaker::add_experiment() {
  if (bucket_ == kNone) return;
  ir::Experiment experiment;
  experiment.code = "E1";
  experiment.bucket = bucket_;
  std::vector<Ref> when{build_.unary(Op::logical_not, condition())};
  std::vector<std::int64_t> numbers{0};
  const int arms = rng_.between(1, 4);
  std::uint32_t end = 0;
  for (int i = 0; i < arms; ++i) {
    const std::uint32_t rest = ir::kBuckets - end;
    const bool last = i + 1 == arms;
    const std::uint32_t share =
        last ? rest : static_cast<std::uint32_t>(rng_.between(0, static_cast<int>(rest)));
    end += share;
    ir::Experiment::Arm kept;
    kept.name = fmt::format("arm_{}", i);
    kept.share = share;
    if (i % 2 == 1) kept.replaces.push_back(0);  // the main output
    experiment.arms.push_back(std::move(kept));
    numbers.push_back(i + 1);
    if (!last)
      when.push_back(
          build_.binary(Op::less_equal, bucket_, build_.constant(scalar_of(Kind::number), i128{end} - 1)));
  }
  const Ref number = build_.over(Op::first_arm, when);
  Type arm = scalar_of(Kind::number);
  arm.range = {0, arms};
  experiment.arm = build_.unary(Op::lookup, number, build_.array(arm, std::move(numbers)));
  std::vector<Ref> values(static_cast<std::size_t>(arms) + 1, kNone);
  const Ref defined = numeric();
  for (Ref& value : values) value = rng_.percent(60) ? defined : constant_of(type(defined));
  if (std::count(values.begin(), values.end(), kNone) == 0)
    if (const Ref set = build_.pick(number, values); set != kNone && fits_i64(type(set).range))
      add_output(set);
  module_.experiments.push_back(std::move(experiment));
}

void ProgramMaker::add_costs() {
  const int lines = rng_.percent(40) ? rng_.between(1, 3) : 0;
  for (int i = 0; i < lines; ++i)
    module_.cost_lines.push_back({"cost", fmt::format("line {}", i), numeric()});
}

void ProgramMaker::add_record() {
  // The main output is an enum: knockouts name its values.
  add_output(keep(like([&] {
    Type main = scalar_of(Kind::enumeration);
    main.enum_id = static_cast<std::uint32_t>(rng_.below(module_.enums.size()));
    main.range = {0, static_cast<i128>(module_.enums[main.enum_id].values.size()) - 1};
    return main;
  }())));
  add_experiment();
  add_costs();
  for (const Ref value : unread()) {
    const Type shown = type(value);
    const bool counts = shown.kind == Kind::number && shown.scale == 0 && shown.range.lo >= 0 &&
                        shown.range.hi <= INT32_MAX && rng_.percent(50);
    if (shown.kind == Kind::boolean && rng_.percent(80))
      add_condition(value);
    else if (counts)
      add_number(value);
    else if (shown.kind == Kind::text)
      add_condition(build_.binary(Op::text_equal, value, constant_of(shown)));
    else if (fits_i64(shown.range))
      add_output(value);
    else
      add_condition(build_.binary(Op::less, value, constant_of(shown)));
  }
  for (const auto& [table, uses] : rows_)
    for (const Ref row : uses) {
      module_.table_uses.push_back({table, row, {}, {}});
      add_columns(row);
    }
  for (int i = rng_.between(0, 2); i > 0; --i) add_all_rows();

  std::vector<Ref> masked;
  for (const ir::Output& output : module_.outputs) masked.push_back(output.masked);
  module_.undecided.undecided = build_.over(Op::any_missing, masked);
  module_.undecided.has_clause = rng_.percent(50);
  if (module_.undecided.has_clause) {
    for (ir::Output& output : module_.outputs) {
      if (!output.elements.empty()) continue;  // what a clause makes of a list is only_when once more
      const Ref clause = constant_of(type(output.masked));
      const Ref value =
          clause == kNone ? kNone : build_.select(module_.undecided.undecided, clause, output.masked);
      if (value != kNone && fits_i64(type(value).range)) output.value = value;
    }
  }
}

ir::Module random_program(std::uint64_t seed, const ProgramOptions& options) {
  ProgramMaker maker(seed);
  for (int i = 0; i < options.ops; ++i) maker.add_op();
  maker.add_record();
  return maker.take();
}

}  // namespace pol::testing
