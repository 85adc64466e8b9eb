// From an ir::Module to an LLVM module with one function, which decides one case
//   void decide(const i64* values, const u8* causes, i64* outputs, u8* output_causes, u64* words)
// or, with N lanes, the N neighbouring rows of columns that begin at `row`
//   void decide(const ColumnView* inputs, const RecordView* records, i64 row)
// It is one emitter: values are scalars or vectors of N lanes (lanes.h), and only the borders differ
// (emit_input, emit_record). Straight line, no branches: what is not taken is computed and not selected. A
// module beyond a few thousand instructions is cut into functions that hand values over in scratch memory, so
// that compile time stays linear.
//
// A value that is missing may hold anything of its type, but a missing bool is always 0. So every operation
// that could trap or leave its domain first replaces a missing operand (`safe`).
#pragma once
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/native/helpers.h"
#include "compiler/native/lanes.h"
#include "compiler/native/llvm_prelude.h"
#include "compiler/native/plan.h"
#include "compiler/native/symbol.h"
#include "runtime/base/result.h"
#include "runtime/builtins/builtins.h"
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
  llvm::Value* value = nullptr;   // i1, ptr (text), i32 (columns only), i64 or i128
  llvm::Value* causes = nullptr;  // i8; null: statically present
};

class Emitter {
 public:
  // `tables` are beside Module::tables; their addresses go into the symbols, so they must stay where they
  // are. With a level it emits columnar code, else scalar code.
  Emitter(const ir::Module& module, const std::vector<std::unique_ptr<TableImage>>& tables,
          const BackendOptions& options, std::optional<engine::Level> level = {});
  Result<Emitted> emit();

 private:
  // emit.cpp: functions, values and where they live
  void emit_chunk(std::size_t chunk);
  void emit_entry();
  llvm::Function* new_function(const std::string& name, bool with_scratch);
  Val emit_inst(ir::Ref ref);
  Val get(ir::Ref ref);
  void keep(ir::Ref ref, const Val& val);
  Val fetch(ir::Ref ref);

  // emit_border.cpp: the door of columns, and where a row of theirs is in memory
  Val input(std::uint32_t index, const Type& type);
  Val column(std::uint32_t index, const Type& type);
  void write_refused();
  llvm::Value* view(std::uint32_t index, unsigned field);  // of ColumnView
  llvm::Value* record_at(std::size_t number, llvm::Type* element);
  void store_lanes(llvm::Value* value, llvm::Value* at);  // neighbours, aligned as one lane is
  llvm::Value* load_lanes(llvm::Type* type, llvm::Value* at);

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
  llvm::Value* narrow_quotient(llvm::Value* n, llvm::Value* d, bool d_negative, bool n_negative,
                               RoundingMode mode);

  // emit_division.cpp: in double lanes, exact by the intervals
  bool divides_in_double(Interval n_range, Interval d_range) const;
  llvm::Value* double_quotient(llvm::Value* n, Interval n_range, llvm::Value* d, Interval d_range,
                               RoundingMode mode);
  llvm::Value* to_double(llvm::Value* value);
  llvm::Value* from_double(llvm::Value* value, bool narrow);
  llvm::Constant* real(double value);

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
  llvm::Value* load_each(llvm::Type* element, llvm::Value* base, llvm::Value* index, unsigned align);

  // emit_table.cpp
  Val table_row(const ir::Inst& inst, const Type& type);
  bool has_vector_form(const TableImage& image, std::size_t columns) const;
  Val grid_row(const ir::Inst& inst, const Type& type);
  llvm::Value* class_of(const TableImage::Axis& axis, const Val& input, const Type& type);
  llvm::Value* searched_class(std::span<const std::int64_t> cuts, llvm::Value* value);
  // values[index] for each lane; the index is in range. `name` is given to data that is not part of the code.
  llvm::Value* load_small(std::span<const std::uint32_t> values, const std::string& name, llvm::Value* index);
  llvm::Value* column_value(const ir::Table& table, std::size_t column, llvm::Value* value);

