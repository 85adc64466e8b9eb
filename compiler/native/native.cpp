#include "compiler/native/native.h"

#include <fmt/format.h>
#include <llvm/Support/raw_ostream.h>

#include <cassert>
#include <mutex>
#include <shared_mutex>

#include "compiler/native/calls.h"
#include "compiler/native/columns.h"
#include "compiler/native/build_id.h"
#include "compiler/native/isolate.h"
#include "compiler/native/jit.h"
#include "compiler/native/object.h"
#include "compiler/native/object_breach.h"
#include "compiler/native/object_cache.h"
#include "compiler/native/sealed.h"
#include "runtime/ir/text.h"

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

Result<Emitted> emit_sealed(const ir::Module& module, const Tables& tables, const BackendOptions& options,
                            std::optional<engine::Level> level = {}) {
  auto emitted = Emitter(module, tables, options, level).emit();
  if (!emitted) return emitted;
  if (const std::string breach = find_breach(*emitted); !breach.empty())
    return Failure{Exit::internal, "native code: " + breach};
  return emitted;
}

class CompiledPolicy : public engine::NativePolicy {
 public:
  CompiledPolicy(Tables tables, std::unique_ptr<JitCode> scalar, std::unique_ptr<JitCode> columns)
      : tables_(std::move(tables)), scalar_(std::move(scalar)), columns_(std::move(columns)) {
    if (scalar_) decide_ = reinterpret_cast<DecideFunction>(const_cast<void*>(scalar_->entry()));
  }
  void drive(const ir::Module& module, engine::Level level) {
    driver_.emplace(module, reinterpret_cast<ColumnsFunction>(const_cast<void*>(columns_->entry())),
                    lanes_of(level));
  }
  POL_CALLS_COMPILED_CODE void decide(const engine::Inputs& inputs, ir::NativeRecord& record) const override {
    assert(decide_);
    decide_(inputs.values.data(), inputs.causes.data(), record.outputs.data(), record.output_causes.data(),
            record.words.data());
  }
  Status decide_columns(const engine::ColumnBatch& batch,
                        const engine::RecordColumns& records) const override {
    if (!driver_) return Failure{Exit::input, "columns: the policy was compiled without them"};
    return driver_->decide(batch, records);
  }

 private:
  Tables tables_;
  std::unique_ptr<JitCode> scalar_, columns_;
  DecideFunction decide_ = nullptr;
  std::optional<ColumnDriver> driver_;
};

// Compiling takes locks of LLVM and of this process; a child is forked while nobody holds one.
std::shared_mutex& compiling() {
  static std::shared_mutex mutex;
  return mutex;
}

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
    const std::vector<Symbol> symbols = reachable(module, tables);
    const engine::Level level = options.level.value_or(engine::best_level());
    if (options.columns && level > engine::best_level())
      return Failure{Exit::input, fmt::format("native code: this CPU has no {}", engine::level_name(level))};
    const auto make = [&](std::optional<engine::Level> form) -> Result<std::unique_ptr<JitCode>> {
      auto object = object_of(module, tables, symbols, form);
      if (!object) return object.failure();
      return (*jit)->link(*object, symbols);
    };
    std::unique_ptr<JitCode> scalar, columns;
    if (options.scalar) {
      auto code = make(std::nullopt);
      if (!code) return code.failure();
      scalar = std::move(*code);
    }
    if (options.columns) {
      auto code = make(level);
      if (!code) return code.failure();
      columns = std::move(*code);
    }
    auto policy = std::make_unique<CompiledPolicy>(std::move(tables), std::move(scalar), std::move(columns));
    if (options.columns) policy->drive(module, level);
    return std::unique_ptr<engine::NativePolicy>(std::move(policy));
  }

 private:
  // An operation of vectors is several instructions, so functions reach their limit earlier.
  static BackendOptions for_columns(BackendOptions options) {
    options.whole = std::min<std::size_t>(options.whole, 500);
    options.chunk = std::min<std::size_t>(options.chunk, 250);
    return options;
  }
  // Wherever it comes from, it has been looked through.
  Result<std::string> object_of(const ir::Module& module, const Tables& tables,
                                const std::vector<Symbol>& symbols, std::optional<engine::Level> level) {
    const BackendOptions options = level ? for_columns(options_) : options_;
    std::string made_from;
    if (options_.cache) {
      auto fingerprint = target_fingerprint();
      if (!fingerprint) return fingerprint;
      made_from = fmt::format("{}\n{}\n{} {} {}\n{}", build_id(), *fingerprint, options.whole, options.chunk,
                              level ? engine::level_name(*level) : "scalar", ir::print(module));
      if (auto kept = options_.cache->find(made_from))
        if (find_object_breach(*kept, symbols).empty()) return std::move(*kept);
    }
    const auto work = [&]() -> Result<std::string> {
      auto emitted = emit_sealed(module, tables, options, level);
      if (!emitted) return emitted.failure();
      return compile_object(std::move(*emitted));
    };
    auto object = options_.isolate ? alone(work) : beside_others(work);
    if (!object) return object;
    if (const std::string breach = find_object_breach(*object, symbols); !breach.empty())
      return Failure{Exit::internal, "native code: " + breach};
    if (options_.cache) options_.cache->keep(made_from, *object);
    return object;
  }
  static Result<std::string> alone(const std::function<Result<std::string>()>& work) {
    // LLVM is made ready here: the child may not open files.
    if (auto target = target_fingerprint(); !target) return target;
    const std::unique_lock lock(compiling());
    return run_walled_in(work);
  }
  static Result<std::string> beside_others(const std::function<Result<std::string>()>& work) {
    const std::shared_lock lock(compiling());
    return work();
  }
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
