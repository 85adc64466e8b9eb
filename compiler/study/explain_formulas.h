// The part of an explanation's plan that is about expressions: how they read, what they name, and conditions
// as trees. Private to this folder.
#pragma once
#include <unordered_map>

#include "compiler/study/pipeline.h"
#include "runtime/explain/plan.h"

namespace pol::study {

// Refers to the policy and its sources, which outlive it.
class PlanFormulas {
 public:
  // `own_names`: English texts keep the names as the policy spells them. Adds to `plan`.
  PlanFormulas(const Compiled& policy, const Sources& sources, bool own_names, explain::Plan plan = {});

  explain::Formula made(const syntax::Expr& expr, std::uint32_t unit);
  explain::Plan take() { return std::move(plan_); }

 protected:
  const sema::Symbol& symbol(sema::SymbolId id) const { return checked_.symbols[id]; }
  explain::Words words(const Span& span) const;  // white space folded
  std::uint32_t name(sema::SymbolId id);         // into Plan::names, each once
  // What a reference names; kNone for an enum's value.
  std::uint32_t named(const syntax::Reference& reference, std::uint32_t unit);
  std::uint32_t formula(const syntax::Expr& expr, std::uint32_t unit);    // into Plan::formulas
  std::uint32_t condition(const syntax::Expr& expr, std::uint32_t unit);  // into Plan::nodes, each once

  const sema::Checked& checked_;
  const lower::Lowered& lowered_;
  const ir::Module& module_;
  const Sources& sources_;
  explain::Plan plan_;

 private:
  struct Place {
    Span span;
    sema::SymbolId symbol;
    std::uint32_t last = 0;  // `last N of` a series
  };
  explain::Words piece(const Span& span) const;
  bool has_value(sema::SymbolId id) const;
  const sema::NeededPart* list_of_reasons(sema::SymbolId id) const;
  void add(const syntax::Reference& reference, std::uint32_t unit, std::vector<Place>& places) const;
  void collect(const syntax::Expr& expr, std::uint32_t unit, std::vector<Place>& places) const;

  const bool own_names_;
  std::unordered_map<sema::SymbolId, std::uint32_t> names_;
  std::unordered_map<const syntax::Expr*, std::uint32_t> nodes_;
};

}  // namespace pol::study
