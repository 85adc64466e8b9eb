// differential [--programs N] [--inputs N] [--seed S] [--ops N]
//
// Random well-typed programs, random inputs, both engines, the whole record. Ends with the counts; exit code
// 1 if any pair differs or an op never occurred. The same seed gives the same programs and inputs everywhere.
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <deque>
#include <map>
#include <mutex>
#include <thread>

#include "runtime/ir/text.h"
#include "tests/support/both_engines.h"
#include "tests/support/case_text.h"
#include "tests/support/shrink.h"

namespace pol::testing {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define POL_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || \
    __has_feature(undefined_behavior_sanitizer)
#define POL_SANITIZED 1
#endif
#endif
#ifdef POL_SANITIZED
constexpr std::uint64_t kPrograms = 220;
#else
constexpr std::uint64_t kPrograms = 2200;
#endif

struct Options {
  std::uint64_t programs = kPrograms, inputs = 100, seed = 20'261'101;
  int ops = 0;  // 0: sizes vary
};

void report(const ir::Module& module, const Case& given, engine::Backend& backend) {
  const ir::Module small = shrink(module, [&](const ir::Module& candidate) -> std::optional<std::size_t> {
    BothEngines engines(candidate, backend);
    if (!engines.error().empty() || engines.agree(given)) return std::nullopt;
    return engines.first_difference();
  });
  BothEngines engines(small, backend);
  if (engines.error().empty()) engines.agree(given);
  fmt::print("{}\ninput: {}\ninterpreter: {}\nnative:      {}\n", ir::print(small), show(small, given),
             show(engines.interpreted_record), show(engines.native_record));
}

// What a program has of tables and lists, beside its ops.
void count_constructs(const ir::Module& module, std::map<std::string, std::uint64_t>& seen) {
  static constexpr const char* kHits[] = {"hit unique", "hit first", "hit any", "hit priority",
                                          "hit all rows"};
  for (const ir::Table& table : module.tables) {
    ++seen[kHits[static_cast<std::size_t>(table.hit)]];
    if (table.otherwise) ++seen["otherwise row"];
    if (table.complete) ++seen["table without gaps"];
    for (const ir::Cell& cell : table.cells) {
      if (!cell.any && cell.missing) ++seen["missing cell"];
      if (cell.except) ++seen["all texts but some"];
    }
  }
  if (!module.experiments.empty()) ++seen["experiment"];
  if (!module.cost_lines.empty()) ++seen["cost"];
  std::map<std::uint32_t, int> columns;
  for (const ir::Output& output : module.outputs) {
    if (!output.elements.empty()) ++seen["list output"];
    if (output.table != ir::kNone && ++columns[output.table] == 2) ++seen["several table outputs"];
  }
}

constexpr const char* kConstructs[] = {"hit unique",
                                       "hit first",
                                       "hit any",
                                       "hit priority",
                                       "hit all rows",
                                       "otherwise row",
                                       "table without gaps",
                                       "missing cell",
                                       "all texts but some",
                                       "list output",
                                       "several table outputs",
                                       "experiment",
                                       "cost"};

struct Counts {
  std::map<ir::Op, std::uint64_t> seen;
  std::map<std::string, std::uint64_t> constructs;
  std::uint64_t programs = 0, insts = 0, pairs = 0, undecided = 0, refused = 0, mismatches = 0;
};

// Works on programs of its own until there is none left; several run at once.
class Worker {
 public:
  Worker(const Options& options, std::atomic<std::uint64_t>& next, std::mutex& printing)
      : options_(options), next_(next), printing_(printing) {}

  void run() {
    for (std::uint64_t p = next_++; p < options_.programs; p = next_++) one(p);
  }
  Counts counts;

