// swap [--activations N] [--native N] [--interpreted N] [--seconds S] [--seed S]
//
// Threads decide with a slot while its versions are published, withdrawn, rolled back, unloaded and loaded
// again, some of them verified and compiled anew. Every decision is compared with what the version that it
// names decides by itself. Then versions are reloaded many times over, which may not take memory. Exit code 1
// if a decision is lost, fails or is of no single version, if a version that was let go is still there, or if
// memory grows.
#include <fmt/format.h>
#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <deque>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <thread>

#include "compiler/native/native.h"
#include "compiler/study/pipeline.h"
#include "runtime/engine/slot.h"
#include "tests/support/counts.h"
#include "tests/support/source/sent_cases.h"

namespace pol::testing {
namespace {

using Clock = std::chrono::steady_clock;
using engine::Chain;
using engine::LoadedPolicy;
using engine::Which;

struct SwapOptions {
  std::uint64_t activations = count(10'000), native = count(1'000), interpreted = count(20'000),
                seed = 20'261'123;
  double seconds = 0;  // over which activations are spread; 0: as fast as they go
};

constexpr std::size_t kVersions = 6, kCases = 512, kDeciders = 2;
constexpr std::uint64_t kFullCycle = 40;  // every so many activations a version is verified and compiled anew
constexpr double kMostGrowth = 16;        // MiB

// What a version says to a case: its record, or why it refuses.
struct Expected {
  ir::NativeRecord record;
  std::string refusal;
};

double resident_mib() {
  malloc_trim(0);
  std::ifstream statm("/proc/self/statm");
  std::uint64_t size = 0, resident = 0;
  statm >> size >> resident;
  return static_cast<double>(resident) * static_cast<double>(::sysconf(_SC_PAGESIZE)) / (1 << 20);
}

// How long single decisions take, in classes of a quarter of a power of two.
class Latencies {
 public:
  void add(std::uint64_t ns) {
    const int power = ns < 4 ? 0 : 61 - __builtin_clzll(ns);
    ++counts_[std::min<std::size_t>(ns < 4 ? ns : power * 4 + (ns >> power & 3) + 4, counts_.size() - 1)];
    ++all_;
  }
  void merge(const Latencies& other) {
    for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i] += other.counts_[i];
    all_ += other.all_;
  }
  std::uint64_t quantile(double part) const {
    std::uint64_t below = 0;
    for (std::size_t i = 0; i < counts_.size(); ++i)
      if ((below += counts_[i]) >= static_cast<std::uint64_t>(part * static_cast<double>(all_)))
        return i < 4 ? i : (std::uint64_t{4} + (i & 3)) << (i / 4 - 1);
    return 0;
  }
  std::uint64_t count() const { return all_; }
  std::string text() const {
    return fmt::format("{} decisions, p50 {} ns, p99 {} ns, p99.9 {} ns", all_, quantile(0.5), quantile(0.99),
                       quantile(0.999));
  }

 private:
  std::array<std::uint64_t, 256> counts_{};
  std::uint64_t all_ = 0;
};

class Swap {
 public:
  explicit Swap(const SwapOptions& options) : options_(options), backend_(native::make_backend()) {}

  bool prepare() {
    for (std::size_t v = 0; v < kVersions; ++v)
      if (!compile(v)) return complain("a version of the limit policy does not compile");
    const auto first = make(0, false);
    if (!first) return false;
    door_ = first->door();
    SentCaseSource source(*first, options_.seed);
    for (std::size_t i = 0; i < kCases; ++i) cases_.push_back(source.next());
    for (std::size_t v = 0; v < kVersions; ++v) {
      const auto chain = make(v, false);
      if (!chain) return false;
      auto& expected = expected_.emplace_back();
      engine::ChainCase out;
      for (const engine::SentCase& one : cases_) {
        const auto refusal = chain->decide(Which::interpreter, one, out);
        expected.push_back(
            {refusal ? ir::NativeRecord{} : out.root().record, refusal ? refusal->code : std::string()});
      }
      for (std::size_t i = 0; v > 0 && i < kCases; ++i)
        differing_ += !(expected[i].record == expected_[0][i].record);
    }
    if (differing_ < kCases / 10) return complain("the versions decide too much alike to be told apart");
    return true;
  }

