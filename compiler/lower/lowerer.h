// The pass from the checked trees to IR: one object a run. Its parts stand in lower.cpp (driver, inputs,
// record), expr.cpp, arithmetic.cpp, folds.cpp, conditions.cpp, items.cpp, trees.cpp, trials.cpp, guards.cpp,
// tables.cpp, rows.cpp and outputs.cpp.
#pragma once
#include <span>
#include <string>

#include "compiler/lower/lower.h"
#include "runtime/ir/builder.h"

namespace pol::lower {

// Never two calls that may append an instruction as arguments of one call: their order is the C++ compiler's
// choice, and the order of instructions is part of the content hash.
// `rule order` and `collect`.
bool uses_all_rows(const syntax::Table& table);

class Lowerer {
 public:
  Lowerer(const sema::Checked& checked, Diagnostics& diagnostics, const LowerOptions& options, Lowered& out)
      : checked_(checked),
        diagnostics_(diagnostics),
        options_(options),
        out_(out),
        m_(out.module),
        b_(out.module) {}
  void run();

 private:
  using Ref = ir::Ref;
  // A value of type `up to any N of T`: a value and a condition for each place it may have, the values alone
  // with those that are not in the list missing, and the number of elements, missing where the list is.
  struct List {
    std::vector<Ref> fits, values, elements;
    Ref length = ir::kNone;
  };
  // A call of a function that is being inlined: its parameters and the locals that were needed so far.
  struct Frame {
    std::unordered_map<sema::SymbolId, Ref> values;
    std::unordered_map<sema::SymbolId, std::vector<Ref>> fits;
    std::unordered_map<sema::SymbolId, List> lists;
    std::unordered_map<sema::SymbolId, std::vector<Ref>> series;  // parameters
  };

  // ---- lower.cpp
  void policy_head();
  void declare_inputs();
  void declare_needed();
  void add_needed(sema::SymbolId id);
  void invariants();
  void add_input(sema::SymbolId id, const catalog::Tag& tag);
  void define(sema::SymbolId id);
  bool recorded(const sema::Symbol& symbol) const;
  const sema::OutputInfo* output_of(sema::SymbolId id) const;
  ir::Reasons reasons(const std::optional<syntax::Because>& because);
  ir::Reasons reasons(const syntax::Because& because);
  void take_over(const sema::Checked& policy);  // the reasons that it may list
  // kNone after adding the builder's reason as a diagnostic at `span`.
  Ref checked_ref(Ref ref, Span span);
  bool spend(Span span);  // counts one operation; false beyond the limit
  const Type& type(Ref ref) const { return m_.type_of(ref); }
  sema::NodeKey key(syntax::NodeId id) const { return {unit_, id}; }

  // ---- expr.cpp
  Ref expr(const syntax::Expr& expr);
  Ref expr_node(const syntax::Expr& expr);
  Ref constant(const Constant& constant);
  Ref yes(bool value);
  Ref meaning(syntax::NodeId id);
  Ref symbol(sema::SymbolId id);
  Ref value(const syntax::Value& value);
  Ref first_present(const syntax::Expr& expr, Ref* evidence);
  Ref taken_by(const syntax::Expr& expr);
  Ref any_knockout(const syntax::Expr& expr);
  Ref call(const syntax::Expr& expr);
  Ref inlined(const syntax::Expr& expr, sema::SymbolId function);
  Ref local(sema::SymbolId id);

  // ---- arithmetic.cpp
  Ref folded(Ref ref);  // a constant in place of an instruction whose interval is a point
  void align(Ref& a, Ref& b);
  void align(std::span<Ref> values);
  Ref stored(Ref ref, int scale);  // at the place's scale
  Ref arithmetic(const syntax::Expr& expr);
  Ref combined(ir::Op op, Ref a, Ref b);
  Ref rounded(Ref ref, const Rounding& rounding);
  Ref round(const syntax::Expr& expr);

  // ---- folds.cpp
  std::vector<Ref> series_of(const syntax::Reference& reference);  // empty if it is none
  std::vector<Ref> elements(const syntax::Series& series);         // empty after a failure
  Ref fold(std::span<const Ref> values, const syntax::Expr& fold);
  Ref weighted(std::span<const Ref> values, const syntax::Expr& trend);
  Ref count_where(const syntax::Expr& expr);
  Ref series_presence(const syntax::Expr& expr, std::span<const Ref> values);
  Ref power(const syntax::Expr& rounding, const syntax::Expr& power);

  // ---- conditions.cpp
  Ref condition(const syntax::Expr& expr);
  Ref compare(syntax::Compare compare, Ref a, Ref b);
  Ref equal(Ref a, Ref b);
  Ref within(const syntax::Expr& expr, Ref operand);
  Ref member(const syntax::Expr& expr, Ref operand);
  Ref presence(const syntax::Expr& expr, Ref operand);
  Ref all_of(Ref a, Ref b) { return b_.binary(ir::Op::logical_and, a, b); }
  Ref any_of(Ref a, Ref b) { return b_.binary(ir::Op::logical_or, a, b); }
  Ref negated(Ref a) { return b_.unary(ir::Op::logical_not, a); }
  Ref in_dates(std::optional<Day> from, std::optional<Day> until);  // kNone if not dated

  // ---- items.cpp
  Ref let(sema::SymbolId id, const syntax::Let& let);
  Ref choose(sema::SymbolId id, const syntax::Choose& choose);
  Ref event(sema::SymbolId id, const syntax::Event& event);
  Ref knockout(sema::SymbolId id, const syntax::Knockout& knockout);
  Ref chosen(Ref number, std::span<const Ref> values);  // a look-up if all are constants

