#include "compiler/native/native.h"

#include <fmt/format.h>
#include <llvm/Support/raw_ostream.h>

#include <mutex>

#include "compiler/native/jit.h"
#include "compiler/native/sealed.h"

namespace pol::native {
namespace {

using Tables = std::vector<std::unique_ptr<TableImage>>;

Tables prepare_tables(const ir::Module& module) {
  Tables tables;
  for (const ir::Table& table :
       module.tables)  // no instruction looks up a table of which all rows may be used
    tables.push_back(table.hit == ir::Hit::all ? nullptr : std::make_unique<TableImage>(module, table));
  return tables;
}

Result<Emitted> emit_sealed(const ir::Module& module, const Tables& tables, const BackendOptions& options) {
  auto emitted = Emitter(module, tables, options).emit();
  if (!emitted) return emitted;
  if (const std::string breach = find_breach(*emitted); !breach.empty())
    return Failure{Exit::internal, "native code: " + breach};
  return emitted;
}

// UBSan's check of function types reads a word in front of the function, which only code of the same compiler
// has.
#if defined(__clang__)
#define POL_CALLS_COMPILED_CODE [[clang::no_sanitize("function")]]
#else
#define POL_CALLS_COMPILED_CODE
#endif

class ScalarPolicy : public engine::NativePolicy {
 public:
  ScalarPolicy(Tables tables, std::unique_ptr<JitCode> code)
      : tables_(std::move(tables)), code_(std::move(code)), decide_(code_->decide()) {}
  POL_CALLS_COMPILED_CODE void decide(const engine::Inputs& inputs, ir::NativeRecord& record) const override {
    decide_(inputs.values.data(), inputs.causes.data(), record.outputs.data(), record.output_causes.data(),
            record.words.data());
  }

 private:
  Tables tables_;
  std::unique_ptr<JitCode> code_;
  DecideFunction decide_;
};

class LlvmBackend : public engine::Backend {
 public:
  explicit LlvmBackend(const BackendOptions& options) : options_(options) {}
  Result<std::unique_ptr<engine::NativePolicy>> compile(const ir::Module& module,
                                                        const engine::NativeOptions& options) override {
    if (module.insts.size() > options.max_insts)
      return Failure{Exit::input, fmt::format("native code: {} instructions, the limit is {}",
                                              module.insts.size(), options.max_insts)};
    auto jit = get_jit();
    if (!jit) return jit.failure();
    Tables tables = prepare_tables(module);
    auto emitted = emit_sealed(module, tables, options_);
    if (!emitted) return emitted.failure();
    auto code = (*jit)->add(std::move(*emitted));
    if (!code) return code.failure();
    return std::unique_ptr<engine::NativePolicy>(
        std::make_unique<ScalarPolicy>(std::move(tables), std::move(*code)));
  }

 private:
  Result<std::shared_ptr<Jit>> get_jit() {
    const std::lock_guard lock(mutex_);
    if (!jit_) {
      auto made = make_jit();
      if (!made) return made;
      jit_ = *made;
    }
    return jit_;
  }
  BackendOptions options_;
  std::mutex mutex_;
  std::shared_ptr<Jit> jit_;
};

}  // namespace

std::unique_ptr<engine::Backend> make_backend(const BackendOptions& options) {
  return std::make_unique<LlvmBackend>(options);
}

Result<std::string> llvm_text(const ir::Module& module) {
  const Tables tables = prepare_tables(module);
  auto emitted = emit_sealed(module, tables, {});
  if (!emitted) return emitted.failure();
  std::string text;
  llvm::raw_string_ostream out(text);
  emitted->code->print(out, nullptr);
  return text;
}

}  // namespace pol::native
