#include "compiler/native/sealed.h"

#include <fmt/format.h>
#include <llvm/IR/Instructions.h>
#include <llvm/IR/Intrinsics.h>
#include <llvm/IR/IntrinsicsX86.h>
#include <llvm/IR/Verifier.h>
#include <llvm/Support/raw_ostream.h>

#include <algorithm>

namespace pol::native {
namespace {

bool allowed_kind(const llvm::Instruction& inst) {
  switch (inst.getOpcode()) {
    case llvm::Instruction::Ret:
    case llvm::Instruction::Add:
    case llvm::Instruction::Sub:
    case llvm::Instruction::Mul:
    case llvm::Instruction::And:
    case llvm::Instruction::Or:
    case llvm::Instruction::Xor:
    case llvm::Instruction::Shl:
    case llvm::Instruction::LShr:
    case llvm::Instruction::ICmp:
    case llvm::Instruction::Select:
    case llvm::Instruction::ZExt:
    case llvm::Instruction::SExt:
    case llvm::Instruction::Trunc:
    case llvm::Instruction::IntToPtr:
    case llvm::Instruction::PtrToInt:
    case llvm::Instruction::Load:
    case llvm::Instruction::Store:
    case llvm::Instruction::GetElementPtr:
    case llvm::Instruction::Alloca:
    case llvm::Instruction::ExtractValue:
    case llvm::Instruction::InsertValue:
    case llvm::Instruction::ExtractElement:
    case llvm::Instruction::InsertElement:
    case llvm::Instruction::ShuffleVector:
    case llvm::Instruction::BitCast:
    case llvm::Instruction::Call:
      return true;
    case llvm::Instruction::SIToFP:  // a division of lanes, see Emitter::divide_exactly
    case llvm::Instruction::FDiv:
    case llvm::Instruction::FPToSI:
      return inst.getType()->isVectorTy();
    case llvm::Instruction::SDiv:
      return inst.getType()->getScalarSizeInBits() <= 64;  // wider ones become hidden calls
    default:
      return false;  // LLVM's opcodes, not an enum of ours
  }
}

// Those that become instructions at every level.
bool allowed_intrinsic(const llvm::Function& function) {
  const auto id = function.getIntrinsicID();
  return id == llvm::Intrinsic::masked_gather || id == llvm::Intrinsic::x86_avx512_permvar_si_512;
}

// A callee is a listed symbol, or a chunk called from the entry: so no recursion.
bool allowed_call(const llvm::CallInst& call, bool from_entry) {
  const llvm::Function* callee = call.getCalledFunction();
  return callee && (callee->isDeclaration() || (from_entry && callee->hasInternalLinkage()));
}

}  // namespace

std::string find_breach(const Emitted& emitted) {
  std::string why;
  llvm::raw_string_ostream out(why);
  if (llvm::verifyModule(*emitted.code, &out)) return "malformed code: " + out.str();

  const auto listed = [&](const llvm::GlobalValue& global) {
    return std::any_of(emitted.symbols.begin(), emitted.symbols.end(),
                       [&](const Symbol& symbol) { return global.getName() == symbol.name; });
  };
  for (const llvm::GlobalVariable& global : emitted.code->globals()) {
    if (global.isDeclaration() && !listed(global))
      return fmt::format("unlisted data {}", global.getName().str());
    if (!global.isDeclaration() && !global.isConstant()) return "data that can be written";
  }
  for (const llvm::Function& function : *emitted.code) {
    if (function.isDeclaration()) {
      if (!listed(function) && !allowed_intrinsic(function))
        return fmt::format("unlisted function {}", function.getName().str());
      continue;
    }
    if (function.size() != 1) return "a branch";
    for (const llvm::Instruction& inst : function.front()) {
      if (!allowed_kind(inst)) return fmt::format("instruction {}", inst.getOpcodeName());
      const auto* call = llvm::dyn_cast<llvm::CallInst>(&inst);
      if (call && !allowed_call(*call, function.getName() == kEntry)) return "a call of something unknown";
    }
  }
  return {};
}

}  // namespace pol::native