  // ---- trials.cpp
  Ref experiment(sema::SymbolId id, const syntax::Experiment& experiment);
  Ref cost(sema::SymbolId id, const syntax::Cost& cost);
  void add_bucket(sema::SymbolId id);
  // `defined`, or in the arms that set the name what they set.
  Ref with_settings(sema::SymbolId id, Ref defined);

  // ---- trees.cpp
  struct Grown;  // a tree's forks and leaves as instructions
  Ref tree(sema::SymbolId id, const syntax::Tree& tree);
  std::size_t grow(const syntax::Branch& root, Grown& grown);
  Ref joined(const Grown& grown, std::size_t at, const std::vector<Ref>& leaves);

  // ---- guards.cpp
  Ref guarded(sema::SymbolId id);
  Ref steps(sema::SymbolId id, const syntax::Guard& guard, Ref before);
  Ref after(syntax::Verb verb, Ref before, Ref amount);

  // ---- tables.cpp
  Ref table(sema::SymbolId id, const syntax::Table& table);
  bool fill(ir::Table& data, const syntax::Table& table);
  bool fill_cell(ir::Table& data, const syntax::Cell& cell, const Type& column);
  Ref column(sema::SymbolId id);
  std::optional<Constant> constant_cell(const syntax::Expr& cell) const;
  std::vector<ir::Reasons> row_reasons(const syntax::Table& table);
  bool fill_ranks(ir::Table& data, const syntax::Table& table);

  // ---- rows.cpp: tables of which every fitting row is used, and lists
  bool all_rows(sema::SymbolId id, const syntax::Table& table, ir::Table data, std::span<const Ref> inputs);
  std::vector<Ref> row_fits(const ir::Table& data, const syntax::Table& table, std::span<const Ref> inputs);
  Ref fits_cell(const ir::Table& data, std::uint32_t row, std::size_t column, Ref input);
  Ref in_cell(const ir::Table& data, const ir::Cell& cell, Ref input);  // kNone: no value fits
  const std::vector<Ref>* fits_of(sema::SymbolId table);
  Ref collected(sema::SymbolId column);  // of a list: its length
  Ref count(std::span<const Ref> fits, std::span<const Ref> values);
  Ref known(Ref value);  // yes; missing where the value is
  Ref keep_list(sema::SymbolId id, List list);
  const List* list_of(sema::SymbolId id);
  const List* list_of(const syntax::Expr& expr);
  Ref includes(const syntax::Expr& expr);
  bool list_output(ir::Output& output, sema::SymbolId definition);
  void mask_list(ir::Output& output, const syntax::Value& value, int scale);
  void clause_list(ir::Output& output, const syntax::Binding& binding, int scale);

  // ---- scorecards.cpp
  Ref scorecard(sema::SymbolId id, const syntax::Scorecard& card);  // its points
  std::string factor_name(const syntax::Scorecard& card, const syntax::Factor& factor);
  Ref factor(const syntax::Scorecard& card, const syntax::Factor& factor, ir::Scorecard& kept);
  Ref member_as_set(sema::SymbolId card, std::string_view member, Ref value);
  Ref pd(const syntax::Scorecard& card, Ref points);

  // ---- outputs.cpp
  void outputs();
  void undecided(const syntax::UndecidedClause* clause);
  void sources_of_reasons();
  void replaced_by_arms(sema::SymbolId column, std::uint32_t output);
  sema::SymbolId reasons_from(sema::SymbolId definition) const;
  void probes();

  const sema::Checked& checked_;
  Diagnostics& diagnostics_;
  const LowerOptions& options_;
  Lowered& out_;
  ir::Module& m_;
  ir::Builder b_;

  std::uint32_t unit_ = 0;
  Frame* frame_ = nullptr;
  Ref each_ = ir::kNone;      // in the condition of `count of ... where`
  bool after_masks_ = false;  // in `prove`: outputs mean what is returned
  std::size_t operations_ = 0;
  bool failed_ = false;  // the first failure has been reported
  std::unordered_map<sema::SymbolId, std::size_t> outputs_by_symbol_;
  std::unordered_map<std::string, std::uint16_t> reason_index_;
  std::unordered_map<sema::SymbolId, std::uint16_t> scorecards_;  // index into Module::scorecards
  std::unordered_map<std::string, std::size_t> factor_names_;     // how many factors would have this name
  std::unordered_map<sema::SymbolId, std::vector<Ref>> fits_;  // of tables of which every fitting row is used
  std::unordered_map<sema::SymbolId, List> lists_, masked_lists_;  // masked: outputs as they are returned
  std::unordered_map<sema::SymbolId, std::uint32_t> choices_, table_uses_, steps_by_symbol_;
  std::unordered_map<Ref, std::size_t> sites_;  // row instruction -> TableSite
  std::map<std::pair<const syntax::Table*, std::vector<std::uint16_t>>, std::uint32_t>
      tables_;                                             // by input types
  std::unordered_map<sema::SymbolId, Ref> trial_numbers_;  // experiment -> arm + 1
  std::unordered_map<const syntax::Step*, sema::SymbolId> step_symbols_;
  std::unordered_map<sema::SymbolId, std::vector<sema::SymbolId>> parameters_;  // of functions, in order
  std::unordered_map<sema::SymbolId, std::vector<sema::SymbolId>> waivers_;     // knockout -> exceptions
};

}  // namespace pol::lower