 private:
  void one(std::uint64_t p) {
    const std::uint64_t seed = options_.seed + p;
    const int varied = p % 1000 == 0 ? 2000 : 10 + static_cast<int>(p % 7) * 10;
    const ir::Module module = random_program(seed, {options_.ops ? options_.ops : varied});
    // Every third program is cut to pieces, so that values cross from function to function.
    engine::Backend& backend = *(p % 3 == 1 ? pieces_ : whole_);
    BothEngines engines(module, backend);
    ++counts.programs;
    if (!engines.error().empty()) {
      const std::lock_guard lock(printing_);
      fmt::print("REFUSED program {} (seed {}): {}\n", p, seed, engines.error());
      ++counts.refused;
      return;
    }
    counts.insts += module.insts.size();
    for (const ir::Inst& inst : module.insts) ++counts.seen[inst.op];
    count_constructs(module, counts.constructs);
    CaseSource cases(module, seed);
    for (std::uint64_t i = 0; i < options_.inputs; ++i, ++counts.pairs) {
      const Case given = cases.next();
      if (!engines.agree(given) && ++counts.mismatches <= 3) {
        const std::lock_guard lock(printing_);
        fmt::print("MISMATCH program {} (seed {}), input {}\n", p, seed, i);
        report(module, given, backend);
      }
      counts.undecided += engines.interpreted_record.words[0] & 1;
    }
  }

  const Options& options_;
  std::atomic<std::uint64_t>& next_;
  std::mutex& printing_;
  std::unique_ptr<engine::Backend> whole_ = native::make_backend(), pieces_ = native::make_backend({10, 7});
};

int run(const Options& options) {
  const auto start = std::chrono::steady_clock::now();
  std::atomic<std::uint64_t> next{0};
  std::mutex printing;
  std::deque<Worker> workers;
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < std::clamp(std::thread::hardware_concurrency(), 1u, 8u); ++i)
    threads.emplace_back(&Worker::run, &workers.emplace_back(options, next, printing));
  for (std::thread& thread : threads) thread.join();

  Counts sum;
  for (const Worker& worker : workers) {
    const Counts& one = worker.counts;
    for (const auto& [op, count] : one.seen) sum.seen[op] += count;
    for (const auto& [name, count] : one.constructs) sum.constructs[name] += count;
    sum.programs += one.programs, sum.insts += one.insts, sum.pairs += one.pairs;
    sum.undecided += one.undecided, sum.refused += one.refused, sum.mismatches += one.mismatches;
  }
  int never = 0;
  for (const ir::OpInfo& info : ir::all_ops()) {
    fmt::print("op {:<14} {}\n", info.name, sum.seen[info.op]);
    never += sum.seen[info.op] == 0;
  }
  for (const char* construct : kConstructs) {
    fmt::print("construct {:<22} {}\n", construct, sum.constructs[construct]);
    never += sum.constructs[construct] == 0;
  }
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  fmt::print(
      "seed {}\nprograms {}\ninstructions {}\npairs {}\nundecided {}\nrefused {}\nops and constructs never "
      "used {}\n",
      options.seed, sum.programs, sum.insts, sum.pairs, sum.undecided, sum.refused, never);
  fmt::print("mismatches {}\nseconds {:.1f}\n", sum.mismatches, seconds.count());
  return sum.mismatches || sum.refused || never ? 1 : 0;
}

}  // namespace
}  // namespace pol::testing

int main(int argc, char** argv) {
  pol::testing::Options options;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::uint64_t value = std::strtoull(argv[i + 1], nullptr, 10);
    if (!std::strcmp(argv[i], "--programs"))
      options.programs = value;
    else if (!std::strcmp(argv[i], "--inputs"))
      options.inputs = value;
    else if (!std::strcmp(argv[i], "--seed"))
      options.seed = value;
    else if (!std::strcmp(argv[i], "--ops"))
      options.ops = static_cast<int>(value);
    else
      return fmt::print(stderr, "usage: differential [--programs N] [--inputs N] [--seed S] [--ops N]\n"), 2;
  }
  return pol::testing::run(options);
}
