// The workshop of random_program: a module under construction and ways to get operands that fit.
#pragma once
#include <functional>
#include <span>

#include "runtime/ir/builder.h"
#include "tests/support/rng.h"

namespace pol::testing {

class ProgramMaker {
 public:
  explicit ProgramMaker(std::uint64_t seed);
  void add_op();      // one random op (more where operands must be made first); keeps what is well typed
  void add_record();  // outputs, knockouts and so on, which read what nothing else has read
  ir::Module take() { return std::move(module_); }

 private:
  using Fits = std::function<bool(const Type&)>;
  // program_maker.cpp
  void add_inputs();
  Type random_type();
  Interval random_range();
  Type scalar_of(Kind kind);
  ir::Ref keep(ir::Ref made);
  const Type& type(ir::Ref ref) const { return module_.type_of(ref); }
  ir::Ref some(const Fits& fits);  // a value that fits, mostly a late one; kNone if there is none
  ir::Ref numeric();
  ir::Ref condition();
  ir::Ref counting(std::int64_t& highest);  // a number whose interval starts at 1 or above; its upper end
  ir::Ref like(const Type& wanted);         // the same kind and unit, at `wanted`'s scale
  ir::Ref alike(ir::Ref value) { return like(type(value)); }
  ir::Ref constant_of(const Type& type);
  i128 point_of(const Type& type);  // a value worth testing
  std::vector<ir::Ref> several(const Type& wanted, int most);
  std::vector<ir::Ref> conditions(int most);
  Rounding rounding_for(const Type& type);
  // random_ops.cpp
  ir::Ref make(ir::Op op);
  ir::Ref make_pair(ir::Op op);
  ir::Ref make_multiply();
  ir::Ref make_divide();
  ir::Ref make_add();
  ir::Ref make_retype();
  ir::Ref whole_width();
  std::vector<std::int64_t> dense_members(const Type& of);
  ir::Ref make_wrapped_set();
  ir::Ref make_in_set();
  ir::Ref make_lookup();
  ir::Ref make_call();
  ir::Ref make_table_row();
  ir::Table random_table(std::span<const ir::Ref> inputs);
  void random_cell(ir::Table& table, const Type& column);
  // random_record.cpp
  std::vector<ir::Ref> unread() const;
  void add_experiment();
  void add_costs();
  void add_output(ir::Ref value);
  void add_condition(ir::Ref condition);
  void add_number(ir::Ref number);
  void add_columns(ir::Ref row);
  void add_all_rows();

  ir::Module module_;
  ir::Builder build_;
  Rng rng_;
  ir::Ref bucket_ = ir::kNone;   // of the experiment, in some programs
  std::vector<ir::Ref> values_;  // everything that later ops may read
  std::vector<ir::Op> ops_;
  std::map<std::uint32_t, std::vector<ir::Ref>> rows_;  // table -> its table_row instructions
};

}  // namespace pol::testing
