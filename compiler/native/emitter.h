// From an ir::Module to an LLVM module with one function
//   void decide(const i64* values, const u8* causes, i64* outputs, u8* output_causes, u64* words)
// or, with several lanes, one that decides as many neighbouring rows of columns at once
//   void decide(const i64* const* values, const u8* const* causes, i64* const* outputs,
//               u8* const* output_causes, u64* const* words, i64 row, i64 last)
// Straight line, no branches: what is not taken is computed and not selected. A module beyond a few thousand
// instructions is cut into functions that hand values over in scratch memory, so that compile time stays
// linear. With lanes every value is a vector of them, and what has no vector form is done lane by lane.
//
// A value that is missing may hold anything of its type, but a missing bool is always 0. So every operation
// that could trap or leave its domain first replaces a missing operand (`safe`).
#pragma once
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/native/helpers.h"
#include "compiler/native/llvm_prelude.h"
#include "compiler/native/plan.h"
#include "compiler/native/symbol.h"
#include "runtime/base/result.h"
#include "runtime/builtins/builtins.h"
#include "runtime/engine/columns.h"
#include "runtime/ir/module.h"
#include "runtime/ir/record_layout.h"

namespace pol::native {

// What the emitter hands to the JIT: the code, and the addresses that it is allowed to name.
struct Emitted {
  std::unique_ptr<llvm::LLVMContext> context;  // one a module: shared ones grow; must outlive `code`
  std::unique_ptr<llvm::Module> code;
  std::vector<Symbol> symbols;
};

struct Val {
  llvm::Value* value = nullptr;   // i1, ptr (text), i64 or i128
  llvm::Value* causes = nullptr;  // i8; null: statically present
};

class Emitter {
 public:
  // `tables` are beside Module::tables; their addresses go into the symbols, so they must stay where they
  // are.
  Emitter(const ir::Module& module, const std::vector<std::unique_ptr<TableImage>>& tables,
          const BackendOptions& options, unsigned lanes = 1, std::span<const engine::ColumnForm> forms = {},
          bool door = false);
  Result<Emitted> emit();

 private:
  // emit.cpp: functions, values and where they live
  void begin_function(const std::string& name, bool with_scratch);
  void emit_chunk(std::size_t chunk);
  void emit_entry();
  llvm::Function* new_function(const std::string& name, bool with_scratch);
  Val emit_inst(ir::Ref ref);
  Val get(ir::Ref ref);
  void keep(ir::Ref ref, const Val& val);
  Val fetch(ir::Ref ref);

  // emit_arith.cpp
  using Combine = llvm::function_ref<llvm::Value*(llvm::Value* x, llvm::Value* y)>;  // y null for unary ops
  Val arithmetic(const ir::Inst& inst, const Type& type, Combine combine);
  Val round(const ir::Inst& inst, const Type& type);
  Val divide(const ir::Inst& inst, const Type& type);
  Val add_months(const ir::Inst& inst, const Type& type);
  Val builtin(const ir::Inst& inst, const Type& type);
  llvm::Value* vector_form(const builtins::Builtin& builtin, llvm::ArrayRef<llvm::Value*> arguments);
  // n / d * unit; the intervals are those of present operands.
  llvm::Value* quotient(llvm::Value* n, Interval n_range, llvm::Value* d, Interval d_range,
                        const Rounding& rounding, const Type& type);
  llvm::Value* narrow_quotient(llvm::Value* n, Interval n_range, llvm::Value* d, Interval d_range,
                               RoundingMode mode);

  // emit_logic.cpp
  Val compare(const ir::Inst& inst, llvm::CmpInst::Predicate predicate);
  Val in_set(const ir::Inst& inst);
  Val text_test(const ir::Inst& inst);
  Val logical_not(const ir::Inst& inst);
  Val logical_and(const ir::Inst& inst);
  Val logical_or(const ir::Inst& inst);
  Val is_missing(const ir::Inst& inst);
  Val missing_only(const ir::Inst& inst);
  Val if_present(const ir::Inst& inst);
  Val any_missing(const ir::Inst& inst);

