// differential [--programs N] [--inputs N] [--seed S] [--ops N] [--sources PERCENT] [--columns PERCENT]
//
// Random programs, random inputs, all engines, the whole record: the interpreter, scalar code, and for some
// programs columnar code on each level of this processor, and bound to random memory of a host. Most programs
// are well-typed modules of the IR; the others are policies as text, which go through the whole front end and
// run as a chain. Ends with the counts; exit code 1 if any pair differs, or an op, a shape of a module or a
// construct of the grammar never occurred. The same seed gives the same programs and inputs everywhere.
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <deque>
#include <fstream>
#include <sstream>
#include <thread>

#include "runtime/ir/text.h"
#include "tests/differential/counts.h"
#include "tests/differential/source_pairs.h"
#include "tests/support/both_engines.h"
#include "tests/support/bound_rows.h"
#include "tests/support/case_text.h"
#include "tests/support/column_engines.h"
#include "tests/support/shrink.h"
#include "tests/support/source/grammar_counts.h"

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
constexpr std::uint64_t kPrograms = 520, kInputs = 200;
#else
constexpr std::uint64_t kPrograms = 5200, kInputs = 2000;
#endif

struct Options {
  std::uint64_t programs = kPrograms, inputs = kInputs, seed = 20'261'101;
  std::uint64_t sources = 20;  // percent of the programs
  std::uint64_t columns = 20;  // percent of the modules that are compiled to columns as well, for each level
  int ops = 0;                 // 0: sizes vary
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

// Works on programs of its own until there is none left; several run at once.
class Worker {
 public:
  Worker(const Options& options, std::atomic<std::uint64_t>& next, std::mutex& printing)
      : options_(options), next_(next), printing_(printing) {}

  void run() {
    for (std::uint64_t p = next_++; p < options_.programs; p = next_++) {
      if (chosen(p, options_.sources))
        source(p);
      else
        module(p);
    }
    counts.mended = workshop_.mended;
  }
  Counts counts;

 private:
  // So many percent of the numbers, spread evenly.
  static bool chosen(std::uint64_t p, std::uint64_t percent) {
    return p * percent / 100 != (p + 1) * percent / 100;
  }
  engine::Backend& backend(std::uint64_t p) { return *(p % 3 == 1 ? pieces_ : whole_); }

  void source(std::uint64_t p) {
    constexpr std::uint64_t kNextSeed = 1'000'000'007;
    std::uint64_t seed = options_.seed + p;
    for (int i = 0;
         i < 20 && !source_pairs(seed, workshop_, backend(p), {options_.inputs, &printing_}, counts); ++i)
      seed += kNextSeed;
  }

  void module(std::uint64_t p) {
    const std::uint64_t seed = options_.seed + p;
    const int varied = p % 1000 == 0 ? 1500 : 8 + static_cast<int>(p % 7) * 7;
    const ir::Module module = random_program(seed, {options_.ops ? options_.ops : varied});
    // Every third program is cut to pieces, so that values cross from function to function.
    BothEngines engines(module, backend(p));
    ++counts.programs;
    if (!engines.error().empty()) {
      const std::lock_guard lock(printing_);
      fmt::print("REFUSED program {} (seed {}): {}\n", p, seed, engines.error());
      ++counts.refused;
      return;
    }
    counts.count(module);
    CaseSource cases(module, seed);
    std::vector<Case> batch;
    const bool columns = chosen(p + 2, options_.columns);  // not always beside a source program
    for (std::uint64_t i = 0; i < options_.inputs; ++i, ++counts.pairs) {
      Case given = cases.next();
      if (!engines.agree(given) && ++counts.mismatches <= 3) {
        const std::lock_guard lock(printing_);
        fmt::print("MISMATCH program {} (seed {}), input {}\n", p, seed, i);
        report(module, given, backend(p));
      }
      counts.undecided += engines.interpreted_record.words[0] & 1;
      if (columns) batch.push_back(std::move(given));
    }
    if (!columns) return;
    column_rows(p, module, batch);
    host_rows(p, with_strict_door(module, seed));
  }

  // In columns, slices and structs of a host, behind a strict door.
  void host_rows(std::uint64_t p, ir::Module module) {
    auto policy = engine::LoadedPolicy::load(std::move(module));
    std::string differs = policy ? "" : policy.failure().message;
    if (policy) {
      const std::shared_ptr<const engine::LoadedPolicy> shared = std::move(*policy);
      HostMemory memory(shared->module(), options_.seed + p);
      const auto levels = engine::levels_here();
      engine::NativeOptions native;
      native.level = levels[p / 5 % levels.size()];
      const auto bound = engine::BoundPolicy::bind(shared, memory.forms(), &backend(p), native);
      differs = bound ? (*bound)->why_not_columnar() : bound.failure().message;
      if (differs.rfind("an invariant takes away a text", 0) == 0) differs = "";
      if (bound && differs.empty()) {
        BoundRows rows(**bound);
        for (const std::size_t length : {options_.inputs, std::uint64_t{17}, std::uint64_t{1}})
          if (differs.empty()) differs = rows.difference(memory, length);
        counts.host_rows += rows.rows;
        counts.host_refused += rows.refused;
      }
    }
    if (differs.empty()) return;
    const std::lock_guard lock(printing_);
    fmt::print("MISMATCH program {} (seed {}) in a host's memory: {}\n", p, options_.seed + p, differs);
    ++counts.mismatches;
  }

