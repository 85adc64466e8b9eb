// decide_bench MODULE.ir... [--benchmark_... flags]: decisions per second of a policy, `pol ir` text, by
// interpreter and native code, over random cases that were made beforehand; and how long native code takes to
// make. Inside the process: no file is read, no record is printed. Without a module: random programs of 100
// and 360 operations.
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
  }
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}

}  // namespace
}  // namespace pol::testing

int main(int argc, char** argv) {
  return pol::testing::run(argc, argv);
}
