// Gates: the most that a report may show before CI says no.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "compiler/report/report.h"
#include "runtime/base/result.h"

namespace pol::population {

struct GateName {
  std::string name;    // "people_moved"
  bool index = false;  // held against a number (0.25) and not a share (5%)
};
struct Gate {
  GateName of;
  std::int64_t most = 0;  // in millionths of the whole
  std::string text;       // as given: "5%"
};
// "people_moved=5%" or "psi=0.25", of one of `names`. Fails (exit 2) with the names that there are.
Result<Gate> read_gate(const std::string& text, const std::vector<GateName>& names);

// What a gate is held against: `part` of `whole`, or why there is nothing to hold it against.
struct Measured {
  i128 part = 0, whole = 0;
  std::string why_not;
};
Measured measured_index(double index);

// The table of verdicts. What is not measured does not hold. Adds a line to `failed` for each that does not.
class GateTable {
 public:
  GateTable();
  void add(const Gate& gate, const Measured& measured, std::vector<std::string>& failed);
  report::Section section() && { return std::move(section_); }

 private:
  report::Section section_;
};

}  // namespace pol::population
