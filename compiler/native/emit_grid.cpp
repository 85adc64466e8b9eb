// Look-ups by lanes: cut points are counted, classes make an index, and the answer stands in a grid.
#include <llvm/IR/Intrinsics.h>
#include <llvm/IR/IntrinsicsX86.h>

#include <algorithm>
#include <bit>

#include "compiler/native/emitter.h"

namespace pol::native {
namespace {

// Up to so many cuts each is compared with (one instruction for 16 rows); beyond it they are searched.
constexpr std::size_t kCompared = 48;

}  // namespace

bool Emitter::has_vector_form(const TableImage& image, std::size_t columns) const {
  if (image.grid_rows().empty()) return false;
  for (std::size_t i = 0; i < columns; ++i)
    if (image.axis(i).is_text) return false;
  return true;
}

Val Emitter::grid_row(const ir::Inst& inst, const Type& type) {
  const TableImage& image = *tables_[inst.a];
  const auto inputs = slice(inst.b, inst.c);
  llvm::Value* index = nullptr;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const TableImage::Axis axis = image.axis(i);
    llvm::Value* cls = class_of(axis, get(inputs[i]), type_of(inputs[i]));
    index = index ? b_.CreateAdd(b_.CreateMul(index, number(i32_, axis.classes)), cls) : cls;
  }
  Val val{load_small(image.grid_rows(), grid_rows_symbol(inst.a), index), nullptr};
  if (!type.may_be_missing) return val;
  llvm::Value* reasons = load_small(image.grid_reasons(), grid_reasons_symbol(inst.a), index);
  val.causes = b_.CreateTrunc(b_.CreateLShr(reasons, number(i32_, 16)), i8_);
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const Val input = get(inputs[i]);
    if (!input.causes) continue;
    llvm::Value* bit = b_.CreateAnd(reasons, number(i32_, i128{1} << i));
    llvm::Value* taken = b_.CreateICmpNE(bit, number(i32_, 0));
    val.causes = b_.CreateOr(val.causes, b_.CreateSelect(taken, input.causes, mask(0)));
  }
  return val;
}

// Cuts that the value's interval decides cost nothing.
llvm::Value* Emitter::class_of(const TableImage::Axis& axis, const Val& input, const Type& type) {
  llvm::Value* value = input.value;
  const Interval range = type.kind == Kind::boolean ? Interval{0, 1} : type.range;
  const auto first = std::upper_bound(axis.cuts.begin(), axis.cuts.end(), range.lo);
  const auto last = std::upper_bound(first, axis.cuts.end(), range.hi);
  const auto below = first - axis.cuts.begin();
  if (value->getType() == i1_)
    value = as(value, i32_);
  else if (value->getType() == i128_) {
    llvm::Value *lo = number(i128_, INT64_MIN), *hi = number(i128_, INT64_MAX);
    value = b_.CreateSelect(b_.CreateICmpSLT(value, lo), lo, value);
    value = as(b_.CreateSelect(b_.CreateICmpSGT(value, hi), hi, value), i64_);
  }
  llvm::Value* cls = number(i32_, below);
  if (static_cast<std::size_t>(last - first) > kCompared) {
    cls = b_.CreateAdd(cls, searched_class({first, last}, as(value, i64_)));
  } else {
    for (auto cut = first; cut != last; ++cut) {
      llvm::Value* reached = b_.CreateICmpSGE(value, number(value->getType(), *cut));
      cls = b_.CreateSelect(reached, b_.CreateAdd(cls, number(i32_, 1)), cls);
    }
  }
  if (!input.causes) return cls;
  llvm::Value* missing = number(i32_, axis.present);
  if (axis.classes - axis.present > 1) {
    const std::vector<std::uint32_t> classes(axis.missing.begin(), axis.missing.end());
    llvm::Value* causes = b_.CreateZExt(b_.CreateAnd(input.causes, mask(cause::all)), i32_);
    missing = b_.CreateAdd(missing, load_small(classes, "", causes));
  }
  return b_.CreateSelect(present(input), cls, missing);
}

// How many cuts are not above the value: a binary search without branches, the steps the same for all lanes.
// The array is filled up to a power of two less one with cuts that nothing is counted for beyond.
llvm::Value* Emitter::searched_class(std::span<const std::int64_t> cuts, llvm::Value* value) {
  std::vector<std::int64_t> padded(cuts.begin(), cuts.end());
  padded.resize(std::bit_ceil(cuts.size() + 1) - 1, INT64_MAX);
  llvm::Constant* array = int_array(padded);
  llvm::Value* count = number(i32_, 0);
  for (std::size_t step = (padded.size() + 1) / 2; step > 0; step /= 2) {
    llvm::Value* at = b_.CreateAdd(count, number(i32_, static_cast<i128>(step) - 1));
    llvm::Value* cut = gather(b_.getInt64Ty(), array, at);
    llvm::Value* further = b_.CreateAdd(count, number(i32_, static_cast<i128>(step)));
    count = b_.CreateSelect(b_.CreateICmpSGE(value, cut), further, count);
  }
  llvm::Value* most = number(i32_, static_cast<i128>(cuts.size()));
  return b_.CreateSelect(b_.CreateICmpSGT(count, most), most, count);
}

// Data of a few registers is permuted rather than loaded.
llvm::Value* Emitter::load_small(std::span<const std::uint32_t> values, const std::string& name,
                                 llvm::Value* index) {
  const bool same = std::all_of(values.begin(), values.end(), [&](auto v) { return v == values[0]; });
  if (same) return number(i32_, values[0]);
  const std::size_t width = lanes_;
  // Only AVX-512 has 16 lanes.
  if (width == 16 && values.size() <= 4 * width) {
    const auto part = [&](std::size_t from) {
      std::vector<std::uint32_t> lanes(width, 0);
      for (std::size_t i = 0; i < width && from + i < values.size(); ++i) lanes[i] = values[from + i];
      return llvm::ConstantDataVector::get(context_, lanes);
    };
    const auto permute = [&](std::size_t from) -> llvm::Value* {
      return b_.CreateIntrinsic(llvm::Intrinsic::x86_avx512_permvar_si_512, {}, {part(from), index});
    };
    llvm::Value* found = permute(0);  // takes the index modulo the width
    for (std::size_t from = width; from < values.size(); from += width) {
      llvm::Value* beyond = b_.CreateICmpUGE(index, number(i32_, static_cast<i128>(from)));
      found = b_.CreateSelect(beyond, permute(from), found);
    }
    return found;
  }
  llvm::Constant* base = nullptr;
  if (name.empty()) {
    auto* data = llvm::ConstantDataArray::get(context_, llvm::ArrayRef(values.data(), values.size()));
    base = new llvm::GlobalVariable(*code_, data->getType(), true, llvm::GlobalValue::PrivateLinkage, data);
  } else {
    allow(name, values.data());
    base = code_->getOrInsertGlobal(name, b_.getInt8Ty());
  }
  return gather(b_.getInt32Ty(), base, index);
}

}  // namespace pol::native
