// What the random programs show: every value that no instruction reads becomes visible somewhere in the
// record.
#include <fmt/format.h>

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

void ProgramMaker::add_record() {
  // The main output is an enum: knockouts name its values.
  add_output(keep(like([&] {
    Type main = scalar_of(Kind::enumeration);
    main.enum_id = static_cast<std::uint32_t>(rng_.below(module_.enums.size()));
    main.range = {0, static_cast<i128>(module_.enums[main.enum_id].values.size()) - 1};
    return main;
  }())));
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
    for (const Ref row : uses) module_.table_uses.push_back({table, row, {}});

  std::vector<Ref> masked;
  for (const ir::Output& output : module_.outputs) masked.push_back(output.masked);
  module_.undecided.undecided = build_.over(Op::any_missing, masked);
  module_.undecided.has_clause = rng_.percent(50);
  if (module_.undecided.has_clause) {
    for (ir::Output& output : module_.outputs) {
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
