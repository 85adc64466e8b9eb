// From an ir::Module to an LLVM module with one function
//   void decide(const i64* values, const u8* causes, i64* outputs, u8* output_causes, u64* words)
// Straight line, no branches: what is not taken is computed and not selected. A module beyond a few thousand
// instructions is cut into functions that hand values over in scratch memory, so that compile time stays
// linear.
//
// A value that is missing may hold anything of its type, but a missing bool is always 0. So every operation
// that could trap or leave its domain first replaces a missing operand (`safe`).
#pragma once
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/native/helpers.h"
#include "compiler/native/llvm_prelude.h"
#include "compiler/native/plan.h"
#include "runtime/base/result.h"
#include "runtime/ir/module.h"
#include "runtime/ir/record_layout.h"

namespace pol::native {

struct Symbol {
  std::string name;
  const void* address;
};

// What the emitter hands to the JIT: the code, and the addresses that it is allowed to name.
struct Emitted {
  std::unique_ptr<llvm::LLVMContext> context;  // one a module: shared ones grow; must outlive `code`
  std::unique_ptr<llvm::Module> code;
  std::vector<Symbol> symbols;
};

inline constexpr const char* kEntry = "decide";
// An attribute of functions that decide one case: they gain nothing from AVX-512, and where the processor has
// it LLVM 19 looks for values that could live in mask registers (X86DomainReassignment) in more than linear
// time: 70% of a module that rounds much.
inline constexpr const char* kScalarCode = "pol-scalar";

struct Val {
  llvm::Value* value = nullptr;   // i1, ptr (text), i64 or i128
  llvm::Value* causes = nullptr;  // i8; null: statically present
};

class Emitter {
 public:
  // `tables` are beside Module::tables; their addresses go into the symbols, so they must stay where they
  // are.
  Emitter(const ir::Module& module, const std::vector<std::unique_ptr<TableImage>>& tables,
          const BackendOptions& options);
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

  // emit_arith.cpp
  using Combine = llvm::function_ref<llvm::Value*(llvm::Value* x, llvm::Value* y)>;  // y null for unary ops
  Val arithmetic(const ir::Inst& inst, const Type& type, Combine combine);
  Val round(const ir::Inst& inst, const Type& type);
  Val divide(const ir::Inst& inst, const Type& type);
  Val add_months(const ir::Inst& inst, const Type& type);
  Val builtin(const ir::Inst& inst, const Type& type);
  // n / d * unit; the intervals are those of present operands.
  llvm::Value* quotient(llvm::Value* n, Interval n_range, llvm::Value* d, Interval d_range,
                        const Rounding& rounding, const Type& type);
  llvm::Value* narrow_quotient(llvm::Value* n, llvm::Value* d, bool d_negative, bool n_negative,
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
  Val input(std::uint32_t index, const Type& type);
  Val or_else(const ir::Inst& inst, const Type& type);
  Val only_when(const ir::Inst& inst);
  Val select(const ir::Inst& inst, const Type& type);
  Val first_arm(ir::Ref ref);
  Val scan_arms(std::span<const ir::Ref> arms);
  Val first_present(const ir::Inst& inst);
  Val pick(const ir::Inst& inst, const Type& type);
  Val lookup(const ir::Inst& inst, const Type& type);
  Val table_row(const ir::Inst& inst);
  llvm::Value* column_value(const ir::Table& table, std::size_t column, llvm::Value* value);

  // emit_record.cpp
  void write_output(std::size_t index);
  void write_word(std::uint32_t word);
  llvm::Value* field_bits(const ir::Field& field);

  // emit_values.cpp: small change
  llvm::Type* storage(const Type& type);
  llvm::IntegerType* integer(const Interval& range) { return fits_i64(range) ? i64_ : i128_; }
  llvm::Constant* number(llvm::Type* type, i128 value);
  llvm::Constant* mask(CauseMask causes) { return llvm::ConstantInt::get(i8_, causes); }
  llvm::Value* as(llvm::Value* value, llvm::Type* type);  // between integer widths, with sign; i1 without
  llvm::Value* is_zero(llvm::Value* value);               // shared within a function
  llvm::Value* present(const Val& val) { return val.causes ? is_zero(val.causes) : b_.getTrue(); }
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
  llvm::IntegerType *i1_, *i8_, *i64_, *i128_;
  llvm::PointerType* ptr_;
  llvm::Module* code_ = nullptr;
  std::map<std::string, const void*> allowed_;
  std::map<std::string, llvm::Constant*, std::less<>> text_constants_;
  std::string failure_;

  // of the function being emitted
  std::size_t chunk_ = 0;
  llvm::Function* function_ = nullptr;
  llvm::Value *values_ = nullptr, *causes_ = nullptr, *outputs_ = nullptr, *output_causes_ = nullptr,
              *words_ = nullptr, *scratch_ = nullptr;
  llvm::Value *row_values_ = nullptr, *row_causes_ = nullptr;  // arguments of table look-ups
  std::vector<Val> vals_;
  std::map<llvm::Value*, llvm::Value*> zero_tests_;
};

}  // namespace pol::native
