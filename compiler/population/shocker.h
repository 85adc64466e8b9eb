// Changes of a scenario, made to the case that a caller would send, before any door sees it. Exact: no figure
// goes through binary floating point.
#pragma once
#include <vector>

#include "compiler/population/scenario.h"
#include "runtime/data/case_source.h"

namespace pol::population {

// Another decision date for a case. What was true some days before stays that many days old: the people are
// those of the data, only the rules are those of another day.
void move_date(engine::SentCase& sent, Day to);

// What became of one change in one case.
struct Reached {
  bool in_scope = false, unknown = false;  // unknown: whether it is in the scope
  bool picked = false;                     // in the scope and in the share
  bool changed = false;                    // a value became another one, or missing
  bool stayed_missing = false;             // a tag was missing, so there was nothing to change
  bool at_end = false;                     // the tag's range stopped it
  void merge(const Reached& other);
};

// One scenario over the cases of one source; each thread has its own.
class Shocker {
 public:
  // `door`: what the cases are sent to. Both must outlive this.
  Shocker(const Scenario& scenario, const ir::Module& door);
  // The next case: works out its scopes and its share. `module`: the number of scenario.door among those that
  // the reader reads. A case that cannot be read is in no scope.
  void begin(data::CaseReader& reader, const data::CaseBlock& block, std::size_t row, std::size_t module,
             const engine::SentCase& sent);
  // Makes the shocks, or the changes of a period once more; what became of each is merged into `reached`,
  // beside them. Tags that the door does not read are left out.
  void shock(engine::SentCase& sent, std::vector<Reached>& reached) { apply(shocks_, sent, reached); }
  void trend(engine::SentCase& sent, std::vector<Reached>& reached) { apply(trends_, sent, reached); }
  // Is a tag that the scenario changes another than in `base`?
  bool touched(const engine::SentCase& base, const engine::SentCase& sent) const;

 private:
  struct Bound {
    std::size_t input = 0;  // of the door
    const Change::Target* target = nullptr;
    i128 number = 0;  // enum values are the module's
  };
  struct Step {
    const Change* change = nullptr;
    std::vector<Bound> bound;
  };
  enum class Answer : std::uint8_t { no, yes, unknown };

  Step bind(const Change& change) const;
  void apply(const std::vector<Step>& steps, engine::SentCase& sent, std::vector<Reached>& reached) const;
  void change(const Change& change, const Bound& bound, engine::SentCase& sent, Reached& reached) const;
  void calculate(const Change& change, const Bound& bound, engine::SentTag& tag, Reached& reached) const;

  const Scenario& scenario_;
  const ir::Module& door_;
  std::vector<Step> shocks_, trends_;
  std::vector<std::size_t> inputs_;  // that some change may touch
  bool shares_ = false;              // does a change ask for the bucket?
  int bucket_ = 0;
  std::vector<Answer> answers_;  // beside Scenario::scopes
  engine::SentCase asked_;
  engine::Admitted admitted_;
  std::vector<interp::Slot> inputs_of_scopes_, slots_;
};

}  // namespace pol::population
