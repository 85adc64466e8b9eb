// Small change of the emitter: constants, widths, masks, calls.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/native/emitter.h"

namespace pol::native {

llvm::Type* Emitter::storage(const Type& type) {
  if (type.kind == Kind::boolean) return v1_;
  if (type.kind == Kind::text) return vptr_;
  return integer(type.range);
}

llvm::Constant* Emitter::number(llvm::Type* type, i128 value) {
  const std::uint64_t halves[] = {static_cast<std::uint64_t>(value),
                                  static_cast<std::uint64_t>(static_cast<u128>(value) >> 64)};
  return llvm::ConstantInt::get(type, llvm::APInt(128, halves).trunc(type->getScalarSizeInBits()));
}

llvm::Value* Emitter::as(llvm::Value* value, llvm::Type* type) {
  if (value->getType() == type || type->isPtrOrPtrVectorTy()) return value;
  return value->getType() == v1_ ? b_.CreateZExt(value, type) : b_.CreateSExtOrTrunc(value, type);
}

llvm::Value* Emitter::is_zero(llvm::Value* value) {
  llvm::Value*& test = zero_tests_[value];
  if (!test) test = b_.CreateICmpEQ(value, llvm::Constant::getNullValue(value->getType()));
  return test;
}

llvm::Value* Emitter::unite(llvm::Value* a, llvm::Value* b) {
  if (!a || !b) return a ? a : b;
  return a == b ? a : b_.CreateOr(a, b);
}

llvm::Value* Emitter::choose(llvm::Value* condition, llvm::Value* yes, llvm::Value* no) {
  if (!yes && !no) return nullptr;
  return b_.CreateSelect(condition, yes ? yes : mask(0), no ? no : mask(0));
}

llvm::Value* Emitter::safe(const Val& val, const Type& type) {
  if (!val.causes) return val.value;
  return b_.CreateSelect(present(val), val.value, number(val.value->getType(), type.range.lo));
}

llvm::Value* Emitter::safe_text(const Val& val) {
  return val.causes ? b_.CreateSelect(present(val), val.value, lanes_.splat(text_constant(""))) : val.value;
}

Val Emitter::boolean(llvm::Value* value, llvm::Value* causes) {
  return {causes ? b_.CreateAnd(value, is_zero(causes)) : value, causes};
}

llvm::Constant* Emitter::text_constant(std::string_view text) {
  const auto known = text_constants_.find(text);
  if (known != text_constants_.end()) return known->second;
  auto* bytes = llvm::ConstantDataArray::getString(context_, {text.data(), text.size()}, false);
  auto* data =
      new llvm::GlobalVariable(*code_, bytes->getType(), true, llvm::GlobalValue::PrivateLinkage, bytes);
  auto* fields = llvm::ConstantStruct::getAnon({data, llvm::ConstantInt::get(i64_, text.size())});
  auto* global =
      new llvm::GlobalVariable(*code_, fields->getType(), true, llvm::GlobalValue::PrivateLinkage, fields);
  text_constants_.emplace(text, global);
  return global;
}

llvm::Constant* Emitter::int_array(llvm::ArrayRef<std::int64_t> values) {
  auto* data = llvm::ConstantDataArray::get(
      context_, llvm::ArrayRef(reinterpret_cast<const std::uint64_t*>(values.data()), values.size()));
  return new llvm::GlobalVariable(*code_, data->getType(), true, llvm::GlobalValue::PrivateLinkage, data);
}

llvm::Value* Emitter::per_lane(llvm::Type* lane_result, llvm::ArrayRef<llvm::Value*> arguments,
                               llvm::function_ref<llvm::Value*(llvm::ArrayRef<llvm::Value*>)> one) {
  const auto is_vector = [](llvm::Value* argument) { return argument->getType()->isVectorTy(); };
  if (std::none_of(arguments.begin(), arguments.end(), is_vector)) return one(arguments);
  llvm::Value* all = llvm::PoisonValue::get(lanes_.of(lane_result));
  std::vector<llvm::Value*> lane(arguments.size());
  for (unsigned i = 0; i < lanes_.count(); ++i) {
    for (std::size_t k = 0; k < arguments.size(); ++k)
      lane[k] =
          arguments[k]->getType()->isVectorTy() ? b_.CreateExtractElement(arguments[k], i) : arguments[k];
    all = b_.CreateInsertElement(all, one(lane), i);
  }
  return all;
}

void Emitter::allow(const std::string& name, const void* address) {
  allowed_.emplace(name, address);
}

llvm::Value* Emitter::call_helper(const void* address, llvm::FunctionType* type,
                                  llvm::ArrayRef<llvm::Value*> arguments) {
  for (const Helper& helper : helpers()) {
    if (helper.address != address) continue;
    allow(helper.symbol, address);
    auto* call = b_.CreateCall(code_->getOrInsertFunction(helper.symbol, type), arguments);
    call->setDoesNotThrow();
    return call;
  }
  fail("a helper that is not listed");
  return llvm::UndefValue::get(type->getReturnType());
}

}  // namespace pol::native