  bool run() {
    engine::Slot slot(epochs_, door_);
    for (std::size_t v = 0; v < kVersions; ++v) load(slot, v, true);
    if (numbers_.size() != kVersions || !slot.publish(numbers_[0])) return complain("nothing is in force");

    fmt::print("quiet before     {}\n", decide_beside(slot, [&] { pause(); }).text());
    const Latencies busy = decide_beside(slot, [&] { activate(slot); });
    fmt::print("under activation {}\n", busy.text());
    const double before = resident_mib();
    const Latencies reloads = decide_beside(slot, [&] { reload(slot); });
    fmt::print("under reloading  {}\n", reloads.text());
    const double after = resident_mib();
    fmt::print("quiet after      {}\n", decide_beside(slot, [&] { pause(); }).text());
    fmt::print(
        "activations      {} ({} published, {} withdrawn, {} rolled back; {} verified and compiled anew) in "
        "{:.1f} s\n",
        published_ + withdrawn_ + rolled_back_, published_, withdrawn_, rolled_back_, compiled_,
        activation_seconds_);
    fmt::print("reloads          {} native in {:.1f} s, {} interpreted in {:.1f} s\n", options_.native,
               native_seconds_, options_.interpreted, interpreted_seconds_);
    fmt::print("versions decided {}\n", fmt::join(decided_, " "));
    fmt::print("failed           {}\nmixed            {}\n", failed_.load(), mixed_.load());
    fmt::print("memory           {:.1f} MiB before reloading, {:.1f} after\n", before, after);

    epochs_.collect();
    std::size_t left = 0;
    for (const auto& one : let_go_) left += !one.expired();
    fmt::print("let go           {}, still there {}\n", let_go_.size(), left);
    bool good = failed_ == 0 && mixed_ == 0 && left == 0;
    good = good && std::all_of(decided_.begin(), decided_.end(), [](std::uint64_t n) { return n > 0; });
#ifndef POL_SANITIZED
    if (after > before + kMostGrowth) good = complain("memory grows");
#endif
    return good && !broken_;
  }

 private:
  bool complain(const std::string& what) {
    fmt::print("{}\n", what);
    broken_ = true;
    return false;
  }

  // The limit policy of the sme pack under another version number and with another lowest score, so that a
  // decision of two versions at once would show.
  bool compile(std::size_t version) {
    const std::string root = POL_SOURCE_DIR "/policies/sme";
    std::stringstream text;
    text << std::ifstream(root + "/limit.pol").rdbuf();
    const std::string changed =
        replaced(replaced(replaced(text.str(), " version 8", fmt::format(" version {}", 100 + version)),
                          "replaces version 7", fmt::format("replaces version {}", 99 + version)),
                 "present below 560", fmt::format("present below {}", 560 + 20 * version));
    std::string folder = std::filesystem::temp_directory_path() / "pol_swap_XXXXXX";
    if (!::mkdtemp(folder.data())) return false;
    std::filesystem::copy(root, folder, std::filesystem::copy_options::recursive);
    std::ofstream(folder + "/limit.pol") << changed;
    Sources sources;
    Diagnostics diagnostics;
    const auto compiled = study::compile(sources, folder + "/limit.pol", diagnostics);
    std::filesystem::remove_all(folder);
    if (!compiled.policy) return false;
    modules_.push_back(compiled.policy->module());
    return true;
  }

  static std::string replaced(std::string text, const std::string& what, const std::string& by) {
    const std::size_t at = text.find(what);
    return at == std::string::npos ? "" : text.replace(at, what.size(), by);
  }

  // Null after a complaint.
  std::shared_ptr<const Chain> make(std::size_t version, bool compiled) {
    auto policy = LoadedPolicy::load(modules_[version]);
    if (!policy) return complain(policy.failure().message), nullptr;
    if (compiled)
      if (const Status status = (*policy)->compile(*backend_); !status)
        return complain(status.failure().message), nullptr;
    auto chain = Chain::make({std::shared_ptr<const LoadedPolicy>(std::move(*policy))});
    if (!chain) return complain(chain.failure().message), nullptr;
    return *chain;
  }

  void load(engine::Slot& slot, std::size_t version, bool compiled) {
    const auto chain = make(version, compiled);
    if (!chain) return;
    const auto number = slot.load(chain);
    if (!number) {
      complain(number.failure().message);
      return;
    }
    if (numbers_.size() <= version) numbers_.resize(version + 1);
    numbers_[version] = *number;
  }

