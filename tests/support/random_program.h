// Random well-typed IR modules that use every op, and random inputs at the edges of what the modules
// distinguish. Both depend on the seed alone.
#pragma once
#include <deque>
#include <string>
#include <vector>

#include "runtime/engine/backend.h"
#include "runtime/interp/interp.h"
#include "runtime/ir/module.h"
#include "tests/support/rng.h"

namespace pol::testing {

// About `ops` instructions besides inputs and constants. Nearly all are needed by outputs or record.
struct ProgramOptions {
  int ops = 60;
};
ir::Module random_program(std::uint64_t seed, const ProgramOptions& options = {});

// One case past the door, as both engines want it. Movable only: its values point into itself.
struct Case {
  Case() = default;
  Case(Case&&) = default;
  Case& operator=(Case&&) = default;

  engine::Inputs inputs;            // texts point into `texts`
  std::vector<interp::Slot> slots;  // the same for the interpreter
  std::deque<std::string> bytes;
  std::deque<ir::Text> texts;
};

// Draws cases for one module: ends of ranges, 0, +-1, every constant of the module and its neighbours, each
// cause.
class CaseSource {
 public:
  CaseSource(const ir::Module& module, std::uint64_t seed);
  Case next();

 private:
  const ir::Module& module_;
  Rng rng_;
  std::vector<std::vector<std::int64_t>> points_;  // by input
  std::vector<std::string> texts_;
};

// A case made of given values: texts by their bytes.
struct GivenValue {
  std::int64_t value = 0;
  CauseMask causes = 0;
  std::string text;
};
Case make_case(const ir::Module& module, const std::vector<GivenValue>& values);

}  // namespace pol::testing
