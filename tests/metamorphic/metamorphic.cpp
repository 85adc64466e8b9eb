// metamorphic [--programs N] [--cases N] [--seed S]
//
// Changes to a policy that may not change a decision: other names of tags, another order of items, rules that
// never act, `first` for `unique`, a batch in parts. Over random programs and the packs of policies/. Records
// are compared by names; a dead rule may add its own bits, which stay 0, and nothing else. Exit code 1 if a
// record changes, a variant does not compile, or a change was never possible.
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <deque>
#include <mutex>
#include <thread>

#include "compiler/native/native.h"
#include "tests/metamorphic/named_record.h"
#include "tests/metamorphic/transform.h"
#include "tests/support/counts.h"
#include "tests/support/source/sent_cases.h"

namespace pol::testing {
namespace {

struct MetaOptions {
  std::uint64_t programs = count(600), cases = 40, seed = 20'261'123;
};

struct MetaCounts {
  std::uint64_t programs = 0, unusable = 0, comparisons = 0, failures = 0;
  std::map<std::string, std::uint64_t> variants;  // programs that were changed in that way
};

const char* const kBatch = "batch split";

class MetaWorker {
 public:
  MetaWorker(const MetaOptions& options, std::mutex& printing) : options_(options), printing_(printing) {}

  void random(std::uint64_t seed) {
    workshop_.search_undecided = seed % 20 == 0;
    constexpr std::uint64_t kNextSeed = 1'000'000'007;
    for (int attempt = 0; attempt < 20; ++attempt, seed += kNextSeed) {
      SourceProgram program = random_source(seed);
      if (!workshop_.settle(program)) {
        ++counts.unusable;
        continue;
      }
      // One in eight on native code as well.
      return check(fmt::format("seed {}", seed), program, seed, seed % 8 == 0 ? backend_.get() : nullptr);
    }
  }
  void pack(const std::string& folder, const std::string& root) {
    workshop_.search_undecided = true;
    check(folder + "/" + root, read_pack(folder, root), 1, backend_.get());
  }
  MetaCounts counts;

 private:
  void fail(const std::string& what, const SourceProgram& program, const std::string& why) {
    const std::lock_guard lock(printing_);
    if (++counts.failures > 3) return;
    fmt::print("DIFFERS {}\n{}\n", what, why);
    for (const SourceFile& file : program.files) fmt::print("---- {}\n{}", file.path, file.text());
  }

  void check(const std::string& title, const SourceProgram& program, std::uint64_t seed,
             engine::Backend* backend) {
    const CompiledSource before = workshop_.compile(program, backend);
    if (!before) return fail(title, program, before.errors());
    ++counts.programs;
    const engine::Chain& chain = *before.compiled.chain;
    SentCaseSource source(chain, seed);
    std::vector<engine::SentCase> cases;
    for (std::uint64_t i = 0; i < options_.cases; ++i) cases.push_back(source.next());
    Rng rng(seed);
    split(title, program, chain, cases);
    for (const Variant& variant : {with_renamed_tags(program), with_reordered_items(program, rng),
                                   with_dead_rules(program, chain), with_first_for_unique(program)}) {
      if (!variant.changed) continue;
      const std::string what = title + ", " + variant.name;
      const CompiledSource after = workshop_.compile(variant.program, backend);
      if (only_rows_that_never_fit(after)) continue;
      if (!after) {
        fail(what, variant.program, after.errors());
        continue;
      }
      ++counts.variants[variant.name];
      compare(what, variant, chain, *after.compiled.chain, cases);
    }
  }

  // `unique` lets a row stand that no value of its input reaches; `first` does not.
  static bool only_rows_that_never_fit(const CompiledSource& after) {
    bool hidden = false;
    for (const Diagnostic& one : after.diagnostics.all()) {
      if (info(one.code).severity != Severity::error) continue;
      if (one.code != Code::E0713) return false;
      hidden = true;
    }
    return hidden;
  }

  // The same case for the variant: tags by their names there.
  static engine::SentCase translated(const engine::SentCase& sent, const ir::Module& from,
                                     const ir::Module& to, const Variant& variant) {
    engine::SentCase out = sent;
    out.tags.assign(to.inputs.size(), {});
    for (std::size_t i = 1; i < from.inputs.size(); ++i) {
      const std::string &own = from.inputs[i].name, &tag = from.inputs[i].tag();
      const auto renamed = variant.renamed.find(tag);
      const std::string name =
          renamed == variant.renamed.end() ? own : renamed->second + own.substr(tag.size());
      for (std::size_t k = 1; k < to.inputs.size(); ++k)
        if (to.inputs[k].name == name) out.tags[k] = sent.tags[i];
    }
    return out;
  }

