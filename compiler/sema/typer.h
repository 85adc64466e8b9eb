// The pass that types a checked file: one object a run. Its parts stand in types.cpp (driver, symbols),
// types_words.cpp (names and values), types_expr.cpp, types_arith.cpp, types_rounding.cpp, types_folds.cpp,
// types_conditions.cpp, types_calls.cpp, types_items.cpp, types_trees.cpp, types_trials.cpp and
// types_tables.cpp.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "compiler/sema/truth.h"
#include "compiler/sema/types.h"
#include "compiler/sema/types_text.h"
#include "runtime/ir/rules.h"

namespace pol::sema {

// Empty: the mistake has been reported, or naming reports it; whoever meets it says nothing more.
using MaybeType = std::optional<Type>;

// What must stand directly under `rounded`: a division, an average, a trend, a power.
bool divides(const syntax::Expr& expr);

class Typer {
 public:
  Typer(Checked& checked, const Names& names, const Sources& sources, Diagnostics& diagnostics)
      : checked_(checked), names_(names), sources_(sources), diagnostics_(diagnostics) {}
  void run();

 private:
  // Where a value is stored: its type holds, and `name` is what messages call it.
  struct Place {
    Type type;
    std::string name;
  };
  // The body of a function, seen once with its declared types (generic) and once per distinct list of
  // argument types.
  struct Frame {
    const syntax::Define* function = nullptr;
    std::unordered_map<SymbolId, MaybeType> values;  // parameters and locals
    bool generic = true;
    BodyTypes types;  // generic: of the body's expressions
    Span call;        // the outermost call, where mistakes of scale are reported
    Frame* outer = nullptr;
  };
  enum class State : std::uint8_t { fresh, active, typed, failed };

  // ---- types.cpp
  void declare_outputs();
  void declare_segments();
  MaybeType symbol_type(SymbolId id);
  MaybeType compute_symbol(SymbolId id);
  const OutputInfo* output_of(SymbolId id) const;
  std::optional<Place> output_place(SymbolId id) const;
  const EnumPool& enums() const { return checked_.enums; }
  Diagnostic* report(Code code, Span span, std::string message, std::string fix = {},
                     std::string example = {});
  bool recording() const { return frame_ == nullptr; }
  std::string text_of(const syntax::Expr& expr) const { return shown(sources_, expr.span); }
  // "`score` is a plain number (300 to 850)"
  std::string describe(const syntax::Expr& expr, const Type& type) const;

  // ---- types_scorecards.cpp
  MaybeType type_scorecard(const syntax::Scorecard& card);
  bool check_odds(const syntax::Scorecard& card, const Type& points);
  MaybeType type_member(SymbolId id);  // `.points`, `.pd`; nothing for `.reasons`

  // ---- types_words.cpp
  NodeKey key(syntax::NodeId id) const { return {unit_, id}; }
  Type enum_value(std::uint32_t enum_id, int value) const;
  MaybeType word(const syntax::Reference& reference, std::uint32_t hint);
  MaybeType code_word(const syntax::Name& code, syntax::NodeId id, std::uint32_t hint);
  MaybeType undecided_word(syntax::NodeId node, Span span, std::uint32_t hint);  // the status of a policy
  void unknown_word(const syntax::Name& word, std::uint32_t hint, bool code);
  void not_a_value(const syntax::Name& word, std::uint32_t enum_id, const std::string& of);
  bool is_hidden(const std::string& name) const;
  bool means_symbol(syntax::NodeId id) const;
  std::string enum_label(std::uint32_t id) const;
  // The one enum of outputs, segments and catalogue that holds all the words; E0404 else.
  std::uint32_t enum_holding(const std::vector<syntax::Name>& words, const syntax::Name& defined);
  // Words that can only be enum values, if `expr` is made of nothing else.
  bool only_words(const syntax::Expr& expr, std::vector<syntax::Name>& words) const;
  bool only_word(const syntax::Value& value) const;
  // The constant that `value` writes where `type` is expected: kinds checked, scale as written. `missing`,
  // `stale` and `undecided` give nothing and say nothing.
  std::optional<Constant> value_like(const syntax::Value& value, const Type& type, const std::string& name);
  // Likewise at the place's scale (E0503).
  std::optional<Constant> value_in(const syntax::Value& value, const Place& place);
  MaybeType value_type(const syntax::Value& value, std::uint32_t hint);  // without an expected kind
  // The value's type at the scale of its place; E0503 if it is finer, E0510 if it does not fit.
  MaybeType store(const Type& value, const Place& place, const syntax::Expr& expr);
  MaybeType store_at(const Type& value, const Place& place, Span at, bool simple, bool literal);
  bool same_kind(const Type& value, const Place& place, Span at, const std::string& what,
                 const Constant* constant);

