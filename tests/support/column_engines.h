// One module in columnar code, on each level that this processor has, against the interpreter.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "compiler/native/native.h"
#include "tests/support/column_batch.h"

namespace pol::testing {

class ColumnEngines {
 public:
  // error() is not empty if native code refuses the module, which must outlive this.
  ColumnEngines(const ir::Module& module, engine::Backend& backend)
      : module_(module), layout_(ir::record_layout(module)) {
    for (const engine::Level level : {engine::Level::portable, engine::Level::avx2, engine::Level::avx512}) {
      if (level > engine::best_level()) continue;
      auto compiled = backend.compile(module, {.scalar = false, .columns = true, .level = level});
      if (!compiled) {
        error_ = compiled.failure().message;
        return;
      }
      levels_.push_back({level, std::move(*compiled)});
    }
  }
  const std::string& error() const { return error_; }

  // How many rows of all levels differ from what the interpreter says; `where` names the first.
  std::size_t differences(const std::vector<Case>& cases, std::string* where = nullptr) {
    std::vector<ir::NativeRecord> expected(cases.size());
    for (std::size_t i = 0; i < cases.size(); ++i) {
      interp::evaluate(module_, cases[i].slots, slots_);
      interp::write_record(module_, layout_, cases[i].slots, slots_, expected[i]);
    }
    std::size_t differ = 0;
    ir::NativeRecord got;
    for (const auto& [level, policy] : levels_) {
      const BuiltBatch built(module_, cases, {0, cases.size(), ++seed_});
      engine::OwnedRecords records(module_, layout_, cases.size());
      if (!policy->decide_columns(built.batch(), records.columns())) return cases.size() + 1;
      for (std::size_t row = 0; row < cases.size(); ++row) {
        records.read(row, got);
        if (!records.refused(row) && got == expected[row]) continue;
        if (where && differ == 0)
          *where = std::string(engine::level_name(level)) + ", row " + std::to_string(row) + " of " +
                   std::to_string(cases.size());
        ++differ;
      }
    }
    return differ;
  }
  const engine::NativePolicy& best() const { return *levels_.back().policy; }

 private:
  struct AtLevel {
    engine::Level level;
    std::unique_ptr<engine::NativePolicy> policy;
  };
  const ir::Module& module_;
  ir::RecordLayout layout_;
  std::vector<AtLevel> levels_;
  std::vector<interp::Slot> slots_;
  std::uint64_t seed_ = 0;
  std::string error_;
};

}  // namespace pol::testing
