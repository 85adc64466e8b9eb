// comparison.pol as `pol` decides it: rows become inputs past the door, records become answers.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "compiler/study/pipeline.h"
#include "runtime/engine/engine.h"
#include "tests/bench/comparison/rows.h"

namespace pol::comparison {

class PolPolicy {
 public:
  // Compiles with native code. Fails with every diagnostic as text, or where the catalogue's tags are not
  // those of fields.def.
  static Result<std::unique_ptr<PolPolicy>> load(const std::string& path);

  engine::Inputs inputs(const Row& row) const;
  Answer answer(const ir::NativeRecord& record) const;
  const engine::LoadedPolicy& policy() const { return *compiled_.policy; }

 private:
  study::Compiled compiled_;
  std::vector<std::size_t> input_of_;    // by place in fields.def
  std::vector<const ir::Field*> fired_;  // by knockout
  std::vector<int> optional_of_;         // by place in fields.def; -1: never missing
};

}  // namespace pol::comparison
