#include "compiler/cli/bench_speed.h"

#include <algorithm>
#include <chrono>

namespace pol::cli {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kFewestPasses = 3, kMostPasses = 10'000;

double nanoseconds(Clock::time_point from) {
  return std::chrono::duration<double, std::nano>(Clock::now() - from).count();
}

// `decide(i)` for all cases, again and again for `seconds`; then once more with a look at the clock between.
template <class Decide>
Speed measure(std::size_t cases, double seconds, const Decide& decide) {
  const auto pass = [&] {
    for (std::size_t i = 0; i < cases; ++i) decide(i);
  };
  pass();  // memory is allocated, caches and branch predictors have seen it
  std::vector<double> passes;
  const auto start = Clock::now();
  while (passes.size() < kFewestPasses ||
         (passes.size() < kMostPasses && nanoseconds(start) < seconds * 1e9)) {
    const auto from = Clock::now();
    pass();
    passes.push_back(nanoseconds(from) / static_cast<double>(cases));
  }
  std::vector<double> calls(cases);
  for (std::size_t i = 0; i < cases; ++i) {
    const auto from = Clock::now();
    decide(i);
    calls[i] = nanoseconds(from);
  }
  std::sort(calls.begin(), calls.end());
  const auto at = [&](double share) {
    return calls[static_cast<std::size_t>(share * static_cast<double>(cases - 1))];
  };
  return {median(passes), at(0.50), at(0.99), passes.size()};
}

}  // namespace

double milliseconds(const std::function<void()>& work) {
  const auto from = Clock::now();
  work();
  return nanoseconds(from) / 1e6;
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

Result<BenchCases> bench_cases(const engine::Chain& chain, data::CaseSource& source, std::size_t most) {
  BenchCases out;
  const auto reader = source.reader();
  data::CaseBlock block;
  while (out.sent.size() < most) {
    const auto more = source.next(block);
    if (!more) return more.failure();
    if (!*more) break;
    for (std::size_t row = 0; row < block.size && out.sent.size() < most; ++row) {
      engine::SentCase sent;
      engine::ChainCase result;
      if (reader->read(block, row, 0, sent) || chain.decide(engine::Which::interpreter, sent, result)) {
        ++out.refused;
        continue;
      }
      out.undecided += result.root().undecided;
      auto& admitted = out.admitted.emplace_back();
      for (engine::MemberCase& member : result.members) {
        if (!member.decided) member.admitted.inputs.values.clear();
        admitted.push_back(std::move(member.admitted));
      }
      out.sent.push_back(std::move(sent));
    }
  }
  return out;
}

Speed engine_speed(const engine::Chain& chain, engine::Which which, BenchCases& cases, double seconds) {
  std::vector<ir::NativeRecord> records;
  for (std::size_t m = 0; m < chain.size(); ++m) records.push_back(chain.member(m).new_record());
  engine::Scratch scratch;
  return measure(cases.sent.size(), seconds, [&](std::size_t i) {
    for (std::size_t m = 0; m < chain.size(); ++m)
      if (const engine::Inputs& inputs = cases.admitted[i][m].inputs; !inputs.values.empty())
        chain.member(m).decide(which, inputs, records[m], scratch);
  });
}

Speed decision_speed(const engine::Chain& chain, engine::Which which, const BenchCases& cases,
                     double seconds) {
  engine::ChainCase result;
  return measure(cases.sent.size(), seconds,
                 [&](std::size_t i) { (void)chain.decide(which, cases.sent[i], result); });
}

std::optional<std::size_t> engines_differ(const engine::Chain& chain, const BenchCases& cases) {
  engine::Scratch scratch;
  for (std::size_t m = 0; m < chain.size(); ++m) {
    ir::NativeRecord interpreted = chain.member(m).new_record(), native = chain.member(m).new_record();
    for (std::size_t i = 0; i < cases.sent.size(); ++i) {
      const engine::Inputs& inputs = cases.admitted[i][m].inputs;
      if (inputs.values.empty()) continue;
      chain.member(m).decide(engine::Which::interpreter, inputs, interpreted, scratch);
      chain.member(m).decide(engine::Which::scalar, inputs, native, scratch);
      if (!(interpreted == native)) return i;
    }
  }
  return std::nullopt;
}

}  // namespace pol::cli
