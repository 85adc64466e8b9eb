#include "compiler/native/jit.h"

#include <llvm/ExecutionEngine/Orc/CompileUtils.h>
#include <llvm/ExecutionEngine/Orc/LLJIT.h>
#include <llvm/Support/TargetSelect.h>

#include <atomic>

namespace pol::native {
namespace {

using llvm::orc::ExecutionSession;
using llvm::orc::ExecutorAddr;
using llvm::orc::JITDylib;

Failure failure(llvm::Error error) {
  std::string message = llvm::toString(std::move(error));
  for (char& c : message)
    if (c == '\n') c = ' ';
  return {Exit::internal, "native code: " + message};
}

class OrcJit : public Jit, public std::enable_shared_from_this<OrcJit> {
 public:
  OrcJit(std::unique_ptr<llvm::orc::LLJIT> lljit, std::string scalar_features)
      : lljit_(std::move(lljit)), scalar_features_(std::move(scalar_features)) {
    // A failed look-up is reported by its result; nothing goes to the terminal.
    session().setErrorReporter([](llvm::Error error) { llvm::consumeError(std::move(error)); });
  }
  Result<std::unique_ptr<JitCode>> add(Emitted emitted) override;
  ExecutionSession& session() { return lljit_->getExecutionSession(); }

 private:
  std::unique_ptr<llvm::orc::LLJIT> lljit_;
  std::string scalar_features_;  // of the processor, for functions marked kScalarCode
  std::atomic<std::uint64_t> next_{0};
};

// A library of its own for each policy: it sees the symbols that its module lists and nothing else.
class OrcCode : public JitCode {
 public:
  OrcCode(std::shared_ptr<OrcJit> jit, JITDylib& library) : jit_(std::move(jit)), library_(library) {}
  ~OrcCode() override {
    // A tracker that is forgotten leaks the code's memory; removal of the library takes its trackers along.
    if (tracker) llvm::consumeError(tracker->remove());
    tracker = nullptr;  // before jit_ goes, which may be the last to hold the session
    llvm::consumeError(jit_->session().removeJITDylib(library_));
  }
  DecideFunction decide() const override { return function; }

  llvm::orc::ResourceTrackerSP tracker;
  DecideFunction function = nullptr;

 private:
  std::shared_ptr<OrcJit> jit_;
  JITDylib& library_;
};

Result<std::unique_ptr<JitCode>> OrcJit::add(Emitted emitted) {
  JITDylib& library = session().createBareJITDylib("policy." + std::to_string(next_++));
  auto code = std::make_unique<OrcCode>(shared_from_this(), library);
  code->tracker = library.createResourceTracker();

  llvm::orc::SymbolMap symbols;
  for (const Symbol& symbol : emitted.symbols)
    symbols[lljit_->mangleAndIntern(symbol.name)] = {ExecutorAddr::fromPtr(symbol.address),
                                                     llvm::JITSymbolFlags::Exported};
  if (auto error = library.define(llvm::orc::absoluteSymbols(std::move(symbols))))
    return failure(std::move(error));

  for (llvm::Function& function : *emitted.code)
    if (function.hasFnAttribute(kScalarCode)) function.addFnAttr("target-features", scalar_features_);
  emitted.code->setDataLayout(lljit_->getDataLayout());
  emitted.code->setTargetTriple(lljit_->getTargetTriple().str());
  llvm::orc::ThreadSafeModule module(std::move(emitted.code), std::move(emitted.context));
  if (auto error = lljit_->addIRModule(code->tracker, std::move(module))) return failure(std::move(error));
  auto entry = lljit_->lookup(library, kEntry);
  if (!entry) return failure(entry.takeError());
  code->function = entry->toPtr<DecideFunction>();
  return std::unique_ptr<JitCode>(std::move(code));
}

// A target machine is not thread-safe, and by default all modules share one.
llvm::Expected<std::unique_ptr<llvm::orc::IRCompileLayer::IRCompiler>> compiler_of_each_module(
    llvm::orc::JITTargetMachineBuilder target) {
  return std::make_unique<llvm::orc::ConcurrentIRCompiler>(std::move(target));
}

}  // namespace

Result<std::shared_ptr<Jit>> make_jit() {
  static const bool ready = [] {
    return !llvm::InitializeNativeTarget() && !llvm::InitializeNativeTargetAsmPrinter();
  }();
  if (!ready) return Failure{Exit::internal, "native code: LLVM does not know this machine"};
  auto target = llvm::orc::JITTargetMachineBuilder::detectHost();
  if (!target) return failure(target.takeError());
  std::string scalar = target->getFeatures().getString();
  if (target->getTargetTriple().isX86()) scalar += scalar.empty() ? "-avx512f" : ",-avx512f";
  target->setCodeGenOptLevel(llvm::CodeGenOptLevel::Default);
  // Two switches, both needed: by default code may name any function of the process.
  auto lljit = llvm::orc::LLJITBuilder()
                   .setJITTargetMachineBuilder(std::move(*target))
                   .setLinkProcessSymbolsByDefault(false)
                   .setPlatformSetUp(llvm::orc::setUpInactivePlatform)
                   .setCompileFunctionCreator(compiler_of_each_module)
                   .create();
  if (!lljit) return failure(lljit.takeError());
  return std::shared_ptr<Jit>(std::make_shared<OrcJit>(std::move(*lljit), std::move(scalar)));
}

}  // namespace pol::native
