// Numbers and dates. Intervals of present operands decide the widths; a missing operand may wrap, which is
// harmless but for divisions and calls, which see a value in range instead.
#include <fmt/format.h>

#include "compiler/native/emitter.h"
#include "runtime/builtins/builtins.h"
#include "runtime/builtins/functions.h"
#include "runtime/ir/rules.h"

namespace pol::native {
namespace {

std::optional<Interval> times(Interval range, i128 factor) {
  const auto lo = checked_mul(range.lo, factor), hi = checked_mul(range.hi, factor);
  if (!lo || !hi) return std::nullopt;
  return factor < 0 ? Interval{*hi, *lo} : Interval{*lo, *hi};
}

// The most negative i64 is left out: its quotient by -1 and its absolute value do not exist.
bool divides_in_i64(Interval range) {
  return range.lo > INT64_MIN && range.hi <= INT64_MAX;
}

}  // namespace

// Works at the width that holds operands and result.
Val Emitter::arithmetic(const ir::Inst& inst, const Type& type, Combine combine) {
  const bool binary = ir::op_info(inst.op)->b == ir::Operand::value;
  const Val a = get(inst.a), b = binary ? get(inst.b) : Val{};
  Interval widest = hull(type.range, type_of(inst.a).range);
  if (binary) widest = hull(widest, type_of(inst.b).range);
  llvm::Type* work = type.kind == Kind::boolean || type.kind == Kind::text ? storage(type) : integer(widest);
  llvm::Value* value = combine(as(a.value, work), binary ? as(b.value, work) : nullptr);
  return {as(value, storage(type)), unite(a.causes, b.causes)};
}

Val Emitter::round(const ir::Inst& inst, const Type& type) {
  const Val a = get(inst.a);
  const Type& from = type_of(inst.a);
  const Rounding& rounding = module_.roundings[inst.b];
  const auto plan = ir::quotient_plan(from.scale, 0, rounding.grain);
  if (!plan || plan->multiply_a != 1) {
    fail("a grain too wide for exact arithmetic");
    return {};
  }
  const Interval grain{plan->multiply_b, plan->multiply_b};
  return {quotient(safe(a, from), from.range, number(integer(grain), grain.lo), grain, rounding, type),
          a.causes};
}

Val Emitter::divide(const ir::Inst& inst, const Type& type) {
  const Val a = get(inst.a), b = get(inst.b);
  const Type &ta = type_of(inst.a), &tb = type_of(inst.b);
  const Rounding& rounding = module_.roundings[inst.c];
  const auto plan = ir::quotient_plan(ta.scale, tb.scale, rounding.grain);
  const auto n_range = plan ? times(ta.range, plan->multiply_a) : std::nullopt;
  const auto d_range = plan ? times(tb.range, plan->multiply_b) : std::nullopt;
  if (!n_range || !d_range) {
    fail("a division too wide for exact arithmetic");
    return {};
  }
  llvm::Value* causes = unite(a.causes, b.causes);
  if (tb.range.contains(0)) {
    llvm::Value* error = b_.CreateSelect(is_zero(b.value), mask(cause::computed_error), mask(0));
    causes = causes ? b_.CreateSelect(is_zero(causes), error, causes) : error;
  }
  // One test makes both operands safe: where anything is missing or b is 0, divide 0 by 1.
  llvm::Value *dividend = a.value, *divisor = b.value;
  if (causes) {
    llvm::Value* fine = is_zero(causes);
    dividend = b_.CreateSelect(fine, dividend, number(dividend->getType(), 0));
    divisor = b_.CreateSelect(fine, divisor, number(divisor->getType(), 1));
  }
  const Interval n_all = hull(*n_range, {0, 0}), d_all = hull(*d_range, {plan->multiply_b, plan->multiply_b});
  llvm::Type *n_type = integer(n_all), *d_type = integer(d_all);
  llvm::Value* n = b_.CreateMul(as(dividend, n_type), number(n_type, plan->multiply_a));
  llvm::Value* d = b_.CreateMul(as(divisor, d_type), number(d_type, plan->multiply_b));
  return {quotient(n, n_all, d, d_all, rounding, type), causes};
}

llvm::Value* Emitter::quotient(llvm::Value* n, Interval n_range, llvm::Value* d, Interval d_range,
                               const Rounding& rounding, const Type& type) {
  llvm::Value* q = nullptr;
  if (divides_in_i64(n_range) && divides_in_i64(d_range)) {
    q = narrow_quotient(n, n_range, d, d_range, rounding.mode);
  } else {
    const auto half = [&](llvm::Value* x, unsigned shift) {
      return b_.CreateTrunc(b_.CreateLShr(as(x, i128_), number(i128_, shift)), i64_);
    };
    llvm::Value* both = call(&divide_wide, {half(n, 0), half(n, 64), half(d, 0), half(d, 64),
                                            b_.getInt64(static_cast<int>(rounding.mode))});
    llvm::Value* high = b_.CreateZExt(b_.CreateExtractValue(both, 1), i128_);
    q = b_.CreateOr(b_.CreateShl(high, number(i128_, 64)),
                    b_.CreateZExt(b_.CreateExtractValue(both, 0), i128_));
  }
  llvm::Type* result = storage(type);
  return b_.CreateMul(as(q, result), number(result, rounding.grain.unit));
}

// |n|, |d| < 2^63, d not 0. Divides once; the remainder says whether to go one further from zero.
llvm::Value* Emitter::narrow_quotient(llvm::Value* n, Interval n_range, llvm::Value* d, Interval d_range,
                                      RoundingMode mode) {
  llvm::Type* work = integer(hull(n_range, d_range));
  n = as(n, work);
  d = as(d, work);
  const bool n_negative = n_range.lo < 0, d_negative = d_range.lo < 0;
  llvm::Constant *zero = number(work, 0), *one = number(work, 1);
  llvm::Value* q = divide_exactly(n, n_range, d, d_range);
  if (mode == RoundingMode::down) return q;
  llvm::Value* r = b_.CreateSub(n, b_.CreateMul(q, d));
  const bool signs = n_negative || d_negative;
  llvm::Value* negative = signs ? b_.CreateICmpSLT(b_.CreateXor(n, d), zero) : bit(false);
  llvm::Value* inexact = b_.CreateICmpNE(r, zero);
  llvm::Value* away = nullptr;
  const auto magnitude = [&](llvm::Value* x, bool may_be_negative) {
    return may_be_negative ? b_.CreateSelect(b_.CreateICmpSLT(x, zero), b_.CreateNeg(x), x) : x;
  };
  switch (mode) {
    case RoundingMode::down:
      return q;
    case RoundingMode::up:
      away = inexact;
      break;
    case RoundingMode::floor:
      away = b_.CreateAnd(inexact, negative);
      break;
    case RoundingMode::ceiling:
      away = b_.CreateAnd(inexact, b_.CreateNot(negative));
      break;
    case RoundingMode::half_up:
    case RoundingMode::half_even: {
      // 2|r| against |d| without overflow: |r| against |d| - |r|.
      llvm::Value* part = magnitude(r, n_negative);
      llvm::Value* rest = b_.CreateSub(magnitude(d, d_negative), part);
      away = b_.CreateICmpUGE(part, rest);
      if (mode == RoundingMode::half_even) {
        llvm::Value* odd = b_.CreateICmpNE(b_.CreateAnd(q, one), zero);
        away = b_.CreateOr(b_.CreateICmpUGT(part, rest), b_.CreateAnd(away, odd));
      }
      break;
    }
  }
  llvm::Value* step = signs ? b_.CreateSelect(negative, number(work, -1), one) : one;
  return b_.CreateSelect(away, b_.CreateAdd(q, step), q);
}

Val Emitter::add_months(const ir::Inst& inst, const Type& type) {
  const Val a = get(inst.a), b = get(inst.b);
  llvm::Value* day =
      call(&add_months_to, {as(safe(a, type_of(inst.a)), i64_), as(safe(b, type_of(inst.b)), i64_)});
  return {as(day, storage(type)), unite(a.causes, b.causes)};
}

// The builtins that are an instruction or two; a new one is called lane by lane until it has a line here.
llvm::Value* Emitter::vector_form(const builtins::Builtin& builtin, llvm::ArrayRef<llvm::Value*> arguments) {
  const auto is = [&](auto* function) { return builtin.address == reinterpret_cast<const void*>(function); };
  llvm::Value* x = arguments[0];
  if (is(&builtins::days_from)) return b_.CreateSub(arguments[1], x);
  if (is(&builtins::as_percent)) return x;
  if (is(&builtins::per_year)) return b_.CreateMul(x, number(i64_, 12));
  if (is(&builtins::absolute))
    return b_.CreateSelect(b_.CreateICmpSLT(x, number(i64_, 0)), b_.CreateNeg(x), x);
  return nullptr;
}

Val Emitter::builtin(const ir::Inst& inst, const Type& type) {
  const builtins::Builtin* builtin = builtins::by_id(inst.a);
  if (!builtin) {
    fail(fmt::format("builtin {} is not known", inst.a));
    return {};
  }
  std::vector<llvm::Value*> arguments;
  llvm::Value* causes = nullptr;
  for (const ir::Ref ref : slice(inst.b, inst.c)) {
    const Val argument = get(ref);
    arguments.push_back(as(safe(argument, type_of(ref)), i64_));
    causes = unite(causes, argument.causes);
  }
  if (llvm::Value* result = lanes_ > 1 ? vector_form(*builtin, arguments) : nullptr)
    return {as(result, storage(type)), causes};
  const std::string name = builtin_symbol(builtin->name);
  allow(name, builtin->address);
  auto* signature = llvm::FunctionType::get(
      b_.getInt64Ty(), std::vector<llvm::Type*>(arguments.size(), b_.getInt64Ty()), false);
  llvm::Value* result = call_lanes(code_->getOrInsertFunction(name, signature), arguments);
  if (type.kind == Kind::boolean) return boolean(b_.CreateICmpNE(result, number(i64_, 0)), causes);
  return {as(result, storage(type)), causes};
}

}  // namespace pol::native
