#include "runtime/bundle/golden.h"

#include "runtime/engine/record.h"

namespace pol::bundle {
namespace {

std::vector<std::uint16_t> shown_reasons(const engine::LoadedPolicy& policy, const Golden& golden,
                                         const ir::NativeRecord& record, const engine::Scratch& scratch) {
  return engine::reasons_shown(policy, engine::reasons_all(policy, golden.sent, record, scratch.slots));
}

std::string first_difference(const ir::Module& module, const ir::NativeRecord& got,
                             const ir::NativeRecord& want) {
  const std::size_t slots = got.outputs.size();
  if (want.outputs.size() != slots || want.output_causes.size() != slots ||
      want.words.size() != got.words.size())
    return "its record has another size";
  for (std::size_t i = 0; i < slots && i < module.outputs.size(); ++i)
    if (got.outputs[i] != want.outputs[i] || got.output_causes[i] != want.output_causes[i])
      return quoted(module.outputs[i].name) + " differs";
  return "its record differs";
}

}  // namespace

Status keep(const engine::LoadedPolicy& policy, Golden& golden) {
  engine::Admitted admitted;
  if (const auto refused = engine::admit(policy.module(), golden.sent, admitted))
    return input_failure(refused->code + " " + refused->message);
  engine::Scratch scratch;
  golden.record = policy.new_record();
  policy.interpret(admitted.inputs, golden.record, scratch);
  golden.shown = shown_reasons(policy, golden, golden.record, scratch);
  return Unit{};
}

std::string replay(const engine::LoadedPolicy& policy, const Golden& golden, engine::Which which) {
  const ir::Module& module = policy.module();
  if (golden.sent.tags.size() != module.inputs.size() ||
      golden.sent.needed_reasons.size() != module.needs.size())
    return "it was sent to another policy";
  engine::Admitted admitted;
  if (const auto refused = engine::admit(module, golden.sent, admitted))
    return "the case is refused: " + refused->code + " " + refused->message;
  engine::Scratch scratch;
  ir::NativeRecord record = policy.new_record();
  policy.decide(which, admitted.inputs, record, scratch);
  if (!(record == golden.record)) return first_difference(module, record, golden.record);
  if (which == engine::Which::interpreter && shown_reasons(policy, golden, record, scratch) != golden.shown)
    return "its reasons differ";
  return "";
}

}  // namespace pol::bundle
