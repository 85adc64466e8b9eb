// A host with the runtime alone: IR text in, a decision out, by the interpreter.
#include <cstdio>

#include "runtime/engine/engine.h"
#include "runtime/ir/builder.h"
#include "runtime/ir/text.h"

using namespace pol;

int main() {
  // decision_date and one number; the output is twice the number.
  ir::Module module;
  ir::Builder build(module);
  Type date{.kind = Kind::date, .range = {kMinDay, kMaxDay}};
  Type number{.kind = Kind::number, .range = {0, 1000}};
  module.policy.kind = "limit";
  module.policy.name = "link";
  module.policy.version = 1;
  module.inputs.push_back(
      {.name = "decision_date", .type = build.type(date), .forbid = true, .sensitivity = "open"});
  module.inputs.push_back(
      {.name = "amount", .type = build.type(number), .forbid = true, .sensitivity = "open"});
  const ir::Ref amount = build.input(1);
  const ir::Ref twice = build.binary(ir::Op::multiply, amount, build.constant(number, 2));
  const ir::Ref outputs[] = {twice};
  const ir::Ref undecided = build.over(ir::Op::any_missing, outputs);
  ir::Output output{.name = "double_amount",
                    .type = module.insts[twice].type,
                    .defined = twice,
                    .masked = twice,
                    .value = twice};
  module.outputs.push_back(output);
  module.undecided.undecided = undecided;

  const std::string text = ir::print(module);
  Sources sources;
  Diagnostics diagnostics;
  auto parsed = ir::parse(sources, sources.add("link.ir", text), diagnostics);
  if (!parsed || ir::print(*parsed) != text) return std::puts("IR text does not come back"), 1;
  auto policy = engine::LoadedPolicy::load(std::move(*parsed));
  if (!policy) return std::printf("not loaded: %s\n", policy.failure().message.c_str()), 1;
  engine::Inputs inputs{{20000, 21}, {0, 0}};
  ir::NativeRecord record = (*policy)->new_record();
  engine::Scratch scratch;
  (*policy)->decide(engine::Which::interpreter, inputs, record, scratch);
  std::printf("21 doubled is %lld\n", static_cast<long long>(record.outputs[0]));
  return record.outputs[0] == 42 ? 0 : 1;
}
