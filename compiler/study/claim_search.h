// The search for a case that refutes a claim. It is directed: besides the examples and single changes it
// pushes cases backwards towards the refutation and towards arms, rows, steps and tests that no case has
// taken yet (analysis/aim.h), keeps what took something new, and halves the way between two cases to the very
// value where a decision turns.
#pragma once
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "compiler/analysis/aim.h"
#include "compiler/study/possible.h"
#include "compiler/study/prove.h"

namespace pol::study {

using Case = std::vector<interp::Slot>;  // beside Module::inputs; for a moved value one more at the end

struct Refutation {
  Case inputs;
  i128 low = 0, high = 0;  // of what is moved; unused without a move
};

class ClaimSearch {
 public:
  // `module` holds the instructions of the probe; all arguments outlive the search.
  ClaimSearch(const ir::Module& module, const lower::Probe& probe, const analysis::Candidates& candidates,
              const Possible& possible, const std::vector<Case>& bases, const ProveOptions& options);

  // Empty: none in searched() cases.
  std::optional<Refutation> run();
  std::uint64_t searched() const { return searched_; }

  // Fewer and plainer differences from the typical case, then values next to where the claim holds.
  void minimise(Refutation& found);
  std::string witness(const Refutation& found);

 private:
  // What a case decided: a value for each watched instruction.
  using Trace = std::vector<std::uint32_t>;
  struct Point {  // of the curve of a subject over the values of what is moved
    i128 at = 0;
    bool counts = false;  // `when` holds and the subject is present
    i128 subject = 0;
    Trace trace;
  };

  bool moves() const { return probe_.prove->form == syntax::Prove::Form::monotone; }
  bool more() const { return searched_ < options_.cases && work_ / kWorkOfACase < options_.cases; }
  void replace_moved();
  void find_relevant();
  std::vector<bool> reached(std::vector<ir::Ref> from) const;
  void watch();
  std::uint32_t watched(ir::Ref ref) const;
  Trace trace() const;
  bool take(std::size_t at, std::uint32_t way);

  void evaluate(Case& inputs);
  bool yes(ir::Ref ref) const { return ref == ir::kNone || (!slots_[ref].causes && slots_[ref].value != 0); }
  bool may_come() const;
  bool refuted() const;  // by the case evaluated last; without a move
  // Evaluates, keeps a case that decided something new; true if found_ was set.
  bool look(Case inputs);
  bool around(const Case& base);  // one input another
  bool push(Case inputs);         // towards the refutation
  bool explore(Case inputs);      // towards something that no case took
  bool change(Case inputs);       // a few inputs at random
  bool halve(Case inputs);        // to where a decision turns, along one input
  bool curve(const Case& inputs);
  Point point(Case& inputs, i128 at);
  bool falls(const Point& low, const Point& high) const;
  bool search_between(Case& inputs, std::vector<Point>& points);
  bool still(const Case& inputs, i128 low, i128 high);
  void towards_typical(Refutation& found, std::size_t input);
  std::string show(const interp::Slot& slot, const Type& type) const;

  // Instructions and table cells; a policy that needs more is searched in fewer cases.
  static constexpr std::uint64_t kWorkOfACase = 50'000;

  const ir::Module& policy_;
  const lower::Probe& probe_;
  const Possible& possible_;
  const std::vector<Case>& bases_;
  const ProveOptions& options_;
  ir::Module module_;  // what is moved is an input of its own
  analysis::Candidates candidates_;
  analysis::Draws draws_;
  analysis::Aim aim_;
  std::vector<bool> depends_;          // what the line reads
  std::vector<ir::Ref> evaluated_;     // that, and the invariants: ascending
  std::vector<std::size_t> relevant_;  // inputs, what is moved excluded
  std::vector<ir::Ref> watched_;
  std::vector<std::array<std::uint64_t, 4>> taken_;  // beside watched_: ways it went
  std::vector<Case> corpus_;
  std::vector<interp::Slot> slots_;
  std::optional<Refutation> found_;
  std::uint64_t searched_ = 0, work_ = 0, work_a_case_ = 0;
};

}  // namespace pol::study
