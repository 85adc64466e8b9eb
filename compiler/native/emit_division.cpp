// Quotients in lanes of double, where the intervals prove that every number on the way is an integer below
// 2^53, and so exact. Vectors have no integer division; one of doubles costs less than a cycle a row.
//
// x = |n| < 2^51 and b = |d| <= 2^51, x and b integers. x / b rounds to some y with floor <= y <= floor + 1,
// because rounding is monotonic and both ends are doubles, and so does y + 2^52 to an integer, in any
// rounding mode. So q is floor or floor + 1, q * b <= x + b <= 2^52 is exact, and the sign of r = x - q * b
// says which. By a constant, x * (1 / b) takes the division's place: it is less than 1/2 + 1/4 off for b >=
// 2, so the nearest integer is again floor or floor + 1 - that needs the usual rounding mode, which the
// driver sets.
#include <cmath>

#include "compiler/native/emitter.h"

namespace pol::native {
namespace {

constexpr i128 kExact = i128{1} << 51;
constexpr double kTwo52 = 4503599627370496.0;
constexpr double kShift = 1.5 * kTwo52;  // its lowest bit is 1, and it has room for 2^51 both ways
constexpr std::int64_t kShiftBits = 0x4338000000000000;

bool narrow(llvm::Value* value) {
  return value->getType()->getScalarSizeInBits() == 32;
}

}  // namespace

bool Emitter::divides_in_double(Interval n_range, Interval d_range) const {
  return n_range.lo > -kExact && n_range.hi < kExact && d_range.lo >= -kExact && d_range.hi <= kExact;
}

llvm::Constant* Emitter::real(double value) {
  return llvm::ConstantFP::get(lanes_.of(llvm::Type::getDoubleTy(context_)), value);
}

// |value| < 2^51. Where the level has no conversion of 64 bits, the integer is put into the mantissa.
llvm::Value* Emitter::to_double(llvm::Value* value) {
  llvm::Type* reals = lanes_.of(llvm::Type::getDoubleTy(context_));
  if (narrow(value) || level_ == engine::Level::avx512) return b_.CreateSIToFP(value, reals);
  value = b_.CreateAdd(as(value, v64_), number(v64_, kShiftBits));
  return b_.CreateFSub(b_.CreateBitCast(value, reals), real(kShift));
}

// 0 <= value < 2^51, an integer; to 32 bits if it fits there.
llvm::Value* Emitter::from_double(llvm::Value* value, bool small) {
  if (small) return b_.CreateFPToSI(value, v32_);
  if (level_ == engine::Level::avx512) return b_.CreateFPToSI(value, v64_);
  value = b_.CreateBitCast(b_.CreateFAdd(value, real(kShift)), v64_);
  return b_.CreateSub(value, number(v64_, kShiftBits));
}

llvm::Value* Emitter::double_quotient(llvm::Value* n, Interval n_range, llvm::Value* d, Interval d_range,
                                      RoundingMode mode) {
  const bool constant = d_range.lo == d_range.hi;
  const bool n_negative = n_range.lo < 0, d_negative = d_range.lo < 0;
  const auto below_zero = [&](llvm::Value* x) { return b_.CreateICmpSLT(x, number(x->getType(), 0)); };
  const auto magnitude = [&](llvm::Value* x, bool may_be_negative) {
    llvm::Value* y = to_double(as(x, narrow(x) ? v32_ : v64_));
    return may_be_negative ? b_.CreateSelect(below_zero(x), b_.CreateFNeg(y), y) : y;
  };
  if (n->getType() == v128_) n = as(n, v64_);
  if (d->getType() == v128_) d = as(d, v64_);
  llvm::Value* negative = nullptr;  // null: never
  if (n_negative) negative = below_zero(n);
  if (d_negative) negative = negative ? b_.CreateXor(negative, below_zero(d)) : below_zero(d);

  llvm::Value *x = magnitude(n, n_negative), *b = nullptr, *y = nullptr;
  if (constant) {
    const double by = std::fabs(static_cast<double>(d_range.lo));
    b = real(by);
    y = by == 1 ? x : b_.CreateFMul(x, real(1 / by));
  } else {
    b = magnitude(d, d_negative);
    y = b_.CreateFDiv(x, b);
  }
  llvm::Value* q = b_.CreateFSub(b_.CreateFAdd(y, real(kTwo52)), real(kTwo52));
  llvm::Value* r = b_.CreateFSub(x, b_.CreateFMul(q, b));
  llvm::Value* above = b_.CreateFCmpOLT(r, real(0));
  q = b_.CreateSelect(above, b_.CreateFSub(q, real(1)), q);
  r = b_.CreateSelect(above, b_.CreateFAdd(r, b), r);

  llvm::Value* away = nullptr;
  const auto inexact = [&] { return b_.CreateFCmpOGT(r, real(0)); };
  switch (mode) {
    case RoundingMode::down:
      break;
    case RoundingMode::up:
      away = inexact();
      break;
    case RoundingMode::floor:
      if (negative) away = b_.CreateAnd(inexact(), negative);
      break;
    case RoundingMode::ceiling:
      away = negative ? b_.CreateAnd(inexact(), b_.CreateNot(negative)) : inexact();
      break;
    case RoundingMode::half_up:
      away = b_.CreateFCmpOGE(b_.CreateFAdd(r, r), b);
      break;
    case RoundingMode::half_even: {
      llvm::Value* twice = b_.CreateFAdd(r, r);
      llvm::Value* half = b_.CreateFMul(q, real(0.5));  // q is odd if half of it is no integer
      llvm::Value* whole = b_.CreateFSub(b_.CreateFAdd(half, real(kTwo52)), real(kTwo52));
      llvm::Value* tie = b_.CreateAnd(b_.CreateFCmpOEQ(twice, b), b_.CreateFCmpONE(whole, half));
      away = b_.CreateOr(b_.CreateFCmpOGT(twice, b), tie);
      break;
    }
  }
  if (away) q = b_.CreateSelect(away, b_.CreateFAdd(q, real(1)), q);
  const i128 largest = std::max(-n_range.lo, n_range.hi);
  llvm::Value* result = from_double(q, largest < INT32_MAX);
  return negative ? b_.CreateSelect(negative, b_.CreateNeg(result), result) : result;
}

}  // namespace pol::native
