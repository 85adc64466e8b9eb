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
  if (lanes_ > 1)
    return b_.CreateMaskedGather(lanes_of(one), b_.CreateInBoundsGEP(one, array, index),
                                 llvm::Align(one->getScalarSizeInBits() / 8));
  return each_lane(
      one, [&](unsigned i) { return b_.CreateLoad(one, b_.CreateInBoundsGEP(one, array, lane(index, i))); });
}

llvm::Value* Emitter::row_place(llvm::Value* argument, llvm::Type* one, std::uint32_t column) {
  if (lanes_ == 1) return b_.CreateConstInBoundsGEP1_64(one, argument, column);
  llvm::Value* begin =
      b_.CreateLoad(b_.getPtrTy(), b_.CreateConstInBoundsGEP1_64(b_.getPtrTy(), argument, column));
  return b_.CreateInBoundsGEP(one, begin, row_);
}

// A host's columns may begin anywhere.
llvm::Value* Emitter::load_row(llvm::Value* argument, llvm::Type* one, std::uint32_t column) {
  return b_.CreateAlignedLoad(lanes_of(one), row_place(argument, one, column),
                              llvm::Align(lanes_ > 1 ? 1 : one->getScalarSizeInBits() / 8));
}

void Emitter::store_row(llvm::Value* argument, llvm::Type* one, std::uint32_t column, llvm::Value* value) {
  b_.CreateAlignedStore(value, row_place(argument, one, column), llvm::Align(one->getScalarSizeInBits() / 8));
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
