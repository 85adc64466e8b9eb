// A policy or library text lowered, and its values in a case that is written in words.
#pragma once
#include <catch2/catch.hpp>

#include "compiler/lower/lower.h"
#include "runtime/interp/interp.h"
#include "runtime/ir/verify.h"
#include "runtime/value/constant.h"
#include "tests/unit/sema/bundle.h"

namespace pol::test {

struct LoweredRun {
  CheckRun run;
  std::unique_ptr<lower::Lowered> lowered;
  std::vector<interp::Slot> inputs, slots;

  explicit LoweredRun(const std::string& text, const lower::LowerOptions& options = {})
      : run(Bundle().check(text)) {
    INFO(run.text());
    REQUIRE(run.checked);
    REQUIRE_FALSE(run.diagnostics.has_errors());
    lowered = lower::lower(*run.checked, run.diagnostics, options);
    if (!lowered) return;
    const auto problems = ir::verify(lowered->module);
    INFO((problems.empty() ? std::string() : problems.front()));
    REQUIRE(problems.empty());
    inputs.resize(lowered->module.inputs.size());
    for (std::size_t i = 1; i < inputs.size(); ++i) missing(lowered->module.inputs[i].name, cause::not_asked);
    on(lowered->module.policy.effective);
  }

  LoweredRun& on(Day day) {
    inputs[0] = {day};
    return *this;
  }
  LoweredRun& give(const std::string& name, const std::string& value) {
    const std::size_t i = index(name);
    const Type& type = lowered->module.types[lowered->module.inputs[i].type];
    const auto number = parse_data_value(value, type, lowered->module.enums, true);
    INFO(name << " " << value);
    REQUIRE(number);
    inputs[i] = {*number};
    return *this;
  }
  LoweredRun& missing(const std::string& name, CauseMask causes) {
    inputs[index(name)] = {0, causes};
    return *this;
  }

  // The value of a definition before masks, or of `NAME!`, an output as it is returned.
  std::string value(const std::string& name) {
    interp::evaluate(lowered->module, inputs, slots);
    if (name.back() == '!') {
      for (const auto& output : lowered->module.outputs)
        if (output.name + "!" == name) return shown(output.value);
    }
    for (const auto& [symbol, ref] : lowered->definitions)
      if (run.checked->symbols[symbol].name == name &&
          run.checked->symbols[symbol].kind != sema::SymbolKind::table)
        return shown(ref);
    return "no such definition";
  }
  std::string shown(ir::Ref ref) const {
    if (slots[ref].causes) return "missing (" + cause_names(slots[ref].causes) + ")";
    return format_grouped(slots[ref].value, lowered->module.type_of(ref), lowered->module.enums);
  }
  const ir::Module& module() const { return lowered->module; }

 private:
  std::size_t index(const std::string& name) const {
    for (std::size_t i = 0; i < inputs.size(); ++i)
      if (lowered->module.inputs[i].name == name) return i;
    FAIL("no input " << name);
    return 0;
  }
};

// `items` of a library that reads the tags of the demo bundle.
inline LoweredRun library(const std::string& items) {
  return LoweredRun("language 1\nlibrary t version 1 owner \"Test\" tags demo \"1\" end\n" + items);
}

}  // namespace pol::test
