#include "compiler/native/jit.h"

#include <llvm/ExecutionEngine/Orc/LLJIT.h>
#include <llvm/ExecutionEngine/Orc/ObjectLinkingLayer.h>

#include <atomic>

#include "compiler/native/target.h"

namespace pol::native {
namespace {

using llvm::orc::ExecutionSession;
using llvm::orc::ExecutorAddr;
using llvm::orc::JITDylib;

// Code can be run and read, data can be read; nothing that stays can be written.
class ReadOnly : public llvm::orc::ObjectLinkingLayer::Plugin {
 public:
  void modifyPassConfig(llvm::orc::MaterializationResponsibility&, llvm::jitlink::LinkGraph&,
                        llvm::jitlink::PassConfiguration& passes) override {
    passes.PostPrunePasses.push_back([](llvm::jitlink::LinkGraph& graph) {
      using namespace llvm::BitmaskEnumDetail;  // operators of MemProt
      for (llvm::jitlink::Section& section : graph.sections()) {
        const bool code = (section.getMemProt() & llvm::orc::MemProt::Exec) != llvm::orc::MemProt::None;
        section.setMemProt(code ? llvm::orc::MemProt::Read | llvm::orc::MemProt::Exec
                                : llvm::orc::MemProt::Read);
      }
      return llvm::Error::success();
    });
  }
  llvm::Error notifyFailed(llvm::orc::MaterializationResponsibility&) override {
    return llvm::Error::success();
  }
  llvm::Error notifyRemovingResources(JITDylib&, llvm::orc::ResourceKey) override {
    return llvm::Error::success();
  }
  void notifyTransferringResources(JITDylib&, llvm::orc::ResourceKey, llvm::orc::ResourceKey) override {}
};

class OrcJit : public Jit, public std::enable_shared_from_this<OrcJit> {
 public:
  explicit OrcJit(std::unique_ptr<llvm::orc::LLJIT> lljit) : lljit_(std::move(lljit)) {
    // A failed look-up is reported by its result; nothing goes to the terminal.
    session().setErrorReporter([](llvm::Error error) { llvm::consumeError(std::move(error)); });
  }
  Result<std::unique_ptr<JitCode>> link(const std::string& object, std::span<const Symbol> given) override;
  ExecutionSession& session() { return lljit_->getExecutionSession(); }

 private:
  std::unique_ptr<llvm::orc::LLJIT> lljit_;
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
  const void* entry() const override { return function; }

  llvm::orc::ResourceTrackerSP tracker;
  const void* function = nullptr;

 private:
  std::shared_ptr<OrcJit> jit_;
  JITDylib& library_;
};

Result<std::unique_ptr<JitCode>> OrcJit::link(const std::string& object, std::span<const Symbol> given) {
  JITDylib& library = session().createBareJITDylib("policy." + std::to_string(next_++));
  auto code = std::make_unique<OrcCode>(shared_from_this(), library);
  code->tracker = library.createResourceTracker();

  llvm::orc::SymbolMap symbols;
  for (const Symbol& symbol : given)
    symbols[lljit_->mangleAndIntern(symbol.name)] = {ExecutorAddr::fromPtr(symbol.address),
                                                     llvm::JITSymbolFlags::Exported};
  if (auto error = library.define(llvm::orc::absoluteSymbols(std::move(symbols))))
    return llvm_failure(std::move(error));

  auto bytes = llvm::MemoryBuffer::getMemBufferCopy(object, "policy");
  if (auto error = lljit_->addObjectFile(code->tracker, std::move(bytes)))
    return llvm_failure(std::move(error));
  auto entry = lljit_->lookup(library, kEntry);
  if (!entry) return llvm_failure(entry.takeError());
  code->function = entry->toPtr<const void*>();
  return std::unique_ptr<JitCode>(std::move(code));
}

llvm::Expected<std::unique_ptr<llvm::orc::ObjectLayer>> linking_layer(ExecutionSession& session,
                                                                      const llvm::Triple&) {
  auto layer = std::make_unique<llvm::orc::ObjectLinkingLayer>(session);
  layer->addPlugin(std::make_shared<ReadOnly>());
  return layer;
}

}  // namespace

Result<std::shared_ptr<Jit>> make_jit() {
  auto target = host_target();
  if (!target) return target.failure();
  // Two switches, both needed: by default code may name any function of the process.
  auto lljit = llvm::orc::LLJITBuilder()
                   .setJITTargetMachineBuilder(std::move(*target))
                   .setLinkProcessSymbolsByDefault(false)
                   .setPlatformSetUp(llvm::orc::setUpInactivePlatform)
                   .setObjectLinkingLayerCreator(linking_layer)
                   .create();
  if (!lljit) return llvm_failure(lljit.takeError());
  return std::shared_ptr<Jit>(std::make_shared<OrcJit>(std::move(*lljit)));
}

}  // namespace pol::native
