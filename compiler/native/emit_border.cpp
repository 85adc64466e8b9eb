// The door of the emitted code: an input of one case, or the rows of a column that a group of lanes reads.
#include <llvm/IR/Intrinsics.h>

#include "compiler/native/columns.h"
#include "compiler/native/emitter.h"

namespace pol::native {
namespace {

// Rows between the one that is read and the one that is asked of memory.
constexpr std::uint64_t kAhead = 64;
constexpr unsigned kLineSlots = 8;  // of 8 bytes in a cache line

}  // namespace

Val Emitter::input(std::uint32_t index, const Type& type) {
  if (lanes_.many()) return column(index, type);
  Val val;
  llvm::Value* raw = b_.CreateLoad(i64_, b_.CreateConstInBoundsGEP1_64(i64_, values_, index));
  if (type.may_be_missing)
    val.causes = b_.CreateLoad(i8_, b_.CreateConstInBoundsGEP1_64(i8_, causes_, index));
  if (type.kind == Kind::boolean) return boolean(b_.CreateTrunc(raw, i1_), val.causes);
  val.value = type.kind == Kind::text ? b_.CreateIntToPtr(raw, ptr_) : as(raw, storage(type));
  return val;
}

llvm::Value* Emitter::load_lanes(llvm::Type* type, llvm::Value* at) {
  return b_.CreateAlignedLoad(type, at, llvm::Align(std::max(1u, type->getScalarSizeInBits() / 8)));
}

void Emitter::store_lanes(llvm::Value* value, llvm::Value* at) {
  const unsigned bits = code_->getDataLayout().getTypeSizeInBits(value->getType()->getScalarType());
  b_.CreateAlignedStore(value, at, llvm::Align(std::max(1u, bits / 8)));
}

llvm::Value* Emitter::view(std::uint32_t index, unsigned field) {
  const std::uint64_t offset = index * sizeof(ColumnView) + field * sizeof(void*);
  return b_.CreateLoad(ptr_, b_.CreateConstInBoundsGEP1_64(i8_, views_, offset));
}

llvm::Value* Emitter::record_at(std::size_t number, llvm::Type* element) {
  llvm::Value* column = b_.CreateLoad(ptr_, b_.CreateConstInBoundsGEP1_64(ptr_, records_, number));
  return b_.CreateInBoundsGEP(element, column, row_);
}

// A value outside its range is missing (error). Where a tag must be there, a value in range stands in and the
// row is refused; so whatever memory holds, nothing past this line sees a present value outside its interval.
Val Emitter::column(std::uint32_t index, const Type& type) {
  const auto known = columns_read_.find(index);
  if (known != columns_read_.end()) return known->second.first;
  llvm::Value* slots = view(index, 0);
  llvm::Value* raw = load_lanes(v64_, b_.CreateInBoundsGEP(i64_, slots, row_));
  for (unsigned i = 0; i < lanes_.count(); i += kLineSlots) {
    llvm::Value* later = b_.CreateGEP(i64_, slots, b_.CreateAdd(row_, number(i64_, kAhead + i)));
    b_.CreateIntrinsic(llvm::Intrinsic::prefetch, {ptr_},
                       {later, number(i32_, 0), number(i32_, 3), number(i32_, 1)});
  }
  llvm::Type* bits_type = llvm::IntegerType::get(context_, lanes_.count());
  llvm::Value* bits = b_.CreateAlignedLoad(
      bits_type, b_.CreateInBoundsGEP(i8_, view(index, 1), b_.CreateLShr(row_, number(i64_, 3))),
      llvm::Align(1));
  llvm::Value* causes = load_lanes(v8_, b_.CreateInBoundsGEP(i8_, view(index, 2), row_));
  causes = b_.CreateSelect(b_.CreateBitCast(bits, v1_), mask(0), causes);

  llvm::Value* inside = always();
  if (type.kind == Kind::text) {
    inside = b_.CreateICmpNE(raw, number(v64_, 0));
  } else if (type.kind != Kind::boolean) {
    llvm::Value* offset = b_.CreateSub(raw, number(v64_, type.range.lo));
    inside = b_.CreateICmpULE(offset, number(v64_, type.range.hi - type.range.lo));
  }
  Val val;
  llvm::Value* refused = never();
  if (type.may_be_missing) {
    llvm::Value* error = b_.CreateSelect(inside, mask(0), mask(cause::error));
    val.causes = b_.CreateSelect(b_.CreateICmpEQ(causes, mask(0)), error, causes);
  } else {
    llvm::Value* fine = b_.CreateAnd(b_.CreateICmpEQ(causes, mask(0)), inside);
    refused = b_.CreateNot(fine);
    if (type.kind == Kind::text) {
      llvm::Value* nothing = b_.CreatePtrToInt(lanes_.splat(text_constant("")), v64_);
      raw = b_.CreateSelect(fine, raw, nothing);
    } else {
      raw = b_.CreateSelect(fine, raw, number(v64_, type.kind == Kind::boolean ? 0 : type.range.lo));
    }
  }
  if (type.kind == Kind::boolean)
    val = boolean(b_.CreateTrunc(raw, v1_), val.causes);
  else
    val.value = type.kind == Kind::text ? b_.CreateIntToPtr(raw, vptr_) : as(raw, storage(type));
  columns_read_[index] = {val, refused};
  return val;
}

void Emitter::write_refused() {
  llvm::Value* refused = never();
  for (std::uint32_t i = 0; i < module_.inputs.size(); ++i) {
    const Type& type = module_.types[module_.inputs[i].type];
    if (type.may_be_missing) continue;
    column(i, type);
    refused = b_.CreateOr(refused, columns_read_[i].second);
  }
  const std::size_t last = 2 * ir::output_slots(module_) + layout_.words;
  store_lanes(b_.CreateZExt(refused, v8_), record_at(last, i8_));
}

}  // namespace pol::native
