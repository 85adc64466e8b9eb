// One module in columnar code, on each level that this processor has, against the interpreter.
#pragma once
#include <cfenv>
#include <memory>
#include <string>
#include <vector>

#include "compiler/native/native.h"
#include "runtime/ir/verify.h"
#include "tests/support/random_program.h"

namespace pol::testing {

// A batch out of single cases, which must outlive it. Columns begin at odd places, and a column of which no
// row is missing has no causes.
class Columns {
 public:
  Columns(const ir::Module& module, const std::vector<Case>& cases) {
    const std::size_t inputs = module.inputs.size();
    values_.assign(inputs, std::vector<std::int64_t>(cases.size() + 1));
    causes_.assign(inputs, std::vector<CauseMask>(cases.size() + 1));
    batch.rows = cases.size();
    for (std::size_t i = 0; i < inputs; ++i) {
      bool any = false;
      for (std::size_t row = 0; row < cases.size(); ++row) {
        values_[i][row + 1] = cases[row].inputs.values[i];
        causes_[i][row + 1] = cases[row].inputs.causes[i];
        any = any || cases[row].inputs.causes[i];
      }
      batch.values.push_back(values_[i].data() + 1);
      batch.causes.push_back(any ? causes_[i].data() + 1 : nullptr);
    }
  }
  engine::ColumnBatch batch;

 private:
  std::vector<std::vector<std::int64_t>> values_;
  std::vector<std::vector<CauseMask>> causes_;
};

class ColumnEngines {
 public:
  // error() is not empty if native code refuses the module.
  ColumnEngines(const ir::Module& module, engine::Backend& backend) : module_(module) {
    for (const engine::Level level : engine::levels_here()) {
      engine::NativeOptions options;
      options.scalar = false;
      options.columns = true;
      options.level = level;
      auto compiled = backend.compile(module, options);
      if (!compiled) {
        error_ = compiled.failure().message;
        return;
      }
      levels_.push_back({level, std::move(*compiled)});
    }
    layout_ = ir::record_layout(module);
  }
  const std::string& error() const { return error_; }
  std::size_t levels() const { return levels_.size(); }

  // How many rows of all levels differ from what the interpreter says; `where` names the first.
  std::size_t differences(const std::vector<Case>& cases, std::string* where = nullptr) {
    const Columns columns(module_, cases);
    std::size_t differ = 0;
    std::vector<ir::NativeRecord> expected;
    for (const Case& one : cases) {
      ir::NativeRecord record;
      engine::prepare_record(module_, layout_, record);
      interp::evaluate(module_, one.slots, slots_);
      interp::write_record(module_, layout_, one.slots, slots_, record);
      expected.push_back(std::move(record));
    }
    ir::NativeRecord got;
    engine::prepare_record(module_, layout_, got);
    for (const auto& [level, policy] : levels_) {
      engine::RecordColumns out;
      out.resize(module_, layout_, cases.size());
      policy->decide_columns(columns.batch, out);
      for (std::size_t row = 0; row < cases.size(); ++row) {
        out.row(row, got);
        if (got == expected[row]) continue;
        if (where && differ == 0)
          *where = engine::level_name(level) + ", row " + std::to_string(row) + " of " +
                   std::to_string(cases.size());
        ++differ;
      }
    }
    return differ;
  }

 private:
  struct AtLevel {
    engine::Level level;
    std::unique_ptr<engine::NativePolicy> policy;
  };
  const ir::Module& module_;
  ir::RecordLayout layout_;
  std::vector<AtLevel> levels_;
  std::vector<interp::Slot> slots_;
  std::string error_;
};

}  // namespace pol::testing
