// decide_bench MODULE.ir... [--benchmark_... flags]: decisions per second of a policy, `pol ir` text, by
// interpreter and native code, over random cases that were made beforehand; and how long native code takes to
// make. Columns are measured at each level of the CPU, in cache (blocks of 2,048 rows) and streaming from
// memory, beside merely reading them. Inside the process: no file is read, no record is printed. Without a
// module: random programs of 100 and 360 operations.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "compiler/native/native.h"
#include "runtime/engine/engine.h"
#include "runtime/ir/text.h"
#include "tests/support/random_program.h"

namespace pol::testing {
namespace {

// More cases than the nearest cache holds, so that branch predictors do not learn them by heart.
constexpr std::size_t kCases = 4096;

struct Subject {
  std::string name;
  ir::Module module;
  std::unique_ptr<engine::LoadedPolicy> policy;
  std::vector<Case> cases;
};

std::unique_ptr<Subject> prepare(std::string name, ir::Module module, engine::Backend& backend) {
  auto subject = std::make_unique<Subject>();
  subject->name = std::move(name);
  subject->module = module;
  auto loaded = engine::LoadedPolicy::load(std::move(module));
  if (!loaded) return fmt::print(stderr, "{}: {}\n", subject->name, loaded.failure().message), nullptr;
  subject->policy = std::move(*loaded);
  if (const Status compiled = subject->policy->compile(backend); !compiled)
    return fmt::print(stderr, "{}: {}\n", subject->name, compiled.failure().message), nullptr;
  CaseSource source(subject->module, 1);
  for (std::size_t i = 0; i < kCases; ++i) subject->cases.push_back(source.next());
  return subject;
}

void decide(benchmark::State& state, const Subject& subject, engine::Which which) {
  ir::NativeRecord record = subject.policy->new_record();
  engine::Scratch scratch;
  std::size_t i = 0;
  for (auto _ : state) {
    subject.policy->decide(which, subject.cases[i++ % kCases].inputs, record, scratch);
    benchmark::DoNotOptimize(record.words.data());
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations());
}

void compile(benchmark::State& state, const Subject& subject, engine::Backend& backend) {
  for (auto _ : state) benchmark::DoNotOptimize(backend.compile(subject.module, {}));
}

// The cases over and over, as columns of `rows` slots with a bitmap for each tag that may be missing.
struct Columns {
  Columns(const Subject& subject, std::size_t rows)
      : records(subject.module, subject.policy->layout(), rows) {
    batch.rows = rows;
    for (std::size_t i = 0; i < subject.module.inputs.size(); ++i) {
      auto& slots = values.emplace_back(rows);
      auto& bits = present.emplace_back((rows + 7) / 8);
      for (std::size_t row = 0; row < rows; ++row) {
        const engine::Inputs& inputs = subject.cases[row % kCases].inputs;
        slots[row] = inputs.values[i];
        if (!inputs.causes[i]) bits[row / 8] |= static_cast<std::uint8_t>(1u << row % 8);
      }
      engine::InputColumn column;
      column.values = slots.data();
      const bool may_be_missing = subject.module.types[subject.module.inputs[i].type].may_be_missing;
      if (may_be_missing) column.present = bits.data();
      bytes += rows * sizeof(std::int64_t) + (may_be_missing ? bits.size() : 0);
      batch.inputs.push_back(column);
    }
  }
  std::vector<std::vector<std::int64_t>> values;
  std::vector<std::vector<std::uint8_t>> present;
  engine::ColumnBatch batch;
  engine::OwnedRecords records;
  std::size_t bytes = 0;
};

void decide_columns(benchmark::State& state, const Subject& subject, engine::Backend& backend,
                    engine::Level level, std::size_t rows) {
  auto native = backend.compile(subject.module, {.scalar = false, .columns = true, .level = level});
  if (!native) return state.SkipWithError(native.failure().message.c_str());
  Columns columns(subject, rows);
  for (auto _ : state) {
    if (const Status done = (*native)->decide_columns(columns.batch, columns.records.columns()); !done)
      state.SkipWithError(done.failure().message.c_str());
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(rows));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(columns.bytes));
}

void only_read(benchmark::State& state, const Subject& subject, std::size_t rows) {
  const Columns columns(subject, rows);
  for (auto _ : state) {
    std::int64_t sum = 0;
    for (const auto& slots : columns.values)
      for (const std::int64_t slot : slots) sum += slot;
    benchmark::DoNotOptimize(sum);
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(rows));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(columns.bytes));
}

void register_columns(const Subject& subject, engine::Backend& backend) {
  constexpr std::size_t kInCache = 2048, kStreaming = std::size_t{1} << 20;
  for (const std::size_t rows : {kInCache, kStreaming}) {
    const char* where = rows == kInCache ? "in_cache" : "streaming";
    for (const engine::Level level : {engine::Level::portable, engine::Level::avx2, engine::Level::avx512}) {
      if (level > engine::best_level()) continue;
      benchmark::RegisterBenchmark(
          fmt::format("{}/columns/{}/{}", subject.name, engine::level_name(level), where).c_str(),
          [&subject, &backend, level, rows](benchmark::State& state) {
            decide_columns(state, subject, backend, level, rows);
          });
    }
    benchmark::RegisterBenchmark(
        fmt::format("{}/only_read/{}", subject.name, where).c_str(),
        [&subject, rows](benchmark::State& state) { only_read(state, subject, rows); });
  }
  benchmark::RegisterBenchmark(
      fmt::format("{}/compile_columns", subject.name).c_str(), [&subject, &backend](benchmark::State& state) {
        for (auto _ : state)
          benchmark::DoNotOptimize(backend.compile(subject.module, {.scalar = false, .columns = true}));
      });
}

Result<ir::Module> read(const std::string& path) {
  Sources sources;
  Diagnostics diagnostics;
  auto file = sources.load(path);
  if (!file) return file.failure();
  auto module = ir::parse(sources, *file, diagnostics);
  for (const Diagnostic& diagnostic : diagnostics.all())
    fmt::print(stderr, "{}\n", one_line(diagnostic, sources));
  return module;
}

int run(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  const auto backend = native::make_backend();
  std::vector<std::unique_ptr<Subject>> subjects;
  for (int i = 1; i < argc; ++i) {
    auto module = read(argv[i]);
    if (!module) return fmt::print(stderr, "{}\n", module.failure().message), 3;
    subjects.push_back(prepare(std::filesystem::path(argv[i]).stem().string(), std::move(*module), *backend));
  }
  if (argc == 1)
    for (const int ops : {100, 360})
      subjects.push_back(prepare(fmt::format("random_{}", ops), random_program(1, {ops}), *backend));
  for (const auto& subject : subjects) {
    if (!subject) return 3;
    for (const engine::Which which : {engine::Which::interpreter, engine::Which::scalar})
      benchmark::RegisterBenchmark(
          fmt::format("{}/{}", subject->name, engine::engine_name(which)).c_str(),
          [&subject, which](benchmark::State& state) { decide(state, *subject, which); });
    benchmark::RegisterBenchmark(
        fmt::format("{}/compile", subject->name).c_str(),
        [&subject, &backend](benchmark::State& state) { compile(state, *subject, *backend); });
    register_columns(*subject, *backend);
  }
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}

}  // namespace
}  // namespace pol::testing

int main(int argc, char** argv) {
  return pol::testing::run(argc, argv);
}
