// Scenarios for stress (formats.md): what happens to the tags of whom, at once (shocks) and month by month
// (trends). Reading is strict and adds diagnostics (E1005, E1007, E1030-E1034) with file, line and column,
// several per run.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "runtime/base/diagnostics.h"
#include "runtime/catalog/catalog.h"
#include "runtime/ir/module.h"

namespace pol::population {

inline constexpr std::size_t kMostChanges = 500;  // of a scenario
inline constexpr unsigned kMostPeriods = 60;

// One line of `shocks` or `changes`. It acts on the cases in its scope (yes, not unknown) whose bucket of
// `scenario:case_id` (language reference, 6.6) is below `buckets`.
struct Change {
  enum class Form : std::uint8_t { set, add, multiply, missing } form = Form::set;
  struct Target {
    const catalog::Tag* tag = nullptr;
    i128 number = 0;      // set: the value; add: what is added, in units of the tag's scale (of a date: days)
    std::string text;     // set, of a text
    bool months = false;  // add to a date: `number` counts months
  };
  std::vector<Target> targets;
  Decimal factor;                 // multiply, at most kFactorPlaces places, not below 0
  CauseMask cause = 0;            // missing
  std::optional<unsigned> scope;  // into Scenario::scopes
  int buckets = ir::kBuckets;
  std::string tags, text, scope_text, share_text;  // for reports: "score, pd", "multiply 70%"; "" where all
};

struct Scope {
  std::string text;
  ir::Ref condition = ir::kNone;  // of Scenario::door
  // Inputs of the door that the catalogue says are never missing: the condition is made for that, so where
  // one is missing all the same the answer is unknown.
  std::vector<std::uint32_t> never_missing;
};

struct Scenario {
  std::string name, text, path;
  std::optional<Day> on;
  std::vector<Change> shocks, trends;
  unsigned periods = 0;
  struct Every {
    int days = 0, months = 0;  // one of them
  } every;
  std::vector<Scope> scopes;  // each text once
  // Reads the tags of the scopes and works the scopes out; it refuses nothing, and no value is too old for
  // it.
  ir::Module door;
  std::shared_ptr<const catalog::Catalog> catalog;

  std::size_t steps() const { return 1 + periods; }  // after the shocks, then after each period
};

// Empty if something is wrong with it; diagnostics tell. `file` has been loaded into `sources`; `path` is
// where the catalogue stands, ROOT/tags/NAME.yaml.
std::optional<Scenario> read_scenario(Sources& sources, FileId file,
                                      std::shared_ptr<const catalog::Catalog> catalog,
                                      const std::string& catalogue_path, Diagnostics& diagnostics);

// The date of a period of a case whose date is `base` (after `on`). Within the calendar.
Day date_of_period(const Scenario& scenario, Day base, unsigned period);

}  // namespace pol::population
