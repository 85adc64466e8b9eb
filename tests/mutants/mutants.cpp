// bundle_mutants [--mutants N] [--seed S] [--native N]
//
// Bundles that were changed and signed anew by all who must, so that it is the verifier that is tested. Half
// are changed in their bytes, half in what they mean; of the latter most are then made consistent (hashes,
// costs, golden vectors), as an enemy with the keys would. Every mutant is refused by a code of its own, or
// loads, decides and explains without harm; of those that load and hold new code, the first N by --native are
// compiled and must agree with the interpreter on random cases. Ends with the counts; exit code 1 if two
// engines differ, a mutant takes too long, one allocation is over 64 MiB, or a count is too small to mean
// anything.
#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <new>
#include <set>

#include "compiler/native/native.h"
#include "compiler/study/publish.h"
#include "runtime/bundle/golden.h"
#include "runtime/bundle/load.h"
#include "runtime/engine/record.h"
#include "runtime/explain/explanation.h"
#include "runtime/ir/verify.h"
#include "tests/mutants/mutate.h"
#include "tests/support/both_engines.h"
#include "tests/support/case_text.h"
#include "tests/unit/bundle/consistent.h"

namespace {

std::size_t largest_allocation = 0;

}  // namespace

// Every allocation of C++ code passes here. Sanitizers have their own operators; there the limit is set by
// ASAN_OPTIONS=max_allocation_size_mb.
#if !defined(POL_SANITIZED)
void* operator new(std::size_t size) {
  if (size > largest_allocation) largest_allocation = size;
  if (void* memory = std::malloc(size ? size : 1)) return memory;
  std::abort();
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}
#endif

namespace pol::testing {
namespace {

using Clock = std::chrono::steady_clock;

#ifdef POL_SANITIZED
constexpr std::uint64_t kMutants = 10'000, kNative = 150;
constexpr double kLongest = 20;
#else
constexpr std::uint64_t kMutants = 100'000, kNative = 1'000;
constexpr double kLongest = 5;
#endif
constexpr std::size_t kMostBytes = std::size_t{64} << 20;

struct Options {
  std::uint64_t mutants = kMutants, seed = 20'261'101, native = kNative;
};

struct Counts {
  std::uint64_t made = 0, accepted = 0, new_code = 0, compiled = 0, refused_natively = 0, cases = 0,
                decided = 0, told = 0;
  std::map<std::string, std::uint64_t> refused;
  double longest = 0;
};

bundle::SecretKey key_of(const std::string& role) {
  bundle::SecretKey key;
  key.role = role;
  for (std::size_t i = 0; i < role.size(); ++i) key.seed[i] = static_cast<std::uint8_t>(role[i]);
  return key;
}

class Run {
 public:
  explicit Run(const Options& options)
      : options_(options), rng_(options.seed), backend_(native::make_backend()) {
    for (const char* role : {"cro", "cfo", "coo"}) {
      keys_.push_back(key_of(role));
      load_.trusted.push_back(bundle::public_key(keys_.back()));
    }
    load_.today = *parse_date("2026-11-08");
  }

  bool build() {
    Diagnostics diagnostics;
    compiled_ =
        study::compile(sources_, std::string(POL_SOURCE_DIR) + "/tests/compat/shop/plan.pol", diagnostics);
    if (!compiled_.policy) return false;
    auto made = study::make_bundle(compiled_, sources_, {});
    if (!made) return false;
    honest_ = std::move(*made);
    for (const bundle::Member& member : honest_.members) codes_.insert(member.content_hash);
    return bool(bundle::load(signed_file(bundle::encode(honest_)), load_));
  }

  bool mutant() {
    std::string payload;
    if (rng_.percent(50)) {
      payload = bundle::encode(honest_);
      mutate(payload, rng_);
    } else {
      bundle::Bundle bundle = honest_;
      mutate(bundle, rng_);
      if (rng_.percent(85) && !bundle.members.empty()) make_consistent(bundle);
      payload = bundle::encode(bundle);
    }
    const std::string file = signed_file(payload);
    const auto begin = Clock::now();
    const auto loaded = bundle::load(file, load_);
    ++counts_.made;
    if (!loaded)
      ++counts_.refused[std::string(info(loaded.refusal().code).name)];
    else if (!accept(*loaded))
      return false;
    const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    counts_.longest = std::max(counts_.longest, seconds);
    return true;
  }