  // emit_choice.cpp
  Val constant(const ir::Inst& inst, const Type& type);
  Val or_else(const ir::Inst& inst, const Type& type);
  Val only_when(const ir::Inst& inst);
  Val select(const ir::Inst& inst, const Type& type);
  Val first_arm(const ir::Inst& inst);
  Val first_present(const ir::Inst& inst);
  Val pick(const ir::Inst& inst, const Type& type);
  Val lookup(const ir::Inst& inst, const Type& type);
  Val table_row(const ir::Inst& inst);
  llvm::Value* column_value(const ir::Table& table, std::size_t column, llvm::Value* value);

  // emit_record.cpp
  void write_output(std::size_t index);
  void write_word(std::uint32_t word);
  llvm::Value* field_condition(const ir::Field& field);
  llvm::Value* field_bits(const ir::Field& field, llvm::Type* type, unsigned shift);

  // emit_values.cpp: small change
  llvm::Type* storage(const Type& type);
  llvm::Type* integer(const Interval& range);
  llvm::Constant* number(llvm::Type* type, i128 value);
  llvm::Constant* mask(CauseMask causes) { return llvm::ConstantInt::get(i8_, causes); }
  llvm::Constant* bit(bool yes) { return llvm::ConstantInt::get(i1_, yes); }
  bool is_text(llvm::Value* value) const { return value->getType()->isPtrOrPtrVectorTy(); }
  llvm::Value* as(llvm::Value* value, llvm::Type* type);  // between integer widths, with sign; i1 without
  llvm::Value* is_zero(llvm::Value* value);               // shared within a function
  llvm::Value* present(const Val& val) { return val.causes ? is_zero(val.causes) : bit(true); }
  llvm::Value* unite(llvm::Value* a, llvm::Value* b);  // causes; null is "present"
  llvm::Value* choose(llvm::Value* condition, llvm::Value* yes, llvm::Value* no);  // causes, null allowed
  llvm::Value* safe(const Val& val, const Type& type);  // some value in range where missing
  llvm::Value* safe_text(const Val& val);
  Val boolean(llvm::Value* value, llvm::Value* causes);  // 0 where missing
  llvm::Constant* text_constant(std::string_view text);
  llvm::Constant* int_array(llvm::ArrayRef<std::int64_t> values);
  const Type& type_of(ir::Ref ref) const { return module_.type_of(ref); }
  std::span<const ir::Ref> slice(std::uint32_t begin, std::uint32_t count) const {
    return std::span(module_.operands).subspan(begin, count);
  }
  // Calls a helper of helpers(); its LLVM type follows from its C++ type.
  template <class R, class... A>
  llvm::Value* call(R (*function)(A...), std::initializer_list<llvm::Value*> arguments) {
    return call_helper(reinterpret_cast<const void*>(function),
                       llvm::FunctionType::get(llvm_type<R>(), {llvm_type<A>()...}, false), arguments);
  }
  template <class T>
  llvm::Type* llvm_type() {
    if constexpr (std::is_pointer_v<T>)
      return b_.getPtrTy();
    else if constexpr (std::is_same_v<T, Halves>)
      return llvm::StructType::get(context_, {b_.getInt64Ty(), b_.getInt64Ty()});
    else
      return llvm::IntegerType::get(context_, sizeof(T) * 8);
  }
  llvm::Value* call_helper(const void* address, llvm::FunctionType* type,
                           llvm::ArrayRef<llvm::Value*> arguments);
  void allow(const std::string& name, const void* address);

