// Between vectors and what has one lane: rows of columns, calls of helpers, look-ups in memory, division.
// With one lane all of it is the plain scalar form.
#include <algorithm>

#include "compiler/native/emitter.h"

namespace pol::native {

llvm::Type* Emitter::lanes_of(llvm::Type* one) const {
  return lanes_ > 1 ? llvm::FixedVectorType::get(one, lanes_) : one;
}

llvm::Value* Emitter::lane(llvm::Value* value, unsigned index) {
  return value->getType()->isVectorTy() ? b_.CreateExtractElement(value, index) : value;
}

llvm::Value* Emitter::each_lane(llvm::Type* one, EachLane make) {
  if (lanes_ == 1) return make(0);
  llvm::Value* all = llvm::PoisonValue::get(lanes_of(one));
  for (unsigned i = 0; i < lanes_; ++i) all = b_.CreateInsertElement(all, make(i), i);
  return all;
}

llvm::Value* Emitter::call_lanes(llvm::FunctionCallee callee, llvm::ArrayRef<llvm::Value*> arguments) {
  const auto call = [&](unsigned index) {
    std::vector<llvm::Value*> own;
    for (llvm::Value* argument : arguments) own.push_back(lane(argument, index));
    auto* made = b_.CreateCall(callee, own);
    made->setDoesNotThrow();
    return made;
  };
  llvm::Type* result = callee.getFunctionType()->getReturnType();
  if (lanes_ == 1) return call(0);
  if (!result->isStructTy()) return each_lane(result, call);
  // A pair becomes a pair of vectors.
  std::vector<llvm::Value*> calls;
  for (unsigned i = 0; i < lanes_; ++i) calls.push_back(call(i));
  llvm::Value* both = llvm::PoisonValue::get(llvm::StructType::get(context_, {i64_, i64_}));
  for (const unsigned part : {0u, 1u})
    both = b_.CreateInsertValue(
        both, each_lane(b_.getInt64Ty(), [&](unsigned i) { return b_.CreateExtractValue(calls[i], part); }),
        part);
  return both;
}

llvm::Value* Emitter::gather(llvm::Type* one, llvm::Value* array, llvm::Value* index) {
  llvm::Value* at = b_.CreateInBoundsGEP(one, array, index);
  if (lanes_ == 1) return b_.CreateLoad(one, at);
  return b_.CreateMaskedGather(lanes_of(one), at, llvm::Align(one->getScalarSizeInBits() / 8), bit(true),
                               llvm::Constant::getNullValue(lanes_of(one)));
}

llvm::Value* Emitter::row_place(llvm::Value* argument, llvm::Type* one, std::uint32_t column) {
  if (lanes_ == 1) return b_.CreateConstInBoundsGEP1_64(one, argument, column);
  llvm::Value* begin =
      b_.CreateLoad(b_.getPtrTy(), b_.CreateConstInBoundsGEP1_64(b_.getPtrTy(), argument, column));
  return b_.CreateInBoundsGEP(one, begin, row_);
}

// Columns of a host are aligned for their elements, no more.
llvm::Value* Emitter::load_row(llvm::Value* argument, llvm::Type* one, std::uint32_t column) {
  return b_.CreateAlignedLoad(lanes_of(one), row_place(argument, one, column),
                              llvm::Align(one->getScalarSizeInBits() / 8));
}

llvm::Value* Emitter::load_value(std::uint32_t input) {
  const engine::ColumnForm& form = forms_[input];
  if (lanes_ == 1) return load_row(values_, b_.getInt64Ty(), input);
  if (form.one_for_all) {
    llvm::Value* place =
        b_.CreateLoad(b_.getPtrTy(), b_.CreateConstInBoundsGEP1_64(b_.getPtrTy(), values_, input));
    return b_.CreateVectorSplat(lanes_, b_.CreateLoad(b_.getInt64Ty(), place));
  }
  llvm::Type* one = b_.getIntNTy(static_cast<unsigned>(engine::bytes_of(form.type)) * 8);
  llvm::Value* raw = load_row(values_, one, input);
  // No wider than what is computed with it.
  llvm::Type* wanted = storage(module_.types[module_.inputs[input].type]);
  llvm::Type* wide = wanted == i32_ || wanted == i1_ ? i32_ : i64_;
  switch (form.type) {
    case engine::Physical::u32:
      wide = i64_;
      [[fallthrough]];
    case engine::Physical::u16:
    case engine::Physical::u8:
      return b_.CreateZExt(raw, wide);
    case engine::Physical::i64:
    case engine::Physical::i32:
    case engine::Physical::i16:
    case engine::Physical::i8:
      return b_.CreateSExtOrTrunc(raw, wide);
  }
  return raw;
}

llvm::Value* Emitter::load_causes(std::uint32_t input) {
  const engine::ColumnForm& form = forms_[input];
  if (lanes_ == 1 || (form.presence == engine::Presence::causes && !form.one_for_all))
    return load_row(causes_, b_.getInt8Ty(), input);
  if (form.presence == engine::Presence::always || form.one_for_all) return nullptr;
  // Rows go in whole sets of lanes, and lanes are a multiple of 8: their bits are whole bytes.
  llvm::Value* begin =
      b_.CreateLoad(b_.getPtrTy(), b_.CreateConstInBoundsGEP1_64(b_.getPtrTy(), causes_, input));
  llvm::Value* place = b_.CreateInBoundsGEP(b_.getInt8Ty(), begin, b_.CreateLShr(row_, 3));
  llvm::Value* bits = b_.CreateAlignedLoad(b_.getIntNTy(lanes_), place, llvm::Align(1));
  return b_.CreateSelect(b_.CreateBitCast(bits, i1_), mask(0), mask(form.absent));
}

void Emitter::store_row(llvm::Value* argument, llvm::Type* one, std::uint32_t column, llvm::Value* value) {
  b_.CreateAlignedStore(value, row_place(argument, one, column), llvm::Align(one->getScalarSizeInBits() / 8));
}

// Arguments go through two arrays on the stack, one pair a function, row by row.
llvm::Value* Emitter::table_row_by_helper(const ir::Inst& inst) {
  std::size_t columns = 1;
  for (const ir::Table& each : module_.tables) columns = std::max(columns, each.columns.size());
  if (!row_values_) {
    llvm::IRBuilder<> entry(&function_->getEntryBlock(), function_->getEntryBlock().begin());
    row_values_ = entry.CreateAlloca(llvm::ArrayType::get(b_.getInt64Ty(), columns * lanes_));
    row_causes_ = entry.CreateAlloca(llvm::ArrayType::get(b_.getInt8Ty(), columns * lanes_));
  }
  const auto values_at = [&](std::size_t i) {
    return b_.CreateConstInBoundsGEP1_64(b_.getInt64Ty(), row_values_, i);
  };
  const auto causes_at = [&](std::size_t i) {
    return b_.CreateConstInBoundsGEP1_64(b_.getInt8Ty(), row_causes_, i);
  };
  const auto inputs = slice(inst.b, inst.c);
  for (unsigned i = 0; i < inputs.size(); ++i) {
    const Val input = get(inputs[i]);
    llvm::Value* value = column_value(module_.tables[inst.a], i, input.value);
    llvm::Value* causes = input.causes ? input.causes : mask(0);
    for (unsigned k = 0; k < lanes_; ++k) {
      b_.CreateStore(lane(value, k), values_at(k * columns + i));
      b_.CreateStore(lane(causes, k), causes_at(k * columns + i));
    }
  }
  const std::string name = table_symbol(inst.a);
  allow(name, tables_[inst.a].get());
  llvm::Constant* table = code_->getOrInsertGlobal(name, b_.getInt8Ty());
  if (lanes_ == 1) return call(&find_row, {table, row_values_, row_causes_});
  // Each lane has arrays of its own.
  const auto places = [&](auto at) {
    return each_lane(b_.getPtrTy(), [&](unsigned k) { return at(k * columns); });
  };
  return call(&find_row, {table, places(values_at), places(causes_at)});
}

// n / d towards zero, d not 0. Vectors divide as binary floating point where that is exact whatever the
// rounding mode: n and d are exact, and where n / d is no integer it lies at least |n / d| / |n| from the
// next one, which is more than a unit in the last place (2^-52 of it) while |n| <= 2^51; so the quotient
// never reaches an integer that it should not, and cutting off its fraction is right.
llvm::Value* Emitter::divide_exactly(llvm::Value* n, Interval n_range, llvm::Value* d, Interval d_range) {
  constexpr i128 kMost = i128{1} << 51, kExact = i128{1} << 53;
  const auto within = [](Interval range, i128 most) { return range.lo >= -most && range.hi <= most; };
  if (lanes_ == 1 || !within(n_range, kMost) || !within(d_range, kExact)) return b_.CreateSDiv(n, d);
  llvm::Type* real = lanes_of(b_.getDoubleTy());
  llvm::Value* q = b_.CreateFDiv(b_.CreateSIToFP(n, real), b_.CreateSIToFP(d, real));
  return b_.CreateFPToSI(q, n->getType());
}

}  // namespace pol::native