  // The same inputs as batches of several lengths.
  void column_rows(std::uint64_t p, const ir::Module& module, std::vector<Case>& cases) {
    ColumnEngines engines(module, backend(p));
    ++counts.column_programs;
    std::string where;
    std::size_t differ = 0;
    while (engines.error().empty() && !cases.empty()) {
      counts.column_rows += cases.size() * engines.levels();
      differ += engines.differences(cases, &where);
      cases.erase(cases.begin() + static_cast<std::ptrdiff_t>(cases.size() / 3), cases.end());
    }
    if (differ == 0 && engines.error().empty()) return;
    const std::lock_guard lock(printing_);
    fmt::print("{} program {} (seed {}) in columns: {}\n", differ ? "MISMATCH" : "REFUSED", p,
               options_.seed + p, differ ? where : engines.error());
    counts.mismatches += differ;
    counts.refused += !engines.error().empty();
  }

  const Options& options_;
  std::atomic<std::uint64_t>& next_;
  std::mutex& printing_;
  Workshop workshop_;
  std::unique_ptr<engine::Backend> whole_ = native::make_backend(), pieces_ = native::make_backend({10, 7});
};

// Tokens of which no text that parses has one, and comments.
bool never_in_a_program(const std::string& construct) {
  return construct.rfind("token BAD_", 0) == 0 || construct == "token RESERVED" ||
         construct == "token COMMENT" || construct == "token SPACE";
}

int run(const Options& options) {
  const auto start = std::chrono::steady_clock::now();
  std::ifstream grammar(POL_SOURCE_DIR "/grammar/Pol.g4");
  std::stringstream grammar_text;
  grammar_text << grammar.rdbuf();
  const std::map<std::string, std::uint64_t> constructs = all_constructs(grammar_text.str());
  if (constructs.size() < 200) return fmt::print("the grammar cannot be read\n"), 1;

  std::atomic<std::uint64_t> next{0};
  std::mutex printing;
  std::deque<Worker> workers;
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < std::clamp(std::thread::hardware_concurrency(), 1u, 8u); ++i) {
    workers.emplace_back(options, next, printing).counts.constructs = constructs;
    threads.emplace_back(&Worker::run, &workers.back());
  }
  for (std::thread& thread : threads) thread.join();

  Counts sum;
  for (const Worker& worker : workers) sum.add(worker.counts);
  std::vector<std::string> never;
  const auto tell = [&](const char* what, const std::string& name, std::uint64_t count) {
    fmt::print("{} {:<26} {}\n", what, name, count);
    if (count == 0) never.push_back(fmt::format("{} {}", what, name));
  };
  for (const ir::OpInfo& info : ir::all_ops()) tell("op", std::string(info.name), sum.ops[info.op]);
  for (const std::string& shape : all_shapes()) tell("shape", shape, sum.shapes[shape]);
  if (options.sources)
    for (const auto& [name, count] : sum.constructs) {
      if (!never_in_a_program(name)) tell("construct", name, count);
    }
  for (const auto& [code, count] : sum.mended) fmt::print("mended {:<26} {}\n", code, count);
  if (options.columns && (sum.column_rows == 0 || sum.host_rows == 0)) never.push_back("columnar code");
  for (const std::string& name : never) fmt::print("NEVER USED {}\n", name);
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  fmt::print(
      "seed {}\nprograms {}\nof these from text {} (unusable {}), chains {}\ninstructions {}\npairs "
      "{}\nin columns {} programs, rows {}\nin memory of hosts rows {}, of these refused {}\nundecided {}\n"
      "refused at the door {}\nrefused programs {}\nops, shapes and constructs never used {}\n",
      options.seed, sum.programs, sum.sources, sum.unusable, sum.chains, sum.insts, sum.pairs,
      sum.column_programs, sum.column_rows, sum.host_rows, sum.host_refused, sum.undecided, sum.at_the_door,
      sum.refused, never.size());
  fmt::print("mismatches {}\nseconds {:.1f}\n", sum.mismatches, seconds.count());
  return sum.mismatches || sum.refused || !never.empty() ? 1 : 0;
}

}  // namespace
}  // namespace pol::testing

int main(int argc, char** argv) {
  pol::testing::Options options;
  for (int i = 1; i < argc; i += 2) {
    const std::uint64_t value = i + 1 < argc ? std::strtoull(argv[i + 1], nullptr, 10) : 0;
    const auto is = [&](const char* name) { return i + 1 < argc && !std::strcmp(argv[i], name); };
    if (is("--programs"))
      options.programs = value;
    else if (is("--inputs"))
      options.inputs = value;
    else if (is("--seed"))
      options.seed = value;
    else if (is("--sources"))
      options.sources = value;
    else if (is("--columns"))
      options.columns = value;
    else if (is("--ops"))
      options.ops = static_cast<int>(value);
    else
      return fmt::print(stderr,
                        "usage: differential [--programs N] [--inputs N] [--seed S] [--ops N] [--sources "
                        "PERCENT] [--columns PERCENT]\n"),
             2;
  }
  return pol::testing::run(options);
}