  void compare(const std::string& what, const Variant& variant, const engine::Chain& before,
               const engine::Chain& after, const std::vector<engine::SentCase>& cases) {
    engine::ChainCase a, b;
    for (const engine::Which which : engines(before, after))
      for (std::size_t i = 0; i < cases.size(); ++i) {
        const auto refused_a = before.decide(which, cases[i], a);
        const auto refused_b =
            after.decide(which, translated(cases[i], before.door(), after.door(), variant), b);
        ++counts.comparisons;
        std::string why;
        if (refused_a.has_value() != refused_b.has_value())
          why = fmt::format("refused before: {}, after: {}", refused_a.has_value(), refused_b.has_value());
        else if (!refused_a)
          why = difference(named_record(before, a, variant.renamed, {}),
                           named_record(after, b, {}, variant.dead));
        if (!why.empty()) return fail(fmt::format("{}, case {}", what, i), variant.program, why);
      }
  }

  static std::vector<engine::Which> engines(const engine::Chain& before, const engine::Chain& after) {
    std::vector<engine::Which> all{engine::Which::interpreter};
    if (before.has_native() && after.has_native()) all.push_back(engine::Which::scalar);
    return all;
  }

  // All cases one after the other in one memory; then in three parts, each in a memory of its own and from
  // its end: nothing of a case may be seen in another.
  void split(const std::string& title, const SourceProgram& program, const engine::Chain& chain,
             const std::vector<engine::SentCase>& cases) {
    ++counts.variants[kBatch];
    for (const engine::Which which : engines(chain, chain)) {
      std::vector<NamedRecord> whole(cases.size());
      engine::ChainCase memory;
      for (std::size_t i = 0; i < cases.size(); ++i)
        if (!chain.decide(which, cases[i], memory)) whole[i] = named_record(chain, memory, {}, {});
      for (std::size_t part = 0; part < 3; ++part) {
        engine::ChainCase own;
        for (std::size_t i = cases.size() * (part + 1) / 3; i-- > cases.size() * part / 3;) {
          NamedRecord alone;
          if (!chain.decide(which, cases[i], own)) alone = named_record(chain, own, {}, {});
          ++counts.comparisons;
          const std::string why = difference(whole[i], alone);
          if (!why.empty()) return fail(fmt::format("{}, {}, case {}", title, kBatch, i), program, why);
        }
      }
    }
  }

  const MetaOptions& options_;
  std::mutex& printing_;
  Workshop workshop_;
  std::unique_ptr<engine::Backend> backend_ = native::make_backend();
};

int run(const MetaOptions& options) {
  const auto start = std::chrono::steady_clock::now();
  std::vector<std::pair<std::string, std::string>> packs;
  const std::filesystem::path policies = POL_SOURCE_DIR "/policies";
  for (const auto& pack : std::filesystem::directory_iterator(policies))
    for (const auto& entry : std::filesystem::recursive_directory_iterator(pack.path()))
      if (entry.path().extension() == ".pol")
        packs.emplace_back(pack.path().string(),
                           std::filesystem::relative(entry.path(), pack.path()).string());
  // Libraries are read with the policies that use them.
  std::erase_if(packs, [](const auto& pack) { return pack.second.find('/') != std::string::npos; });
  std::sort(packs.begin(), packs.end());

  std::atomic<std::uint64_t> next{0};
  std::mutex printing;
  std::deque<MetaWorker> workers;
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < std::clamp(std::thread::hardware_concurrency(), 1u, 8u); ++i) {
    MetaWorker& worker = workers.emplace_back(options, printing);
    threads.emplace_back([&] {
      for (std::uint64_t p = next++; p < options.programs + packs.size(); p = next++)
        if (p < packs.size())
          worker.pack(packs[p].first, packs[p].second);
        else
          worker.random(options.seed + p);
    });
  }
  for (std::thread& thread : threads) thread.join();

  MetaCounts sum;
  for (const MetaWorker& worker : workers) {
    sum.programs += worker.counts.programs, sum.unusable += worker.counts.unusable;
    sum.comparisons += worker.counts.comparisons, sum.failures += worker.counts.failures;
    for (const auto& [name, count] : worker.counts.variants) sum.variants[name] += count;
  }
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  bool all = true;
  for (const char* name :
       {"tags renamed", "items reordered", "dead rules added", "unique as first", kBatch}) {
    fmt::print("{:<18} {} programs\n", name, sum.variants[name]);
    all &= sum.variants[name] > 0;
  }
  fmt::print("programs {} ({} packs, unusable {})\nrecords compared {}\ndifferences {}\nseconds {:.1f}\n",
             sum.programs, packs.size(), sum.unusable, sum.comparisons, sum.failures, seconds.count());
  return sum.failures || !all || packs.empty() || sum.programs < options.programs ? 1 : 0;
}

}  // namespace
}  // namespace pol::testing

int main(int argc, char** argv) {
  pol::testing::MetaOptions options;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::uint64_t value = std::strtoull(argv[i + 1], nullptr, 10);
    if (!std::strcmp(argv[i], "--programs"))
      options.programs = value;
    else if (!std::strcmp(argv[i], "--cases"))
      options.cases = value;
    else if (!std::strcmp(argv[i], "--seed"))
      options.seed = value;
    else
      return fmt::print(stderr, "usage: metamorphic [--programs N] [--cases N] [--seed S]\n"), 2;
  }
  return pol::testing::run(options);
}