  // emit_record.cpp
  void write_output(std::size_t index);
  void write_word(std::uint32_t word);
  void write_word_column(std::uint32_t word);
  llvm::Value* field_flag(const ir::Field& field);
  llvm::Value* field_number(const ir::Field& field, llvm::Type* type);

  // emit_values.cpp: small change
  llvm::Type* storage(const Type& type);
  llvm::Type* integer(const Interval& range) {
    if (lanes_.many() && width_bytes(range) == 4) return v32_;
    return fits_i64(range) ? v64_ : v128_;
  }
  llvm::Constant* number(llvm::Type* type, i128 value);
  llvm::Constant* mask(CauseMask causes) { return llvm::ConstantInt::get(v8_, causes); }
  llvm::Constant* always() { return llvm::ConstantInt::getTrue(v1_); }
  llvm::Constant* never() { return llvm::ConstantInt::getFalse(v1_); }
  llvm::Value* as(llvm::Value* value, llvm::Type* type);  // between integer widths, with sign; i1 without
  llvm::Value* is_zero(llvm::Value* value);               // shared within a function
  llvm::Value* present(const Val& val) { return val.causes ? is_zero(val.causes) : always(); }
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
  // Lane by lane what has no vector form; arguments that are scalars go to every lane.
  llvm::Value* per_lane(llvm::Type* lane_result, llvm::ArrayRef<llvm::Value*> arguments,
                        llvm::function_ref<llvm::Value*(llvm::ArrayRef<llvm::Value*>)> one);
  // Calls a helper of helpers(), for each lane if an argument is a vector; its LLVM type follows from its C++
  // type.
  template <class R, class... A>
  llvm::Value* call(R (*function)(A...), std::initializer_list<llvm::Value*> arguments) {
    auto* type = llvm::FunctionType::get(llvm_type<R>(), {llvm_type<A>()...}, false);
    return per_lane(type->getReturnType(), arguments, [&](llvm::ArrayRef<llvm::Value*> lane) {
      return call_helper(reinterpret_cast<const void*>(function), type, lane);
    });
  }
  template <class T>
  llvm::Type* llvm_type() {
    if constexpr (std::is_pointer_v<T>)
      return ptr_;
    else if constexpr (std::is_same_v<T, Halves>)
      return llvm::StructType::get(context_, {i64_, i64_});
    else
      return llvm::IntegerType::get(context_, sizeof(T) * 8);
  }
  llvm::Value* call_helper(const void* address, llvm::FunctionType* type,
                           llvm::ArrayRef<llvm::Value*> arguments);
  void allow(const std::string& name, const void* address);
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
  Lanes lanes_;
  std::optional<engine::Level> level_;
  llvm::IntegerType *i1_, *i8_, *i32_, *i64_, *i128_;
  llvm::PointerType* ptr_;
  llvm::Type *v1_, *v8_, *v32_, *v64_, *v128_, *vptr_;  // the same, one a lane
  llvm::Module* code_ = nullptr;
  std::map<std::string, const void*> allowed_;
  std::map<std::string, llvm::Constant*, std::less<>> text_constants_;
  std::string failure_;

  // of the function being emitted
  std::size_t chunk_ = 0;
  llvm::Function* function_ = nullptr;
  llvm::Value *values_ = nullptr, *causes_ = nullptr, *outputs_ = nullptr, *output_causes_ = nullptr,
              *words_ = nullptr, *scratch_ = nullptr;
  llvm::Value *views_ = nullptr, *records_ = nullptr, *row_ = nullptr;  // columns
  llvm::Value *row_values_ = nullptr, *row_causes_ = nullptr;           // arguments of table look-ups
  std::vector<Val> vals_;
  std::map<std::uint32_t, std::pair<Val, llvm::Value*>> columns_read_;  // by input: value, rows to refuse
  std::map<llvm::Value*, llvm::Value*> zero_tests_;
};

}  // namespace pol::native
