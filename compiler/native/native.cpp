#include "compiler/native/native.h"

#include <fmt/format.h>
#include <llvm/Support/raw_ostream.h>

#include <mutex>
#include <shared_mutex>

#include "compiler/native/build_id.h"
#include "compiler/native/calls.h"
#include "compiler/native/columns.h"
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
                            unsigned lanes = 1, std::span<const engine::ColumnForm> forms = {},
                            bool door = false) {
  auto emitted = Emitter(module, tables, options, lanes, forms, door).emit();
  if (!emitted) return emitted;
  if (const std::string breach = find_breach(*emitted); !breach.empty())
    return Failure{Exit::internal, "native code: " + breach};
  return emitted;
}

class CompiledPolicy : public engine::NativePolicy {
 public:
  CompiledPolicy(Tables tables, std::unique_ptr<JitCode> scalar, std::unique_ptr<JitCode> columns,
                 ColumnCode column_code)
      : tables_(std::move(tables)),
        scalar_(std::move(scalar)),
        columns_(std::move(columns)),
        decide_(scalar_ ? reinterpret_cast<DecideFunction>(scalar_->entry()) : nullptr),
        column_code_(std::move(column_code)) {
    if (columns_) column_code_.decide = reinterpret_cast<DecideLanes>(columns_->entry());
  }
  POL_CALLS_COMPILED_CODE void decide(const engine::Inputs& inputs, ir::NativeRecord& record) const override {
    decide_(inputs.values.data(), inputs.causes.data(), record.outputs.data(), record.output_causes.data(),
            record.words.data());
  }
  void decide_columns(const engine::ColumnBatch& batch, engine::RecordColumns& out) const override {
    run_columns(column_code_, batch, out);
  }

 private:
  Tables tables_;
  std::unique_ptr<JitCode> scalar_, columns_;
  DecideFunction decide_;
  ColumnCode column_code_;
};

std::vector<std::uint32_t> inputs_read(const ir::Module& module) {
  std::vector<std::uint32_t> reads;
  for (const ir::Inst& inst : module.insts)
    if (inst.op == ir::Op::input) reads.push_back(inst.a);
  return reads;
}

// One of the forms that a module is compiled to.
struct Form {
  unsigned lanes = 1;
  std::optional<engine::Level> level;
  std::span<const engine::ColumnForm> columns;
  bool door = false;
};

// Of forms, for what they are kept under.
std::string words_of(std::span<const engine::ColumnForm> forms) {
  std::string words;
  for (const engine::ColumnForm& form : forms)
    words += fmt::format("{}.{}.{}.{}.{}.{}.{}.{}.{} ", static_cast<int>(form.type),
                         static_cast<int>(form.presence), form.absent, form.one_for_all, form.presence_bit,
                         form.stride, form.presence_stride, form.sentinel, form.admitted);
  return words;
}

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
    if (!options.forms.empty() && options.forms.size() != module.inputs.size())
      return Failure{Exit::internal, "native code: not as many forms as inputs"};
    ColumnCode column_code;
    column_code.forms = options.forms;
    column_code.forms.resize(module.inputs.size());
    column_code.reads = inputs_read(module);
    column_code.door = options.door;
    std::unique_ptr<JitCode> scalar, columns;
    const engine::Level level = options.level.value_or(engine::levels_here().back());
    column_code.lanes = lanes_of(level);
    for (const bool lanes : {false, true}) {
      if (!(lanes ? options.columns : options.scalar)) continue;
      const Form form = lanes ? Form{lanes_of(level), level, column_code.forms, options.door} : Form{};
      auto object = object_of(module, tables, symbols, form);
      if (!object) return object.failure();
      auto code = (*jit)->link(*object, symbols);
      if (!code) return code.failure();
      (lanes ? columns : scalar) = std::move(*code);
    }
    return std::unique_ptr<engine::NativePolicy>(std::make_unique<CompiledPolicy>(
        std::move(tables), std::move(scalar), std::move(columns), std::move(column_code)));
  }

 private:
  // Wherever it comes from, it has been looked through.
  Result<std::string> object_of(const ir::Module& module, const Tables& tables,
                                const std::vector<Symbol>& symbols, const Form& form) {
    std::string made_from;
    if (options_.cache) {
      auto fingerprint = target_fingerprint();
      if (!fingerprint) return fingerprint;
      made_from = fmt::format(
          "{}\n{}\n{} {} {} {} {}\n{}", build_id(), *fingerprint, options_.whole, options_.chunk, form.lanes,
          form.level ? engine::level_name(*form.level) + " " + words_of(form.columns) : "host",
          form.door ? "door" : "admitted", ir::print(module));
      if (auto kept = options_.cache->find(made_from))
        if (find_object_breach(*kept, symbols).empty()) return std::move(*kept);
    }
    const auto work = [&]() -> Result<std::string> {
      auto emitted = emit_sealed(module, tables, options_, form.lanes, form.columns, form.door);
      if (!emitted) return emitted.failure();
      return compile_object(std::move(*emitted), form.level);
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
