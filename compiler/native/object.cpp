#include "compiler/native/object.h"

#include <llvm/Config/llvm-config.h>
#include <llvm/ExecutionEngine/Orc/CompileUtils.h>
#include <llvm/Support/TargetSelect.h>
#include <llvm/Target/TargetMachine.h>

#include "compiler/native/native.h"
#include "compiler/native/target.h"

namespace pol::native {

Failure llvm_failure(llvm::Error error) {
  std::string message = llvm::toString(std::move(error));
  for (char& c : message)
    if (c == '\n') c = ' ';
  return {Exit::internal, "native code: " + message};
}

Result<llvm::orc::JITTargetMachineBuilder> host_target() {
  static const bool ready = [] {
    return !llvm::InitializeNativeTarget() && !llvm::InitializeNativeTargetAsmPrinter() &&
           !llvm::InitializeNativeTargetDisassembler();
  }();
  if (!ready) return Failure{Exit::internal, "native code: LLVM does not know this machine"};
  auto target = llvm::orc::JITTargetMachineBuilder::detectHost();
  if (!target) return llvm_failure(target.takeError());
  target->setCodeGenOptLevel(llvm::CodeGenOptLevel::Default);
  // What the in-process linker wants of objects: helpers may be farther away than 2 GiB.
  target->setRelocationModel(llvm::Reloc::PIC_);
  target->setCodeModel(llvm::CodeModel::Small);
  return *target;
}

Result<std::string> compile_object(Emitted emitted) {
  auto target = host_target();
  if (!target) return target.failure();
  auto machine = target->createTargetMachine();  // not thread-safe, so one a module
  if (!machine) return llvm_failure(machine.takeError());
  emitted.code->setDataLayout((*machine)->createDataLayout());
  emitted.code->setTargetTriple((*machine)->getTargetTriple().str());
  auto object = llvm::orc::SimpleCompiler(**machine)(*emitted.code);
  if (!object) return llvm_failure(object.takeError());
  return (*object)->getBuffer().str();
}

Result<std::string> describe_target() {
  auto target = host_target();
  if (!target) return target.failure();
  return "LLVM " LLVM_VERSION_STRING ", " + target->getTargetTriple().getArchName().str() + ", " +
         target->getCPU();
}

Result<std::string> target_fingerprint() {
  auto target = host_target();
  if (!target) return target.failure();
  return LLVM_VERSION_STRING " " + target->getTargetTriple().str() + " " + target->getCPU() + " " +
         target->getFeatures().getString();
}

}  // namespace pol::native
