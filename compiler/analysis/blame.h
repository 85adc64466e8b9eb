// Where in the text a missing value becomes an undecided case: the test that cannot be answered, or the
// output itself.
#pragma once
#include <optional>
#include <string>

#include "compiler/lower/lower.h"

namespace pol::analysis {

struct Blame {
  Span span;
  std::string decision;  // "K04", "the arm `approve` of `outcome`", or "" if the value itself is missing
  std::string operand;   // what is missing there, as written
  const syntax::Expr* test = nullptr;  // around the operand; may be null
};

class Blamer {
 public:
  Blamer(const sema::Checked& checked, const Sources& sources, const lower::Lowered& lowered);
  // `path` leads from an output's value to the instruction where a missing value arises.
  Blame find(const ir::Output& output, const std::vector<ir::Ref>& path) const;

 private:
  // A condition of the text, and what to call the decision that asks it.
  struct Asked {
    const syntax::Expr* condition = nullptr;
    std::string decision;
  };
  std::optional<Asked> asked_at(const std::vector<ir::Ref>& path, std::size_t at) const;
  std::optional<Asked> asked_by_arm(ir::Ref number, ir::Ref condition) const;
  ir::Ref value_of(const syntax::Expr* expr) const;
  std::string text(const Span& span) const;

  const sema::Checked& checked_;
  const Sources& sources_;
  const lower::Lowered& lowered_;
  std::unordered_map<ir::Ref, const syntax::Choose*> choices_;  // by the instruction of the arm's number
  void add_tree(const syntax::Tree& tree, ir::Ref defined);

  std::unordered_map<ir::Ref, Asked> forks_;                // by the choice between the fork's sides
  std::unordered_map<ir::Ref, Asked> conditions_;           // of knockouts, events and lets
  std::unordered_map<ir::Ref, const syntax::Step*> steps_;  // by `active`
};

}  // namespace pol::analysis
