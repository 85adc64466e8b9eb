// growth_bench rules|grid|rows|ops|policy [SIZE...]: how long compiling takes and what a decision costs as a
// policy grows.
//   rules N...   an outcome of N arms            grid N... rows N...  a table of N rows, regular or irregular
//   ops          cost of one operation of each class: 200 of them against 0
//   policy FILE  an existing policy
// Prints tab-separated lines with a header. Times are medians of --repeat R runs (default 3) in one process.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <functional>

#include "compiler/native/native.h"
#include "compiler/study/pipeline.h"
#include "tests/bench/generated_policies.h"
#include "tests/support/random_program.h"

namespace pol::bench {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::size_t kCases = 1024;

double since(Clock::time_point from) {
  return std::chrono::duration<double>(Clock::now() - from).count();
}

double median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2),
                   values.end());
  return values[values.size() / 2];
}

struct Figures {
  std::size_t bytes = 0, ops = 0;
  double check = 0, front = 0, native = 0;  // seconds: check alone; text to a loaded policy; machine code
  double interpreted = 0, native_one = 0;   // ns of a decision
};

// ns of one decision over random cases: edges of ranges and every constant of the policy with its
// neighbours.
double decide(const engine::LoadedPolicy& policy, engine::Which which,
              const std::vector<testing::Case>& cases) {
  ir::NativeRecord record = policy.new_record();
  engine::Scratch scratch;
  std::vector<double> passes;
  const auto start = Clock::now();
  while (passes.size() < 5 || (since(start) < 0.3 && passes.size() < 1000)) {
    const auto from = Clock::now();
    for (const testing::Case& one : cases) policy.decide(which, one.inputs, record, scratch);
    passes.push_back(since(from) * 1e9 / static_cast<double>(cases.size()));
  }
  return median(passes);
}

// Fails with the first error as text.
Result<Figures> measure(const std::string& path, int repeat) {
  Figures out;
  std::vector<double> checks, fronts, natives;
  for (int i = 0; i < repeat; ++i) {
    {
      Sources sources;
      Diagnostics diagnostics;
      const auto from = Clock::now();
      const auto checked = sema::check_file(sources, path, diagnostics);
      checks.push_back(since(from));
    }
    Sources sources;
    Diagnostics diagnostics;
    const auto from = Clock::now();
    study::Compiled compiled = study::compile(sources, path, diagnostics);
    fronts.push_back(since(from));
    for (const Diagnostic& d : diagnostics.all())
      if (d.severity() == Severity::error) return Failure{Exit::findings, one_line(d, sources)};
    if (!compiled.policy) return Failure{Exit::findings, path + ": no policy"};
    const auto backend = native::make_backend();
    const auto before = Clock::now();
    const Status native = compiled.policy->compile(*backend);
    natives.push_back(since(before));
    if (!native) return native.failure();
    if (i + 1 < repeat) continue;
    out.bytes = std::filesystem::file_size(path);
    out.ops = compiled.policy->module().insts.size();
    testing::CaseSource source(compiled.policy->module(), 1);
    std::vector<testing::Case> cases;
    for (std::size_t c = 0; c < kCases; ++c) cases.push_back(source.next());
    out.interpreted = decide(*compiled.policy, engine::Which::interpreter, cases);
    out.native_one = decide(*compiled.policy, engine::Which::scalar, cases);
  }
  out.check = median(checks);
  out.front = median(fronts);
  out.native = median(natives);
  return out;
}

int print(const std::string& name, const Result<Figures>& figures) {
  if (!figures) return fmt::print(stderr, "{}: {}\n", name, figures.failure().message), 1;
  fmt::print("{}\t{}\t{}\t{:.1f}\t{:.1f}\t{:.1f}\t{:.0f}\t{:.0f}\n", name, figures->bytes >> 10, figures->ops,
             figures->check * 1e3, figures->front * 1e3, figures->native * 1e3, figures->interpreted,
             figures->native_one);
  std::fflush(stdout);
  return 0;
}

int ops(int repeat) {
  constexpr std::size_t kCount = 200;
  fmt::print("class\tops each\tinterpreter ns\tnative ns\tcompile us\twhat\n");
  const PolicyFolder none(op_policy("none", 0));
  const auto base = measure(none.policy(), repeat);
  if (!base) return fmt::print(stderr, "none: {}\n", base.failure().message), 1;
  for (const OpClass& one : op_classes()) {
    const PolicyFolder folder(op_policy(one.name, kCount));
    const auto figures = measure(folder.policy(), repeat);
    if (!figures) return fmt::print(stderr, "{}: {}\n", one.name, figures.failure().message), 1;
    const auto each = [&](double with, double without) { return (with - without) / kCount; };
    fmt::print("{}\t{:.1f}\t{:.1f}\t{:.2f}\t{:.0f}\t{}\n", one.name,
               each(static_cast<double>(figures->ops), static_cast<double>(base->ops)),
               each(figures->interpreted, base->interpreted), each(figures->native_one, base->native_one),
               each(figures->native, base->native) * 1e6, one.doc);
    std::fflush(stdout);
  }
  return 0;
}

int run(std::vector<std::string> words) {
  int repeat = 3;
  if (words.size() > 1 && words[0] == "--repeat") {
    repeat = std::max(1, std::stoi(words[1]));
    words.erase(words.begin(), words.begin() + 2);
  }
  if (words.size() == 1 && words[0] == "ops") return ops(repeat);
  if (words.size() < 2)
    return fmt::print(stderr,
                      "usage: growth_bench [--repeat R] rules|grid|rows N... | ops | policy FILE...\n"),
           2;
  fmt::print("policy\tKiB\tops\tcheck ms\tto interpreter ms\tnative ms\tinterpreter ns\tnative ns\n");
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (words[0] == "policy") {
      if (print(words[i], measure(words[i], repeat))) return 1;
      continue;
    }
    const std::size_t size = std::stoul(words[i]);
    const PolicyFolder folder(words[0] == "rules" ? rules_policy(size)
                                                  : table_policy(size, words[0] == "grid"));
    if (print(words[0] + " " + words[i], measure(folder.policy(), repeat))) return 1;
  }
  return 0;
}

}  // namespace
}  // namespace pol::bench

int main(int argc, char** argv) {
  return pol::bench::run({argv + 1, argv + argc});
}