  bool finish() const {
    fmt::print("{} mutants, {} accepted, {} of them with new code\n", counts_.made, counts_.accepted,
               counts_.new_code);
    for (const auto& [code, count] : counts_.refused) fmt::print("  {} {:>8}\n", code, count);
    fmt::print(
        "{} decided by the chain, {} explanations; {} compiled and equal on {} cases, {} refused by native "
        "code\n",
        counts_.decided, counts_.told, counts_.compiled, counts_.cases, counts_.refused_natively);
    fmt::print("longest {:.3f} s, largest allocation {} bytes\n", counts_.longest, largest_allocation);
    bool sound = counts_.longest <= kLongest && largest_allocation <= kMostBytes;
    // The whole test would mean little if nothing came through, or if the verifier were never reached.
    if (options_.mutants >= 10'000)
      sound = sound && counts_.compiled >= std::min<std::uint64_t>(options_.native, options_.mutants / 100) &&
              counts_.refused.contains("E1208") && counts_.refused.contains("E1216") &&
              counts_.refused.contains("E1218") && counts_.told > options_.mutants / 50;
    return sound;
  }

 private:
  std::string signed_file(const std::string& payload) const {
    const std::string bytes = bundle::seal(payload);
    std::vector<bundle::Signature> signatures;
    for (const bundle::SecretKey& key : keys_) signatures.push_back(bundle::sign(key, bytes));
    return bundle::close_envelope(bytes, signatures);
  }

  bool accept(const bundle::Loaded& loaded) {
    ++counts_.accepted;
    decide(loaded);
    for (const bundle::Member& member : loaded.bundle.members) {
      if (!codes_.insert(member.content_hash).second) continue;
      ++counts_.new_code;
      if (counts_.compiled < options_.native && !agree(member.module)) return false;
    }
    return true;
  }

  // Through the door and out as a record, and in sentences.
  void decide(const bundle::Loaded& loaded) {
    const engine::Chain& chain = *loaded.chain;
    engine::SentCase sent;
    sent.case_id = "C-1";
    sent.decision_date = chain.root().module().policy.effective;
    for (const ir::Input& input : chain.door().inputs) {
      const Type& type = chain.door().types[input.type];
      engine::SentTag tag;
      tag.state = engine::SentTag::State::value;
      tag.number = rng_.within(type.range);
      tag.text = "Suqian";
      tag.as_of = sent.decision_date;
      if (input.bucket || (!input.forbid && rng_.percent(20))) tag = {};
      sent.tags.push_back(std::move(tag));
    }
    engine::ChainCase decided;
    if (chain.decide(engine::Which::interpreter, sent, decided)) return;
    const engine::MemberCase& root = decided.root();
    counts_.decided += engine::record_json(chain.root(), *root.sent, root.admitted, root.record,
                                           root.scratch.slots, engine::Which::interpreter)
                               .empty()
                           ? 0
                           : 1;
    if (!loaded.plans) return;
    for (std::size_t i = 0; i < chain.size(); ++i) chain.fill_slots(i, decided.members[i]);
    for (const auto language : {explain::Language::en, explain::Language::zh}) {
      explain::ToldBefore before;
      const auto told = explain::inputs_of(chain, *loaded.plans, *loaded.catalog, decided,
                                           engine::Which::interpreter, language, &before);
      counts_.told += explain::officer_text(told).size() + text_of(explain::to_applicant(told)).size() > 500;
    }
  }

  bool agree(const ir::Module& module) {
    BothEngines engines(module, *backend_);
    if (!engines.error().empty()) {
      ++counts_.refused_natively;
      return true;
    }
    ++counts_.compiled;
    CaseSource cases(module, rng_.next());
    for (int i = 0; i < 20; ++i) {
      const Case given = cases.next();
      ++counts_.cases;
      if (engines.agree(given)) continue;
      fmt::print("mutant {}: the engines differ on {}\ninterpreter: {}\nnative:      {}\n", counts_.made,
                 show(module, given), show(engines.interpreted_record), show(engines.native_record));
      return false;
    }
    return true;
  }

  Options options_;
  Rng rng_;
  std::unique_ptr<engine::Backend> backend_;
  std::vector<bundle::SecretKey> keys_;
  bundle::LoadOptions load_;
  Sources sources_;
  study::Compiled compiled_;
  bundle::Bundle honest_;
  std::set<std::string> codes_;
  Counts counts_;
};

int run(const Options& options) {
  Run run(options);
  if (!run.build()) {
    fmt::print(stderr, "bundle_mutants: the honest bundle does not load\n");
    return 2;
  }
  for (std::uint64_t i = 0; i < options.mutants; ++i)
    if (!run.mutant()) return 1;
  return run.finish() ? 0 : 1;
}

}  // namespace
}  // namespace pol::testing

int main(int argc, char** argv) {
  pol::testing::Options options;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::uint64_t value = std::strtoull(argv[i + 1], nullptr, 10);
    if (!std::strcmp(argv[i], "--mutants"))
      options.mutants = value;
    else if (!std::strcmp(argv[i], "--seed"))
      options.seed = value;
    else if (!std::strcmp(argv[i], "--native"))
      options.native = value;
    else {
      fmt::print(stderr, "usage: bundle_mutants [--mutants N] [--seed S] [--native N]\n");
      return 2;
    }
  }
  return pol::testing::run(options);
}