  // emit_lanes.cpp: between vectors and what has one lane
  llvm::Type* lanes_of(llvm::Type* one) const;
  llvm::Value* lane(llvm::Value* value, unsigned index);  // as it is where it has one for all
  // One value a lane, put together.
  using EachLane = llvm::function_ref<llvm::Value*(unsigned lane)>;
  llvm::Value* each_lane(llvm::Type* one, EachLane make);
  llvm::Value* call_lanes(llvm::FunctionCallee callee, llvm::ArrayRef<llvm::Value*> arguments);
  llvm::Value* gather(llvm::Type* one, llvm::Value* array, llvm::Value* index);  // array[index]
  // The place of this row (of these rows) in what a pointer argument leads to.
  llvm::Value* row_place(llvm::Value* argument, llvm::Type* one, std::uint32_t column);
  llvm::Value* load_row(llvm::Value* argument, llvm::Type* one, std::uint32_t column);
  void store_row(llvm::Value* argument, llvm::Type* one, std::uint32_t column, llvm::Value* value);

  // emit_door.cpp
  struct Admitted {                  // an input past the door
    llvm::Value* value = nullptr;    // an integer of 32 or 64 bits
    llvm::Value* causes = nullptr;   // null: present in every row
    llvm::Value* refused = nullptr;  // null: in no row
  };
  const Admitted& admitted(std::uint32_t index);
  Val input(std::uint32_t index, const Type& type);
  llvm::Value* rows();
  llvm::Value* load_rows(llvm::Value* argument, llvm::Type* one, std::uint32_t column, std::size_t stride);
  llvm::Value* anything(std::uint32_t input);
  llvm::Value* load_value(std::uint32_t input);
  llvm::Value* load_causes(std::uint32_t input, llvm::Value* value);
  llvm::Value* in_range(llvm::Value* value, std::uint32_t input);
  llvm::Value* broken_invariant(std::uint32_t input);
  void ask_invariants();
  void emit_door();

  // emit_table.cpp
  Val table_row_by_helper(const ir::Inst& inst);
  Val table_row_by_grid(const ir::Inst& inst);
  Val table_row_by_steps(const ir::Inst& inst);
  llvm::Value* column_class(const ir::Inst& inst, std::size_t column);
  llvm::Value* row_causes(const ir::Inst& inst, const TableImage::Answer& answer);
  // from[0], and at each cut that is not above `value` what the next one has more.
  llvm::Value* steps(llvm::Value* value, Interval range, llvm::ArrayRef<std::int64_t> cuts,
                     llvm::ArrayRef<std::int64_t> from, llvm::Type* type);
  llvm::Value* divide_exactly(llvm::Value* n, Interval n_range, llvm::Value* d, Interval d_range);
  void fail(std::string why) {
    if (failure_.empty()) failure_ = std::move(why);
  }

  const ir::Module& module_;
  const std::vector<std::unique_ptr<TableImage>>& tables_;
  ir::RecordLayout layout_;
  Plan plan_;
  Emitted emitted_;
  llvm::LLVMContext& context_;
  llvm::IRBuilder<> b_;
  unsigned lanes_;
  std::vector<engine::ColumnForm> forms_;              // beside the inputs, with lanes
  llvm::Type *i1_, *i8_, *i32_, *i64_, *i128_, *ptr_;  // of a value: with lanes, vectors
  llvm::Module* code_ = nullptr;
  std::map<std::string, const void*> allowed_;
  std::map<std::string, llvm::Constant*, std::less<>> text_constants_;
  std::string failure_;

  // the door of columns
  struct Broken {
    llvm::Value* mask = nullptr;  // in the function that asked
    std::uint32_t place = 0;      // in scratch memory
  };
  bool door_ = false, asking_ = false;
  std::map<std::uint32_t, Broken> broken_;  // by input that an enforced invariant names

  // of the function being emitted
  std::size_t chunk_ = 0;
  llvm::Function* function_ = nullptr;
  llvm::Value *values_ = nullptr, *causes_ = nullptr, *outputs_ = nullptr, *output_causes_ = nullptr,
              *words_ = nullptr, *scratch_ = nullptr, *row_ = nullptr, *last_ = nullptr, *rows_ = nullptr;
  llvm::Value *row_values_ = nullptr, *row_causes_ = nullptr;  // arguments of table look-ups
  std::vector<Val> vals_;
  std::map<llvm::Value*, llvm::Value*> zero_tests_;
  std::map<std::uint32_t, Admitted> admitted_;
};

}  // namespace pol::native