  // ---- types_expr.cpp
  MaybeType infer(const syntax::Expr& expr, std::uint32_t hint = kNoEnum);
  MaybeType infer_node(const syntax::Expr& expr, std::uint32_t hint);
  // One kind, the largest scale, the hull; `what` names the list in messages.
  MaybeType infer_alike(std::span<const syntax::ExprPtr> exprs, std::uint32_t hint, const std::string& what,
                        std::vector<MaybeType>* each = nullptr);
  MaybeType merge(const MaybeType& sum, const Type& next, Span at, const std::string& next_text,
                  const std::string& what);
  MaybeType infer_first_present(const syntax::Expr& expr, std::uint32_t hint);
  MaybeType infer_taken_by(const syntax::Expr& expr);
  MaybeType infer_any_knockout(const syntax::Expr& expr);

  // ---- types_arith.cpp
  MaybeType infer_arithmetic(const syntax::Expr& expr);
  MaybeType refuse(const syntax::Expr& expr, const Type& left, const Type& right, const ir::Typing& typing,
                   const std::string& verb);
  void too_wide(Span at, const Type* left, const Type* right, const ir::Typing& typing, bool product);
  std::string kind_fix(const syntax::Expr& left, const Type& left_type, const syntax::Expr& right,
                       const Type& right_type, const std::string& before) const;

  // ---- types_rounding.cpp
  MaybeType infer_round(const syntax::Expr& expr);
  MaybeType infer_quotient(const syntax::Expr& rounded, const syntax::Expr& quotient);
  MaybeType unrounded_division(const syntax::Expr& expr);
  bool grain_suits(const std::optional<Constant>& grain, const Type& type) const;
  bool check_grain(const std::optional<Constant>& grain, Span at, const Type& type);
  std::string grain_example(const Type& type) const;  // "1 CNY"

  // ---- types_folds.cpp
  // The type of the series that is named, nothing if it is none.
  MaybeType series_named(const syntax::Reference& reference);
  MaybeType series_named(const syntax::Expr& expr);
  MaybeType element_of(const syntax::Series& series, std::size_t& count);  // count: of values folded
  std::optional<std::vector<Type>> fold_types(const syntax::Series& series);
  MaybeType sum_of(const syntax::Expr& fold);  // what an average or a trend divides
  MaybeType infer_mean(const syntax::Expr& rounded, const syntax::Expr& fold);  // average, trend
  MaybeType infer_fold(const syntax::Expr& expr, std::uint32_t hint);
  MaybeType infer_count(const syntax::Expr& expr);
  MaybeType infer_each(const syntax::Expr& expr);
  MaybeType power_base(const syntax::Expr& expr, Type* exponent = nullptr);
  MaybeType infer_power(const syntax::Expr& rounded, const syntax::Expr& power);

  // ---- types_conditions.cpp
  bool is_condition(const syntax::Expr& expr);  // types it; false after an error
  MaybeType condition(const syntax::Expr& expr);
  MaybeType infer_condition(const syntax::Expr& expr);
  MaybeType infer_compare(const syntax::Expr& expr);
  MaybeType infer_unless_word(const syntax::Expr& expr);
  MaybeType infer_within(const syntax::Expr& expr);
  MaybeType infer_member(const syntax::Expr& expr);
  MaybeType infer_prefix(const syntax::Expr& expr);
  MaybeType infer_presence(const syntax::Expr& expr);
  MaybeType infer_includes(const syntax::Expr& expr);
  MaybeType list_named(const syntax::Expr& expr);
  Type test_type(const syntax::Expr& test, const Type& operand, bool other_missing) const;
  void warn_if_decided(const syntax::Expr& test, const Type& operand);
  MaybeType compared(const syntax::Expr& test, const syntax::Expr& left, const Type& left_type,
                     const syntax::Expr& right, const Type& right_type, bool ordered,
                     const std::string& word);