  void pause() { std::this_thread::sleep_for(std::chrono::milliseconds(1'000)); }

  // Threads decide for as long as `work` takes.
  template <class Work>
  Latencies decide_beside(engine::Slot& slot, Work work) {
    std::atomic<bool> stop{false};
    std::array<Latencies, kDeciders> latencies;
    std::array<std::array<std::uint64_t, kVersions>, kDeciders> decided{};
    std::vector<std::thread> threads;
    for (std::size_t t = 0; t < kDeciders; ++t)
      threads.emplace_back([&, t] { decide(slot, stop, t, latencies[t], decided[t]); });
    work();
    stop = true;
    for (std::thread& thread : threads) thread.join();
    Latencies all;
    for (const Latencies& one : latencies) all.merge(one);
    for (const auto& counts : decided)
      for (std::size_t v = 0; v < kVersions; ++v) decided_[v] += counts[v];
    return all;
  }

  void decide(const engine::Slot& slot, const std::atomic<bool>& stop, std::size_t thread,
              Latencies& latencies, std::array<std::uint64_t, kVersions>& decided) {
    EpochReader reader(epochs_);
    engine::SlotCase out;
    for (std::size_t i = thread * 17; !stop; ++i) {
      const std::size_t at = i % kCases;
      const auto start = Clock::now();
      const engine::Pin pin(reader, slot);
      const auto refusal =
          pin->decide(pin->has_native() ? Which::scalar : Which::interpreter, cases_[at], out);
      latencies.add(static_cast<std::uint64_t>(
          std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now() - start).count()));
      if (!out.release) {
        ++failed_;
        continue;
      }
      const auto version = static_cast<std::size_t>(out.release->policy().version) - 100;
      ++decided[version];
      const Expected& expected = expected_[version][at];
      if ((refusal ? refusal->code : "") != expected.refusal ||
          (!refusal && !(out.decided.root().record == expected.record)))
        ++mixed_;
    }
  }

  // One step after the other, so that every step succeeds: a failure would be one of the slot.
  void activate(engine::Slot& slot) {
    const auto start = Clock::now();
    const auto expect = [&](const Status& status) {
      if (!status) complain(status.failure().message);
    };
    std::vector<std::size_t> published{0};
    for (std::uint64_t i = 1; i <= options_.activations; ++i) {
      if (options_.seconds > 0)
        std::this_thread::sleep_until(
            start +
            std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(
                options_.seconds * static_cast<double>(i) / static_cast<double>(options_.activations))));
      if (published.size() == kVersions) {
        expect(slot.roll_back(numbers_[published[0]]));
        published.resize(1);
        ++rolled_back_;
      } else if (i % 3 == 0 && published.size() > 1) {
        expect(slot.withdraw(numbers_[published[0]]));
        published.erase(published.begin());
        ++withdrawn_;
      } else {
        std::size_t version = i % kVersions;
        while (std::find(published.begin(), published.end(), version) != published.end())
          version = (version + 1) % kVersions;
        if (i % kFullCycle == 0) renew(slot, version, true), ++compiled_;
        expect(slot.publish(numbers_[version]));
        published.push_back(version);
        ++published_;
      }
    }
    activation_seconds_ = since(start);
    expect(slot.roll_back(numbers_[published[0]]));
    in_force_ = published[0];
  }

  // Lets a version that is not published go, and loads it again.
  void renew(engine::Slot& slot, std::size_t version, bool compiled) {
    for (const engine::Release& one : slot.loaded())
      if (one.number == numbers_[version]) let_go_.push_back(one.chain);
    if (let_go_.size() > 4'096) {
      const auto gone =
          std::remove_if(let_go_.begin(), let_go_.end(), [](const auto& one) { return one.expired(); });
      let_go_.erase(gone, let_go_.end());
    }
    if (const Status gone = slot.unload(numbers_[version]); !gone) complain(gone.failure().message);
    load(slot, version, compiled);
  }

  void reload(engine::Slot& slot) {
    const std::size_t version = (in_force_ + 1) % kVersions;
    auto start = Clock::now();
    for (std::uint64_t i = 0; i < options_.native; ++i) renew(slot, version, true);
    native_seconds_ = since(start);
    start = Clock::now();
    for (std::uint64_t i = 0; i < options_.interpreted; ++i) renew(slot, version, false);
    interpreted_seconds_ = since(start);
    renew(slot, version, true);
  }

  static double since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
  }

  const SwapOptions options_;
  std::unique_ptr<engine::Backend> backend_;
  Epochs epochs_;
  ir::Module door_;
  std::vector<ir::Module> modules_;
  std::vector<engine::SentCase> cases_;
  std::vector<std::vector<Expected>> expected_;  // version, case
  std::size_t differing_ = 0;
  std::vector<std::uint64_t> numbers_;  // of versions in the slot
  std::size_t in_force_ = 0;
  std::deque<std::weak_ptr<const Chain>> let_go_;
  std::array<std::uint64_t, kVersions> decided_{};
  std::atomic<std::uint64_t> failed_{0}, mixed_{0};
  std::uint64_t published_ = 0, withdrawn_ = 0, rolled_back_ = 0, compiled_ = 0;
  double activation_seconds_ = 0, native_seconds_ = 0, interpreted_seconds_ = 0;
  bool broken_ = false;
};

int main_of(int count, char** words) {
  SwapOptions options;
  for (int i = 1; i < count; ++i) {
    const char* value = i + 1 < count ? words[i + 1] : nullptr;
    const auto is = [&](const char* name) { return std::strcmp(words[i], name) == 0 && value; };
    if (is("--activations"))
      options.activations = std::strtoull(words[++i], nullptr, 10);
    else if (is("--native"))
      options.native = std::strtoull(words[++i], nullptr, 10);
    else if (is("--interpreted"))
      options.interpreted = std::strtoull(words[++i], nullptr, 10);
    else if (is("--seconds"))
      options.seconds = std::strtod(words[++i], nullptr);
    else if (is("--seed"))
      options.seed = std::strtoull(words[++i], nullptr, 10);
    else {
      fmt::print(stderr, "swap: unknown option {}\n", words[i]);
      return 2;
    }
  }
  Swap swap(options);
  return swap.prepare() && swap.run() ? 0 : 1;
}

}  // namespace
}  // namespace pol::testing

int main(int count, char** words) {
  return pol::testing::main_of(count, words);
}
