// A policy bound to random memory, every row against the door and the interpreter, one by one.
#pragma once
#include <fmt/format.h>

#include <string>

#include "runtime/engine/bound.h"
#include "tests/support/host_memory.h"

namespace pol::testing {

// The same program behind a strict door: freshness, causes that may not be sent, enforced invariants.
inline ir::Module with_strict_door(ir::Module module, std::uint64_t seed) {
  Rng rng(seed);
  for (std::size_t i = 1; i < module.inputs.size(); ++i) {
    ir::Input& input = module.inputs[i];
    if (input.needed) continue;
    if (input.bucket) {  // as its tag
      const ir::Input& id = module.inputs[input.bucket->tag];
      input.fresh_days = id.fresh_days;
      input.fresh_months = id.fresh_months;
      input.causes = id.causes;
      continue;
    }
    if (rng.percent(20))
      input.fresh_days = rng.between(0, 200);
    else if (rng.percent(20))
      input.fresh_months = rng.between(0, 7);
    if (rng.percent(30)) input.causes = static_cast<CauseMask>(rng.between(1, cause::any_sent));
  }
  std::vector<ir::Ref> conditions;
  for (ir::Ref ref = 0; ref < module.insts.size() && ref < 40; ++ref)
    if (module.type_of(ref).kind == Kind::boolean) conditions.push_back(ref);
  for (int i = rng.between(0, 2); i > 0 && !conditions.empty(); --i) {
    ir::Invariant invariant{"I" + std::to_string(i), rng.of(conditions), {}};
    for (std::uint32_t tag = 1; tag < module.inputs.size(); ++tag)
      if (!module.inputs[tag].bucket && !module.inputs[tag].needed && rng.percent(30))
        invariant.tags.push_back(tag);
    if (!invariant.tags.empty()) module.invariants.push_back(invariant);
  }
  return module;
}

class BoundRows {
 public:
  explicit BoundRows(const engine::BoundPolicy& bound)
      : bound_(bound), expected_(bound.policy().new_record()), got_(expected_) {}

  // Draws rows and decides them; what the first difference is, or "".
  std::string difference(HostMemory& memory, std::size_t length) {
    const engine::HostBatch& batch = memory.draw(length);
    engine::RecordColumns out;
    bound_.decide(batch, out);
    const engine::LoadedPolicy& policy = bound_.policy();
    for (std::size_t row = 0; row < length; ++row) {
      const auto where = [&](std::string_view what) {
        return fmt::format("row {} of {}: {}", row, length, what);
      };
      const auto refusal = engine::admit(policy.module(), memory.cases()[row], admitted_);
      if ((out.refused[row] != 0) != refusal.has_value())
        return where(refusal ? "let in, but " + refusal->code + " " + refusal->message : "refused");
      if (row % 7 == 0) {
        const auto told = bound_.refusal(batch, row);
        if (told.has_value() != refusal.has_value() || (told && told->message != refusal->message))
          return where("refused for another reason");
      }
      ++rows;
      refused += refusal.has_value();
      if (refusal) continue;
      policy.interpret(admitted_.inputs, expected_, scratch_);
      out.row(row, got_);
      if (got_ != expected_) return where(first_difference());
    }
    return "";
  }
  std::uint64_t rows = 0, refused = 0;

 private:
  std::string first_difference() const {
    for (std::size_t i = 0; i < expected_.outputs.size(); ++i)
      if (got_.outputs[i] != expected_.outputs[i] || got_.output_causes[i] != expected_.output_causes[i])
        return fmt::format("output {} is {} ({}), not {} ({})", i, got_.outputs[i], got_.output_causes[i],
                           expected_.outputs[i], expected_.output_causes[i]);
    for (const ir::Field& field : bound_.policy().layout().fields)
      if (got_.get(field) != expected_.get(field))
        return fmt::format("field {} of kind {} is {}, not {}", field.index, static_cast<int>(field.kind),
                           got_.get(field), expected_.get(field));
    return "another record";
  }
  const engine::BoundPolicy& bound_;
  engine::Admitted admitted_;
  engine::Scratch scratch_;
  ir::NativeRecord expected_, got_;
};

}  // namespace pol::testing