  // ---- types_calls.cpp
  MaybeType infer_call(const syntax::Expr& expr);
  MaybeType many_named(const syntax::Expr& expr);
  MaybeType call_function(const syntax::Expr& expr, SymbolId id, const syntax::Define& define);
  MaybeType run_body(const syntax::Define& define, SymbolId id, Frame& frame);
  MaybeType local_type(SymbolId id);
  MaybeType check_function(SymbolId id);

  // ---- types_items.cpp
  MaybeType type_let(SymbolId id, const syntax::Let& let);
  MaybeType type_choose(SymbolId id, const syntax::Choose& choose);
  MaybeType type_arms(SymbolId id, const syntax::Choose& choose);
  void check_arms(const syntax::Choose& choose);

  // ---- types_trees.cpp
  struct Known {  // what a fork above says
    Truth truth;
    const syntax::Expr* condition = nullptr;
    bool yes = true;
  };
  MaybeType type_tree(SymbolId id, const syntax::Tree& tree);
  bool type_forks(const syntax::Branch* at, bool& unknown);
  MaybeType type_leaves(const std::vector<const syntax::Branch*>& leaves, const std::optional<Place>& place,
                        std::uint32_t hint, const syntax::Name& name);
  void check_forks(const syntax::Branch* at, std::vector<Known>& known);

  // ---- types_guards.cpp
  MaybeType type_guarded(SymbolId id);
  MaybeType type_guard(const syntax::Guard& guard, MaybeType before, std::optional<Place>& place);
  MaybeType type_step(const syntax::Step& step, const syntax::Guard& guard, const Type& before,
                      const Place& place);
  MaybeType type_amount(const syntax::Expr& amount, const syntax::Guard& guard, const Place& place,
                        std::uint32_t hint);
  bool check_step_verb(const syntax::Step& step, const Place& place);
  bool may_fail(const syntax::Expr& expr) const;

  // ---- types_checks.cpp
  void check_masks();
  void check_clauses();
  void check_list(const syntax::Binding& binding, const Place& list, OutputInfo* output);
  void check_example(const syntax::Example& example);
  void check_prove(const syntax::Prove& prove);
  void widen(OutputInfo& output, const Constant& constant);

  // ---- types_trials.cpp
  MaybeType type_experiment(const syntax::Experiment& experiment);
  MaybeType type_settings(SymbolId id, const Type& defined);
  MaybeType type_cost(SymbolId id, const syntax::Cost& cost);

  // ---- types_tables.cpp
  MaybeType type_table(SymbolId id, const syntax::Table& table);
  MaybeType type_column(SymbolId id);
  MaybeType type_outputs(SymbolId id, const syntax::Table& table, std::size_t column);
  bool check_priority(const syntax::Table& table);
  MaybeType type_collected(SymbolId id, const syntax::Table& table, std::size_t column);
  MaybeType type_list(const syntax::Column& column, const syntax::Table& table, const Type& element);
  MaybeType type_sum(const syntax::Column& column, const std::vector<Type>& rows);
  bool check_hit(const syntax::Table& table);
  bool check_shape(const syntax::Table& table);
  bool check_cell(const syntax::Cell& cell, const Type& column, const std::string& name);
  std::optional<Constant> check_bound(const syntax::Value& value, const Type& column,
                                      const std::string& name);
  bool check_order(const Constant& lo, const Constant& hi, const syntax::Pattern& pattern);

  Checked& checked_;
  const Names& names_;
  const Sources& sources_;
  Diagnostics& diagnostics_;

  std::uint32_t unit_ = 0;
  Frame* frame_ = nullptr;
  bool quiet_truth_ = false;    // prove lines may well be always true
  const Type* each_ = nullptr;  // in the condition of `count of ... where`
  const syntax::Expr* rounded_ =
      nullptr;  // the `rounded` above the operand that is typed now, for its messages
  std::vector<State> states_;
  std::unordered_map<SymbolId, std::size_t> outputs_by_symbol_;
  std::vector<MaybeType> output_types_;  // declared
  std::unordered_map<const syntax::Choose*, std::uint32_t> segment_enums_;
  std::unordered_map<std::string, MaybeType> calls_;  // by function and argument types
  std::size_t bodies_ = 0;  // function bodies typed so far, against chains that double
};

}  // namespace pol::sema
